"""Checkpoints of transparency logs (C2SP tlog-checkpoint): size and root, signed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from provenance.decoding.notes import parse_checkpoint
from provenance.decoding.sketch import Sketch
from provenance.model.document import Heading
from provenance.model.origin import Place
from provenance.readers.attestation._notes import BEFORE_CHECKPOINTS, text_of

FORMAT: Final = "log checkpoint"
ROLE: Final = "evidence"

_LINES: Final = re.compile(rb"[^\x00-\x1f]+\r?\n[0-9]{1,20}\r?\n[A-Za-z0-9+/]{43}=\r?\n")
# A line of a signature: 64 bytes and the hash of the key take 91 characters.
_SIGNED: Final = re.compile(
    rb"\n\r?\n\xe2\x80\x94 [^\x00-\x20+]+ [A-Za-z0-9+/]{91,}={0,2}\r?(?:\n|$)"
)


def recognise(sketch: Sketch) -> bool:
    """Whether the blob has the three lines of a checkpoint, or the signature of a note."""
    if not sketch.is_text or sketch.looks_like_json:
        return False
    if sketch.head.startswith(BEFORE_CHECKPOINTS):
        return False
    return bool(_LINES.match(sketch.head)) or bool(_SIGNED.search(sketch.head))


def read(sketch: Sketch) -> Iterator[tuple[Place, Any]]:
    """The one checkpoint, with every signature that stands below it."""
    yield "", Heading(FORMAT)
    yield "", parse_checkpoint(text_of(sketch))

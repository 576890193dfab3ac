"""Consistency proofs in the form in which logs ask witnesses to sign (C2SP tlog-witness)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from provenance.decoding.notes import parse_hashes, parse_size
from provenance.decoding.sketch import Sketch
from provenance.model.document import Heading
from provenance.model.origin import Place
from provenance.model.transparency import Consistency
from provenance.readers.attestation._notes import led_checkpoint

FORMAT: Final = "log consistency proof"
ROLE: Final = "evidence"

_OLD: Final = "old "
_START: Final = re.compile(rb"old [0-9]{1,20}\r?\n(?:[A-Za-z0-9+/]{43}=\r?\n)*\r?\n[^\x00-\x1f]")


def recognise(sketch: Sketch) -> bool:
    """Whether the blob begins as such a request: an old size, hashes, and an empty line."""
    return sketch.is_text and _START.match(sketch.head) is not None


def read(sketch: Sketch) -> Iterator[tuple[Place, Any]]:
    """The one proof, towards the checkpoint that stands below it."""
    yield "", Heading(FORMAT)
    led = led_checkpoint(sketch)
    size = parse_size(led.lines[0].removeprefix(_OLD))
    yield "line=1", Consistency(size, parse_hashes(led.lines[1:]), led.checkpoint)

"""Proofs that something is in a log (C2SP tlog-proof): a position, hashes, and a checkpoint.

What was logged is not inside: it is looked for among the delivered files by its hash. The line
`extra` is signed by nobody; that it is there is noted, and nothing else is made of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from provenance.decoding.notes import parse_base64, parse_hashes, parse_size
from provenance.decoding.sketch import Sketch
from provenance.errors import DecodingError
from provenance.model.document import Defect, Heading
from provenance.model.origin import Place
from provenance.model.transparency import Inclusion, LogEntry
from provenance.readers.attestation._notes import led_checkpoint

FORMAT: Final = "log inclusion proof"
ROLE: Final = "evidence"

_FIRST: Final = "c2sp.org/tlog-proof@"
_VERSION: Final = "v1"
_EXTRA: Final = "extra "
_INDEX: Final = "index "


def recognise(sketch: Sketch) -> bool:
    """Whether the first line says that it is such a proof, of whatever version."""
    return sketch.head.startswith(_FIRST.encode())


def read(sketch: Sketch) -> Iterator[tuple[Place, Any]]:
    """The entry, without the bytes that were logged."""
    led = led_checkpoint(sketch)
    version = led.lines[0].removeprefix(_FIRST)
    yield "", Heading(FORMAT, version)
    if version != _VERSION:
        raise DecodingError(f"is of version {version[:20]}; only {_VERSION} is read", "line=1")
    number = 1
    if len(led.lines) > number and led.lines[number].startswith(_EXTRA):
        parse_base64(led.lines[number].removeprefix(_EXTRA))
        detail = "is signed by nobody, and nothing is made of it"
        yield "line=2", Defect("tlog-proof/extra", "line=2", detail, "observation", "nothing")
        number += 1
    place = f"line={number + 1}"
    if len(led.lines) <= number or not led.lines[number].startswith(_INDEX):
        raise DecodingError("does not say at which index the entry is", place)
    index = parse_size(led.lines[number].removeprefix(_INDEX))
    checkpoint = led.checkpoint
    hashes = parse_hashes(led.lines[number + 1 :])
    inclusion = Inclusion(index, checkpoint.size, b"", hashes, checkpoint)
    yield place, LogEntry(checkpoint.origin, index, "", b"", inclusion=inclusion)

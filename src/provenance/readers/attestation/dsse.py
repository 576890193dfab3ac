"""DSSE envelopes: a payload with its type, and signatures over both (DSSE v1, envelope.md)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from provenance.decoding.fields import Fields
from provenance.decoding.ledger import Ledger
from provenance.decoding.sketch import Sketch
from provenance.errors import DecodingError
from provenance.model.document import Heading
from provenance.model.origin import Place
from provenance.readers.attestation._envelope import read_payload, read_signatures

FORMAT: Final = "DSSE"
ROLE: Final = "evidence"
TELLING: Final[tuple[str, ...]] = ()


def recognise(sketch: Sketch) -> bool:
    """Whether the blob is a JSON object with a payload and its type."""
    return "payload" in sketch.members and "payloadType" in sketch.members


def read(sketch: Sketch) -> Iterator[tuple[Place, Any]]:
    """Each signature over the payload, then the payload as a blob of its own, decoded once."""
    yield "", Heading(FORMAT, "v1")
    if sketch.doubled is not None:
        raise sketch.doubled
    if sketch.trailing:
        raise DecodingError(f"{sketch.trailing} bytes stand behind the envelope")
    notes = Ledger()
    members = {name: None if name == "payload" else sketch.member(name) for name in sketch.members}
    envelope = Fields(members, "dsse", notes)
    payload = read_payload(envelope, sketch.members["payload"], sketch.blob.address)
    yield from read_signatures(envelope, payload)
    for note in notes.entries():
        yield note.place, note
    yield "/payload", payload

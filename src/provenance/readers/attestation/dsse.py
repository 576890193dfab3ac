"""DSSE envelopes: a payload with its type, and signatures over both (DSSE v1, envelope.md)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from provenance.blobs import MemoryBlob
from provenance.decoding.dsse import pae
from provenance.decoding.fields import Fields
from provenance.decoding.ledger import Ledger
from provenance.decoding.sketch import Sketch
from provenance.errors import DecodingError
from provenance.model.document import Heading
from provenance.model.origin import Place
from provenance.model.statement import Signature
from provenance.readers.attestation._envelope import read_payload, read_signatures
from provenance.readers.attestation._plain_envelope import plain_envelope

FORMAT: Final = "DSSE"
ROLE: Final = "evidence"
TELLING: Final[tuple[str, ...]] = ()


def recognise(sketch: Sketch) -> bool:
    """Whether the blob is a JSON object with a payload and its type."""
    return "payload" in sketch.members and "payloadType" in sketch.members


def read(sketch: Sketch) -> Iterator[tuple[Place, Any]]:
    """Each signature over the payload, then the payload as a blob of its own, decoded once."""
    yield "", Heading(FORMAT, "v1")
    plain = plain_envelope(sketch.text)
    if plain is None:
        yield from _field_by_field(sketch)
        return
    payload = MemoryBlob(f"{sketch.blob.address}!payload", plain.payload)
    message, kind = pae(plain.payload_type, plain.payload), plain.payload_type
    for number, (hint, value) in enumerate(plain.signatures):
        signature = Signature("dsse", value, message, payload.digest, hint, kind)
        yield f"/signatures/{number}", signature
    yield "/payload", payload


def _field_by_field(sketch: Sketch) -> Iterator[tuple[Place, Any]]:
    """What is odd about an envelope, beside what it holds all the same."""
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

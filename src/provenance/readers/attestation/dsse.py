"""DSSE envelopes: a payload with its type, and signatures over both (DSSE v1, envelope.md)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from provenance.blobs import MemoryBlob
from provenance.decoding import json
from provenance.decoding.base64text import Decoded, decode_base64, decode_base64_member
from provenance.decoding.dsse import pae
from provenance.decoding.fields import Fields
from provenance.decoding.ledger import Ledger
from provenance.decoding.sketch import Sketch
from provenance.errors import DecodingError
from provenance.model.document import Heading
from provenance.model.origin import Place, escape_pointer
from provenance.model.statement import Signature

FORMAT: Final = "DSSE"
ROLE: Final = "evidence"

_MEMBERS: Final = ("payload", "payloadType", "signatures")
_SIGNATURE_MEMBERS: Final = ("keyid", "sig")


def recognise(sketch: Sketch) -> bool:
    """Whether the blob is a JSON object with a payload and its type."""
    return "payload" in sketch.members and "payloadType" in sketch.members


def read(sketch: Sketch) -> Iterator[tuple[Place, Any]]:
    """Each signature over the payload, then the payload as a blob of its own, decoded once."""
    yield "", Heading(FORMAT, "v1")
    notes = Ledger()
    envelope = Fields(_small_members(sketch), "dsse", notes)
    envelope.note_unknown(_MEMBERS)
    payload_type = envelope.text("payloadType", required=True)
    content = _decode_payload(envelope, sketch.members["payload"])
    payload = MemoryBlob(f"{sketch.blob.address}!payload", content)
    if payload_type is not None:
        message = pae(payload_type, content)
        for entry, value in _signatures(envelope):
            hint = entry.text("keyid") or ""
            found = Signature("dsse", value, message, payload.digest, hint, payload_type)
            yield entry.pointer, found
    for note in notes.entries():
        yield note.place, note
    yield "/payload", payload


def _small_members(sketch: Sketch) -> dict[str, Any]:
    """The decoded members, each strictly, but for the payload, which is nearly all of it."""
    if sketch.doubled is not None:
        raise sketch.doubled
    if sketch.trailing:
        raise DecodingError(f"{sketch.trailing} bytes stand behind the envelope")
    found: dict[str, Any] = {}
    for name, raw in sketch.members.items():
        try:
            found[name] = None if name == "payload" else json.decode(raw)
        except DecodingError as error:
            raise error.below(f"/{escape_pointer(name)}") from error
    return found


def _decode_payload(envelope: Fields, raw: json.Raw) -> bytes:
    try:
        decoded = decode_base64_member(raw)
    except DecodingError as error:
        raise error.below("/payload") from error
    _note_spelling(envelope, "payload", decoded)
    return decoded.content


def _signatures(envelope: Fields) -> Iterator[tuple[Fields, bytes]]:
    number = 0
    for entry in envelope.objects("signatures", required=True):
        number += 1
        entry.note_unknown(_SIGNATURE_MEMBERS)
        text = entry.text("sig", required=True)
        if text is None:
            continue
        try:
            decoded = decode_base64(text)
        except DecodingError as error:
            entry.note("bad-signature", "sig", error.message, read_as="nothing", whole=False)
            continue
        _note_spelling(entry, "sig", decoded)
        yield entry, decoded.content
    if not number:
        envelope.note("no-signatures", "signatures", "holds no signature", kind="observation")


def _note_spelling(holder: Fields, name: str, decoded: Decoded) -> None:
    if decoded.remark:
        detail = f"is base64 that {decoded.remark} (RFC 4648)"
        read_as = "the bytes that it spells"
        holder.note("noncanonical-base64", name, detail, kind="observation", read_as=read_as)

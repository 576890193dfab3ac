"""What every carrier of a DSSE envelope reads of it: the payload, once, and who signed it.

The envelope may be a document of its own or a member of a Sigstore bundle. Its certificates and key
ids are not signed: they say where to look, and decide nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from provenance.blobs import MemoryBlob
from provenance.decoding import json
from provenance.decoding.base64text import Decoded, decode_base64, decode_base64_member
from provenance.decoding.dsse import pae
from provenance.decoding.fields import Fields
from provenance.decoding.pem import decode_certificates
from provenance.errors import DecodingError
from provenance.model.origin import Place, escape_pointer
from provenance.model.statement import Signature
from provenance.model.transparency import Bundle

_MEMBERS: Final = ("payload", "payloadType", "signatures")
_SIGNATURE_MEMBERS: Final = ("keyid", "sig", "cert")


class Carried(NamedTuple):
    """What a carrier has for the signatures of its envelope beside what they hold themselves."""

    hint: str = ""
    chain: tuple[bytes, ...] = ()
    bundle: Bundle | None = None


NOTHING: Final = Carried()


def small_members(members: Mapping[str, json.Raw]) -> dict[str, Any]:
    """The decoded members, each strictly, but for the payload, which is nearly all of it."""
    found: dict[str, Any] = {}
    for name, raw in members.items():
        try:
            found[name] = None if name == "payload" else json.decode(raw)
        except DecodingError as error:
            raise error.below(f"/{escape_pointer(name)}") from error
    return found


def read_payload(envelope: Fields, raw: json.Raw, address: str) -> MemoryBlob:
    """The payload as a blob, decoded once: what is verified is what is read."""
    envelope.note_unknown(_MEMBERS)
    try:
        decoded = decode_base64_member(raw)
    except DecodingError as error:
        raise error.below(envelope.at("payload")) from error
    note_spelling(envelope, "payload", decoded)
    return MemoryBlob(f"{address}!payload", decoded.content)


def read_signatures(
    envelope: Fields, payload: MemoryBlob, carried: Carried = NOTHING
) -> Iterator[tuple[Place, Signature]]:
    """Each signature of an envelope; none where nobody says of which type the payload is."""
    payload_type = envelope.text("payloadType", required=True)
    if payload_type is None:
        return
    message = pae(payload_type, bytes(payload.view()))
    for entry, value in _values(envelope):
        yield (
            entry.pointer,
            Signature(
                "dsse",
                value,
                message,
                payload.digest,
                entry.text("keyid") or carried.hint,
                payload_type,
                chain=carried.chain or _certificates(entry),
                bundle=carried.bundle,
            ),
        )


def _values(envelope: Fields) -> Iterator[tuple[Fields, bytes]]:
    number = 0
    for entry in envelope.objects("signatures", required=True):
        number += 1
        entry.note_unknown(_SIGNATURE_MEMBERS)
        value = signature_value(entry, "sig")
        if value is not None:
            yield entry, value
    if not number:
        envelope.note("no-signatures", "signatures", "holds no signature", kind="observation")


def signature_value(holder: Fields, name: str) -> bytes | None:
    """The bytes of a signature in base64; what is none is noted."""
    text = holder.text(name, required=True)
    if text is None:
        return None
    try:
        decoded = decode_base64(text)
    except DecodingError as error:
        holder.note("bad-signature", name, error.message, read_as="nothing", whole=False)
        return None
    note_spelling(holder, name, decoded)
    return decoded.content


def _certificates(entry: Fields) -> tuple[bytes, ...]:
    """Builders for SLSA put the certificate of their key beside the signature."""
    text = entry.text("cert") if "cert" in entry.value else None
    if not text:
        return ()
    try:
        return decode_certificates(text)
    except DecodingError as error:
        entry.note("bad-certificate", "cert", error.message, read_as="nothing", whole=False)
        return ()


def note_spelling(holder: Fields, name: str, decoded: Decoded) -> None:
    """Say where base64 is not in its one canonical spelling."""
    if decoded.remark:
        detail = f"is base64 that {decoded.remark} (RFC 4648)"
        read_as = "the bytes that it spells"
        holder.note("noncanonical-base64", name, detail, kind="observation", read_as=read_as)

"""Sigstore bundles v0.1 to v0.3: a signature with the certificate, log entry and times of it.

- A `dsseEnvelope` is read as one that stands alone: its payload is a blob of its own.
- A `messageSignature` is over an artifact, named by digest; the artifact is found in the delivery
  or not at all.
- Everything in `verificationMaterial` is found, not yet believed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from provenance import limits
from provenance.blobs import MemoryBlob
from provenance.decoding import json
from provenance.decoding.base64text import decode_base64
from provenance.decoding.fields import Fields, object_of, quote
from provenance.decoding.ledger import Ledger
from provenance.decoding.sketch import Sketch
from provenance.errors import DecodingError, LimitExceededError
from provenance.model.digest import HEX_LENGTHS, Digest
from provenance.model.document import Heading
from provenance.model.origin import Place, Span
from provenance.model.statement import Signature
from provenance.model.transparency import Bundle
from provenance.readers.attestation._bundle import (
    read_chain,
    read_entries,
    read_hint,
    read_timestamps,
)
from provenance.readers.attestation._envelope import (
    NOTHING,
    Carried,
    read_payload,
    read_signatures,
    signature_value,
    small_members,
)

FORMAT: Final = "Sigstore bundle"
ROLE: Final = "evidence"
TELLING: Final[tuple[str, ...]] = ()

_MEDIA_TYPE: Final = "application/vnd.dev.sigstore.bundle"
_VERSIONS: Final = {
    f"{_MEDIA_TYPE}+json;version=0.1": "v0.1",
    f"{_MEDIA_TYPE}+json;version=0.2": "v0.2",
    f"{_MEDIA_TYPE}+json;version=0.3": "v0.3",
    f"{_MEDIA_TYPE}.v0.3+json": "v0.3",
}
_MEMBERS: Final = ("mediaType", "verificationMaterial", "messageSignature", "dsseEnvelope")
_OTHERS: Final = ("payload", "_type", "type", "signed", "bomFormat", "spdxVersion", "predicateType")
_ALGORITHMS: Final = {
    "SHA2_256": "sha256",
    "SHA2_384": "sha384",
    "SHA2_512": "sha512",
    "SHA3_256": "sha3_256",
    "SHA3_384": "sha3_384",
}


def recognise(sketch: Sketch) -> bool:
    """Whether the blob is a JSON object with verification material, of whatever version."""
    members = sketch.members
    if "verificationMaterial" not in members or any(name in members for name in _OTHERS):
        return False
    return "mediaType" in members or "dsseEnvelope" in members or "messageSignature" in members


def read(sketch: Sketch) -> Iterator[tuple[Place, Any]]:
    """The payload where there is one, then each signature with all that came along for it."""
    version = _version(sketch)
    yield "", Heading(FORMAT, _VERSIONS[version])
    if sketch.blob.size > limits.BUNDLE_BYTES:
        raise LimitExceededError(f"has more than {limits.BUNDLE_BYTES} bytes")
    if sketch.doubled is not None:
        raise sketch.doubled
    if sketch.trailing:
        raise DecodingError(f"{sketch.trailing} bytes stand behind the bundle")
    notes = Ledger()
    yield from _parts(sketch, version, notes)
    for note in notes.entries():
        yield note.place, note


def _version(sketch: Sketch) -> str:
    kind = sketch.string_member("mediaType") or ""
    if kind not in _VERSIONS:
        known = ", ".join(_VERSIONS)
        raise DecodingError(f"is {quote(kind)}, none of {known}", "/mediaType")
    return kind


def _parts(sketch: Sketch, version: str, notes: Ledger) -> Iterator[tuple[Place, Any]]:
    members = sketch.members
    bundle = Fields(dict.fromkeys(members), "sigstore", notes)
    bundle.note_unknown(_MEMBERS)
    material = object_of(
        _decode(members, "verificationMaterial"), "sigstore", notes, "/verificationMaterial"
    )
    signed = [name for name in ("dsseEnvelope", "messageSignature") if _is_there(members, name)]
    if len(signed) != 1:
        told = " and ".join(signed) or "neither dsseEnvelope nor messageSignature"
        raise DecodingError(f"holds {told}; one of both is a bundle")
    if signed == ["messageSignature"]:
        yield from _message(sketch, version, material, _decode(members, signed[0]))
    else:
        yield from _envelope(sketch, version, material, members[signed[0]])


def _is_there(members: dict[str, json.Raw], name: str) -> bool:
    return name in members and bytes(members[name]) != b"null"


def _decode(members: dict[str, json.Raw], name: str) -> Any:
    try:
        return json.decode(members[name])
    except DecodingError as error:
        raise error.below(f"/{name}") from error


def _carried(sketch: Sketch, version: str, material: Fields, about: Digest | None) -> Carried:
    content = bytes(sketch.value_text)
    entries, timestamps = read_entries(material, about), read_timestamps(material)
    bundle = Bundle(version, content, entries, timestamps)
    return Carried(read_hint(material), read_chain(material), bundle)


# -- what is signed --------------------------------------------------------------------------------


def _envelope(
    sketch: Sketch, version: str, material: Fields, raw: json.Raw
) -> Iterator[tuple[Place, Any]]:
    place = "/dsseEnvelope"
    try:
        members = json.split(raw)
        envelope = Fields(small_members(members), "dsse", material.notes, place)
    except DecodingError as error:
        raise error.below(place) from error
    if "payload" not in members:
        raise DecodingError("is missing", f"{place}/payload")
    payload: MemoryBlob = read_payload(envelope, members["payload"], sketch.blob.address)
    yield f"{place}/payload", payload
    carried = _carried(sketch, version, material, payload.digest)
    number = len(envelope.get("signatures", list) or ())
    if number > 1:
        # Nobody says whose the certificate and the log entry are.
        detail = f"holds {number} signatures; the envelope of a bundle has one"
        read_as = "signatures without the material of the bundle"
        envelope.note("many-signatures", "signatures", detail, read_as=read_as, whole=False)
    yield from read_signatures(envelope, payload, carried if number <= 1 else NOTHING)


def _message(
    sketch: Sketch, version: str, material: Fields, value: Any
) -> Iterator[tuple[Place, Any]]:
    place = "/messageSignature"
    message = object_of(value, "sigstore", material.notes, place)
    message.note_unknown(("messageDigest", "signature"))
    digest = _digest(message.inner("messageDigest", required=True))
    carried = _carried(sketch, version, material, digest)
    signature = signature_value(message, "signature")
    if signature is None or digest is None:
        return
    yield (
        place,
        Signature(
            "detached",
            signature,
            Span(digest),
            digest,
            carried.hint,
            chain=carried.chain,
            bundle=carried.bundle,
        ),
    )


def _digest(holder: Fields) -> Digest | None:
    """The digest of the artifact; a hint until the signature over it holds."""
    written, text = holder.text("algorithm"), holder.text("digest")
    if written is None or text is None:
        return None
    algorithm = _ALGORITHMS.get(written)
    if algorithm is None:
        detail = f"is {quote(written)}, none of {', '.join(_ALGORITHMS)}"
        holder.note("unknown-algorithm", "algorithm", detail, read_as="nothing", whole=False)
        return None
    try:
        value = decode_base64(text).content
    except DecodingError as error:
        raise error.below(holder.at("digest")) from error
    if len(value) * 2 != HEX_LENGTHS[algorithm]:
        detail = f"has {len(value)} bytes, which no {algorithm} has"
        holder.note("bad-digest", "digest", detail, read_as="nothing", whole=False)
        return None
    return Digest(algorithm, value.hex(), "file")

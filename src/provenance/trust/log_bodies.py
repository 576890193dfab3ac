"""Whether an entry of Rekor is about one signature: what was signed, the signature, and by whom.

An entry that is in the log and about something else shows nothing (CVE-2022-36056, CVE-2026-22703).
Bodies are Rekor's `hashedrekord`, `dsse` and `intoto` of version 1 and the two kinds of version 2;
what an entry must repeat is compared byte by byte.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any, Final

from msgspec import Struct

from provenance.decoding import json
from provenance.decoding.base64text import decode_base64
from provenance.decoding.pem import decode_certificates
from provenance.errors import DecodingError, UsageError
from provenance.model.statement import Signature
from provenance.model.transparency import LogEntry
from provenance.trust.keys import read_key

_MALFORMED: Final = (
    DecodingError,
    UsageError,
    LookupError,
    TypeError,
    AttributeError,
    ValueError,
)
_HASHES: Final = {"SHA2_256": "sha256", "SHA2_384": "sha384", "SHA2_512": "sha512"}


class Logged(Struct, frozen=True, gc=False):
    """What a body says: digest of the content, and each signature with its verifier (DER)."""

    algorithm: str
    digest: bytes
    signatures: tuple[tuple[bytes, bytes], ...]
    payload_type: str | None = None


def body_fault(entry: LogEntry, signature: Signature, verifier: bytes) -> str:
    """Why an entry is not about this signature by this verifier (DER certificate or key)."""
    try:
        body = json.decode(entry.body)
        logged = _read(entry.kind, body)
    except _MALFORMED as error:
        return f"its log entry cannot be read: {error}"
    if logged is None:
        return f"its log entry is of the kind {entry.kind!r}, which shows no signature"
    if (logged.algorithm, logged.digest) not in _expected(entry.kind, signature):
        return "its log entry is about other bytes"
    if logged.payload_type not in (None, signature.payload_type):
        return "its log entry is about a payload of another type"
    if [value for value, _ in logged.signatures] != [signature.value]:
        return "its log entry is about another signature"
    if [made_by for _, made_by in logged.signatures] != [verifier]:
        return "its log entry is about a signature by another key"
    return ""


def _expected(kind: str, signature: Signature) -> tuple[tuple[str, bytes], ...]:
    """What an entry of a kind has of these bytes: the artifact, the payload, or its encoding."""
    signed = signature.signs.algorithm, bytes.fromhex(signature.signs.value)
    if signature.envelope != "dsse" or not kind.startswith("hashedrekord"):
        return (signed,)
    message = signature.message
    if not isinstance(message, bytes):
        return ()
    return tuple((name, hashlib.new(name, message).digest()) for name in _HASHES.values())


def _read(kind: str, body: Any) -> Logged | None:
    if f"{body['kind']} {body['apiVersion']}" != kind:
        raise DecodingError(f"says of itself that it is {body['kind']} {body['apiVersion']}")
    read = _READERS.get(kind)
    return None if read is None else read(body["spec"])


def _hashedrekord_1(spec: Any) -> Logged:
    found = spec["data"]["hash"]
    signature = spec["signature"]
    made = (_bytes(signature["content"]), _pem(_bytes(signature["publicKey"]["content"])))
    return Logged(found["algorithm"], bytes.fromhex(found["value"]), (made,))


def _dsse_1(spec: Any) -> Logged:
    found = spec["payloadHash"]
    made = ((_bytes(s["signature"]), _pem(_bytes(s["verifier"]))) for s in spec["signatures"])
    return Logged(found["algorithm"], bytes.fromhex(found["value"]), tuple(made))


def _intoto_2(spec: Any) -> Logged:
    """Signatures stand in base64 of base64 here, as the first uploader had it."""
    content = spec["content"]
    envelope, found = content["envelope"], content["payloadHash"]
    made = (
        (_bytes(_bytes(s["sig"])), _pem(_bytes(s["publicKey"]))) for s in envelope["signatures"]
    )
    digest = bytes.fromhex(found["value"])
    return Logged(found["algorithm"], digest, tuple(made), envelope["payloadType"])


def _hashedrekord_2(spec: Any) -> Logged:
    inner = spec["hashedRekordV002"]
    found = inner["data"]
    made = (_second(inner["signature"]),)
    return Logged(_HASHES.get(found["algorithm"], ""), _bytes(found["digest"]), made)


def _dsse_2(spec: Any) -> Logged:
    inner = spec["dsseV002"]
    found = inner["payloadHash"]
    made = tuple(_second(signature) for signature in inner["signatures"])
    return Logged(_HASHES.get(found["algorithm"], ""), _bytes(found["digest"]), made)


def _second(signature: Any) -> tuple[bytes, bytes]:
    verifier = signature["verifier"]
    holder = verifier.get("x509Certificate") or verifier["publicKey"]
    return _bytes(signature["content"]), _bytes(holder["rawBytes"])


def _bytes(text: Any) -> bytes:
    return decode_base64(text).content


def _pem(data: bytes) -> bytes:
    """The DER of a certificate as it stands, or of a key as we write it."""
    if b"-----BEGIN CERTIFICATE-----" in data:
        return decode_certificates(data.decode("ascii", "replace"))[0]
    return read_key(data).der


_READERS: Final[dict[str, Callable[[Any], Logged]]] = {
    "hashedrekord 0.0.1": _hashedrekord_1,
    "dsse 0.0.1": _dsse_1,
    "intoto 0.0.2": _intoto_2,
    "hashedrekord 0.0.2": _hashedrekord_2,
    "dsse 0.0.2": _dsse_2,
}

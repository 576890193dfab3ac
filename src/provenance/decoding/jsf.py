"""JSON Signature Format (JSF 0.82): signatures inside the JSON object that they sign.

Signed is the canonical form (RFC 8785) of the object with the signature but without its `value`.
Of several `signers` each signs the object as if it were alone; each link of a `chain` signs those
before it too. What a signature `excludes` is not in what it signs. No key is looked at here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from provenance import limits
from provenance.decoding import json
from provenance.decoding.base64text import decode_base64
from provenance.decoding.jcs import jcs, jcs_object
from provenance.decoding.json_web_keys import public_key_info
from provenance.errors import DecodingError
from provenance.model.origin import Place

_SCHEMES: Final = {
    "Ed25519": "ed25519",
    "ES256": "ecdsa-p256-sha256",
    "ES384": "ecdsa-p384-sha384",
    "ES512": "ecdsa-p521-sha512",
    **{f"RS{bits}": f"rsa-pkcs1v15-sha{bits}" for bits in (256, 384, 512)},
    **{f"PS{bits}": f"rsa-pss-sha{bits}" for bits in (256, 384, 512)},
}
"""Our schemes by the names of JWA (RFC 7518, RFC 8037) that JSF uses."""
_HALVES: Final = {"ES256": 32, "ES384": 48, "ES512": 66}
"""Bytes of each of the two numbers of an ECDSA signature (RFC 7518, section 3.4)."""


class Signed(NamedTuple):
    """One signature as found; `partial` are the members of the object that it leaves out."""

    pointer: Place
    scheme: str
    hint: str
    value: bytes
    message: bytes
    partial: tuple[str, ...] = ()


class Unusable(NamedTuple):
    """A signature of which nothing can be made, and why."""

    pointer: Place
    reason: str


def signatures_of(
    signed: Mapping[str, Any], name: str = "signature", room: int = limits.MEMORY_BLOB
) -> Iterator[Signed | Unusable]:
    """Every signature that stands in one member of an object; places are relative to the object.

    Members may be undecoded: long lists then take no more memory than their canonical form.
    Messages take up to `room` bytes together, and one more.
    """
    try:
        holder = _decoded(signed.get(name))
        members = {key: _canonical(part) for key, part in signed.items() if key != name}
    except DecodingError as error:
        yield Unusable(f"/{name}", f"cannot be checked: {error.message}")
        return
    if type(holder) is not dict:
        yield Unusable(f"/{name}", "is no object")
        return
    yield from _several(members, name, holder, room)


def _decoded(part: Any) -> Any:
    return json.decode(part) if type(part) is json.Raw else part


def _canonical(part: Any) -> bytes:
    """The canonical form of one member, a list element by element."""
    if type(part) is json.Raw and bytes(memoryview(part)[:1]) == b"[":
        return b"[" + b",".join(jcs(json.decode(one)) for one in json.elements(part)) + b"]"
    return jcs(_decoded(part))


def _several(
    signed: dict[str, bytes], name: str, holder: dict[str, Any], room: int
) -> Iterator[Signed | Unusable]:
    form = next((form for form in ("signers", "chain") if form in holder), None)
    if form is None:
        yield _one(signed, name, holder, (), f"/{name}")
        return
    several = holder[form]
    if type(several) is not list or not several:
        yield Unusable(f"/{name}/{form}", "holds no signature")
        return
    size = 0
    for number, one in enumerate(several):
        pointer = f"/{name}/{form}/{number}"
        if number == limits.SIGNATURES_PER_MESSAGE or size > room:
            yield Unusable(pointer, f"is one of too many signatures; {number} are looked at")
            return
        before = tuple(several[:number]) if form == "chain" else ()
        found = _one(signed, name, one, (holder, form, before), pointer)
        size += len(found.message) if isinstance(found, Signed) else 0
        yield found


def _one(
    signed: dict[str, bytes], name: str, core: Any, among: tuple[Any, ...], pointer: Place
) -> Signed | Unusable:
    if type(core) is not dict:
        return Unusable(pointer, "is no object")
    algorithm = core.get("algorithm")
    scheme = _SCHEMES.get(algorithm) if isinstance(algorithm, str) else None
    if scheme is None:
        return Unusable(f"{pointer}/algorithm", f"{str(algorithm)[:80]!r} is not checked")
    try:
        value = _value(core.get("value"), str(algorithm))
        partial = _names({**(among[0] if among else {}), **core}.get("excludes", []))
        message = _message(signed, name, core, among, partial)
        hint = _hint(core)
    except DecodingError as error:
        return Unusable(pointer + error.pointer, error.message)
    return Signed(pointer, scheme, hint, value, message, partial)


def _message(
    signed: dict[str, bytes],
    name: str,
    core: dict[str, Any],
    among: tuple[Any, ...],
    partial: tuple[str, ...],
) -> bytes:
    signature = {key: part for key, part in core.items() if key not in ("value", "excludes")}
    if among:
        holder, form, before = among
        rest = {key: part for key, part in holder.items() if key != "excludes"}
        signature = rest | {form: [*before, signature]}
    left = {key: part for key, part in signed.items() if key not in partial}
    return jcs_object(left | {name: jcs(signature)})


def _names(value: Any) -> tuple[str, ...]:
    if type(value) is not list or not all(type(name) is str for name in value):
        raise DecodingError("is no list of names", "/excludes")
    return tuple(value)


def _value(text: Any, algorithm: str) -> bytes:
    """The bytes of a signature, those of ECDSA in DER, as everything else writes them."""
    if type(text) is not str:
        raise DecodingError("is missing or no text", "/value")
    try:
        raw = decode_base64(text).content
    except DecodingError as error:
        raise error.below("/value") from error
    half = _HALVES.get(algorithm)
    if half is None:
        return raw
    if len(raw) != 2 * half:
        raise DecodingError(f"has {len(raw)} bytes; {algorithm} has {2 * half}", "/value")
    numbers = _integer(raw[:half]) + _integer(raw[half:])
    length = bytes([len(numbers)]) if len(numbers) < 0x80 else bytes([0x81, len(numbers)])
    return b"\x30" + length + numbers


def _integer(raw: bytes) -> bytes:
    """An INTEGER of DER (X.690, section 8.3); at most 67 bytes, so that its length is one byte."""
    number = int.from_bytes(raw)
    content = number.to_bytes(number.bit_length() // 8 + 1)
    return b"\x02" + bytes([len(content)]) + content


def _hint(core: dict[str, Any]) -> str:
    """The key id, else what the public key or certificate beside the signature goes by."""
    if type(core.get("keyId")) is str:
        return str(core["keyId"])
    key = core.get("publicKey")
    info = public_key_info(key) if type(key) is dict else None
    return "" if info is None else hashlib.sha256(info).hexdigest()

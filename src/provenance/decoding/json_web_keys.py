"""Public keys as JSON Web Keys (RFC 7517, RFC 7518, RFC 8037) in DER (RFC 5280, section 4.1)."""

from __future__ import annotations

from typing import Any, Final

from provenance.decoding.base64text import decode_base64
from provenance.errors import DecodingError

_ED25519: Final = bytes.fromhex("302a300506032b6570032100")
_CURVES: Final = {
    # everything before the point, by the name of the curve; a coordinate has so many bytes
    "P-256": (bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d03010703420004"), 32),
    "P-384": (bytes.fromhex("3076301006072a8648ce3d020106052b8104002203620004"), 48),
    "P-521": (bytes.fromhex("30819b301006072a8648ce3d020106052b810400230381860004"), 66),
}
_RSA: Final = bytes.fromhex("300d06092a864886f70d0101010500")
_ED25519_BYTES: Final = 32
_RSA_BYTES: Final = 2_048


def public_key_info(key: dict[str, Any]) -> bytes | None:
    """The SubjectPublicKeyInfo of a key, or None where it is of no kind that is known here.

    It names a key and nothing more: whether the point is on its curve is not looked at.
    """
    try:
        if key.get("kty") == "RSA":
            return _rsa(_number(key, "n"), _number(key, "e"))
        if key.get("kty") == "OKP" and key.get("crv") == "Ed25519":
            point = _number(key, "x")
            return _ED25519 + point if len(point) == _ED25519_BYTES else None
        prefix, size = _CURVES[str(key.get("crv"))]
        point = _number(key, "x") + _number(key, "y")
        return prefix + point if len(point) == 2 * size else None
    except (DecodingError, KeyError):
        return None


def _number(key: dict[str, Any], name: str) -> bytes:
    text = key.get(name)
    if type(text) is not str:
        raise DecodingError("is missing or no text", f"/{name}")
    return decode_base64(text).content


def _rsa(modulus: bytes, exponent: bytes) -> bytes | None:
    if max(len(modulus), len(exponent)) > _RSA_BYTES:
        return None
    numbers = _tagged(0x30, _integer(modulus) + _integer(exponent))
    return _tagged(0x30, _RSA + _tagged(0x03, b"\0" + numbers))


def _integer(raw: bytes) -> bytes:
    number = int.from_bytes(raw)
    return _tagged(0x02, number.to_bytes(number.bit_length() // 8 + 1))


def _tagged(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes([tag, 0x80 | len(length)]) + length + content

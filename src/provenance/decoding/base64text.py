"""Base64 as envelopes use it: either alphabet, with or without padding."""

from __future__ import annotations

import binascii
from typing import Final

import msgspec

from provenance.decoding import json
from provenance.errors import DecodingError

_TO_STANDARD: Final = bytes.maketrans(b"-_", b"+/")
_BLANKS: Final = b" \t\r\n"
_decode_member: Final = msgspec.json.Decoder(bytes).decode


class Decoded(msgspec.Struct, frozen=True, gc=False):
    """The bytes, and what keeps the text from being their one canonical spelling (RFC 4648)."""

    content: bytes
    remark: str = ""


def decode_base64_member(raw: json.Raw) -> Decoded:
    """The bytes of a base64 text that is an undecoded JSON string, or a `DecodingError`."""
    plain = _decode_plain(raw)
    if plain is not None:
        return plain
    text = json.decode(raw)
    if not isinstance(text, str):
        raise DecodingError("is not base64 text")
    return decode_base64(text)


def _decode_plain(raw: json.Raw) -> Decoded | None:
    """The bytes without making a text of them first, where it is in the standard alphabet."""
    quoted = memoryview(raw)
    try:
        content = _decode_member(raw)
    except (msgspec.MsgspecError, UnicodeError):
        return None
    if len(quoted) - len('""') != (len(content) + 2) // 3 * 4:
        return None
    return Decoded(content, _remark_on_last_bits(bytes(quoted[-5:-1]), content))


def decode_base64(text: str | bytes) -> Decoded:
    """The bytes of a base64 text (RFC 4648 sections 4, 5), or a `DecodingError`."""
    try:
        raw = text.encode("ascii") if isinstance(text, str) else text
        content = binascii.a2b_base64(raw, strict_mode=True)
    except (binascii.Error, UnicodeError):
        return _decode_loosely(text)
    # The strict mode of older Pythons lets padding through where none belongs.
    if len(raw) != (len(content) + 2) // 3 * 4:
        return _decode_loosely(text)
    return Decoded(content, _remark_on_last_bits(raw, content))


def _decode_loosely(text: str | bytes) -> Decoded:
    try:
        raw = text.encode("ascii") if isinstance(text, str) else text
        joined = raw.translate(None, _BLANKS)
        plain = joined.translate(_TO_STANDARD)
        body = plain.rstrip(b"=")
        padding = b"=" * (-len(body) % 4)
        if len(plain) - len(body) not in (0, len(padding)):
            raise DecodingError("is not base64: has the wrong padding")
        content = binascii.a2b_base64(body + padding, strict_mode=True)
    except (binascii.Error, UnicodeError) as error:
        raise DecodingError(f"is not base64: {error}") from error
    return Decoded(content, _remark(raw, joined, content))


def _remark(raw: bytes, joined: bytes, content: bytes) -> str:
    if joined != raw:
        return "holds blanks"
    if len(joined) % 4:
        return "lacks its padding"
    if (b"+" in raw or b"/" in raw) and (b"-" in raw or b"_" in raw):
        return "mixes two alphabets"
    return _remark_on_last_bits(raw.translate(_TO_STANDARD), content)


def _remark_on_last_bits(raw: bytes, content: bytes) -> str:
    """Unused bits of the last character may be anything; only zeros are canonical (section 3.5)."""
    if not raw.endswith(b"="):
        return ""
    last = content[len(content) - len(content) % 3 :]
    return "" if raw.endswith(binascii.b2a_base64(last, newline=False)) else "has stray last bits"

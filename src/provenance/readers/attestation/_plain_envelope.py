"""DSSE envelopes as nearly all are written: nothing in them is to be noted.

Of ten thousand envelopes in one file all are, and each is decoded by one strict type. Whatever has
another member, a name twice, an escape, another spelling of base64 or no signature is none of
these: `_envelope` reads it field by field, and says what is odd.
"""

from __future__ import annotations

from typing import Final

import msgspec

from provenance import limits
from provenance.blobs import View
from provenance.decoding import json
from provenance.decoding.base64text import Decoded, decode_base64, decode_base64_member
from provenance.errors import DecodingError

_STRINGS: Final = 5  # three names, a payload and its type
_QUOTE: Final = b'"'


class _Signature(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    sig: str
    keyid: str | None = None

    @property
    def strings(self) -> int:
        """Names and values of its members."""
        return 2 if self.keyid is None else 4


class _Envelope(msgspec.Struct, forbid_unknown_fields=True, rename="camel", gc=False):
    payload: json.Raw
    payload_type: str
    signatures: list[_Signature]

    @property
    def strings(self) -> int:
        """Names and values of all members, here and in the signatures."""
        return _STRINGS + sum(signature.strings for signature in self.signatures)


class PlainEnvelope(msgspec.Struct, gc=False):
    """A payload, its type, and each signature as a key id, which may be empty, and a value."""

    payload: bytes
    payload_type: str
    signatures: list[tuple[str, bytes]]


_decode: Final = msgspec.json.Decoder(_Envelope).decode


def plain_envelope(text: View) -> PlainEnvelope | None:
    """The envelope of a JSON text, or None where it has to be read field by field."""
    if not isinstance(text, bytes) or b"\\" in text:
        return None
    try:
        found = _decode(text)
        if not 0 < len(found.signatures) <= limits.ELEMENTS:
            return None
        # Without escapes each string has two quotation marks: one too many stands in a name that
        # stands twice, of which the last was taken.
        if text.count(_QUOTE) != 2 * found.strings:
            return None
        payload = _canonical(decode_base64_member(found.payload))
        values = [(one.keyid or "", _canonical(decode_base64(one.sig))) for one in found.signatures]
    except (msgspec.MsgspecError, UnicodeError, RecursionError, DecodingError):
        return None
    return PlainEnvelope(payload, found.payload_type, values)


def _canonical(decoded: Decoded) -> bytes:
    if decoded.remark:
        raise DecodingError(decoded.remark)
    return decoded.content

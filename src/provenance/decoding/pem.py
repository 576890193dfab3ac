"""Certificates in PEM (RFC 7468) as bytes: nothing here knows what a certificate says."""

from __future__ import annotations

from typing import Final

from provenance import limits
from provenance.decoding.base64text import decode_base64
from provenance.errors import DecodingError, LimitExceededError

_BEGIN: Final = "-----BEGIN CERTIFICATE-----"
_END: Final = "-----END CERTIFICATE-----"


def decode_certificates(text: str) -> tuple[bytes, ...]:
    """The DER of each certificate of a PEM text, in its order; a `DecodingError` where it is none.

    Text between the blocks is a comment (section 2) and is not read.
    """
    if len(text) > limits.KEY_BYTES:
        raise LimitExceededError(f"has more than {limits.KEY_BYTES} characters")
    found: list[bytes] = []
    for part in text.split(_BEGIN)[1:]:
        body, end, _ = part.partition(_END)
        if not end:
            raise DecodingError("is PEM of a certificate without its end")
        if len(found) >= limits.CHAIN_CERTIFICATES:
            raise LimitExceededError(f"has more than {limits.CHAIN_CERTIFICATES} certificates")
        found.append(decode_base64("".join(body.split())).content)
    if not found:
        raise DecodingError("is no certificate in PEM")
    return tuple(found)

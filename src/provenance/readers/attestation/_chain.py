"""Certificates beside a signature: `cert` in in-toto-golang, `certificate` in ITE-7 and witness.

Nothing signs them, so they are no more than an offer of whose key may have made the signature.
"""

from __future__ import annotations

from typing import Final

from provenance.decoding.base64text import decode_base64
from provenance.decoding.fields import Fields
from provenance.decoding.pem import decode_certificates
from provenance.errors import DecodingError

_MEMBERS: Final = frozenset({"cert", "certificate", "intermediates"})


def chain_of(entry: Fields) -> tuple[bytes, ...]:
    """The certificates of one signature as DER, the signer's first; none where none can be read."""
    if _MEMBERS.isdisjoint(entry.value):
        return ()
    found: list[bytes] = []
    for name in ("cert", "certificate"):
        text = entry.text(name)
        if text and not found:
            found += _certificates(entry, name, text)
    for position, text in enumerate(entry.texts("intermediates") or ()):
        if found:
            found += _certificates(entry, f"intermediates/{position}", text)
    return tuple(found)


def _certificates(entry: Fields, name: str, text: str) -> tuple[bytes, ...]:
    try:
        if "-----BEGIN" not in text:  # witness has a field for bytes, and puts the text into it
            text = decode_base64(text).content.decode("ascii", "replace")
        return decode_certificates(text)
    except DecodingError as error:
        entry.note("bad-certificate", name, error.message, read_as="nothing", whole=False)
        return ()

"""What the leaf certificate of a Sigstore signer says: who, by whose word, built from what.

Names and numbers of the extensions are those of Fulcio's certificate specification (oid-info.md,
1.3.6.1.4.1.57264.1): `.1` to `.6` hold bare text, those from `.8` on a DER UTF8String. Nothing here
says that a certificate is good; `trust.sigstore` does.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from msgspec import Struct

_ARC: Final = "1.3.6.1.4.1.57264.1."
_USERNAME: Final = f"{_ARC}7"
_ISSUERS: Final = (8, 1)
_CLAIMS: Final = {
    9: "build-signer",
    10: "build-signer-digest",
    11: "runner-environment",
    12: "source",
    13: "source-digest",
    14: "source-ref",
    15: "source-identifier",
    16: "source-owner",
    17: "source-owner-identifier",
    18: "build-config",
    19: "build-config-digest",
    20: "build-trigger",
    21: "invocation",
    22: "source-visibility",
    23: "deployment-environment",
}
_EARLY: Final = {
    2: "build-trigger",
    3: "source-digest",
    4: "workflow",
    5: "repository",
    6: "source-ref",
}
"""What older certificates say in place of a claim; `repository` is without its host."""

_FIRST_IN_DER: Final = 8
_UTF8_STRING: Final = 0x0C
_SHORT: Final = timedelta(hours=24)
"""Fulcio's certificates last 10 minutes; who renews daily still signs for longer than that."""


UNREADABLE: Final = (
    ValueError,
    UnsupportedAlgorithm,
    x509.DuplicateExtension,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
)
"""What `cryptography` raises of what is no certificate, or holds what it does not know."""


class Leaf(Struct, frozen=True, gc=False):
    """Whose key it is. `identity` and `issuer` are empty where the certificate is not clear."""

    key: bytes
    identity: str
    issuer: str
    claims: tuple[tuple[str, str], ...]
    starts: datetime
    ends: datetime

    @property
    def short_lived(self) -> bool:
        """Whether it was good for so short a time that signatures of it need one."""
        return self.ends - self.starts <= _SHORT

    @property
    def signer(self) -> str:
        """Identity and issuer as reports name them."""
        if not self.identity:
            return "a certificate that names nobody"
        return f"{self.identity} ({self.issuer or 'without an issuer'})"


@lru_cache(maxsize=1_024)
def read_leaf(der: bytes) -> Leaf | None:
    """What a certificate says, or None where the bytes are none."""
    try:
        certificate = x509.load_der_x509_certificate(der)
        key = certificate.public_key()
        extensions = certificate.extensions
        spki = key.public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
    except UNREADABLE:
        return None
    texts = _texts(extensions)
    return Leaf(
        spki,
        _identity(extensions),
        _issuer(texts),
        tuple(sorted(_claims(texts).items())),
        certificate.not_valid_before_utc,
        certificate.not_valid_after_utc,
    )


def _identity(extensions: x509.Extensions) -> str:
    """The one name of the certificate; of several nobody could say which one signed."""
    try:
        names = list(extensions.get_extension_for_class(x509.SubjectAlternativeName).value)
    except x509.ExtensionNotFound:
        return ""
    if len(names) != 1:
        return ""
    (name,) = names
    if isinstance(name, x509.UniformResourceIdentifier | x509.RFC822Name):
        return name.value
    if isinstance(name, x509.OtherName) and name.type_id.dotted_string == _USERNAME:
        return _utf8_string(name.value) or ""
    return ""


def _texts(extensions: x509.Extensions) -> dict[int, str]:
    """The texts of Fulcio's extensions by the last number of their object identifier."""
    found: dict[int, str] = {}
    for extension in extensions:
        number = extension.oid.dotted_string.removeprefix(_ARC)
        if isinstance(extension.value, x509.UnrecognizedExtension) and number.isdecimal():
            text = _text(int(number), extension.value.value)
            if text is not None:
                found[int(number)] = text
    return found


def _text(number: int, raw: bytes) -> str | None:
    if number >= _FIRST_IN_DER:
        return _utf8_string(raw)
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return None


def _utf8_string(raw: bytes) -> str | None:
    """The text of a DER UTF8String (X.690, 8.23) that fills the bytes; None for anything else."""
    if len(raw) < 2 or raw[0] != _UTF8_STRING:
        return None
    size, start = raw[1], 2
    if size >= 0x80:
        start += size & 0x7F
        size = int.from_bytes(raw[2:start], "big")
        if size < 0x80 or raw[2] == 0:
            return None
    if start + size != len(raw):
        return None
    try:
        return raw[start:].decode()
    except UnicodeDecodeError:
        return None


def _issuer(texts: dict[int, str]) -> str:
    """Who vouched for the identity; two that differ are none."""
    issuers = {texts[number] for number in _ISSUERS if number in texts}
    return issuers.pop() if len(issuers) == 1 else ""


def _claims(texts: dict[int, str]) -> dict[str, str]:
    found = {name: texts[number] for number, name in _EARLY.items() if number in texts}
    found |= {name: texts[number] for number, name in _CLAIMS.items() if number in texts}
    return found

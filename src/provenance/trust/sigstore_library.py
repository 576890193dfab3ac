"""What the extra `sigstore` judges of bundles, with everything held that it makes anew each time.

Only its public interface is used. It reads the text of the bundle by itself, more leniently than we
do: that it saw the same certificate, signature and payload as our reader is compared.
"""

from __future__ import annotations

import base64
from datetime import datetime, timedelta
from functools import cache, lru_cache
from typing import Any, Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.x509 import Certificate, DuplicateExtension, ExtensionNotFound
from rfc3161_client import VerificationError as TimestampError
from sigstore.errors import Error, VerificationError
from sigstore.hashes import Hashed
from sigstore.models import Bundle as LibraryBundle
from sigstore.models import TrustedRoot
from sigstore.verify import Verifier
from sigstore_models.common.v1 import HashAlgorithm
from sigstore_models.trustroot.v1 import TrustedRoot as TrustedRootModel

from provenance.decoding.dsse import pae
from provenance.errors import UsageError
from provenance.model.statement import Signature
from provenance.model.transparency import Bundle
from provenance.trust.certificates import read_leaf
from provenance.trust.keys import key_kind, key_object
from provenance.trust.sigstore_root import instance_root

_KINDS: Final = {
    "detached": ("hashedrekord 0.0.1", "hashedrekord 0.0.2"),
    "dsse": ("dsse 0.0.1", "hashedrekord 0.0.2"),
}
LIBRARY_SCHEME: Final = "ecdsa-p256-sha256"
"""What the library checks signatures with."""

_NEXT: Final = timedelta(microseconds=1)
_FAULTS: Final = (
    Error,
    TimestampError,
    InvalidSignature,
    UnsupportedAlgorithm,
    ExtensionNotFound,
    DuplicateExtension,
    ArithmeticError,
    AttributeError,
    LookupError,
    OSError,
    TypeError,
    ValueError,
)
"""What hostile bundles were seen to raise: the library promises only the first."""


def judges(signature: Signature, bundle: Bundle) -> bool:
    """Whether a bundle with one log entry is of a shape that the library judges.

    It decodes base64 by dropping what it does not know, and measures payload types in characters.
    """
    (entry,) = bundle.entries
    inclusion = entry.inclusion
    if entry.kind not in _KINDS.get(signature.envelope, ()):
        return False
    if inclusion is None or inclusion.checkpoint is None or not signature.payload_type.isascii():
        return False
    if signature.envelope == "detached" and signature.signs.algorithm != "sha256":
        return False
    texts = (signature.value, signature.chain[0], entry.body)
    return _is_p256(signature.chain[0]) and all(
        base64.b64encode(text) in bundle.content for text in texts
    )


def _is_p256(der: bytes) -> bool:
    leaf = read_leaf(der)
    if leaf is None:
        return False
    try:
        return key_kind(key_object(leaf.key)) == "p256"
    except UsageError:
        return False


def library_fault(text: bytes | None, signature: Signature, bundle: Bundle) -> str:
    """Why the library refuses a signature under a trusted root, or empty where it holds."""
    try:
        verifier = _verifier(text)
        found = LibraryBundle.from_json(bundle.content)
        certificate = _SameCertificate(signature.chain[0])
        if found.signature != signature.value:
            return "it spells its signature in two ways"
        if signature.envelope == "detached":
            digest = bytes.fromhex(signature.signs.value)
            hashed = Hashed(algorithm=HashAlgorithm.SHA2_256, digest=digest)
            verifier.verify_artifact(hashed, found, certificate)
        elif pae(*verifier.verify_dsse(found, certificate)) != signature.message:
            return "it spells its payload in two ways"
    except _FAULTS as error:
        return _told(error)
    return ""


def _told(error: Exception) -> str:
    """The first line, for some errors of the library are pages."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[0].strip()


class _SameCertificate:
    """The library's way to ask about a certificate: whether it is the one that we read."""

    def __init__(self, der: bytes) -> None:
        self._der = der

    def verify(self, cert: Certificate) -> None:
        """Raise where it is another one; who it names is asked elsewhere, of the same bytes."""
        if cert.public_bytes(serialization.Encoding.DER) != self._der:
            raise VerificationError("it spells its certificate in two ways")


# -- what it verifies with -------------------------------------------------------------------------


@lru_cache(maxsize=64)
def _verifier(text: bytes | None) -> Verifier:
    """One for each trusted root: making it takes longer than many signatures."""
    try:
        return Verifier(trusted_root=_HeldRoot.of(instance_root(text).text))
    except _FAULTS as error:
        raise UsageError(f"a trusted root of Sigstore cannot be used: {_told(error)}") from error


class _HeldRoot(TrustedRoot):
    """A trusted root that loads each key once, and whose timestamp authorities end with the last
    moment of their period, which is closed (sigstore_common.proto, TimeRange).
    """

    @classmethod
    def of(cls, text: bytes) -> _HeldRoot:
        """The trusted root that a JSON text is."""
        return cls(TrustedRootModel.from_json(text))

    def __init__(self, inner: Any) -> None:
        super().__init__(inner)
        self.rekor_keyring = cache(super().rekor_keyring)  # type: ignore[method-assign]
        self.ct_keyring = cache(super().ct_keyring)  # type: ignore[method-assign]
        stampers: Any = [_Closed(authority) for authority in super().get_timestamp_authorities()]
        self.get_timestamp_authorities = lambda: stampers  # type: ignore[method-assign]


class _Closed:
    """A timestamp authority; the library asks whether a time is before its end."""

    def __init__(self, authority: Any) -> None:
        self._certificates: list[Certificate] = authority.certificates(allow_expired=True)
        self.validity_period_start: datetime = authority.validity_period_start
        end: datetime | None = authority.validity_period_end
        self.validity_period_end = None if end is None else end + _NEXT

    def certificates(self, *, allow_expired: bool) -> list[Certificate]:
        """Its chain; that it has expired since is no matter."""
        return self._certificates

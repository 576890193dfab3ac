"""ECDSA on P-256, P-384 and P-521 (FIPS 186-5, section 6), signatures in DER.

Some signers of DSSE envelopes write both numbers one after the other (IEEE P1363), each as long as
the field; that is read too, and only at exactly that length.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from provenance.trust.keys import CURVES, HASHES, PublicKey

# The hash that in-toto, X.509 and SSH pair with each curve; another one is tried after it.
_PAIRED: Final = {"p256": "sha256", "p384": "sha384", "p521": "sha512"}

# A SEQUENCE of two integers of at most 67 bytes each, with its lengths.
_BYTES: Final = 8 + 2 * 68


def fits(key: PublicKey) -> bool:
    """Whether this scheme is one for that kind of key."""
    return isinstance(key, EllipticCurvePublicKey)


def check(key: PublicKey, signature: bytes, message: bytes, declared: str = "") -> str | None:
    """The name of what held, such as `ecdsa-p256-sha256`, or None.

    `declared` is in-toto's name (`ecdsa-sha2-nistp256`), which binds curve and hash, or ours.
    """
    if not isinstance(key, EllipticCurvePublicKey) or not 0 < len(signature) <= _BYTES:
        return None
    curve = CURVES.get(key.curve.name)
    if curve is None:
        return None
    for spelled in _spellings(signature, (key.curve.key_size + 7) // 8):
        for name in _allowed(curve, declared):
            try:
                key.verify(spelled, message, ECDSA(HASHES[name]))
            except InvalidSignature:
                continue
            return f"ecdsa-{curve}-{name}"
    return None


def _spellings(signature: bytes, size: int) -> Iterator[bytes]:
    """The signature as DER; one of two numbers of `size` bytes each is written anew."""
    yield signature
    if len(signature) == 2 * size:
        first, second = signature[:size], signature[size:]
        yield encode_dss_signature(int.from_bytes(first, "big"), int.from_bytes(second, "big"))


def _allowed(curve: str, declared: str) -> Iterator[str]:
    """Hashes to try on a curve; none where something else was declared."""
    paired = _PAIRED[curve]
    for name in sorted(HASHES, key=lambda name: (name != paired, name)):
        names = {"", f"ecdsa-{curve}-{name}"}
        if name == paired:
            names |= {"ecdsa", f"ecdsa-sha2-nist{curve}"}
        if declared in names:
            yield name

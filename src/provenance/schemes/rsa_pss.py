"""RSASSA-PSS (RFC 8017, section 8.1), with MGF1 over the same hash and a salt of any length."""

from __future__ import annotations

from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from provenance.trust.keys import HASHES, RSA_BITS, PublicKey

_BITS_PER_BYTE: Final = 8


def fits(key: PublicKey) -> bool:
    """Whether this scheme is one for that kind of key."""
    return isinstance(key, RSAPublicKey)


def check(key: PublicKey, signature: bytes, message: bytes, declared: str = "") -> str | None:
    """The name of what held, such as `rsa-pss-3072-sha256`, or None; under 2048 bits nothing holds.

    `declared` is in-toto's name (`rsassa-pss-sha256`) or ours.
    """
    if not isinstance(key, RSAPublicKey) or key.key_size < RSA_BITS[0]:
        return None
    if len(signature) != -(-key.key_size // _BITS_PER_BYTE):  # RFC 8017, section 8.1.2, step 1
        return None
    for name, algorithm in HASHES.items():
        held = f"rsa-pss-{key.key_size}-{name}"
        if declared not in ("", "rsa-pss", f"rsassa-pss-{name}", f"rsa-pss-{name}", held):
            continue
        try:
            key.verify(signature, message, PSS(MGF1(algorithm), PSS.AUTO), algorithm)
        except InvalidSignature:
            continue
        return held
    return None

"""RSASSA-PKCS1-v1_5 (RFC 8017, section 8.2)."""

from __future__ import annotations

from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from provenance.trust.keys import HASHES, RSA_BITS, PublicKey

_BITS_PER_BYTE: Final = 8


def fits(key: PublicKey) -> bool:
    """Whether this scheme is one for that kind of key."""
    return isinstance(key, RSAPublicKey)


def check(key: PublicKey, signature: bytes, message: bytes, declared: str = "") -> str | None:
    """The name of what held, such as `rsa-pkcs1v15-3072-sha256`, or None.

    Under 2048 bits nothing holds. `declared` is in-toto's name (`rsa-pkcs1v15-sha256`) or ours.
    """
    if not isinstance(key, RSAPublicKey) or key.key_size < RSA_BITS[0]:
        return None
    if len(signature) != -(-key.key_size // _BITS_PER_BYTE):  # RFC 8017, section 8.2.2, step 1
        return None
    for name, algorithm in HASHES.items():
        held = f"rsa-pkcs1v15-{key.key_size}-{name}"
        if declared not in ("", "rsa-pkcs1v15", f"rsa-pkcs1v15-{name}", held):
            continue
        try:
            key.verify(signature, message, PKCS1v15(), algorithm)
        except InvalidSignature:
            continue
        return held
    return None

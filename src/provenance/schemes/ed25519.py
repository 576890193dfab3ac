"""Ed25519 (RFC 8032, section 5.1), over the message itself."""

from __future__ import annotations

from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from provenance.trust.keys import PublicKey

_BYTES: Final = 64


def fits(key: PublicKey) -> bool:
    """Whether this scheme is one for that kind of key."""
    return isinstance(key, Ed25519PublicKey)


def check(key: PublicKey, signature: bytes, message: bytes, declared: str = "") -> str | None:
    """`ed25519` where the signature holds; `declared`, where given, must be that too."""
    if not isinstance(key, Ed25519PublicKey) or declared not in ("", "ed25519"):
        return None
    if len(signature) != _BYTES:
        return None
    try:
        key.verify(signature, message)
    except InvalidSignature:
        return None
    return "ed25519"

"""ML-DSA (FIPS 204), pure and with an empty context, in its three parameter sets.

in-toto and TUF sign a hash of the message under a prefix of their own (TAP 21, version 1) and write
the scheme as `ml-dsa-65/1`. Where nothing is declared both readings are tried: prefix and length
keep one from passing for the other.
"""

from __future__ import annotations

import hashlib
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.mldsa import (
    MLDSA44PublicKey,
    MLDSA65PublicKey,
    MLDSA87PublicKey,
)

from provenance.trust.keys import PublicKey, key_kind

_KINDS: Final = (MLDSA44PublicKey, MLDSA65PublicKey, MLDSA87PublicKey)
_BYTES: Final = {"ml-dsa-44": 2_420, "ml-dsa-65": 3_309, "ml-dsa-87": 4_627}  # FIPS 204, table 2


def fits(key: PublicKey) -> bool:
    """Whether this scheme is one for that kind of key."""
    return isinstance(key, _KINDS)


def check(key: PublicKey, signature: bytes, message: bytes, declared: str = "") -> str | None:
    """`ml-dsa-44`, `ml-dsa-65` or `ml-dsa-87` where the signature holds, or None."""
    if not isinstance(key, _KINDS):
        return None
    name = key_kind(key)
    if len(signature) != _BYTES[name]:
        return None
    for spelling, signed in ((name, message), (f"{name}/1", _tap21(message))):
        if declared not in ("", spelling):
            continue
        try:
            key.verify(signature, signed)
        except InvalidSignature:
            continue
        return name
    return None


def _tap21(message: bytes) -> bytes:
    return b"tuf\x01" + hashlib.sha512(message).digest()

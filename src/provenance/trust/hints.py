"""Names under which a signature may ask for a key. They order the tries and decide nothing."""

from __future__ import annotations

import hashlib
from typing import Final

from provenance.decoding.canonical_json import canonical_json

# Scheme names of in-toto and TUF by the key type under which securesystemslib files them; the
# second key type of elliptic curves is the one that its older versions wrote.
_FILED_UNDER: Final = {
    "ed25519": (("ed25519", "ed25519"),),
    "p256": (("ecdsa", "ecdsa-sha2-nistp256"), ("ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256")),
    "p384": (("ecdsa", "ecdsa-sha2-nistp384"), ("ecdsa-sha2-nistp384", "ecdsa-sha2-nistp384")),
    "p521": (("ecdsa", "ecdsa-sha2-nistp521"), ("ecdsa-sha2-nistp521", "ecdsa-sha2-nistp521")),
    "rsa": (
        ("rsa", "rsassa-pss-sha256"),
        ("rsa", "rsassa-pss-sha384"),
        ("rsa", "rsassa-pss-sha512"),
        ("rsa", "rsa-pkcs1v15-sha256"),
        ("rsa", "rsa-pkcs1v15-sha384"),
        ("rsa", "rsa-pkcs1v15-sha512"),
    ),
    "ml-dsa-44": (("ml-dsa", "ml-dsa-44/1"),),
    "ml-dsa-65": (("ml-dsa", "ml-dsa-65/1"),),
    "ml-dsa-87": (("ml-dsa", "ml-dsa-87/1"),),
}
_HASHES: Final = ("sha256", "sha384", "sha512")


def schemes_of(kind: str, bits: int) -> tuple[str, ...]:
    """Schemes that may be declared for a key, by our names and in-toto's; `bits` is RSA's."""
    filed = tuple(dict.fromkeys(scheme for _, scheme in _FILED_UNDER[kind]))
    if kind == "rsa":
        families = ("rsa-pss", "rsa-pkcs1v15")
        ours = (f"{family}-{bits}-{name}" for family in families for name in _HASHES)
        return (*families, *ours, *filed)
    if kind in ("p256", "p384", "p521"):
        return ("ecdsa", *(f"ecdsa-{kind}-{name}" for name in _HASHES), *filed)
    return tuple(dict.fromkeys((kind, *filed)))


def hints_of(kind: str, der: bytes, pem: str, declared: tuple[str, str]) -> tuple[str, ...]:
    """SHA-256 of the DER and of the PEM, and the key ids that securesystemslib computes.

    `kind` is that of `key_kind`, `declared` a key type and scheme, either of which may be empty.
    Key ids were computed over PEM without its last line feed, and with `keyid_hash_algorithms`,
    before version 1.0: both spellings are still in use.
    """
    spellings = [pem, pem.strip()]
    found = [_sha256(der), *(_sha256(spelling.encode()) for spelling in spellings)]
    filed = list(_FILED_UNDER[kind])
    if any(declared):
        filed.append((declared[0] or filed[0][0], declared[1] or filed[0][1]))
    for key_type, scheme in filed:
        for public in [der[-32:].hex()] if kind == "ed25519" else spellings:
            found += _key_ids(key_type, scheme, public)
    return tuple(dict.fromkeys(found))


def _key_ids(key_type: str, scheme: str, public: str) -> list[str]:
    now = {"keytype": key_type, "keyval": {"public": public}, "scheme": scheme}
    before = {"keyid_hash_algorithms": ["sha256", "sha512"], **now}
    return [_sha256(canonical_json(value)) for value in (now, before)]


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()

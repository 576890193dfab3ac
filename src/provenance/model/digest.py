"""A digest says which algorithm, which value, and **what was hashed**."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, Literal

from msgspec import Struct

Scope = Literal["file", "archive", "source", "region", "image", "unknown"]
"""What was hashed. Digests of unequal scope are never compared, except that bytes are bytes: a
`file` digest may settle what an `image` or `archive` digest claims (see `comparable`)."""

HEX_LENGTHS: Final[dict[str, int]] = {
    "md5": 32,
    "sha1": 40,
    "gitCommit": 40,
    "sha224": 56,
    "sha256": 64,
    "sha384": 96,
    "sha512": 128,
    "sha512_224": 56,
    "sha512_256": 64,
    "sha3_224": 56,
    "sha3_256": 64,
    "sha3_384": 96,
    "sha3_512": 128,
    "blake2b_256": 64,
    "blake2b_384": 96,
    "blake2b_512": 128,
    "blake3": 64,
}
"""Hexadecimal characters by algorithm, in the names of in-toto's digest set specification."""

STRONG: Final = frozenset(
    {"sha256", "sha384", "sha512", "sha512_256", "sha3_256", "sha3_384", "sha3_512"}
    | {"blake2b_256", "blake2b_384", "blake2b_512", "blake3"}
)
"""Algorithms with 128 bits of collision resistance or more: the only ones that acquit."""

_SYNONYMS: Final = {
    "gitcommit": "gitCommit",
    "gittree": "gitTree",
    "gitblob": "gitBlob",
    "gittag": "gitTag",
    "dirhash": "dirHash",
    "streebog256": "streebog_256",
    "streebog512": "streebog_512",
}


class Digest(Struct, frozen=True, gc=False, order=True):
    """`algorithm` as in in-toto's digest sets, `value` lower-case hexadecimal, `scope` what was
    hashed.
    """

    algorithm: str
    value: str
    scope: Scope = "unknown"

    def __str__(self) -> str:
        return f"{self.algorithm}:{self.value}"

    @property
    def strong(self) -> bool:
        """Whether two equal digests show equal bytes."""
        return self.algorithm in STRONG


@lru_cache(maxsize=1024)
def algorithm_name(spelling: str) -> str:
    """The in-toto name of an algorithm: `SHA-256`, `sha256` and `SHA256` are one."""
    plain = spelling.strip().lower().replace("-", "_")
    squeezed = plain.replace("_", "")
    if squeezed in _SYNONYMS:
        return _SYNONYMS[squeezed]
    for known in HEX_LENGTHS:
        if known.replace("_", "").lower() == squeezed:
            return known
    return plain


def check_digest(algorithm: str, value: str) -> str | None:
    """What is wrong with a digest, or None. `algorithm` is an in-toto name, `value` lower case."""
    if not value:
        return "is empty"
    if value.strip("0123456789abcdef"):
        return "is not lower-case hexadecimal"
    expected = HEX_LENGTHS.get(algorithm)
    if expected is not None and len(value) != expected:
        return f"has {len(value)} characters; {algorithm} has {expected}"
    return None


def comparable(one: Digest, other: Digest) -> bool:
    """Whether equality of these two says anything: same algorithm, and both hash the same kind."""
    return one.algorithm == other.algorithm and (
        one.scope == other.scope or {one.scope, other.scope} <= {"file", "image", "archive"}
    )

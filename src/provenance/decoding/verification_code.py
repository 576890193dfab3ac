"""The package verification code of SPDX 2 (2.3, clause 7.9; 2.2, clause 3.9)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def verification_code(sha1s: Iterable[str]) -> str:
    """SHA-1 over the SHA-1 values of a package's files, lower-case hexadecimal, sorted and joined.

    The caller leaves out the files that the code excludes.
    """
    joined = "".join(sorted(sha1s)).encode("ascii")
    return hashlib.sha1(joined, usedforsecurity=False).hexdigest()

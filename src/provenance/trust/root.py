"""A trust root: the keys that an auditor believes, each with its roles, and how many must agree."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from provenance.decoding.canonical_json import canonical_json
from provenance.model.authority import Authority
from provenance.model.digest import Digest

ROLES: Final = ("layout", "image", "sbom", "manifest", "provenance", "verdict")
"""Roles that a trust root may give, beside `step:NAME` (NAME may be a glob) and `*`."""


class TrustRoot(Struct, frozen=True):
    """Authorities and thresholds. `digest` is over the resolved content, keys included.

    A role without a threshold needs one signer. `warnings` are sentences that a report shows first:
    a key from the command line has every role, a trust root lies inside the delivery …
    `files` are those that it was read from; where it lies is no part of what it says.
    """

    authorities: tuple[Authority, ...]
    thresholds: tuple[tuple[str, int], ...] = ()
    digest: Digest | None = None
    warnings: tuple[str, ...] = ()
    files: tuple[str, ...] = ()

    def threshold(self, role: str) -> int:
        """How many distinct keys a role needs."""
        return dict(self.thresholds).get(role, 1)


NOBODY: Final = TrustRoot(())
"""Nothing is believed."""


def content_digest(
    authorities: Iterable[Authority], thresholds: Iterable[tuple[str, int]]
) -> Digest:
    """SHA-256 over what a trust root says: two spellings of it are equal, wherever they lie."""
    keys = [
        {
            "name": authority.name,
            "key": authority.key.hex(),
            "roles": sorted(set(authority.roles)),
            "scheme": authority.scheme,
            "platform": authority.platform,
            "products": sorted(set(authority.products)),
            "from": authority.valid_from,
            "until": authority.valid_until,
        }
        for authority in authorities
    ]
    # A role without a threshold needs one signer, so saying so adds nothing.
    needed = {role: threshold for role, threshold in thresholds if threshold != 1}
    content = {"keys": sorted(keys, key=canonical_json), "thresholds": needed}
    return Digest("sha256", hashlib.sha256(canonical_json(content)).hexdigest())

"""A trust root: the keys that an auditor believes, each with its roles, and how many must agree."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from provenance.model.authority import Authority
from provenance.model.digest import Digest

ROLES: Final = ("layout", "image", "sbom", "manifest", "provenance", "verdict")
"""Roles that a trust root may give, beside `step:NAME` (NAME may be a glob) and `*`."""


class TrustRoot(Struct, frozen=True):
    """Authorities and thresholds. `digest` is over the resolved content, keys included.

    A role without a threshold needs one signer. `warnings` are sentences that a report shows first:
    a key from the command line has every role, a trust root lies inside the delivery …
    """

    authorities: tuple[Authority, ...]
    thresholds: tuple[tuple[str, int], ...] = ()
    digest: Digest | None = None
    warnings: tuple[str, ...] = ()

    def threshold(self, role: str) -> int:
        """How many distinct keys a role needs."""
        return dict(self.thresholds).get(role, 1)


NOBODY: Final = TrustRoot(())
"""Nothing is believed."""

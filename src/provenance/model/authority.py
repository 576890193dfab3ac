"""Who may speak, and what checking a signature showed."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from provenance.model.digest import Digest
from provenance.model.origin import Origin
from provenance.model.statement import Signature

Outcome = Literal["pass", "fail", "open", "notApplicable"]
"""SARIF's result kinds. `open` is "not shown either way", and never counts as a pass."""


class Authority(Struct, frozen=True, gc=False):
    """A public key with what it is trusted for.

    `key` is the DER SubjectPublicKeyInfo: two authorities are one signer exactly when it is equal.
    `roles` are those of the trust root (`layout`, `image`, `sbom`, `manifest`, `provenance`,
    `step:NAME`, `*`), `platform` and `products` narrow them. `valid_from` and `valid_until` are
    RFC 3339. `within` is the digest of the layout that granted it: it counts nowhere else.
    """

    name: str
    key: bytes
    roles: tuple[str, ...]
    hints: tuple[str, ...] = ()
    scheme: str = ""
    platform: str | None = None
    products: tuple[str, ...] = ()
    valid_from: str | None = None
    valid_until: str | None = None
    within: Digest | None = None


class Verification(Struct, frozen=True, gc=False):
    """What checking one signature showed. A value, not an exception.

    `pass`: made by `authority` with `scheme` (for example `ecdsa-p256-sha256`). `fail`: it claims a
    key that we know and does not verify. `open`: no key that we believe made it.
    """

    signature: Signature
    outcome: Outcome
    reason: str
    origin: Origin
    authority: Authority | None = None
    scheme: str = ""


class Conclusion(Struct, frozen=True, gc=False):
    """What verification found about one thing, for rules to ask instead of keys.

    `about` is `layout`, `step`, `inspection`, `statement`, `delivered` or `signature`; `subject` is
    what people call it; `digest` identifies the document or artifact concerned. `note` marks what a
    layout permits but an auditor should see: it changes no outcome.
    """

    about: str
    subject: str
    outcome: Outcome
    reason: str
    digest: Digest | None = None
    origins: tuple[Origin, ...] = ()
    request: str = ""
    note: bool = False

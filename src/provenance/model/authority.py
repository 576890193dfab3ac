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

    `key` is the DER SubjectPublicKeyInfo. Where a certificate speaks for the key, `identity` is the
    name that it proves and `issuer` who vouches for that name. Two authorities are one signer
    where key or identity are equal. `roles` are those of the trust root (`layout`, `image`, `sbom`,
    `manifest`, `provenance`, `step:NAME`, `*`); `platform`, `verifier` (whose summaries it signs)
    and `products` narrow them. `valid_from` and `valid_until` are RFC 3339. `within` is the digest
    of the layout that granted it: it counts nowhere else.
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
    identity: str = ""
    issuer: str = ""
    verifier: str | None = None

    @property
    def signer(self) -> bytes:
        """What signers are counted by: the proven identity, or else the key itself."""
        return f"{self.issuer} {self.identity}".encode() if self.identity else self.key


class TrustedTime(Struct, frozen=True, gc=False):
    """A time at which a signature was there, as somebody says whom the trust root believes.

    `time` is RFC 3339 in UTC, `source` how it is known, `by` who says so, for people.
    """

    time: str
    source: Literal["log", "timestamp", "witness"]
    by: str


class Verification(Struct, frozen=True, gc=False):
    """What checking one signature showed. A value, not an exception.

    `pass`: made by `authority` with `scheme` (for example `ecdsa-p256-sha256`). `fail`: it claims a
    key that we know and does not verify. `open`: no key that we believe made it. `times` are when
    it is known to have been there. `short_lived` marks a signer whose certificate was good for so
    short a time that the signature needs one. `claims` are what the certificate says of the
    signer beside the identity, as pairs of a name and a text. `logged` tells that the log entry
    which came with it was checked, and is about it.
    """

    signature: Signature
    outcome: Outcome
    reason: str
    origin: Origin
    authority: Authority | None = None
    scheme: str = ""
    times: tuple[TrustedTime, ...] = ()
    short_lived: bool = False
    claims: tuple[tuple[str, str], ...] = ()
    logged: bool = False


class Conclusion(Struct, frozen=True, gc=False):
    """What verification found about one thing, for rules to ask instead of keys.

    `about` is `layout`, `step`, `inspection`, `statement`, `delivered`, `signature`, `inclusion` (a
    log entry), `checkpoint`, `summary` (what another verifier found) or `summary-inputs` (what that
    rests on and nobody delivered); `subject` is what people call it; `digest` identifies the
    document or artifact concerned. `note` marks what a layout permits but an auditor should see: it
    changes no outcome.
    """

    about: str
    subject: str
    outcome: Outcome
    reason: str
    digest: Digest | None = None
    origins: tuple[Origin, ...] = ()
    request: str = ""
    note: bool = False

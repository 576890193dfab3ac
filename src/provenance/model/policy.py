"""What an auditor asks of a delivery."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from provenance.model.digest import Digest
from provenance.model.profile import Profile

Level = Literal["error", "warning", "note", "off"]
"""SARIF's levels, and `off` for a rule that is not asked."""


class RuleSetting(Struct, frozen=True, gc=False):
    """How one rule counts in a policy. `blocking` None means: as its level says (`error`
    blocks).
    """

    level: Level
    blocking: bool | None = None

    @property
    def blocks(self) -> bool:
        """Whether an unwaived `fail` or `open` of the rule stands in the way of PASSED."""
        return self.level == "error" if self.blocking is None else self.blocking


class Waiver(Struct, frozen=True, gc=False):
    """An accepted finding. `subject` is a digest or a purl, never a bare name; `until` a date."""

    rule: str
    subject: str
    owner: str
    reason: str
    until: str


class Expectations(Struct, frozen=True, gc=False):
    """What must be there, and what builds may say. `None` is "no expectation", `()` "none allowed".

    `evidence` names kinds of document: `sbom`, `provenance`, `layout`, `manifest`, `signature`,
    `summary`, `source`, `test`, `claim`.
    `provenance` is satisfied by a layout or by a provenance statement. `parameters` maps dotted
    names to the JSON text that is expected, or to an empty text where any value is; those in
    `optional` may be left out. `refs` are globs of the ref that a build was made from, `packages`
    purls of what statements are about. `repositories` are where the builds of an earlier delivery
    were configured; a policy has `sources`.
    """

    evidence: tuple[str, ...] = ()
    platforms: tuple[str, ...] | None = None
    sources: tuple[str, ...] | None = None
    build_types: tuple[str, ...] | None = None
    parameters: tuple[tuple[str, str], ...] | None = None
    refs: tuple[str, ...] | None = None
    packages: tuple[str, ...] | None = None
    repositories: tuple[str, ...] | None = None
    optional: tuple[str, ...] = ()


class Policy(Struct, frozen=True, gc=False):
    """A policy, with everything that it extends already resolved.

    `images` and `other` are globs over delivery paths; `images` None means "what nothing else
    claims". `parameters` maps a rule id to its parameters as JSON text. `profile` is what it asks
    of SBOMs field by field. `digest` is over the resolved policy.
    """

    name: str
    digest: Digest
    rules: tuple[tuple[str, RuleSetting], ...]
    expect: Expectations = Expectations()
    product: str | None = None
    version_scheme: str | None = None
    images: tuple[str, ...] | None = None
    other: tuple[str, ...] = ()
    verifier: str | None = None
    parameters: tuple[tuple[str, str], ...] = ()
    waivers: tuple[Waiver, ...] = ()
    profile: Profile | None = None

    def setting(self, rule: str) -> RuleSetting | None:
        """The setting of a rule, or None where the policy does not name it."""
        return dict(self.rules).get(rule)

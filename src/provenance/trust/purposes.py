"""What a signer must be trusted for: the purpose of a fact, and who may speak for it.

- A purpose is a role of the trust root: `layout`, `image`, `sbom`, `manifest`, `provenance`,
  `verdict`, `test`, `claim`, or `step:NAME` for one step of a layout. A role `*` speaks for all,
  `step:GLOB` for many steps.
- A key that is narrowed to a platform speaks for provenance of exactly that platform, one that is
  narrowed to a verifier for summaries of exactly that verifier. A signer by certificate speaks for
  the platforms that its entry names, by glob, or else for the one that its identity is: whoever may
  run a workflow does not thereby speak for the service that runs it.
- A key that is narrowed to products speaks for these; where nobody says which product a delivery
  is, the narrowing cannot be applied and does not stand in the way.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from provenance.model.artifact import Artifact, Listing
from provenance.model.authority import Authority
from provenance.model.build import Build, Layout
from provenance.model.component import Component
from provenance.model.statement import VERDICT_TYPE, Statement
from provenance.trust.time import valid_at

_PREDICATES: Final = (
    ("https://slsa.dev/provenance", "provenance"),
    ("https://in-toto.io/Provenance", "provenance"),
    ("https://slsa.dev/verification_summary", "verdict"),
    (VERDICT_TYPE, "verdict"),
    ("https://in-toto.io/attestation/svr", "verdict"),
    ("https://in-toto.io/attestation/test-result", "test"),
    ("https://in-toto.io/attestation/scai", "claim"),
    ("https://in-toto.io/attestation/vulns", "claim"),
    ("https://cosign.sigstore.dev/attestation/vuln", "claim"),
    ("https://in-toto.io/attestation/release", "claim"),
    ("https://in-toto.io/attestation/reference", "claim"),
    ("https://in-toto.io/attestation/runtime-trace", "claim"),
    ("https://github.com/npm/attestation/tree/main/specs/publish", "claim"),
    ("https://cyclonedx.org/bom", "sbom"),
    ("https://cyclonedx.org/schema", "sbom"),
    ("https://cyclonedx.org/specification", "sbom"),
    ("https://spdx.dev/Document", "sbom"),
    ("https://spdx.github.io/spdx-spec", "sbom"),
)
"""Predicate types without what follows their next slash, which is a version."""

_LENGTH: Final = 200  # of a predicate type that is remembered; the longest of these has a third


def speaks_for(
    authority: Authority,
    purpose: str,
    *,
    product: str | None = None,
    platform: str | None = None,
    at: str,
) -> bool:
    """Whether an authority may speak for a purpose at a time (RFC 3339, in UTC).

    `platform` is the build platform that provenance names, or the verifier that a summary names.
    """
    if not any(role_covers(role, purpose) for role in authority.roles):
        return False
    if not may_name(authority, purpose, platform):
        return False
    if product is not None and authority.products and product not in authority.products:
        return False
    return valid_at(authority, at)


def may_name(authority: Authority, purpose: str, named: str | None) -> bool:
    """Whether a signer may speak for the platform or verifier that a statement names."""
    if purpose == "provenance":
        return fits_platform(authority, named)
    return purpose != "verdict" or authority.verifier in (None, named)


def narrowed_to(authority: Authority, purpose: str) -> str | None:
    """A platform or verifier for which a signer may speak; None where nothing narrows it."""
    if purpose == "provenance":
        return authority.platform or authority.identity or None
    return authority.verifier if purpose == "verdict" else None


def fits_platform(authority: Authority, platform: str | None) -> bool:
    """Whether a signer may speak for provenance of a platform; None is a build without one."""
    if not (authority.identity and authority.issuer):
        return authority.platform in (None, platform)
    if platform is None:
        return False
    if authority.platform is not None:
        return matches(authority.platform, platform)
    return platform in (authority.identity, authority.identity.partition("@refs/")[0])


def platforms_of(authority: Authority) -> str:
    """The platforms for which a signer speaks, as a glob."""
    return authority.platform or authority.identity or "*"


def role_covers(role: str, purpose: str) -> bool:
    """Whether a role includes a purpose; only `*` and the name behind `step:` are patterns."""
    if role in ("*", purpose):
        return True
    kind, colon, pattern = role.partition(":")
    wanted, also, name = purpose.partition(":")
    return bool(colon and also) and kind == wanted == "step" and matches(pattern, name)


def purpose_of(fact: object) -> str | None:
    """The purpose for which a fact has to be signed, or None where no role speaks for it."""
    match fact:
        case Layout():
            return "layout"
        case Build(step=str(step)):
            return f"step:{step}"
        case Build():
            return "provenance"
        case Statement(predicate_type=predicate):
            return purpose_of_predicate(predicate)
        case Component():
            return "sbom"
        case Listing(role="manifest"):
            return "manifest"
        case Artifact():
            return "image"
    return None


def purpose_of_predicate(predicate_type: str) -> str | None:
    """The purpose of a statement by its predicate type, or None for one that we do not judge."""
    return _purpose(predicate_type) if len(predicate_type) <= _LENGTH else _look_up(predicate_type)


def _look_up(predicate_type: str) -> str | None:
    for prefix, purpose in _PREDICATES:
        if predicate_type == prefix or predicate_type.startswith(f"{prefix}/"):
            return purpose
    return None


_purpose: Final = lru_cache(maxsize=1_024)(_look_up)


@lru_cache(maxsize=4_096)
def matches(pattern: str, name: str) -> bool:
    """Whether a glob of `*` and `?` matches a whole name.

    One position to fall back to is enough for `*`, so the time is bounded by the product of both
    lengths, whatever a pattern looks like.
    """
    at = seen = 0
    star, resume = -1, 0
    while seen < len(name):
        if at < len(pattern) and pattern[at] == "*":
            star, resume, at = at, seen, at + 1
        elif at < len(pattern) and pattern[at] in ("?", name[seen]):
            at, seen = at + 1, seen + 1
        elif star >= 0:
            resume += 1
            at, seen = star + 1, resume
        else:
            return False
    return all(character == "*" for character in pattern[at:])

"""What the certificate of a signer says of a build, beside what the signed provenance says.

Whoever vouches for an identity also looked at where the signer ran: repository, ref, commit, run.
What the provenance does not state, or states in another form, contradicts nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from provenance.model.authority import Verification
from provenance.model.build import Build
from provenance.questions.expectations import repository_of, revision_of

_WORKFLOW: Final = "/.github/workflows/"
_ADDRESS: Final = "https://"


class Contradiction(NamedTuple):
    """Two sentences of which one is not true."""

    what: str
    certified: str
    stated: str


def contradictions(found: Verification, build: Build) -> Iterator[Contradiction]:
    """Everything in a build that the signer's certificate denies."""
    claims = dict(found.claims)
    pairs = (
        ("repository", _repository(claims), _stated_repository(claims, build)),
        ("ref", claims.get("source-ref"), _ref(build)),
        ("commit", claims.get("source-digest"), build.revision),
        ("run", claims.get("invocation"), _address(build.invocation)),
        ("platform", _workflow(found, claims), _stated_workflow(build)),
    )
    for what, certified, stated in pairs:
        if certified and stated and certified != stated:
            yield Contradiction(what, certified, stated)


def _repository(claims: dict[str, str]) -> str | None:
    source = claims.get("source")
    return claims.get("repository") if source is None else repository_of(source)


def _stated_repository(claims: dict[str, str], build: Build) -> str | None:
    """The repository in the form of the claim: the early one leaves the host out."""
    stated = None if build.source is None else repository_of(build.source)
    if stated is None or "source" in claims:
        return stated
    return stated.partition("://")[2].partition("/")[2]


def _ref(build: Build) -> str | None:
    ref = None if build.source is None else revision_of(build.source)
    return ref if ref is not None and ref.startswith("refs/") else None


def _address(text: str | None) -> str | None:
    return text if text is not None and text.startswith(_ADDRESS) else None


def _workflow(found: Verification, claims: dict[str, str]) -> str | None:
    """The workflow that signed, unless the trust root says for which platforms it speaks."""
    if found.authority is None or found.authority.platform is not None:
        return None
    return claims.get("build-signer")


def _stated_workflow(build: Build) -> str | None:
    platform = build.platform or ""
    return platform if _WORKFLOW in platform else None

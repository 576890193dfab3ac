"""Statements, and every other signed document: who stands behind it, for what it says.

- A statement needs signers with the role of its predicate: `provenance` for SLSA, `sbom` for a bill
  of materials. One without a signature that we believe is open, however well it reads.
- A key that is narrowed to a platform contradicts a build of another platform, one that is narrowed
  to a verifier a summary of another verifier.
- A signature over anything else (a bill of materials, a manifest, an image) is concluded about as a
  signature; one by a stranger is a note, because it takes nothing away.
"""

from __future__ import annotations

from collections.abc import Container

from msgspec.structs import replace

from provenance.graph.evidence import Chapter
from provenance.model.authority import Conclusion
from provenance.model.build import Build
from provenance.model.predicate import Summary
from provenance.model.statement import Statement
from provenance.trust.purposes import purpose_of
from provenance.verification.papers import F, Paper
from provenance.verification.standing import Standing, Support


def support_of(paper: Paper[Statement], standing: Standing) -> Support | None:
    """Who stands behind a statement; None for a predicate that no role speaks for."""
    purpose = purpose_of(paper.fact) or _purpose_of_build(paper)
    if purpose is None:
        return None
    return standing.settled(paper.found, purpose, platform=named_by(paper.said.chapter))


def _purpose_of_build(paper: Paper[Statement]) -> str | None:
    build = next(iter(paper.said.chapter.facts(Build)), None)
    return None if build is None else purpose_of(build)


def named_by(chapter: Chapter) -> str | None:
    """The platform of the build, or else the verifier of the summary, that a document names."""
    builds, summaries = chapter.facts(Build), chapter.facts(Summary)
    if builds:
        return builds[0].platform
    return summaries[0].verifier if summaries else None


def conclude_statement(paper: Paper[Statement], support: Support | None) -> Conclusion:
    """What holds of a statement."""
    kind = paper.fact.predicate_type
    if support is not None:
        return conclude_paper("statement", paper, support, f"{kind}: ")
    reason = f"nothing here judges a predicate {kind!r}"
    place = (paper.origin,)
    return Conclusion("statement", paper.address, "open", reason, paper.digest, place, note=True)


def conclude_paper(about: str, paper: Paper[F], support: Support, prefix: str = "") -> Conclusion:
    """What holds of a statement or layout by its signatures alone."""
    outcome = support.outcome
    reason = f"{prefix}{support.reason if paper.found else 'it is not signed'}"
    request = f"{paper.address} with {support.request}" if outcome == "open" else ""
    place = (paper.origin,)
    return Conclusion(about, paper.address, outcome, reason, paper.digest, place, request)


def inside_a_layout(found: Conclusion, accepted: Container[str]) -> Conclusion:
    """What is found of a statement by itself is a note where its signer speaks in a layout only."""
    if found.outcome != "open" or found.digest is None or found.digest.value not in accepted:
        return found
    reason = f"counts inside a layout that lets its signer speak, and nowhere else; {found.reason}"
    return replace(found, reason=reason, request="", note=True)

"""What backs a claim: who signed it, until when it holds, and the bytes that it points at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from provenance.decoding.time import parse_time
from provenance.graph.evidence import Said
from provenance.graph.identity import agreement, is_of_nothing
from provenance.model.digest import Digest
from provenance.model.finding import Observation
from provenance.model.predicate import Claim, Resource
from provenance.model.statement import Statement

if TYPE_CHECKING:
    from provenance.questions.ask import Ask


def weakness_of(ask: Ask, said: Said[Claim]) -> Observation | None:
    """What contradicts a claim, or else what leaves it open; None for one that is backed."""
    found = list(_weaknesses(ask, said))
    failed = (one for one in found if one.outcome == "fail")
    return next(failed, found[0] if found else None)


def _weaknesses(ask: Ask, said: Said[Claim]) -> Iterator[Observation]:
    claim = said.fact
    purpose = "claim" if said.chapter.facts(Statement) else "sbom"
    standing = ask.signatures.standing(said.chapter, purpose)
    if standing.outcome != "pass":
        message = "nobody who may make claims stands behind it"
        what = said.chapter.document.address
        request = standing.request(what, "claims" if purpose == "claim" else "SBOMs")
        yield Observation(standing.outcome, message, standing.reason, standing.origins, request)
    if not claim.evidence:
        yield Observation("fail", "it has no evidence", _quoted(claim))
    yield from _time(ask, claim)
    about = _subjects(said)
    for one in claim.evidence:
        weak = _missing(ask, claim, one, about)
        if weak is not None:
            yield weak
    if claim.counter:
        detail = f"{_quoted(claim)}: {claim.counter[0].label}"
        request = f"why {_quoted(claim)} stands in spite of {claim.counter[0].label}"
        yield Observation("open", "something speaks against it", detail, (), request)


def _time(ask: Ask, claim: Claim) -> Iterator[Observation]:
    if claim.expires is None:
        return
    end, now = parse_time(claim.expires), parse_time(ask.proof.at)
    if end is None or now is None:
        yield Observation(
            "open", "nobody knows until when its evidence holds", f"{claim.expires!r}"
        )
    elif end < now:
        detail = f"{_quoted(claim)}: its evidence held until {claim.expires}"
        yield Observation("fail", "its evidence has expired", detail)


def _subjects(said: Said[Claim]) -> list[tuple[Digest, ...]]:
    """The digests of what a claim is about."""
    target = said.fact.target
    rows = [row for one in said.chapter.facts(Statement) for row in one.subjects.digests]
    return rows if target is None else [*rows, target.digests]


def _missing(
    ask: Ask, claim: Claim, one: Resource, about: list[tuple[Digest, ...]]
) -> Observation | None:
    """Only digests acquit: a file that is merely called like the evidence may be any."""
    if any(is_of_nothing(digest.value) for digest in one.digests):
        return Observation("fail", "its evidence is empty", f"{_quoted(claim)}: {one.label}")
    if any(agreement(row, one.digests) == "same" for row in about):
        detail = f"{_quoted(claim)}: {one.label}"
        request = f"evidence for {_quoted(claim)} beside the files that it is about"
        return Observation("open", "its evidence is what it is about", detail, (), request)
    if one.held or _is_here(ask, one.digests):
        return None
    named = _named(ask, one)
    if named is not None and any(digest.strong for digest in one.digests):
        detail = f"{_quoted(claim)}: {named} has another digest than {one.label} should have"
        return Observation("fail", "its evidence is not what was delivered", detail)
    lacks = "no digest binds it" if named is not None else "it was not delivered"
    detail = f"{_quoted(claim)}: {one.label}, {lacks}"
    request = f"{one.label}, with a digest that the claim states: evidence for {_quoted(claim)}"
    return Observation("open", "its evidence is not there", detail, (), request)


def _is_here(ask: Ask, digests: tuple[Digest, ...]) -> bool:
    files = ask.evidence.artifacts
    if any(digest.strong and digest.algorithm != "sha256" for digest in digests):
        return any(ask.bytes.agreement(file, digests) == "same" for file in files)
    known = ask.evidence.by_digest
    plain = (Digest(d.algorithm, d.value, "file") for d in digests if d.strong)
    return any(d in known or d in ask.evidence.chapters_by_digest for d in plain)


def _named(ask: Ask, one: Resource) -> str | None:
    """The delivered file that evidence is called like."""
    paths = ask.once(_paths)
    return next((name for name in (one.name, one.uri) if name in paths), None)


def _paths(ask: Ask) -> frozenset[str]:
    return frozenset(artifact.path for artifact in ask.evidence.artifacts)


def _quoted(claim: Claim) -> str:
    text = claim.stands
    return repr(text if len(text) <= 80 else f"{text[:80]}…")

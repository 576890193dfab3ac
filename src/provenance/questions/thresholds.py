"""How many distinct keys signed something, and how many the trust root or a layout wants."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from provenance.graph.evidence import Chapter
from provenance.model.artifact import Listing
from provenance.model.authority import Authority, Verification
from provenance.model.build import Build, Layout
from provenance.model.component import Component
from provenance.model.digest import Digest
from provenance.model.origin import Origin
from provenance.model.statement import Statement
from provenance.trust.purposes import narrowed_to, purpose_of, speaks_for

if TYPE_CHECKING:
    from provenance.questions.ask import Ask

_SIGNED = (Layout, Statement, Build, Component, Listing)


class Quorum(NamedTuple):
    """Who signed one thing for one purpose. `signers` are names, one for each distinct key."""

    what: str
    digest: Digest
    purpose: str
    needed: int
    signers: tuple[str, ...]
    signatures: int
    origins: tuple[Origin, ...]

    @property
    def met(self) -> bool:
        """Whether enough distinct keys signed."""
        return len(self.signers) >= self.needed


def quorums(ask: Ask) -> Iterator[Quorum]:
    """Every signed thing for each purpose for which one of its signers may speak, then steps."""
    wanted = dict(ask.thresholds)
    for digest, found in _by_signed(ask.signatures.holding).items():
        for what, purpose in _purposes(ask, digest):
            able = [v for v in found if _may(ask, v.authority, purpose)]
            if able and not ask.proof.vouched(digest, purpose):
                yield _quorum(what, digest, purpose, wanted.get(purpose, 1), able)
            elif able:
                yield _met(ask, what, digest, purpose, wanted.get(purpose, 1))
    yield from _steps(ask)


def _by_signed(found: Iterable[Verification]) -> dict[Digest, list[Verification]]:
    groups: dict[Digest, list[Verification]] = {}
    for verification in found:
        groups.setdefault(verification.signature.signs, []).append(verification)
    return groups


def _quorum(
    what: str, digest: Digest, purpose: str, needed: int, found: list[Verification]
) -> Quorum:
    places = tuple(sorted(v.origin for v in found))
    return Quorum(what, digest, purpose, needed, distinct_signers(found), len(found), places)


def distinct_signers(found: Iterable[Verification]) -> tuple[str, ...]:
    """One name for each signer: a proven identity, or else a key that stood behind none."""
    authorities = [v.authority for v in found if v.authority is not None]
    certified = {authority.key for authority in authorities if authority.identity}
    names = {
        authority.signer: authority.name
        for authority in authorities
        if authority.identity or authority.key not in certified
    }
    return tuple(sorted(names.values()))


def _met(ask: Ask, what: str, digest: Digest, purpose: str, needed: int) -> Quorum:
    """Enough signers stand behind it, over its own bytes or over a manifest that lists it."""
    vouchers = ask.proof.vouched(digest, purpose)
    signers = {voucher.authority.signer: voucher.authority.name for voucher in vouchers}
    places = sorted({voucher.origins[0] for voucher in vouchers})
    return Quorum(
        what, digest, purpose, needed, tuple(sorted(signers.values())), len(places), tuple(places)
    )


def _may(ask: Ask, authority: Authority | None, purpose: str) -> bool:
    """Whether somebody of the trust root speaks for a purpose, whatever platform it is about."""
    if authority is None or authority.within is not None:
        return False
    product, platform = ask.policy.product, narrowed_to(authority, purpose)
    return speaks_for(authority, purpose, product=product, platform=platform, at=ask.proof.at)


def _purposes(ask: Ask, digest: Digest) -> list[tuple[str, str]]:
    """What is signed, as people call it, and for which purposes somebody has to sign it."""
    found: dict[tuple[str, str], None] = {}
    for chapter in _inside(ask, digest):
        for kind in _SIGNED:
            purpose = purpose_of(chapter.facts(kind)[0]) if chapter.facts(kind) else None
            if purpose is not None and not purpose.startswith("step:"):
                found[chapter.document.address, purpose] = None
    for image in ask.bytes.images_by(digest.algorithm).get(digest.value, ()):
        found[image.path, "image"] = None
    return list(found)


def _inside(ask: Ask, digest: Digest) -> Iterator[Chapter]:
    agenda, seen = [digest], {digest}
    while agenda:
        outer = agenda.pop()
        yield from ask.evidence.chapters_by_digest.get(outer, ())
        inner = [d for d in ask.evidence.inside.get(outer, ()) if d not in seen]
        seen.update(inner)
        agenda += inner


def _steps(ask: Ask) -> Iterator[Quorum]:
    """Steps of layouts that want more than one functionary."""
    for said in ask.evidence.said(Layout):
        layout = said.chapter.document
        for step in said.fact.steps:
            if step.threshold > 1:
                found = list(_by_functionaries(ask, layout.digest, step.name))
                if found:
                    what = f"step {step.name} of {layout.address}"
                    purpose = f"step:{step.name}"
                    yield _quorum(what, layout.digest, purpose, step.threshold, found)


def _by_functionaries(ask: Ask, layout: Digest, step: str) -> Iterator[Verification]:
    for said in ask.builds.by_step.get(step, ()):
        for verification in ask.signatures.over(said.chapter):
            authority = verification.authority
            if verification.outcome != "pass" or authority is None:
                continue
            if authority.within in (None, layout):
                yield verification

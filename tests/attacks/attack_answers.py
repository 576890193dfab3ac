"""What this project says to a delivery, as an auditor sees it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from attack_delivery import Delivery
from attack_material import AT

from provenance.errors import ProvenanceError
from provenance.graph.evidence import Evidence
from provenance.graph.proof import Proof
from provenance.intake import read
from provenance.judgment import audit, load_policy
from provenance.model.verdict import Verdict
from provenance.trust.load import load_trust
from provenance.trust.root import NOBODY
from provenance.verification import verify


class Answer(NamedTuple):
    """`PASSED`, `FAILED`, `INCONCLUSIVE`, or `REFUSED` where policy or trust root is no good."""

    verdict: str
    said: tuple[str, ...]

    def lacks(self, *fragments: str) -> list[str]:
        """What of these nobody said."""
        return [one for one in fragments if not any(one in line for line in self.said)]


def ours(plan: Delivery) -> Answer:
    """Judge a delivery by the policy and the trust root beside it."""
    try:
        trust = load_trust(plan.folder / "trust.toml") if plan.trust else NOBODY
        evidence = read(plan.delivery)
        before = read(plan.baseline) if plan.baseline else None
        proof = verify(evidence, trust, AT, baseline=before)
        policy = load_policy(plan.folder / "policy.toml", plan.pinned)
        verdict = audit(evidence, policy=policy, trust=trust, at=AT, baseline=before)
    except ProvenanceError as error:
        return Answer("REFUSED", (f"{type(error).__name__}: {error}",))
    said = (*_findings(verdict), *_defects(evidence), *_conclusions(proof), *verdict.notes)
    return Answer(verdict.verdict, said)


def _findings(verdict: Verdict) -> Iterator[str]:
    for one in verdict.findings:
        for row in one.subjects:
            yield f"{one.rule} {one.outcome}: {one.message}: {row.subject.label}: {row.detail}"


def _defects(evidence: Evidence) -> Iterator[str]:
    for chapter in evidence.chapters:
        for entry in chapter.defects:
            yield f"{chapter.document.address}: {entry.kind} {entry.id}: {entry.detail}"


def _conclusions(proof: Proof) -> Iterator[str]:
    for one in proof.conclusions:
        yield f"{one.about} {one.subject} {'note' if one.note else one.outcome}: {one.reason}"
    for found in proof.verifications:
        yield f"verification {found.origin.path} {found.outcome}: {found.reason}"

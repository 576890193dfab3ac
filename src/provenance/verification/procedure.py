"""The order in which a proof is made; the package docstring numbers the steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import TYPE_CHECKING

from provenance.graph.evidence import Evidence
from provenance.graph.proof import Output, Proof
from provenance.model.artifact import Artifact, Listing
from provenance.model.authority import Conclusion, Verification
from provenance.model.build import Build
from provenance.model.digest import Digest
from provenance.model.origin import Origin
from provenance.model.predicate import Summary
from provenance.model.statement import Statement
from provenance.model.transparency import Checkpoint, Consistency, LogEntry
from provenance.trust.root import TrustRoot
from provenance.verification.agenda import Agenda
from provenance.verification.artifact_rules import Side
from provenance.verification.delivered import DeliveredBytes, conclude_absent, conclude_delivered
from provenance.verification.inspections import inspect
from provenance.verification.layouts import Evaluation
from provenance.verification.outputs import (
    Finals,
    build_inputs,
    link_rows,
    listed_rows,
    statement_outputs,
)
from provenance.verification.papers import Paper, Papers, called
from provenance.verification.signatures import Keyring, Signatures
from provenance.verification.standing import Standing, Support
from provenance.verification.statements import (
    conclude_paper,
    conclude_statement,
    inside_a_layout,
    support_of,
)
from provenance.verification.vouching import Reach

if TYPE_CHECKING:
    from provenance.verification.summaries import Summaries


class Procedure:
    """One verification. Conclusions are in the order of the steps, and so in one that is stable."""

    def __init__(
        self,
        evidence: Evidence,
        trust: TrustRoot,
        at: str,
        product: str | None,
        baseline: Evidence | None = None,
    ) -> None:
        self._evidence, self._trust, self._at = evidence, trust, at
        self._baseline = baseline
        self.signatures = Signatures(evidence, trust)
        self._papers = Papers(evidence, self.signatures)
        self._standing = Standing(trust, self.signatures, at, product)
        self._here = DeliveredBytes(evidence)
        self._reach = Reach(evidence, self.signatures, self._standing, self._here)
        self._conclusions: list[Conclusion] = []
        self._layouts: list[Finals] = []
        self._outputs: list[Output] = []
        self._inputs: list[Iterator[Output]] = []
        self._claims: list[Output] = []
        self._listed: list[Output] = []

    def run(self, parameters: Mapping[str, str]) -> Proof:
        """The proof."""
        evaluations = Agenda(self._papers, self.signatures, self._standing).run(parameters)
        evaluations.sort(key=lambda e: (e.depth, e.paper.address, e.paper.digest, e.chain))
        for evaluation in evaluations:
            self._take_layout(evaluation)
        self._conclude_unevaluated(evaluations)
        self._conclude_links(evaluations)
        accepted = _accepted(evaluations)
        summaries = self._summaries()
        self.signatures.check_all()
        for statement in self._papers.statements:
            support = support_of(statement, self._standing)
            found = conclude_statement(statement, support)
            self._conclusions.append(inside_a_layout(found, accepted))
            if summaries is not None:
                summaries.take(statement, support)
            if support is not None and support.enough:
                self._take_statement(statement, support)
        self._conclusions += () if summaries is None else summaries.conclude()
        for digest, support in self._reach.from_signatures():
            self._take_signed(digest, support)
        made = [*self._claims, *self._outputs]
        self._conclusions += conclude_delivered(self._here, [*made, *self._listed])
        self._conclusions += conclude_absent(self._here, made)
        verifications = self._timed(self.signatures.verifications())
        self._conclusions += _note_false(verifications)
        return Proof(
            self._evidence,
            self._at,
            believed=self._trust.believes,
            verifications=verifications,
            vouchers=self._reach.vouchers,
            conclusions=self._conclusions,
            outputs=self._everything("outputs"),
            inputs=self._everything("inputs"),
        )

    def _summaries(self) -> Summaries | None:
        if not self._evidence.with_facts(Summary):
            return None
        from provenance.verification.summaries import Summaries  # few deliveries have any

        return Summaries(self._evidence, self._here, self._standing.at)

    def _timed(self, verifications: list[Verification]) -> list[Verification]:
        """Verifications with the times that logs show; concludes about what is logged before."""
        logged = any(map(self._evidence.with_facts, (LogEntry, Checkpoint, Consistency)))
        if not logged and self._baseline is None and not self.signatures.bundled:
            return verifications
        from provenance.verification.logs import Logs  # most deliveries have nothing of a log

        logs = Logs(self._evidence, self._trust, self._at, self._baseline)
        self._conclusions += logs.conclude()
        return logs.timed(verifications)

    def _everything(self, side: Side) -> Iterator[Output]:
        """All rows that verified builds read or made: many, and not every caller wants them."""
        for layout in self._layouts:
            yield from layout.everything(side)
        yield from self._outputs if side == "outputs" else chain.from_iterable(self._inputs)

    # -- layouts and links -------------------------------------------------------------------------

    def _take_layout(self, evaluation: Evaluation) -> None:
        inspect(evaluation, self._evidence)
        self._conclusions += evaluation.conclusions
        if evaluation.outcome == "pass":
            finals = Finals(evaluation)
            final = list(finals.outputs())
            self._reach.from_layout(evaluation, final)
            self._claims += final
            self._claims += finals.replaced(self._here.paths)
            self._layouts.append(finals)

    def _conclude_unevaluated(self, evaluations: list[Evaluation]) -> None:
        done = {evaluation.paper.digest for evaluation in evaluations}
        for paper in self._papers.layouts:
            if paper.digest not in done:
                support = self._standing.of(paper)
                self._conclusions.append(conclude_paper("layout", paper, support))

    def _conclude_links(self, evaluations: list[Evaluation]) -> None:
        """Links outside any layout: a trust root may believe in steps by itself."""
        planned = {step.name for e in evaluations for step in e.layout.steps}
        used = _accepted(evaluations)
        granted = Keyring(
            one for e in evaluations for crew in e.crews.values() for one in crew.ring.authorities
        )
        for paper in self._papers.links:
            if paper.digest.value in used:
                continue
            for found in paper.found:
                self.signatures.accuse(found, granted)
            if paper.fact.step not in planned and self._take_link(paper):
                continue
            if evaluations:
                self._note_unused(paper, paper.fact.step in planned)

    def _take_link(self, paper: Paper[Build]) -> bool:
        support = self._standing.behind(paper.found, f"step:{paper.fact.step}")
        if support.outcome == "open":
            return False
        self._conclusions.append(conclude_paper("step", paper, support))
        if support.enough:
            self._outputs += link_rows(paper.said, "outputs")
            self._inputs.append(link_rows(paper.said, "inputs"))
        return True

    def _note_unused(self, paper: Paper[Build], planned: bool) -> None:
        step = paper.fact.step or ""
        why = "is not by a key of the step" if planned else "is for a step that no layout plans"
        reason = f"{paper.address} {why}, and was not used"
        found = Conclusion("step", step, "pass", reason, paper.digest, (paper.origin,), note=True)
        self._conclusions.append(found)

    # -- statements and other signed documents -----------------------------------------------------

    def _take_statement(self, paper: Paper[Statement], support: Support) -> None:
        about = f"the statement {paper.address}"
        rows = list(statement_outputs(paper.said, about))
        if support.purpose != "provenance":
            self._listed += rows
            return
        if not paper.said.chapter.facts(Build):
            return  # of a version that nobody can read: it says nothing of a build
        self._outputs += rows
        for build in paper.said.chapter.said(Build):
            self._inputs.append(build_inputs(build, about))

    def _take_signed(self, digest: Digest, support: Support) -> None:
        """Conclude about what is neither layout, link nor statement."""
        if support.purpose not in ("image", "sbom", "manifest"):
            return
        address, origins = self._address(digest)
        note = support.outcome == "open"
        request = f"{address} with {support.request}" if note else ""
        reason = f"as {support.purpose}: {support.reason}"
        self._conclusions.append(
            Conclusion(
                "signature", address, support.outcome, reason, digest, origins, request, note
            )
        )
        if support.enough and support.purpose == "manifest":
            for chapter in self._evidence.chapters_by_digest.get(digest, ()):
                for said in chapter.said(Listing):
                    self._listed += listed_rows(said, f"the manifest {address}")

    def _address(self, digest: Digest) -> tuple[str, tuple[Origin, ...]]:
        chapters = self._evidence.chapters_by_digest.get(digest, ())
        origins = tuple(chapter.origin() for chapter in chapters)
        if origins:
            return called(origins[0].path), origins
        artifacts: tuple[Artifact, ...] = self._evidence.by_digest.get(digest, ())
        return (artifacts[0].path if artifacts else str(digest)), ()


def _accepted(evaluations: list[Evaluation]) -> frozenset[str]:
    """Digests of the links and statements that stand for a step of a layout."""
    links = (
        paper.digest.value
        for evaluation in evaluations
        for crew in evaluation.crews.values()
        for papers in crew.links.values()
        for paper in papers
    )
    statements = (digest for evaluation in evaluations for digest in evaluation.accepted)
    return frozenset((*links, *statements))


def _note_false(verifications: list[Verification]) -> Iterator[Conclusion]:
    """A false signature is worth a look even where nothing depends on it."""
    for verification in verifications:
        if verification.outcome == "fail":
            origin = verification.origin
            yield Conclusion(
                "signature",
                origin.path,
                "fail",
                verification.reason,
                verification.signature.signs,
                (origin,),
                note=True,
            )

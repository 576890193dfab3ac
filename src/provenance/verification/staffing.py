"""Who did a step of a layout, as links say: enough functionaries, or why there are not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from provenance.model.authority import Authority, Outcome
from provenance.model.build import Step
from provenance.model.origin import Origin
from provenance.verification.functionaries import Crew
from provenance.verification.layouts import Evaluation
from provenance.verification.steps import (
    Contribution,
    disagreement,
    doubled_name,
    made_by_link,
)


@dataclass
class Finding:
    """What is known of one step before its rules are applied."""

    step: Step
    faults: list[str]
    gaps: list[str] = field(default_factory=list)
    origins: list[Origin] = field(default_factory=list)

    @property
    def outcome(self) -> Outcome:
        """`fail` where anything contradicts, `open` where something is missing."""
        return "fail" if self.faults else "open" if self.gaps else "pass"


def staff(evaluation: Evaluation, step: Step) -> Finding:
    """Choose who speaks for a step by links, or say why nobody does."""
    crew = evaluation.crews[step.name]
    finding = Finding(step, list(crew.faults))
    contributions: list[Contribution] = []
    for members in crew.functionaries():
        own = list(_contributions(evaluation, crew, members, finding))
        contributions += one_of(own, finding)
    told, origins = disagreement(contributions)
    if told and step.threshold > 1:
        finding.faults.append(f"functionaries do not agree: {told}")
        finding.origins += origins
    elif told:
        evaluation.note("step", step.name, f"functionaries do not agree: {told}", *origins)
    if len(contributions) >= step.threshold and not finding.faults:
        evaluation.chosen[step.name] = contributions[0]
    elif not finding.faults:
        finding.gaps += evaluation.barred.get(step.name, ())[:3]
        explain_absence(crew, f"{len(contributions)} of {step.threshold} links", finding)
    note_crew(evaluation, crew, contributions)
    return finding


def one_of(own: Sequence[Contribution], finding: Finding) -> Sequence[Contribution]:
    """What one functionary says: the first report, where all are the same."""
    told, origins = disagreement(own)
    if told:
        finding.faults.append(f"one key made reports that are not the same: {told}")
        finding.origins += origins
    for contribution in own[:1]:
        name = doubled_name(contribution.made)
        if name:
            told = f"{contribution.by} gives {name!r} several digests"
            finding.faults.append(told)
            finding.origins.append(contribution.made.made_by.origin)
    return own[:1]


def _contributions(
    evaluation: Evaluation, crew: Crew, members: Sequence[Authority], finding: Finding
) -> Iterator[Contribution]:
    """What one functionary says: by links, or by layouts in place of them."""
    for authority in {one.key: one for one in members}.values():
        for paper in crew.links.get(authority.key, ()):
            holder = crew.holders[authority.key]
            yield Contribution(holder, made_by_link(paper.said), paper.address)
        yield from _delegated(evaluation, crew, authority, finding)


def _delegated(
    evaluation: Evaluation, crew: Crew, authority: Authority, finding: Finding
) -> Iterator[Contribution]:
    for holder, inner in evaluation.delegations.get((crew.step.name, authority.key), ()):
        if inner.outcome == "pass":
            yield Contribution(holder, inner.summary, inner.paper.address)
            reason = f"{authority.name} handed this step to the layout {inner.paper.address}"
            evaluation.note("step", crew.step.name, reason, inner.paper.origin)
            if inner.layout.inspections:
                told = f"{reason}, whose inspections nobody planned here and nothing executed"
                origins = (inner.paper.origin,)
                evaluation.conclude("step", crew.step.name, "open", told, origins, note=True)
            continue
        failed = inner.outcome == "fail"
        told = "does not hold" if failed else "is not settled"
        (finding.faults if failed else finding.gaps).append(
            f"the layout {inner.paper.address}, which stands for this step, {told}"
        )
        finding.origins += inner.accusers or [inner.paper.origin]


def explain_absence(crew: Crew, counted: str, finding: Finding) -> None:
    """Too few functionaries: a failure where somebody's signature is false, else a gap."""
    if crew.broken:
        listed = ", ".join(paper.address for paper in crew.broken[:3])
        finding.faults.append(f"the signature of {listed} is not by the key that it names")
        finding.origins += [paper.origin for paper in crew.broken]
        return
    finding.gaps.append(f"{counted} by distinct keys of the step are here")
    if crew.strangers:
        listed = ", ".join(paper.address for paper in crew.strangers[:3])
        finding.gaps.append(f"none of its keys signed {listed} as in-toto metadata")
        finding.origins += [paper.origin for paper in crew.strangers]
    finding.gaps += crew.refusals
    if crew.unusable:
        keys = ", ".join(crew.unusable)
        finding.gaps.append(f"keys of a kind that is not checked here: {keys}")


def note_crew(evaluation: Evaluation, crew: Crew, contributions: Sequence[Contribution]) -> None:
    """Tell what an auditor should see of those who did a step."""
    step = crew.step
    for remark in (*crew.remarks, *evaluation.barred.get(step.name, ())):
        evaluation.note("step", step.name, remark)
    if step.name in evaluation.chosen:
        for paper in crew.broken:
            reason = f"{paper.address} is not by the key that it names, and was not needed"
            evaluation.note("step", step.name, reason, paper.origin)
    for contribution in contributions:
        done = contribution.made.command
        if step.command and done is not None and done != step.command:
            reason = (
                f"{contribution.by} ran {_shell(done)}; the layout plans {_shell(step.command)}"
            )
            evaluation.note("step", step.name, reason, contribution.made.made_by.origin)
        if contribution.holder.authority.identity:
            reason = (
                f"{contribution.by} is signed under the certificate of "
                f"{contribution.holder.authority.name}; whether it was revoked is not checked"
            )
            evaluation.note("step", step.name, reason, contribution.made.made_by.origin)


def _shell(command: tuple[str, ...]) -> str:
    text = " ".join(command)
    return repr(text if len(text) <= 120 else f"{text[:117]}...")

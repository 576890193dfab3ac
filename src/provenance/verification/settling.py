"""What holds of one layout (in-toto specification, section 5.2), once its sublayouts are settled.

- A step whose links are missing is open, and so is whatever waits for it: neither is a failure.
- A step fails where what is there contradicts the layout or itself.
- What a layout permits and an auditor should see becomes a note, and changes no outcome.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from provenance.model.authority import Authority, Outcome
from provenance.model.build import FlowRule, Step
from provenance.model.origin import Origin
from provenance.verification.artifact_rules import Breach, Flow, Side, apply_rules
from provenance.verification.layouts import Evaluation
from provenance.verification.steps import Contribution, Crew, Made, disagreement, made_by_link


def settle(evaluation: Evaluation) -> None:
    """Conclude about each step and then the layout; everything that it waits for is settled."""
    if evaluation.faults:
        evaluation.outcome = "fail"
        reason = "; ".join(evaluation.faults)
        evaluation.conclude("layout", evaluation.paper.address, "fail", reason)
        return
    for step in evaluation.layout.steps:
        if "/" in step.name or "\\" in step.name:
            told = "is named like a path: tools that make a file name of it write elsewhere"
            evaluation.note("step", step.name, told)
    pending = {step.name: _staff(evaluation, step) for step in evaluation.layout.steps}
    flows: dict[str, Flow | None] = {name: None for name in pending}
    flows |= {name: made.flow for name, made in evaluation.made.items()}
    outcomes = [_conclude_step(evaluation, finding, flows) for finding in pending.values()]
    evaluation.outcome = worst(outcomes)
    counted = Counter(outcomes)
    reason = f"{counted['pass']} of {len(outcomes)} steps hold"
    signers = ", ".join(sorted({holder.authority.name for holder in evaluation.holders}))
    said = f"signed by {signers}; {reason}"
    first = {o.digest: o for finding in pending.values() if finding.faults for o in finding.origins}
    evaluation.accusers = [evaluation.paper.origin, *first.values()]
    evaluation.conclude(
        "layout", evaluation.paper.address, evaluation.outcome, said, evaluation.accusers
    )


def worst(outcomes: Iterable[Outcome]) -> Outcome:
    """`fail` where one fails, else `open` where one is open, else `pass`."""
    found = set(outcomes)
    return "fail" if "fail" in found else "open" if "open" in found else "pass"


# -- who did the step ------------------------------------------------------------------------------


@dataclass
class _Finding:
    """What is known of one step before its rules are applied."""

    step: Step
    faults: list[str]
    gaps: list[str] = field(default_factory=list)
    origins: list[Origin] = field(default_factory=list)


def _staff(evaluation: Evaluation, step: Step) -> _Finding:
    """Choose who speaks for a step, or say why nobody does."""
    crew = evaluation.crews[step.name]
    finding = _Finding(step, list(crew.faults))
    contributions: list[Contribution] = []
    for authority in crew.ring.authorities:
        own = list(_contributions(evaluation, crew, authority, finding))
        told, origins = disagreement(own)
        if told:
            finding.faults.append(f"one key made reports that are not the same: {told}")
            finding.origins += origins
        contributions += own[:1]
    told, origins = disagreement(contributions)
    if told and step.threshold > 1:
        finding.faults.append(f"functionaries do not agree: {told}")
        finding.origins += origins
    elif told:
        evaluation.note("step", step.name, f"functionaries do not agree: {told}", *origins)
    if len(contributions) >= step.threshold and not finding.faults:
        evaluation.chosen[step.name] = contributions[0]
    elif not finding.faults:
        _explain_absence(crew, len(contributions), finding)
    _note_crew(evaluation, crew, contributions)
    return finding


def _contributions(
    evaluation: Evaluation, crew: Crew, authority: Authority, finding: _Finding
) -> Iterator[Contribution]:
    """What one functionary says: by links, or by layouts in place of them."""
    for paper in crew.links.get(authority.key, ()):
        holder = crew.holders[authority.key]
        yield Contribution(holder, made_by_link(paper.said), paper.address)
    for holder, inner in evaluation.delegations.get((crew.step.name, authority.key), ()):
        if inner.outcome == "pass":
            yield Contribution(holder, inner.summary, inner.paper.address)
            reason = f"{authority.name} handed this step to the layout {inner.paper.address}"
            evaluation.note("step", crew.step.name, reason, inner.paper.origin)
            continue
        failed = inner.outcome == "fail"
        told = "does not hold" if failed else "is not settled"
        (finding.faults if failed else finding.gaps).append(
            f"the layout {inner.paper.address}, which stands for this step, {told}"
        )
        finding.origins += inner.accusers or [inner.paper.origin]


def _explain_absence(crew: Crew, count: int, finding: _Finding) -> None:
    """Too few functionaries: a failure where somebody's signature is false, else a gap."""
    if crew.broken:
        listed = ", ".join(paper.address for paper in crew.broken[:3])
        finding.faults.append(f"the signature of {listed} is not by the key that it names")
        finding.origins += [paper.origin for paper in crew.broken]
        return
    needed = crew.step.threshold
    finding.gaps.append(f"{count} of {needed} links by distinct keys of the step are here")
    if crew.strangers:
        listed = ", ".join(paper.address for paper in crew.strangers[:3])
        finding.gaps.append(f"none of its keys signed {listed} as in-toto metadata")
        finding.origins += [paper.origin for paper in crew.strangers]
    if crew.unusable:
        keys = ", ".join(crew.unusable)
        finding.gaps.append(f"keys of a kind that is not checked here: {keys}")


def _note_crew(evaluation: Evaluation, crew: Crew, contributions: list[Contribution]) -> None:
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


def _shell(command: tuple[str, ...]) -> str:
    text = " ".join(command)
    return repr(text if len(text) <= 120 else f"{text[:117]}...")


# -- what the step did -----------------------------------------------------------------------------


def _conclude_step(
    evaluation: Evaluation, finding: _Finding, flows: Mapping[str, Flow | None]
) -> Outcome:
    step = finding.step
    chosen = evaluation.chosen.get(step.name)
    if chosen is not None:
        for side, rules in _sides(step):
            outcome = apply_rules(rules, side, chosen.made.flow, flows)
            for breach in outcome.breaches:
                finding.faults.append(f"{_EXPECTED[side]}: {breach.reason}")
                finding.origins += _breach_origins(evaluation, chosen.made, side, breach)
            for missing in sorted(set(outcome.waiting.values())):
                finding.gaps.append(f"{_EXPECTED[side]} wait for the step {missing!r}")
            for remark in outcome.remarks:
                evaluation.note("step", step.name, f"{_EXPECTED[side]}: {remark}")
        _refuse_escapes(finding, chosen.made)
    state: Outcome = "fail" if finding.faults else "open" if finding.gaps else "pass"
    reason = "; ".join(finding.faults or finding.gaps)
    if state == "pass" and chosen is not None:
        reason = f"done by {chosen.holder.authority.name}, as {chosen.by} says"
        finding.origins = [chosen.made.made_by.origin]
    request = _request(evaluation, finding) if state == "open" else ""
    evaluation.conclude("step", step.name, state, reason, finding.origins, request=request)
    return state


_EXPECTED: Mapping[Side, str] = {"inputs": "expected materials", "outputs": "expected products"}


def _sides(step: Step) -> tuple[tuple[Side, tuple[FlowRule, ...]], ...]:
    return (("inputs", step.inputs), ("outputs", step.outputs))


def _breach_origins(evaluation: Evaluation, made: Made, side: Side, breach: Breach) -> list[Origin]:
    origins = made.origins(side, breach.names)
    if breach.against is not None:
        other = evaluation.chosen[breach.against.step].made
        origins += other.origins(breach.against.side, [breach.against.name])
    return origins


def _refuse_escapes(finding: _Finding, made: Made) -> None:
    """Products outside the working directory: whoever unpacks them would write anywhere."""
    joined = "\n".join(("", *made.flow.outputs))
    if not (".." in joined or "\n/" in joined or "\\" in joined or ":" in joined):
        return
    escaped = sorted(name for name in made.flow.outputs if leaves_tree(name))
    if escaped:
        finding.faults.append(f"its outputs leave the working directory: {escaped[0]!r}")
        finding.origins += made.origins("outputs", escaped)


def leaves_tree(name: str) -> bool:
    """Whether a path is absolute, has a drive, or climbs above where it starts."""
    plain = name.replace("\\", "/")
    if plain.startswith("/") or (plain[1:2] == ":" and plain[:1].isalpha()):
        return True
    depth = 0
    for part in plain.split("/"):
        depth += {"..": -1, ".": 0, "": 0}.get(part, 1)
        if depth < 0:
            return True
    return False


def _request(evaluation: Evaluation, finding: _Finding) -> str:
    step, layout = finding.step, evaluation.paper.address
    if step.name in evaluation.chosen:
        return ""
    keys = ", ".join(dict.fromkeys(step.keys)) or "a key that the layout names"
    many = f"{step.threshold} links" if step.threshold > 1 else "the link"
    return f"{many} of step {step.name!r} of {layout}, signed with {keys}"

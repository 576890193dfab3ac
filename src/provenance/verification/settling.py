"""What holds of one layout (in-toto specification, section 5.2), once its sublayouts are settled.

- A step whose links are missing is open, and so is whatever waits for it: neither is a failure.
- A step fails where what is there contradicts the layout or itself.
- What a layout permits and an auditor should see becomes a note, and changes no outcome. Where
  something went through a gap in its rules, that note is open.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from provenance import limits
from provenance.model.authority import Outcome
from provenance.model.build import Build, FlowRule, Step
from provenance.model.origin import Origin
from provenance.verification.artifact_rules import Breach, Flow, Side, apply_rules, spell_rule
from provenance.verification.artifact_rules import Outcome as RulesOutcome
from provenance.verification.layouts import Evaluation
from provenance.verification.staffing import Finding, staff
from provenance.verification.steps import Made


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
            evaluation.conclude("step", step.name, "open", told, note=True)
    pending = {step.name: _staffed(evaluation, step) for step in evaluation.layout.steps}
    if evaluation.attested:
        from provenance.verification.attested_steps import remark_shared

        remark_shared(evaluation)
    flows: dict[str, Flow | None] = {name: None for name in pending}
    flows |= {name: made.flow for name, made in evaluation.made.items()}
    order = {name: number for number, name in enumerate(pending)}
    outcomes = [_conclude_step(evaluation, one, flows, order) for one in pending.values()]
    counted = Counter(outcomes)
    reason = f"{counted['pass']} of {len(outcomes)} steps hold"
    if worst(outcomes) == "pass" and evaluation.subjects:
        from provenance.verification.expected_subjects import settle_subjects

        pending |= settle_subjects(evaluation)
        outcomes += [finding.outcome for finding in pending.values()]
    evaluation.outcome = worst(outcomes)
    signers = ", ".join(sorted({holder.authority.name for holder in evaluation.holders}))
    said = f"signed by {signers}; {reason}"
    first = {o.digest: o for finding in pending.values() if finding.faults for o in finding.origins}
    evaluation.accusers = [evaluation.paper.origin, *first.values()]
    evaluation.conclude(
        "layout", evaluation.paper.address, evaluation.outcome, said, evaluation.accusers
    )


def _staffed(evaluation: Evaluation, step: Step) -> Finding:
    if step.predicates:
        from provenance.verification.attested_steps import staff_by_statements

        return staff_by_statements(evaluation, step)
    return staff(evaluation, step)


def worst(outcomes: Iterable[Outcome]) -> Outcome:
    """`fail` where one fails, else `open` where one is open, else `pass`."""
    found = set(outcomes)
    return "fail" if "fail" in found else "open" if "open" in found else "pass"


# -- what the step did -----------------------------------------------------------------------------


def _conclude_step(
    evaluation: Evaluation,
    finding: Finding,
    flows: Mapping[str, Flow | None],
    order: Mapping[str, int],
) -> Outcome:
    step = finding.step
    chosen = evaluation.chosen.get(step.name)
    if chosen is not None:
        for contribution in evaluation.attested.get(step.name, [chosen]):
            _apply_rules(evaluation, finding, contribution.made, flows, order)
    state = finding.outcome
    reason = "; ".join(finding.faults or finding.gaps)
    if state == "pass" and chosen is not None:
        said = evaluation.attested.get(step.name, [chosen])
        names = " and ".join(dict.fromkeys(one.holder.authority.name for one in said))
        reason = f"done by {names}, as {' and '.join(one.by for one in said)} says"
        finding.origins = [one.made.made_by.origin for one in said]
    request = _request(evaluation, finding) if state == "open" else ""
    evaluation.conclude("step", step.name, state, reason, finding.origins, request=request)
    return state


def _apply_rules(
    evaluation: Evaluation,
    finding: Finding,
    made: Made,
    flows: Mapping[str, Flow | None],
    order: Mapping[str, int],
) -> None:
    for side, rules in _sides(finding.step, made):
        outcome = apply_rules(rules, side, made.flow, flows)
        _remark_circles(finding.step, side, outcome, order)
        if outcome.exhausted:
            told = f"hold more than {limits.PATTERN_TESTS} names against patterns, not all applied"
            finding.gaps.append(f"{_EXPECTED[side]} {told}")
        for breach in outcome.breaches:
            finding.faults.append(f"{_EXPECTED[side]}: {breach.reason}")
            finding.origins += _breach_origins(evaluation, made, side, breach)
        for missing in sorted(set(outcome.waiting.values())):
            finding.gaps.append(f"{_EXPECTED[side]} wait for the step {missing!r}")
        for remark in outcome.remarks:
            state: Outcome = "open" if remark in outcome.used else "pass"
            origins = (made.made_by.origin, evaluation.paper.origin)
            told = f"{_EXPECTED[side]}: {remark}"
            evaluation.conclude("step", finding.step.name, state, told, origins, note=True)
    _refuse_escapes(finding, made)
    _remark_winding(evaluation, finding.step, made)


def _remark_circles(
    step: Step, side: Side, outcome: RulesOutcome, order: Mapping[str, int]
) -> None:
    """A MATCH with the step itself, or of materials with a later one, explains nothing."""
    own = order[step.name]
    for (name, listing), rule in outcome.matched.items():
        if name == step.name and not (side == "outputs" and listing == "inputs"):
            told = f"{spell_rule(rule)} compares the step with itself"
        elif side == "inputs" and order[name] > own:
            told = f"{spell_rule(rule)}: that step comes later"
        else:
            continue
        outcome.remark(f"{told}, so that nothing says where that comes from", used=True)


_EXPECTED: Mapping[Side, str] = {"inputs": "expected materials", "outputs": "expected products"}


def _sides(step: Step, made: Made) -> tuple[tuple[Side, tuple[FlowRule, ...]], ...]:
    """The rules for each list; who only looked at something made no products (ITE-10)."""
    if not isinstance(made.made_by.fact, Build):
        return (("inputs", step.inputs),)
    return (("inputs", step.inputs), ("outputs", step.outputs))


def _breach_origins(evaluation: Evaluation, made: Made, side: Side, breach: Breach) -> list[Origin]:
    origins = made.origins(side, breach.names)
    if breach.against is not None:
        other = evaluation.chosen[breach.against.step].made
        origins += other.origins(breach.against.side, [breach.against.name])
    return origins


def _refuse_escapes(finding: Finding, made: Made) -> None:
    """Products outside the working directory: whoever unpacks them would write anywhere."""
    joined = "\n".join(("", *made.flow.outputs))
    if not (".." in joined or "\n/" in joined or "\\" in joined or ":" in joined):
        return
    escaped = sorted(name for name in made.flow.outputs if leaves_tree(name))
    if escaped:
        finding.faults.append(f"its outputs leave the working directory: {escaped[0]!r}")
        finding.origins += made.origins("outputs", escaped)


def _remark_winding(evaluation: Evaluation, step: Step, made: Made) -> None:
    """Names such as src/../evil.c: a glob like src/* lets them through, wherever they lead."""
    for names in (made.flow.inputs, made.flow.outputs):
        found = sorted(name for name in names if winds(name)) if ".." in "\n".join(names) else []
        if found:
            told = f"its names leave a folder that they begin with: {found[0]!r}"
            origin = made.made_by.origin
            evaluation.conclude("step", step.name, "open", told, (origin,), note=True)


def winds(name: str) -> bool:
    """Whether a path goes down into a folder and up again."""
    rest = name.replace("\\", "/")
    while rest.startswith(("../", "./")):
        rest = rest.partition("/")[2]
    return "/../" in f"/{rest}/"


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


def _request(evaluation: Evaluation, finding: Finding) -> str:
    step, layout = finding.step, evaluation.paper.address
    if step.name in evaluation.chosen:
        return ""
    if step.predicates:
        kinds = " and ".join(dict.fromkeys(one.predicate_type for one in step.predicates))
        return f"signed statements {kinds} for step {step.name!r} of {layout}"
    keys = ", ".join(dict.fromkeys(step.keys)) or "a key that the layout names"
    if step.certificates:
        keys += " or under a certificate that it accepts"
    many = f"{step.threshold} links" if step.threshold > 1 else "the link"
    return f"{many} of step {step.name!r} of {layout}, signed with {keys}"

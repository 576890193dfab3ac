"""Inspections of a layout. Their commands are never run.

What an inspection expects to find is checked against the delivered files that no reader claims,
because that is what the reference would have recorded; what its command would have done stays open.
"""

from __future__ import annotations

from provenance import limits
from provenance.graph.evidence import Evidence
from provenance.model.artifact import Artifact
from provenance.model.build import Inspection
from provenance.model.origin import Origin
from provenance.verification.artifact_rules import Flow, Outcome, apply_rules
from provenance.verification.layouts import Evaluation


def inspect(evaluation: Evaluation, evidence: Evidence) -> None:
    """Add conclusions about every inspection of a layout whose steps are known."""
    if evaluation.faults or not evaluation.layout.inspections:
        return
    here = {artifact.path: artifact for artifact in evidence.unclaimed}
    flow = Flow({path: artifact.digests for path, artifact in here.items()}, {})
    others: dict[str, Flow | None] = dict.fromkeys(evaluation.crews)
    others |= {name: made.flow for name, made in evaluation.made.items()}
    others |= {inspection.name: None for inspection in evaluation.layout.inspections}
    for inspection in evaluation.layout.inspections:
        outcome = apply_rules(inspection.inputs, "inputs", flow, others)
        _conclude(evaluation, inspection, outcome, here)
        _leave_open(evaluation, inspection)


def _conclude(
    evaluation: Evaluation, inspection: Inspection, outcome: Outcome, here: dict[str, Artifact]
) -> None:
    name = inspection.name
    for breach in outcome.breaches:
        origins = [
            Origin(path, here[path].digest)
            for path in breach.names[: limits.LISTED_SUBJECTS]
            if path in here
        ]
        reason = f"the delivered files do not fit its expected materials: {breach.reason}"
        evaluation.conclude("inspection", name, "fail", reason, [evaluation.paper.origin, *origins])
    if outcome.waiting and not outcome.breaches:
        steps = ", ".join(sorted(set(outcome.waiting.values())))
        evaluation.conclude(
            "inspection", name, "open", f"its expected materials wait for {steps}", note=True
        )
    for remark in outcome.remarks:
        evaluation.note("inspection", name, f"expected materials: {remark}")


def _leave_open(evaluation: Evaluation, inspection: Inspection) -> None:
    command = " ".join(inspection.command) or "no command"
    rules = f" and {len(inspection.outputs)} expected products" if inspection.outputs else ""
    shown = command if len(command) <= 120 else f"{command[:117]}..."
    reason = f"never executed: {shown!r}{rules} were not looked at"
    evaluation.conclude("inspection", inspection.name, "open", reason, note=True)

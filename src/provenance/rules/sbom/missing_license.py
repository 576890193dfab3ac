"""Every component has a license: a valid SPDX expression, or one whose text is at hand.

*Why it matters.* `GPLv2` or `BSD` can be several licenses, and a name that nobody defines is none.
What may be shipped, and what has to be handed over with it, depends on the exact one. `NOASSERTION`
and `NONE` are answers, but no licenses: they count only where the profile takes what is declared.
A file is licensed as what it is a part of.

*Fix.* Write ids of the SPDX license list; for everything else `LicenseRef-…` with the text in the
document.

*References*

- CISA 2026 Minimum Elements, Component License [second-hand]
- BSI TR-03183-2, 5.2.2 and 6.1 [read]
- OpenChain Telco SBOM Guide, 3.2 [read]
- OWASP SCVS 1.0, 2.14 and 2.15 [read]
"""

from __future__ import annotations

from provenance.graph.evidence import Said
from provenance.model.component import Component
from provenance.model.finding import Observation
from provenance.questions.ask import Ask
from provenance.questions.licensing import (
    STATED,
    license_problem,
    license_reply,
    untold_ids,
    without_license,
)
from provenance.questions.places import cite
from provenance.questions.population import Population
from provenance.questions.replies import SPOKEN, is_declared, is_part

LEVEL = "warning"
NEEDS = "sbom"
PARAMETERS = {
    "stages": ["concluded", "declared"],
    "own-ids": "flag",
    "accept-declared": "flag",
    "of": ("every", "primary"),
}

_ID = "sbom/missing-license"


def subjects(ask: Ask) -> Population | list[Said[Component]]:
    """Every component of every bill of materials, or what each is about."""
    if ask.parameter(_ID, "of", "every") == "primary":
        return [root for chapter in ask.components.sboms for root in ask.components.roots(chapter)]
    return without_license(ask, tuple(ask.parameter(_ID, "stages", ())))


def judge(ask: Ask, subject: Said[Component]) -> Observation | None:
    """Pass where every license is one, open where only the text of one is not at hand."""
    component, origin = subject.fact, (subject.origin,)
    stages = ask.parameter(_ID, "stages", ())
    declared = ask.parameter(_ID, "accept-declared", False)
    replies = [license_reply(component, (stage,)) for stage in stages]
    for reply in replies or [license_reply(component)]:
        if reply == "notSaid" and is_part(component):
            return None
        if reply == "present" or (declared and is_declared(reply)):
            continue
        message = "it has no license" if reply == "notSaid" else "its license is not told"
        return Observation("fail", message, f"{component.label} {SPOKEN[reply]}", origin)
    told = [one for one in component.licenses or () if not stages or one.stage in stages]
    told = [one for one in told if not (declared and one.value.strip() in STATED)]
    problems = [problem for one in told if (problem := license_problem(one))]
    if problems:
        detail = f"{component.label}: {problems[0]}"
        return Observation("fail", "its license is not valid", detail, origin)
    untold = [name for one in told for name in untold_ids(ask, subject, one)]
    if not untold or ask.parameter(_ID, "own-ids", False):
        return None
    request = f"the text of {untold[0]}, for {cite(subject.chapter)}"
    detail = f"{component.label}: {untold[0]}"
    return Observation("open", "the text of its license is not at hand", detail, origin, request)

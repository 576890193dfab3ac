"""Every component has a name and a version.

*Why it matters.* Without both nobody can tell whether an advisory is about it. A single file
without a version of its own is told by its digest instead, a snippet by its file.

*Fix.* Let the build write the SBOM: it knows the version of what it fetched. Where a part has no
version, BSI TR-03183-2 takes the time of its last change, as RFC 3339 has it. That it is not known
counts only where the profile takes what is declared.

*References*

- NTIA Minimum Elements 2021, Component Name and Version [read]
- CISA 2026 Minimum Elements, Component Name and Version [second-hand]
- BSI TR-03183-2, 5.2.2 [read]
"""

from __future__ import annotations

from provenance.graph.evidence import Said
from provenance.model.component import Component
from provenance.model.finding import Observation
from provenance.questions.ask import Ask
from provenance.questions.population import Population
from provenance.questions.replies import SPOKEN, gap_of, is_declared, is_part

LEVEL = "error"
NEEDS = "sbom"
PARAMETERS = {"accept-declared": "flag"}

_ID = "sbom/unnamed-component"


def subjects(ask: Ask) -> Population:
    """Every component of every bill of materials."""
    return ask.components.unnamed


def judge(ask: Ask, subject: Said[Component]) -> Observation | None:
    """Pass where both are there and not blank."""
    component = subject.fact
    name, version = component.name, component.version
    if name and version and not name.isspace() and not version.isspace():
        return None
    if name and is_part(component) and (component.digests or component.kind == "snippet"):
        return None
    missing = "version" if name and not name.isspace() else "name"
    detail = f"{component.label} has no {missing}"
    reply = gap_of(component, missing)
    if is_declared(reply) and ask.parameter(_ID, "accept-declared", False):
        return None
    if reply != "notSaid":
        detail = f"{component.label} {SPOKEN[reply]}, of its {missing}"
    return Observation("fail", "it lacks a name or a version", detail, (subject.origin,))

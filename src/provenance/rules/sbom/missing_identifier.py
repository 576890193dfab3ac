"""Every component has a well-formed identifier that agrees with its name and version.

*Why it matters.* Advisories are matched by purl, CPE, SWID or SWHID. A component without one is
never matched, and one whose purl is of another version is matched with the wrong advisories,
silently. A reference inside the document (bom-ref, SPDXID) identifies nothing outside of it. A
single file is identified by its digest.

*Fix.* Write the purl of what was really built; for software without a registry, `pkg:generic`
with name and version, or a SWHID. That none is known counts only where the profile takes what is
declared.

*References*

- NTIA Minimum Elements 2021, Other Unique Identifiers [read]
- CISA 2026 Minimum Elements, Component Identifiers [second-hand]
- FSCT 3rd edition, Unique Identifier [second-hand]
- OWASP SCVS 1.0, 2.12 [read]
"""

from __future__ import annotations

from provenance.graph.evidence import Said
from provenance.model.component import Component
from provenance.model.finding import Observation
from provenance.questions.ask import Ask
from provenance.questions.identifiers import identifier_problem, unidentified
from provenance.questions.population import Population
from provenance.questions.replies import SPOKEN, gap_of, is_declared, is_part

LEVEL = "error"
NEEDS = "sbom"
PARAMETERS = {"accept-declared": "flag"}

_ID = "sbom/missing-identifier"


def subjects(ask: Ask) -> Population:
    """Every component of every bill of materials."""
    return unidentified(ask)


def judge(ask: Ask, subject: Said[Component]) -> Observation | None:
    """Pass where one identifier serves and none says something else."""
    component = subject.fact
    problem = identifier_problem(component)
    if problem is None:
        return None
    told = component.digests or component.kind == "snippet"
    if is_part(component) and told and not component.identifiers:
        return None
    if component.identifiers:
        detail = f"{component.label}: {problem}"
        return Observation("fail", "its identifiers do not serve", detail, (subject.origin,))
    reply = gap_of(component, "identifiers")
    if is_declared(reply) and ask.parameter(_ID, "accept-declared", False):
        return None
    detail = f"{component.label}: {problem if reply == 'notSaid' else SPOKEN[reply]}"
    return Observation("fail", "it has no identifier", detail, (subject.origin,))

"""Both ends of every dependency are components of the SBOM, or of another one that was delivered.

*Why it matters.* A reference that leads nowhere hides what it led to: the schema does not notice,
and thousands of packages have hung off a name that was not in the document. A reference into
another SBOM that was not delivered leaves open what is behind it.

*Fix.* List every component that something depends on, with the reference by which it is called,
and deliver the SBOMs that others refer to.

*References*

- NTIA Minimum Elements 2021, Dependency Relationship [read]
- CISA 2026 Minimum Elements, Component Dependency Relationship [second-hand]
- OWASP SCVS 1.0, 2.9 [read]
"""

from __future__ import annotations

from provenance.graph.evidence import Said
from provenance.model.component import Relation
from provenance.model.finding import Observation
from provenance.questions.ask import Ask
from provenance.questions.places import cite
from provenance.questions.population import Population

LEVEL = "error"
NEEDS = "sbom"


def subjects(ask: Ask) -> Population:
    """Every relation of every bill of materials."""
    return ask.components.relations


def judge(ask: Ask, subject: Said[Relation]) -> Observation | None:
    """Pass where every reference resolves."""
    components, chapter = ask.components, subject.chapter
    lost = components.lost(subject)
    if not lost:
        return None
    local = [ref for ref in lost if not components.is_external(ref)]
    if local:
        detail = f"{', '.join(local[:3])} is no component of {chapter.document.address}"
        return Observation("fail", "it refers to nothing", detail, (subject.origin,))
    request = f"the SBOM {lost[0]}, to which {cite(chapter)} refers"
    message = "it refers to an SBOM that was not delivered"
    return Observation("open", message, lost[0], (subject.origin,), request)

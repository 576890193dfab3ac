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
from provenance.questions.legible import unless_cut
from provenance.questions.places import cite
from provenance.questions.population import Population
from provenance.questions.relations import Lost

LEVEL = "error"
NEEDS = "sbom"


def subjects(ask: Ask) -> Population:
    """Every relation of every bill of materials."""
    return ask.relations.all


def judge(ask: Ask, subject: Said[Relation]) -> Observation | None:
    """Pass where every reference resolves, also into another SBOM that was delivered."""
    lost = list(ask.relations.lost(subject))
    broken = [one for one in lost if not one.undelivered]
    if broken:
        return unless_cut(ask, subject.chapter, _broken(subject, broken))
    if not lost:
        return None
    ref = lost[0].ref
    request = f"the SBOM {ref}, to which {cite(subject.chapter)} refers"
    message = "it refers to an SBOM that was not delivered"
    detail = f"{ref} is in an SBOM that was not delivered"
    return Observation("open", message, detail, (subject.origin,), request)


def _broken(subject: Said[Relation], broken: list[Lost]) -> Observation:
    first, origins = broken[0], [subject.origin]
    where = subject.chapter
    if first.step is not None and first.step.found.chapter is not None:
        where = first.step.found.chapter
        origins.append(where.origin())
    refs = ", ".join(one.ref for one in broken[:3])
    detail = f"{refs} is no component of {where.document.address}"
    return Observation("fail", "it refers to nothing", detail, tuple(origins))

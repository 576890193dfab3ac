"""Every component can be reached from the primary component.

*Why it matters.* A component that nothing leads to is in the list, but nobody can say why: it may
be left over, or its dependant is missing. Without any relation the SBOM is a heap, and which part
of the product an advisory hits stays open.

*Fix.* State dependencies from the primary component downwards, also for what is only contained.

*References*

- NTIA Minimum Elements 2021, Depth [read]
- BSI TR-03183-2, 5.1 [read]
- OpenChain Telco SBOM Guide, 3.2 [read]
"""

from __future__ import annotations

from provenance.graph.evidence import Said
from provenance.model.component import Component
from provenance.model.finding import Observation
from provenance.questions.ask import Ask
from provenance.questions.legible import unless_cut
from provenance.questions.places import cite
from provenance.questions.population import Population

LEVEL = "warning"
NEEDS = "sbom"


def subjects(ask: Ask) -> Population:
    """Every component of every bill of materials."""
    return ask.relations.unreached


def judge(ask: Ask, subject: Said[Component]) -> Observation:
    """Fail where no path leads to it, open where there is nothing to walk from or along."""
    if ask.relations.can_be_walked(subject.chapter):
        detail = f"nothing leads to {subject.fact.label}"
        orphan = Observation("fail", "nothing leads to it", detail, (subject.origin,))
        return unless_cut(ask, subject.chapter, orphan)
    return Observation(
        "open",
        "its SBOM says nothing about what depends on what",
        "",
        (subject.chapter.origin(),),
        f"an SBOM with a primary component and relations, for {cite(subject.chapter)}",
    )

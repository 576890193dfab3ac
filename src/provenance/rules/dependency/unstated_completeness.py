"""Of every component it is said whether its dependencies are all, or that nobody knows.

*Why it matters.* A kernel that stands in an SBOM without dependencies may have none, or nobody
looked. The two look alike, and whoever searches for a vulnerable library finds nothing in both.
Declared complete, declared incomplete, unknown and withheld are four answers; silence is none.

*Fix.* State it for each component: `compositions` with an `aggregate` in CycloneDX, an empty entry
under `dependencies` for one that has none, `DEPENDS_ON NONE` or `NOASSERTION` in SPDX 2, and
`completeness` of a relationship in SPDX 3.

*References*

- BSI TR-03183-2, 5.2.2 [read]
- NTIA Minimum Elements 2021, Known Unknowns [read]
- FSCT 3rd edition, 2.2.2.6 Relationships [second-hand]
"""

from __future__ import annotations

from provenance.graph.evidence import Said
from provenance.model.component import Component
from provenance.model.finding import Observation
from provenance.questions.ask import Ask
from provenance.questions.completeness import unstated
from provenance.questions.legible import unless_cut
from provenance.questions.population import Population

LEVEL = "warning"
NEEDS = "sbom"


def subjects(ask: Ask) -> Population:
    """Every component of every bill of materials."""
    return unstated(ask)


def judge(ask: Ask, subject: Said[Component]) -> Observation | None:
    """Fail where nothing is said, differently for a leaf and for a list that may go on."""
    state = ask.relations.wholeness(subject.chapter).state(subject.fact)
    label = subject.fact.label
    if state == "open":
        detail = f"nothing says whether the dependencies of {label} are all"
        more = Observation("fail", "its list may go on", detail, (subject.origin,))
        return unless_cut(ask, subject.chapter, more)
    detail = f"nothing says that {label} has no dependencies, or that it has any"
    silent = Observation("fail", "nothing is said about what it needs", detail, (subject.origin,))
    return unless_cut(ask, subject.chapter, silent)

"""Element ids are unique, and one identity never has two versions or digests in one document.

*Why it matters.* Of two elements with one id a tool keeps the first, the last or both, and whoever
depends on it depends on either. Two components with one purl and different digests are two things
by one name: an advisory about one is held against the other.

*Fix.* Give every element an id of its own. Where a component is there twice, list it once, or let
the purl say in what the two differ (`qualifiers`, version).

*References*

- OWASP SCVS 1.0, 2.3 [read]
- NTIA Minimum Elements 2021, Other Unique Identifiers [read]
"""

from __future__ import annotations

from provenance.graph.evidence import Said
from provenance.model.component import Component
from provenance.model.finding import Observation
from provenance.questions.ask import Ask
from provenance.questions.population import Population

LEVEL = "error"
NEEDS = "sbom"


def subjects(ask: Ask) -> Population:
    """Every component of every bill of materials."""
    return ask.identities.conflicting


def judge(ask: Ask, subject: Said[Component]) -> Observation | None:
    """Fail where an earlier component has the same id, or the same purl and is another one."""
    found = ask.identities.conflict(subject)
    if found is None:
        return None
    places = (subject.origin, found.other.origin)
    return Observation("fail", found.message, f"{subject.fact.label}: {found.detail}", places)

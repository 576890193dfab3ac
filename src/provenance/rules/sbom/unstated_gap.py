"""What is missing in a component is said to be missing, and why: not known, or not told.

*Why it matters.* An empty field can be an oversight, something that nobody knows, or something that
is kept back. Each is asked about in another way; silence makes them look alike, and a reader takes
it for the harmless one.

*Fix.* State it: `NOASSERTION` or `NONE` in SPDX, `compositions` in CycloneDX, and the properties
`cdx:cisa:unknown-information` and `cdx:cisa:withheld-information` with the names of the fields.

*References*

- CISA 2026 Minimum Elements, Explicitly Identifying Unknown Information [second-hand]
- NTIA Minimum Elements 2021, Known Unknowns [read]
- OpenChain Telco SBOM Guide, 3.8 [read]
"""

from __future__ import annotations

from provenance.graph.evidence import Said
from provenance.model.component import Component
from provenance.model.finding import Observation
from provenance.questions.ask import Ask
from provenance.questions.gaps import FIELDS, silent, unsaid
from provenance.questions.population import Population

LEVEL = "warning"
NEEDS = "sbom"
PARAMETERS = {"fields": ["version", "producer", "license", "digest", "identifier"]}

_ID = "sbom/unstated-gap"


def subjects(ask: Ask) -> Population:
    """Every component of every bill of materials."""
    return silent(ask)


def judge(ask: Ask, subject: Said[Component]) -> Observation | None:
    """Pass where every field has a value, or a word about why it has none."""
    missing = unsaid(subject.fact, ask.parameter(_ID, "fields", tuple(FIELDS)))
    if not missing:
        return None
    detail = f"{subject.fact.label} says nothing of its {', '.join(missing)}"
    return Observation("fail", "something is missing without a word", detail, (subject.origin,))

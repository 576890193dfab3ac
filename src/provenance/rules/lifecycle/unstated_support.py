"""Every component has a level of support and the day when it ends, or a word why that is not known.

*Why it matters.* A product outlives most of what it is made of. Whoever has to plan repairs needs
to know for each part whether somebody still maintains it and until when; for open source the honest
answer is often that nobody knows, and that is an answer.

*Fix.* Add `cdx:fda:level-of-support` and `cdx:lifecycle:milestone:endOfSupport` as properties in
CycloneDX, `supportLevel` and `validUntilTime` in SPDX 3, or state that it is not known.

*References*

- FDA 2026 Premarket Cybersecurity Guidance, V.A.4(b) [second-hand]
"""

from __future__ import annotations

from provenance.graph.evidence import Said
from provenance.model.component import Component
from provenance.model.finding import Observation
from provenance.questions.ask import Ask
from provenance.questions.population import Population
from provenance.questions.support import silent

LEVEL = "warning"
NEEDS = "sbom"


def subjects(ask: Ask) -> Population:
    """Every component of every bill of materials."""
    return silent(ask)


def judge(ask: Ask, subject: Said[Component]) -> Observation:
    """Fail where level or end is missing without a word."""
    support = subject.fact.support
    missing = [
        name
        for name, value in (
            ("its level of support", support and support.level),
            ("when its support ends", support and support.until),
        )
        if not value
    ]
    detail = f"nothing says {' or '.join(missing)}"
    return Observation("fail", "its support is not stated", detail, (subject.origin,))

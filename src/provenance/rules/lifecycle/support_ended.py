"""The end of support is published, and lies after the time of the audit.

*Why it matters.* After its last day nobody mends a product, whatever is found in it. Buyers have to
know that day before they buy, and whoever runs the product has to know it every day.

*Fix.* State it: `cdx:lifecycle:milestone:endOfSupport` as a property in CycloneDX, `validUntilDate`
in SPDX 2.3, `validUntilTime` in SPDX 3; and replace what is past its day.

*References*

- CRA (EU) 2024/2847, Annex II (7) and Annex VII (4) [read, in a structured copy]
- ETSI EN 303 645, 5.3-13 [read, in TS 103 701]
- FDA 2026 Premarket Cybersecurity Guidance, V.A.4(b) [second-hand]
"""

from __future__ import annotations

from collections.abc import Iterable

from provenance.graph.evidence import Said
from provenance.model.component import Component
from provenance.model.finding import Observation
from provenance.questions.ask import Ask
from provenance.questions.replies import SPOKEN, gap_of
from provenance.questions.support import has_ended, stating

LEVEL = "error"
NEEDS = "sbom"


def subjects(ask: Ask) -> Iterable[Said[Component]]:
    """What SBOMs are about, and every component that states an end of support."""
    return stating(ask)


def judge(ask: Ask, subject: Said[Component]) -> Observation | None:
    """Fail where support is over, open where its end is not said or cannot be read."""
    part, support = subject.fact, subject.fact.support
    until = support.until if support is not None else None
    if not until:
        detail = f"its SBOM {SPOKEN[gap_of(part, 'support')]}"
        return _open(subject, "nobody says when its support ends", detail)
    ended = has_ended(until, ask.proof.at)
    if ended is None:
        return _open(subject, "the end of its support is no date", until[:80])
    if not ended:
        return None
    detail = f"support of {part.label} ended {until}"
    return Observation("fail", "its support has ended", detail, (subject.origin,))


def _open(subject: Said[Component], message: str, detail: str) -> Observation:
    request = f"the last day of support of {subject.fact.label}, in its SBOM"
    return Observation("open", message, detail, (subject.origin,), request)

"""The SBOM says when it was made, as RFC 3339 has it, and that time can be true.

*Why it matters.* Which of two SBOMs counts is told by their times. One of tomorrow, or of the
first second of 1970, was made up by a machine with a wrong clock or by a template.

*Fix.* Let the tool write the time in UTC when it writes the document. A reproducible build takes
the time of the commit (`SOURCE_DATE_EPOCH`), not zero.

*References*

- NTIA Minimum Elements 2021, Timestamp [read]
- CISA 2026 Minimum Elements, SBOM Timestamp [second-hand]
- BSI TR-03183-2, 5.2.1 [read]
- OWASP SCVS 1.0, 2.7 [read]
"""

from __future__ import annotations

from collections.abc import Iterable

from provenance.graph.evidence import Chapter
from provenance.model.finding import Observation
from provenance.questions.ask import Ask
from provenance.questions.headings import heading_of, timestamp_fault
from provenance.questions.legible import legible, unless_cut
from provenance.questions.replies import SPOKEN, gap_of

LEVEL = "warning"
NEEDS = "sbom"


def subjects(ask: Ask) -> Iterable[Chapter]:
    """Every bill of materials of which something could be read."""
    return legible(ask)


def judge(ask: Ask, subject: Chapter) -> Observation | None:
    """Pass where there is a time between the first SBOMs and this audit."""
    heading, origin = heading_of(subject), (subject.origin(),)
    if not heading.timestamp:
        detail = SPOKEN[gap_of(heading, "timestamp")]
        silent = Observation("fail", "it does not say when it was made", detail, origin)
        return unless_cut(ask, subject, silent)
    fault = timestamp_fault(heading.timestamp, ask.proof.at)
    if fault is None:
        return None
    return Observation("fail", "it was not made at the time that it states", fault, origin)

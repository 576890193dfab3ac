"""The SBOM has an identity of its own, which no other SBOM with other content has.

*Why it matters.* Other documents refer to an SBOM by its serial number and version, or by its
namespace. Where two with different content share these, nobody can tell which one was meant, and
a tool that keeps them overwrites one with the other.

*Fix.* A new serial number (SPDX: document namespace) for every SBOM; a higher `version` where an
SBOM of the same software is corrected.

*References*

- CISA 2026 Minimum Elements, SBOM Version [second-hand]
- BSI TR-03183-2, 3.1 [read]
- OWASP SCVS 1.0, 2.3 [read]
"""

from __future__ import annotations

from collections.abc import Iterable

from provenance.graph.evidence import Chapter
from provenance.model.finding import Observation
from provenance.questions.ask import Ask
from provenance.questions.headings import heading_of
from provenance.questions.legible import legible, unless_cut
from provenance.questions.serials import namesake

LEVEL = "error"
NEEDS = "sbom"


def subjects(ask: Ask) -> Iterable[Chapter]:
    """Every bill of materials of which something could be read."""
    return legible(ask)


def judge(ask: Ask, subject: Chapter) -> Observation | None:
    """Pass where it has an identity, and whatever shares that says the same."""
    heading = heading_of(subject)
    if not heading.identifier:
        detail, origins = "it cannot be told from others", (subject.origin(),)
        silent = Observation("fail", "it has no identity", detail, origins)
        return unless_cut(ask, subject, silent)
    other = namesake(ask, subject)
    if other is None:
        return None
    places = (subject.origin(), other.origin())
    detail = f"{heading.identifier} is also {other.document.address}, which lists other components"
    return Observation("fail", "another SBOM has its identity", detail, places)

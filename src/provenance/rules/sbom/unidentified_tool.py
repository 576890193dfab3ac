"""The SBOM says with which tool it was made, and which version of it.

*Why it matters.* Tools have bugs: one release drops all edges, another gives every component the
same version. Who knows tool and version knows which SBOMs to make anew.

*Fix.* `metadata.tools.components` with name and version in CycloneDX, `Tool: name-version` among
the creators in SPDX 2, `createdUsing` in SPDX 3.

*References*

- CISA 2026 Minimum Elements, SBOM Tool Name and Tool Version [second-hand]
- OpenChain Telco SBOM Guide, 3.5 [read]
"""

from __future__ import annotations

from collections.abc import Iterable

from provenance.graph.evidence import Chapter
from provenance.model.finding import Observation
from provenance.questions.ask import Ask
from provenance.questions.headings import heading_of, tool_named
from provenance.questions.legible import legible, unless_cut
from provenance.questions.replies import SPOKEN, gap_of

LEVEL = "note"
NEEDS = "sbom"


def subjects(ask: Ask) -> Iterable[Chapter]:
    """Every bill of materials of which something could be read."""
    return legible(ask)


def judge(ask: Ask, subject: Chapter) -> Observation | None:
    """Pass where one tool has both a name and a version."""
    heading, origin = heading_of(subject), (subject.origin(),)
    tool = tool_named(heading)
    if tool is None:
        detail = SPOKEN[gap_of(heading, "tools")]
        silent = Observation("fail", "it does not say with what it was made", detail, origin)
        return unless_cut(ask, subject, silent)
    if tool.version:
        return None
    return Observation("fail", "its tool has no version", f"{tool.name} of any version", origin)

"""The SBOM says which person or organization made it.

*Why it matters.* An error in an SBOM is corrected by whoever made it, and a signature binds the
document to somebody who can be compared with its author. A tool is the author of nothing: it has
no duties and answers no mail.

*Fix.* Name the person or organization, with a mail address or URL where BSI TR-03183-2 is asked
for: `metadata.authors` or `metadata.manufacturer` in CycloneDX, `Person:` or `Organization:` among
the creators in SPDX. The OpenChain Telco SBOM Guide wants an organization among them.

*References*

- NTIA Minimum Elements 2021, Author of SBOM Data [read]
- CISA 2026 Minimum Elements, SBOM Author [second-hand]
- BSI TR-03183-2, 5.2.1 [read]
- FSCT 3rd edition, 2.2.1.1 Author Name [second-hand]
- OpenChain Telco SBOM Guide, 3.5 [read]
"""

from __future__ import annotations

from collections.abc import Iterable

from provenance.graph.evidence import Chapter
from provenance.model.finding import Observation
from provenance.questions.ask import Ask
from provenance.questions.headings import authors_of, can_be_reached, heading_of
from provenance.questions.legible import legible, unless_cut
from provenance.questions.replies import SPOKEN, gap_of

LEVEL = "error"
NEEDS = "sbom"
PARAMETERS = {"contact": ("none", "mail-or-url"), "organization": "flag"}

_ID = "sbom/unidentified-author"


def subjects(ask: Ask) -> Iterable[Chapter]:
    """Every bill of materials of which something could be read."""
    return legible(ask)


def judge(ask: Ask, subject: Chapter) -> Observation | None:
    """Pass where a person or organization is named, and can be reached where that is asked for."""
    heading, origin = heading_of(subject), (subject.origin(),)
    authors = authors_of(heading)
    if not authors:
        reply = gap_of(heading, "authors")
        if reply == "notSaid" and heading.tools:
            tool = f"it names {heading.tools[0]} only"
            alone = Observation("fail", "a tool alone is no author", tool, origin)
            return unless_cut(ask, subject, alone)
        nobody = Observation("fail", "it has no author", SPOKEN[reply], origin)
        return unless_cut(ask, subject, nobody)
    organized = any(author.kind == "organization" for author in authors)
    if ask.parameter(_ID, "organization", False) and not organized:
        detail = f"{authors[0]} is not said to be one"
        return Observation("fail", "no organization is its author", detail, origin)
    reached = any(map(can_be_reached, authors))
    if ask.parameter(_ID, "contact", "none") == "none" or reached:
        return None
    detail = f"{authors[0]} has neither a mail address nor a URL"
    return Observation("fail", "its author cannot be reached", detail, origin)

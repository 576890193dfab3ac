"""The SBOM says at which point of the life cycle it was made, in a word that others know.

*Why it matters.* An SBOM of the sources lists what may get in, one of the build what got in, one
of an analysis what somebody recognised. Who takes one for the other believes too much. A time says
when, not at which point.

*Fix.* `metadata.lifecycles` with a phase in CycloneDX (`build`, `post-build` …), `sbomType` in
SPDX 3, `SBOM Type: Build` in the creator comment of SPDX 2.

*References*

- CISA 2026 Minimum Elements, SBOM Generation Context [second-hand]
- FSCT 3rd edition, 2.2.1.3 Type [second-hand]
- OpenChain Telco SBOM Guide, 3.5 [read]
"""

from __future__ import annotations

from collections.abc import Iterable

from provenance.graph.evidence import Chapter
from provenance.model.finding import Observation
from provenance.questions.ask import Ask
from provenance.questions.headings import CONTEXTS, contexts_of, heading_of
from provenance.questions.legible import legible, unless_cut
from provenance.questions.replies import SPOKEN, gap_of

LEVEL = "warning"
NEEDS = "sbom"


def subjects(ask: Ask) -> Iterable[Chapter]:
    """Every bill of materials of which something could be read."""
    return legible(ask)


def judge(ask: Ask, subject: Chapter) -> Observation | None:
    """Pass where a known point is named, and what the SBOM knows is not younger than that."""
    heading, origin = heading_of(subject), (subject.origin(),)
    stated = contexts_of(heading)
    known = [context for context in stated if context in CONTEXTS]
    if not known:
        detail = SPOKEN[gap_of(heading, "contexts")]
        if stated:
            detail = f"{stated[0][:80]!r} is a word of its own"
        silent = Observation("fail", "it does not say at which point it was made", detail, origin)
        return unless_cut(ask, subject, silent)
    if {CONTEXTS[context] for context in known} != {"before"} or not _knows_the_image(ask, subject):
        return None
    detail = f"it was made at {known[0]!r}, before the build, and has the digest of what was built"
    return Observation("fail", "it knows more than it can", detail, origin)


def _knows_the_image(ask: Ask, chapter: Chapter) -> bool:
    """Whether its own primary component has the digest of a delivered image."""
    root = ask.components.root(chapter)
    digests = root.fact.digests if root is not None else None
    return any(True for _ in ask.bytes.images_with(digests or ()))

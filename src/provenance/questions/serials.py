"""SBOMs that share one identity, and whether they say the same."""

from __future__ import annotations

import hashlib

from provenance.graph.evidence import Chapter
from provenance.model.component import Component
from provenance.questions.ask import Ask
from provenance.questions.headings import heading_of


def namesake(ask: Ask, chapter: Chapter) -> Chapter | None:
    """The first other SBOM with the same identity and version, and with other components.

    One SBOM in two formats has one identity and two byte sequences; it lists the same, though.
    """
    key, own = _identity(chapter), chapter.document.digest
    for other in ask.components.sboms:
        if other is chapter or other.document.digest == own or _identity(other) != key:
            continue
        if _content(other) != _content(chapter):
            return other
    return None


def _identity(chapter: Chapter) -> tuple[str | None, str]:
    heading = heading_of(chapter)
    return heading.identifier, heading.revision or "1"


def _content(chapter: Chapter) -> str:
    """A digest over names, versions and purls of all components, in whatever order they stand."""
    rows = sorted(
        (part.name or "", part.version or "", part.purl or "") for part in chapter.facts(Component)
    )
    return hashlib.sha256(repr(rows).encode(errors="backslashreplace")).hexdigest()

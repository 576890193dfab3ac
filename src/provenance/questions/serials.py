"""SBOMs that share one identity, and whether they say the same."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from provenance.graph.evidence import Chapter
from provenance.graph.linking import same_document
from provenance.model.component import Component
from provenance.questions.ask import Ask
from provenance.questions.headings import heading_of


def namesake(ask: Ask, chapter: Chapter) -> Chapter | None:
    """The first other SBOM with the same identity and version, and with other components.

    One SBOM in two formats has one identity and two byte sequences; it lists the same, though. In
    one format it also has the same digests.
    """
    key, own = _identity(chapter), chapter.document.digest
    for other in ask.components.sboms:
        if other is chapter or other.document.digest == own or _identity(other) != key:
            continue
        told = _digests if other.document.format == chapter.document.format else _names
        if _content(other, told) != _content(chapter, told):
            return other
    return None


def _identity(chapter: Chapter) -> tuple[str, str]:
    heading = heading_of(chapter)
    return same_document(heading.identifier or ""), heading.revision or "1"


def _names(part: Component) -> tuple[str, ...]:
    return part.name or "", part.version or "", part.purl or ""


def _digests(part: Component) -> tuple[str, ...]:
    return (*_names(part), *sorted(map(str, part.digests or ())))


def _content(chapter: Chapter, told: Callable[[Component], tuple[str, ...]]) -> str:
    """A digest over what is told of all components, in whatever order they stand."""
    rows = sorted(map(told, chapter.facts(Component)))
    return hashlib.sha256(repr(rows).encode(errors="backslashreplace")).hexdigest()

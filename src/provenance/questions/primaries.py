"""Which images a bill of materials is about, or would be if it were right.

1. Those that it is tied to by digest.
2. Else those that its root names: by the name of the file, of the component or of the purl.
3. Where it names none, all that no other bill of materials is about; where there are none of these
   either, all. A name moves an accusation; it acquits nobody.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from provenance.graph.evidence import Chapter
from provenance.graph.identity import plain_path
from provenance.model.component import Component
from provenance.questions.identifiers import purl_of
from provenance.questions.legible import legible

if TYPE_CHECKING:
    from provenance.questions.ask import Ask


class Primary(NamedTuple):
    """A bill of materials that has to be about something; `images` are the paths concerned."""

    chapter: Chapter
    images: tuple[str, ...]


def primaries(ask: Ask) -> Iterator[Primary]:
    """Every bill of materials with the images that it concerns."""
    tied = {id(c): tuple(i.path for i in ask.components.images_of(c)) for c in ask.components.sboms}
    known = {path for paths in tied.values() for path in paths}
    left = tuple(path for path in ask.image_paths if path not in known) or ask.image_paths
    by_name = _by_name(ask.image_paths)
    for chapter in legible(ask):
        roots = ask.components.roots(chapter)
        names = sorted({name for root in roots for name in _names(root.fact)})
        named = {path for name in names for path in by_name.get(name, ())}
        meant = tuple(sorted(named, key=ask.image_positions.__getitem__))
        yield Primary(chapter, tied[id(chapter)] or meant or left)


def _by_name(paths: tuple[str, ...]) -> dict[str, list[str]]:
    """Images by path, by file name, and by file name without what it ends with."""
    found: dict[str, list[str]] = {}
    for path in paths:
        plain = plain_path(path).casefold()
        last = plain.rpartition("/")[2]
        stem = last.rpartition(".")[0] or last
        for name in dict.fromkeys((plain, last, stem)):
            found.setdefault(name, []).append(path)
    return found


def _names(root: Component) -> set[str]:
    """What a file may be called that holds this component."""
    names = {root.name or ""}
    purl = purl_of(root)
    if purl is not None:
        names |= {purl.name, dict(purl.qualifiers).get("file_name", "")}
    if root.version:
        names |= {f"{name}{sign}{root.version}" for name in names if name for sign in "-_"}
    return {plain_path(name).casefold() for name in names} - {""}

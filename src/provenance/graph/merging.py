"""All bills of materials of a delivery as one graph, for whoever writes it down again.

- Components of different documents are one where a digest of the same scope says so, and only
  then; a digest that two components of one document share joins nothing, nor do digests that lead
  to two components, nor those of which another pair differs.
- The first document to state a field wins; what another one states otherwise is a `Dissent`.
- A ref stays as it is written where it is the only one of its text; else the number of its
  document goes before it. A ref into another delivered document becomes that component's.
- What any document describes is a root, in the order of the documents.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple, TypeVar

import msgspec

from provenance.graph.evidence import Chapter, Evidence, Said
from provenance.graph.linking import Links
from provenance.graph.naming import Names
from provenance.model.component import (
    Completeness,
    Component,
    Detail,
    DocumentLink,
    LicenseText,
    Relation,
    Vulnerability,
)
from provenance.model.document import Heading
from provenance.model.origin import Origin

F = TypeVar("F")
_replace: Final = msgspec.structs.replace

_UNITED: Final = ("identifiers", "digests", "references", "properties", "licenses")
"""Fields of which a merged component has what any document says."""
_OWN: Final = frozenset({"ref", "gaps", *_UNITED})
_STATED: Final = ("name", "supplier", "license", "comment")
"""Fields of a heading of which the first document's are taken."""


class Dissent(NamedTuple):
    """What one document says where an earlier one says something else; `kept` is what that says.

    `ref` is empty for what a document says of itself.
    """

    ref: str
    field: str
    value: Any
    kept: Any
    origin: Origin


class Worded(NamedTuple):
    """A detail with the format whose words it is in, and the number of its document."""

    detail: Detail
    format: str
    document: int


class Merged(NamedTuple):
    """One graph of the delivery `name`, with unique refs.

    `origins` and `sources` have where each component was first said, and the number of that
    document. `formats` are those of the documents, with versions, and `renamed` for each of them
    the refs that have another name here.
    """

    name: str
    headings: tuple[Heading, ...]
    formats: tuple[str, ...]
    roots: tuple[str, ...]
    components: tuple[Component, ...]
    relations: tuple[Relation, ...]
    completeness: tuple[Completeness, ...]
    licenses: tuple[LicenseText, ...]
    links: tuple[DocumentLink, ...]
    vulnerabilities: tuple[Vulnerability, ...]
    details: tuple[Worded, ...]
    renamed: tuple[dict[str, str], ...]
    origins: dict[str, Origin]
    sources: dict[str, int]
    dissents: tuple[Dissent, ...]


def merge(evidence: Evidence) -> Merged:
    """The components of every document of a delivery, and how they hang together, as one graph."""
    chapters = [chapter for chapter in evidence.chapters if chapter.facts(Component)]
    name = evidence.name.encode("utf-8", "replace").decode()  # file names may be any bytes
    return _Merging(chapters, Links(evidence)).merged(name)


class _Merging:
    """The work on one delivery."""

    def __init__(self, chapters: list[Chapter], links: Links) -> None:
        self._chapters = chapters
        self._names = Names(chapters, links)
        self._formats = [f"{c.document.format} {c.document.version}".strip() for c in chapters]
        self._components: dict[str, Component] = {}
        self._origins: dict[str, Origin] = {}
        self._sources: dict[str, int] = {}
        self._dissents: list[Dissent] = []

    def merged(self, name: str) -> Merged:
        """Everything, in the order of the documents."""
        for number, chapter in enumerate(self._chapters):
            for said in chapter.said(Component):
                self._add(number, said)
        self._compare_headings()
        return Merged(
            name,
            tuple(chapter.heading for chapter in self._chapters if chapter.heading is not None),
            tuple(self._formats),
            tuple(dict.fromkeys(self._roots())),
            tuple(self._components.values()),
            tuple(self._relations()),
            tuple(dict.fromkeys(self._completeness())),
            tuple(dict.fromkeys(self._licenses())),
            tuple(dict.fromkeys(self._links())),
            tuple(dict.fromkeys(self._vulnerabilities())),
            tuple(self._details()),
            tuple(map(self._names.renamed, range(len(self._chapters)))),
            self._origins,
            self._sources,
            tuple(self._dissents),
        )

    def _numbered(self, kind: type[F]) -> Iterator[tuple[int, F]]:
        for number, chapter in enumerate(self._chapters):
            for fact in chapter.facts(kind):
                yield number, fact

    # -- components and headings -----------------------------------------------------------------

    def _add(self, number: int, said: Said[Component]) -> None:
        fact = self._licensed(number, said.fact)
        name = self._names.of(number, fact.ref)
        before = self._components.get(name)
        if before is None:
            self._components[name] = fact if fact.ref == name else _replace(fact, ref=name)
            self._origins[name] = said.origin
            self._sources[name] = number
            return
        changes: dict[str, Any] = {}
        for field in Component.__struct_fields__:
            mine, theirs = getattr(before, field), getattr(fact, field)
            if field in _UNITED:
                changes[field] = _united(mine, theirs)
            elif field not in _OWN and theirs is not None and theirs != mine:
                if mine is None:
                    changes[field] = theirs
                else:
                    self._dissents.append(Dissent(name, field, theirs, mine, said.origin))
        self._components[name] = self._with_gaps(_replace(before, **changes), fact, said.origin)

    def _licensed(self, number: int, fact: Component) -> Component:
        """A component with the names that its licenses have here."""
        if number == 0 or not any("Ref-" in one.value for one in fact.licenses or ()):
            return fact
        name = self._names.license
        licenses = tuple(
            _replace(one, value=name(number, one.value)) if one.form == "expression" else one
            for one in fact.licenses or ()
        )
        return _replace(fact, licenses=licenses)

    def _with_gaps(self, merged: Component, other: Component, origin: Origin) -> Component:
        """What nobody knows: where one document knows, another one's gap is a dissent."""
        gaps = tuple(dict.fromkeys((*merged.gaps, *other.gaps)))
        filled = [gap for gap in gaps if "." not in gap[0] and getattr(merged, gap[0], None)]
        for gap in filled:
            known = getattr(merged, gap[0])
            self._dissents.append(Dissent(merged.ref, "gaps", gap, known, origin))
        return _replace(merged, gaps=tuple(gap for gap in gaps if gap not in filled))

    def _compare_headings(self) -> None:
        kept: dict[str, Any] = {}
        for chapter in self._chapters:
            for field in _STATED:
                value = getattr(chapter.heading, field, None)
                if value is not None and kept.setdefault(field, value) != value:
                    origin = chapter.origin()
                    self._dissents.append(Dissent("", field, value, kept[field], origin))

    # -- everything else -------------------------------------------------------------------------

    def _roots(self) -> Iterator[str]:
        for number, chapter in enumerate(self._chapters):
            if chapter.heading is not None:
                yield from (self._names.of(number, root) for root in chapter.heading.roots)

    def _relations(self) -> Iterator[Relation]:
        """Each edge once; a document that describes its roots says so in its heading."""
        seen: set[tuple[str, str, str]] = set()
        for number, relation in self._numbered(Relation):
            source = self._names.of(number, relation.source)
            if relation.kind == "describes" and source not in self._components:
                continue
            targets = [self._names.of(number, target) for target in relation.targets]
            new = [t for t in dict.fromkeys(targets) if (source, relation.kind, t) not in seen]
            seen.update((source, relation.kind, target) for target in new)
            if new or not targets:
                yield Relation(source, relation.kind, tuple(new))

    def _completeness(self) -> Iterator[Completeness]:
        for number, fact in self._numbered(Completeness):
            yield Completeness(self._names.of(number, fact.subject), fact.kind, fact.state)

    def _licenses(self) -> Iterator[LicenseText]:
        for number, fact in self._numbered(LicenseText):
            yield _replace(fact, ref=self._names.license(number, fact.ref))

    def _links(self) -> Iterator[DocumentLink]:
        for number, fact in self._numbered(DocumentLink):
            yield _replace(fact, prefix=self._names.prefix(number, fact.prefix))

    def _vulnerabilities(self) -> Iterator[Vulnerability]:
        for number, fact in self._numbered(Vulnerability):
            affects = tuple(self._names.of(number, ref) for ref in fact.affects)
            yield Vulnerability(fact.id, affects, fact.state)

    def _details(self) -> Iterator[Worded]:
        for number, fact in self._numbered(Detail):
            about = tuple(self._names.of(number, ref) for ref in fact.about)
            detail = fact if about == fact.about else Detail(fact.kind, fact.content, about)
            yield Worded(detail, self._formats[number], number)


def _united(ones: Iterable[Any] | None, others: Iterable[Any] | None) -> tuple[Any, ...] | None:
    if ones is None and others is None:
        return None
    return tuple(dict.fromkeys([*(ones or ()), *(others or ())]))

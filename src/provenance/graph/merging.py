"""All bills of materials of a delivery as one graph, for whoever writes it down again.

- Components of different documents are one where a digest of the same scope says so, and only
  then; a digest that two components of one document share joins nothing.
- The first document to state a field wins; what another one states otherwise is a `Dissent`.
- A ref stays as it is written where it is the only one of its text; else the number of its
  document goes before it. A ref into another delivered document becomes that component's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple, TypeVar

import msgspec

from provenance.graph.evidence import Chapter, Evidence, Said
from provenance.graph.identity import identifying
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
Node = tuple[int, str]
"""Number of a document, and a ref in it."""

_UNITED: Final = ("identifiers", "digests", "references", "properties", "licenses", "gaps")
"""Fields of which a merged component has what any document says."""
_OWN: Final = frozenset({"ref", *_UNITED})


class Dissent(NamedTuple):
    """What one document says of a merged component, where an earlier one says something else."""

    ref: str
    field: str
    value: Any
    origin: Origin


class Merged(NamedTuple):
    """One graph: its refs are unique, and `origins` has where each component was first said."""

    headings: tuple[Heading, ...]
    formats: tuple[str, ...]
    roots: tuple[str, ...]
    components: tuple[Component, ...]
    relations: tuple[Relation, ...]
    completeness: tuple[Completeness, ...]
    licenses: tuple[LicenseText, ...]
    links: tuple[DocumentLink, ...]
    vulnerabilities: tuple[Vulnerability, ...]
    details: tuple[Detail, ...]
    origins: dict[str, Origin]
    dissents: tuple[Dissent, ...]


def merge(evidence: Evidence) -> Merged:
    """The components of every document of a delivery, and how they hang together, as one graph."""
    chapters = [chapter for chapter in evidence.chapters if chapter.facts(Component)]
    return _Merging(chapters).merged()


class _Merging:
    """The work on one delivery."""

    def __init__(self, chapters: list[Chapter]) -> None:
        self._chapters = chapters
        self._names = self._name_all()
        self._links = self._linked_documents()
        self._components: dict[str, Component] = {}
        self._origins: dict[str, Origin] = {}
        self._dissents: list[Dissent] = []

    # -- names -----------------------------------------------------------------------------------

    def _name_all(self) -> dict[Node, str]:
        """The one name of every component: merged ones have that of the first."""
        first: dict[tuple[str, str, str], Node] = {}
        leader: dict[Node, Node] = {}
        for number, chapter in enumerate(self._chapters):
            shared = _shared_digests(chapter)
            for component in chapter.facts(Component):
                node = (number, component.ref)
                keys = [
                    (d.algorithm, d.value, d.scope)
                    for d in component.digests or ()
                    if identifying(d)
                ]
                keys = [key for key in keys if key not in shared]
                found = next((first[key] for key in keys if key in first), node)
                leader.setdefault(node, found if found[0] != number else node)
                for key in keys:
                    first.setdefault(key, leader[node])
        taken: dict[str, Node] = {}
        for node in leader.values():
            taken.setdefault(node[1], node)
        return {
            node: lead[1] if taken[lead[1]] == lead else f"{lead[0] + 1}:{lead[1]}"
            for node, lead in leader.items()
        }

    def _linked_documents(self) -> dict[int, list[tuple[str, int]]]:
        """For each document the prefixes that lead into another one, longest first."""
        by_identifier: dict[str, int] = {}
        for number, chapter in enumerate(self._chapters):
            if chapter.heading is not None and chapter.heading.identifier:
                by_identifier.setdefault(_plain(chapter.heading.identifier), number)
        found: dict[int, list[tuple[str, int]]] = {}
        for number, chapter in enumerate(self._chapters):
            rows = [
                (link.prefix, by_identifier[_plain(link.identifier)])
                for link in chapter.facts(DocumentLink)
                if _plain(link.identifier) in by_identifier
            ]
            found[number] = sorted(rows, key=lambda row: -len(row[0]))
        return found

    def _name(self, number: int, ref: str) -> str:
        own = self._names.get((number, ref))
        if own is not None:
            return own
        for prefix, other in self._links[number]:
            if ref.startswith(prefix):
                found = self._names.get((other, ref.removeprefix(prefix).lstrip(":#")))
                if found is not None:
                    return found
        return ref

    # -- facts -----------------------------------------------------------------------------------

    def merged(self) -> Merged:
        """Everything, in the order of the documents."""
        for number, chapter in enumerate(self._chapters):
            for said in chapter.said(Component):
                self._add(self._name(number, said.fact.ref), said)
        headings = tuple(c.heading for c in self._chapters if c.heading is not None)
        return Merged(
            headings,
            tuple(chapter.document.format for chapter in self._chapters),
            tuple(dict.fromkeys(self._roots())),
            tuple(self._components.values()),
            tuple(self._relations()),
            tuple(dict.fromkeys(self._completeness())),
            tuple(dict.fromkeys(self._all(LicenseText))),
            tuple(dict.fromkeys(self._all(DocumentLink))),
            tuple(self._vulnerabilities()),
            tuple(self._details()),
            self._origins,
            tuple(self._dissents),
        )

    def _all(self, kind: type[F]) -> Iterator[F]:
        for chapter in self._chapters:
            yield from chapter.facts(kind)

    def _numbered(self, kind: type[F]) -> Iterator[tuple[int, F]]:
        for number, chapter in enumerate(self._chapters):
            for fact in chapter.facts(kind):
                yield number, fact

    def _add(self, name: str, said: Said[Component]) -> None:
        before = self._components.get(name)
        if before is None:
            self._components[name] = msgspec.structs.replace(said.fact, ref=name)
            self._origins[name] = said.origin
            return
        changes: dict[str, Any] = {}
        for field in Component.__struct_fields__:
            mine, theirs = getattr(before, field), getattr(said.fact, field)
            if field in _UNITED:
                changes[field] = _united(mine, theirs)
            elif field not in _OWN and theirs is not None and theirs != mine:
                if mine is None:
                    changes[field] = theirs
                else:
                    self._dissents.append(Dissent(name, field, theirs, said.origin))
        self._components[name] = msgspec.structs.replace(before, **changes)

    def _roots(self) -> Iterator[str]:
        for number, chapter in enumerate(self._chapters):
            if chapter.heading is not None:
                yield from (self._name(number, root) for root in chapter.heading.roots)

    def _relations(self) -> Iterator[Relation]:
        """Each edge once; a document that describes its roots says so in its heading."""
        seen: set[tuple[str, str, str]] = set()
        for number, relation in self._numbered(Relation):
            source = self._name(number, relation.source)
            if relation.kind == "describes" and source not in self._components:
                continue
            targets = [self._name(number, target) for target in relation.targets]
            new = [t for t in dict.fromkeys(targets) if (source, relation.kind, t) not in seen]
            seen.update((source, relation.kind, target) for target in new)
            if new or not targets:
                yield Relation(source, relation.kind, tuple(new))

    def _completeness(self) -> Iterator[Completeness]:
        for number, fact in self._numbered(Completeness):
            yield Completeness(self._name(number, fact.subject), fact.kind, fact.state)

    def _vulnerabilities(self) -> Iterator[Vulnerability]:
        for number, fact in self._numbered(Vulnerability):
            affects = tuple(self._name(number, ref) for ref in fact.affects)
            yield Vulnerability(fact.id, affects, fact.state)

    def _details(self) -> Iterator[Detail]:
        for number, fact in self._numbered(Detail):
            about = tuple(self._name(number, ref) for ref in fact.about)
            yield Detail(fact.kind, fact.content, about)


def _shared_digests(chapter: Chapter) -> set[tuple[str, str, str]]:
    """Digests that two components of one document have."""
    seen: set[tuple[str, str, str]] = set()
    shared: set[tuple[str, str, str]] = set()
    for component in chapter.facts(Component):
        for digest in component.digests or ():
            key = (digest.algorithm, digest.value, digest.scope)
            (shared if key in seen else seen).add(key)
    return shared


def _united(ones: Iterable[Any] | None, others: Iterable[Any] | None) -> tuple[Any, ...] | None:
    if ones is None and others is None:
        return None
    return tuple(dict.fromkeys([*(ones or ()), *(others or ())]))


def _plain(identifier: str) -> str:
    return identifier.removeprefix("urn:uuid:").removeprefix("urn:cdx:").lower()

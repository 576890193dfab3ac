"""Relations of one document, for walks over all of it.

Refs are texts that the reader shares, so that a look-up compares pointers: walking along them takes
half of what turning them into positions does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any, Final

from provenance.graph.evidence import Chapter
from provenance.model.batch import Edges, Relations
from provenance.model.build import Build
from provenance.model.component import Detail, LicenseText, Relation, Vulnerability

AGAINST: Final = frozenset(
    {"ancestorOf", "configures", "copiedTo", "generates", "hasOutput", "invokedBy"}
)
"""Kinds of relation that lead from a product to its parts against their direction: a source
`generates` a binary, and whoever starts at the binary wants to arrive at the source."""


class Adjacency:
    """Which refs of a document lead to which, from products to parts, whatever the kind of relation
    or by some kinds only. `table` has the targets of each ref from which anything leads on, or of
    which it is said that nothing does. No chapter is kept here, since each keeps its adjacency.
    """

    def __init__(self, chapter: Chapter, kinds: frozenset[str] | None = None) -> None:
        self._refs = chapter.by_ref
        named = chapter.heading.roots if chapter.heading is not None else ()
        self.roots = tuple(dict.fromkeys(ref for ref in named if ref in self._refs))
        self.table: dict[str, Sequence[str]] = {}
        found: set[str] = set()
        relations: Any = chapter.facts(Relation)
        for run in relations.runs if isinstance(relations, Relations) else [relations]:
            if isinstance(run, Edges):
                found.update(run.kinds)
                self._add_edges(run, kinds)
            else:
                found.update(relation.kind for relation in run)
                self._add_all(run, kinds)
        self.kinds = frozenset(found)

    def _add_all(self, relations: Iterable[Relation], kinds: frozenset[str] | None) -> None:
        for relation in relations:
            kind = relation.kind
            if kinds is not None and kind not in kinds:
                continue
            if kind in AGAINST:
                self._add_against(relation)
            elif relation.source in self.table:
                self._add(relation.source, relation.targets)
            else:
                self.table[relation.source] = relation.targets

    def _add_edges(self, edges: Edges, kinds: frozenset[str] | None) -> None:
        """Add relations with one target each, mostly several of one source after the other."""
        if kinds is not None or not AGAINST.isdisjoint(edges.kinds):
            self._add_all(edges, kinds)
            return
        source, known = None, list[str]()
        for ref, target in zip(edges.sources, edges.targets, strict=True):
            if ref is not source:
                source, before = ref, self.table.get(ref, ())
                known = before if type(before) is list else [*before]
                self.table[ref] = known
            known.append(target)

    def _add(self, source: str, targets: tuple[str, ...]) -> None:
        before = self.table.get(source)
        if before is None:
            self.table[source] = targets
        elif type(before) is list:
            before += targets
        else:
            # a format with a relation per edge must not copy all earlier ones for each
            self.table[source] = [*before, *targets]

    def _add_against(self, relation: Relation) -> None:
        self._add(relation.source, ())
        for ref in relation.targets:
            self._add(ref, (relation.source,))

    def spread(self, reached: set[str], starts: Iterable[str]) -> list[str]:
        """Add every ref to which a path leads from these to those reached; which ones are new."""
        targets = self.table
        new = [ref for ref in dict.fromkeys(starts) if ref not in reached]
        reached.update(new)
        for source in new:  # it grows while it is walked
            for ref in targets.get(source, ()):
                if ref not in reached:
                    reached.add(ref)
                    new.append(ref)
        return new

    @cached_property
    def reached(self) -> frozenset[str]:
        """Refs to which a path leads from what the document is about, and that itself."""
        return frozenset(self.spread(set(), self.roots))

    @cached_property
    def lost(self) -> frozenset[str]:
        """Refs at either end of a relation that no component has."""
        named = frozenset(self.table).union(*self.table.values())
        return named - self._refs.keys()


def unresolved(chapter: Chapter) -> frozenset[str]:
    """Refs at either end of a relation that no element of a document has."""
    lost = chapter.adjacency.lost
    return lost - refs_of_others(chapter) if lost else lost


def refs_of_others(chapter: Chapter) -> set[str]:
    """Refs of whatever else than components a document has: builds, licenses, vulnerabilities.

    What describes something is the document itself, or a collection in it. Elements that are no
    component (an agent, a tool, a build of SPDX 3) are details about themselves.
    """
    found = {fact.ref for fact in chapter.facts(Build)}
    found.update(fact.ref for fact in chapter.facts(LicenseText))
    found.update(fact.id for fact in chapter.facts(Vulnerability))
    relations: Any = chapter.facts(Relation)
    if isinstance(relations, Relations):
        found.update(relations.sources("describes"))
    else:
        found.update(one.source for one in relations if one.kind == "describes")
    if chapter.heading is not None and chapter.heading.identifier is not None:
        found.add(chapter.heading.identifier)
    if chapter.heading is not None:
        found.update(ref for ref in (chapter.heading.ref, chapter.heading.identifier) if ref)
    details = chapter.facts(Detail)
    found.update(detail.about[0] for detail in details if len(detail.about) == 1)
    return found

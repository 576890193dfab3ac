"""How the facts of one document hang together, whatever its format: what no schema looks at.

Refs that two components share, that nothing has, that lead to themselves or in circles; components
that nothing leads to. Formats allow all of it, so that it is observed and not held against them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from provenance.decoding.ledger import excerpt
from provenance.graph.adjacency import Adjacency, refs_of_others
from provenance.graph.circles import Knots, Sweep, circle_in
from provenance.graph.evidence import Chapter
from provenance.graph.prefixes import Prefixes
from provenance.graph.remarks import Remarks, way_around
from provenance.model.component import (
    Component,
    DocumentLink,
    Relation,
)
from provenance.model.document import Defect

ORDERED: Final = frozenset({"contains", "dependsOn"})
"""Kinds of relation that lead back to where they began in no sound product."""

_NAMED_OF_A_LIST: Final = 3


def unsound(chapter: Chapter) -> Iterable[Defect]:
    """What is odd about how the components of a document hang together."""
    remarks = Remarks()
    if chapter.facts(Component):
        _Soundness(chapter, remarks).look()
    return remarks.entries()


class _Soundness:
    """One look at one document. Everything here takes time in proportion to its facts."""

    def __init__(self, chapter: Chapter, remarks: Remarks) -> None:
        self._chapter, self._remarks = chapter, remarks
        self._components = chapter.facts(Component)
        self._relations = chapter.facts(Relation)
        self._adjacency = chapter.adjacency
        self._prefixes = Prefixes(chapter.facts(DocumentLink))

    def look(self) -> None:
        """Note everything."""
        sweep = Sweep(self._adjacency.table)
        roots = self._roots()
        sweep.walk_all(roots)
        self._adjacency.reached = frozenset(sweep.seen)  # nobody has to walk there again
        if not any(relation.targets for relation in self._relations):
            self._note_heap()
        elif roots:
            self._note_left(sweep.seen)
        sweep.walk_all(self._adjacency.table.keys())
        self._note_circles(sweep)
        self._adjacency.lost = frozenset(sweep.seen - self._chapter.by_ref.keys())
        self._note_dangling(self._adjacency.lost)
        self._note_duplicates()
        self._note_repeated()

    # -- refs ------------------------------------------------------------------------------------

    def _note_duplicates(self) -> None:
        refs = self._chapter.by_ref
        if len(refs) == len(self._components):
            return
        for position, said in enumerate(self._chapter.said(Component)):
            first = refs[said.fact.ref]
            if first != position:
                other = self._components[first]
                how = "is equal to it" if other == said.fact else f"is {excerpt(said.fact.label)}"
                what = f"{excerpt(said.fact.ref)} is the ref of {excerpt(other.label)} too, "
                detail = f"{what}and this {how}"
                self._remarks.observe("graph/duplicate-ref", said.place, detail)

    def _note_dangling(self, unresolved: frozenset[str]) -> None:
        lost = self._without_others(unresolved) if unresolved else set[str]()
        for said in self._chapter.said(Relation) if lost else ():
            for ref in (said.fact.source, *said.fact.targets):
                if ref in lost:
                    lost.discard(ref)
                    detail = f"no element has the ref {excerpt(ref)}"
                    self._remarks.observe("graph/dangling-reference", said.place, detail)

    def _without_others(self, unresolved: frozenset[str]) -> set[str]:
        """Refs that nothing else here has and no link leads to."""
        found = unresolved - refs_of_others(self._chapter)
        return {ref for ref in found if self._prefixes.link_of(ref) is None}

    def _note_repeated(self) -> None:
        for position in self._repeating():
            relation = self._relations[position]
            place = self._chapter.place_of(Relation, position)
            detail = f"{excerpt(relation.source)} {relation.kind} the same target more than once"
            self._remarks.observe("graph/repeated-target", place, detail)

    def _repeating(self) -> Iterable[int]:
        """Relations that name a target twice, or one that an earlier relation named."""
        lists = [one for one in self._adjacency.table.values() if len(one) > 1]
        if sum(map(len, lists)) == sum(map(len, map(set, lists))):
            return []  # no ref leads to another one twice, by whatever kind of relation
        seen: set[tuple[str, str, str]] = set()
        found = []
        for position, relation in enumerate(self._relations):
            source, kind, targets = relation.source, relation.kind, relation.targets
            before = len(seen)
            seen.update([(source, kind, target) for target in targets])
            if len(seen) - before < len(targets):
                found.append(position)
        return found

    # -- ways ------------------------------------------------------------------------------------

    def _roots(self) -> list[str]:
        heading, known = self._chapter.heading, self._chapter.by_ref
        named = heading.roots if heading is not None else ()
        for root in named:
            if heading is not None and root == heading.ref:
                self._remarks.observe("graph/no-root", "", "the document is about itself, it says")
            elif root not in known and self._prefixes.link_of(root) is None:
                detail = f"the document is about {excerpt(root)}, a ref that no element has"
                self._remarks.observe("graph/dangling-reference", "", detail)
        if not named:
            detail = "the document does not say which component it is about"
            self._remarks.observe("graph/no-root", "", detail)
        return [root for root in named if root in known]

    def _note_heap(self) -> None:
        count = len(self._components)
        if count > 1:
            detail = f"no relation ties the {count} components together"
            self._remarks.observe("graph/no-relations", "", detail)

    def _note_left(self, reached: set[str]) -> None:
        refs = self._chapter.by_ref
        missed = (refs[ref] for ref in refs.keys() - reached)
        left = sorted(at for at in missed if self._components[at].kind != "service")
        if left:
            labels = [excerpt(self._components[at].label) for at in left[:_NAMED_OF_A_LIST]]
            what = f"nothing leads from the root to {_listed(labels, len(left))}"
            place = self._chapter.place_of(Component, left[0])
            self._remarks.observe("graph/unreached", place, what, count=len(left))

    # -- circles ---------------------------------------------------------------------------------

    def _note_circles(self, sweep: Sweep[str]) -> None:
        if not sweep.loops and not sweep.cyclic:
            return
        for said in self._chapter.said(Relation) if sweep.loops else ():
            if said.fact.source in said.fact.targets:
                detail = f"{excerpt(said.fact.source)} {said.fact.kind} itself"
                self._remarks.observe("graph/self-dependency", said.place, detail)
        table, places = Adjacency(self._chapter, ORDERED).table, self._first_places()
        for knot in Knots(table) if sweep.cyclic else ():
            knot.sort(key=places.__getitem__)
            circle = [excerpt(ref) for ref in circle_in(knot, table)]
            detail = way_around(circle)
            if len(knot) > len(circle) - 1:
                detail += f"; {len(knot)} refs lead to each other"
            self._remarks.observe("graph/cycle", places[knot[0]], detail)

    def _first_places(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for said in self._chapter.said(Relation):
            found.setdefault(said.fact.source, said.place)
        return found


def _listed(labels: Sequence[str], count: int) -> str:
    text = ", ".join(labels)
    return text if count == len(labels) else f"{text} and {count - len(labels)} more"

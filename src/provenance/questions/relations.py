"""How components hang together, in one document and across those that refer to each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from provenance.graph.adjacency import unresolved
from provenance.graph.evidence import Chapter, Said
from provenance.graph.linking import Links, Step
from provenance.model.component import Relation
from provenance.questions.completeness import Wholeness
from provenance.questions.population import Population

if TYPE_CHECKING:
    from provenance.questions.ask import Ask

Way = tuple[Chapter, tuple[str, ...]]


class Lost(NamedTuple):
    """An end of a relation that is nothing here; `step` is where it leads outside, if it does."""

    ref: str
    step: Step | None

    @property
    def undelivered(self) -> bool:
        """Whether it is in a document that was not delivered as it is meant."""
        return self.step is not None and not self.step.lost


class Relations:
    """Questions about what leads to what. Refs that a link explains are followed."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._unresolved: dict[int, frozenset[str]] = {}
        self._wholeness: dict[int, Wholeness] = {}

    @cached_property
    def links(self) -> Links:
        """Which delivered document each link means."""
        return Links(self._ask.evidence)

    def _nowhere(self, chapter: Chapter) -> frozenset[str]:
        """Refs of a document that none of its elements has."""
        key = id(chapter)
        if key not in self._unresolved:
            self._unresolved[key] = unresolved(chapter)
        return self._unresolved[key]

    def wholeness(self, chapter: Chapter) -> Wholeness:
        """What a document says about whether its lists are whole."""
        key = id(chapter)
        if key not in self._wholeness:
            self._wholeness[key] = Wholeness(chapter)
        return self._wholeness[key]

    # -- ends ------------------------------------------------------------------------------------

    @cached_property
    def all(self) -> Population:
        """Relations, those suspect of which an end is nothing in their document."""
        count, suspects = 0, list[Said[Relation]]()
        for chapter in self._ask.components.sboms:
            count += len(chapter.facts(Relation))
            nowhere = self._nowhere(chapter)
            for said in chapter.said(Relation) if nowhere else ():
                if not nowhere.isdisjoint((said.fact.source, *said.fact.targets)):
                    suspects.append(said)
        return Population(count, suspects)

    def lost(self, said: Said[Relation]) -> Iterator[Lost]:
        """Ends of a relation that are nothing here or in a delivered document that a link means."""
        chapter, relation = said.chapter, said.fact
        nowhere = self._nowhere(chapter)
        for ref in dict.fromkeys((relation.source, *relation.targets)):
            if ref not in nowhere:
                continue
            step = self.links.follow(chapter, ref)
            if step is None or step.lost or step.found.outcome != "found":
                yield Lost(ref, step)

    # -- ways ------------------------------------------------------------------------------------

    @cached_property
    def unreached(self) -> Population:
        """Components, those suspect to which nothing leads from the roots of their document, or
        from another document.
        """
        components, reached = self._ask.components, self._reached
        missed = {id(one): one.by_ref.keys() - reached[id(one)] for one in components.sboms}
        suspects = []
        if any(missed.values()):
            suspects = [s for s in components.all if s.fact.ref in missed[id(s.chapter)]]
        suspects += (s for s in components.doubled if s.fact.ref in reached[id(s.chapter)])
        return Population(len(components.all), suspects)

    def can_be_walked(self, chapter: Chapter) -> bool:
        """Whether there is somewhere to begin in a document, and relations along which to go."""
        return bool(chapter.facts(Relation)) and (
            bool(self._ask.components.roots(chapter)) or bool(self._reached[id(chapter)])
        )

    @cached_property
    def _reached(self) -> Mapping[int, Set[str]]:
        """What a path leads to in each document, wherever it began."""
        tied = [one for one in self._ask.components.sboms if one.facts(Relation)]
        alone: dict[int, Set[str]] = {id(one): frozenset() for one in self._ask.components.sboms}
        alone.update((id(one), one.adjacency.reached) for one in tied)
        linking = {id(one): nowhere for one in tied if (nowhere := self._nowhere(one))}
        if not linking:
            return alone
        across = _Across(
            self.links, [(one, linking[id(one)]) for one in tied if id(one) in linking]
        )
        reached = {key: set(refs) for key, refs in alone.items()}
        agenda = [way for one in tied for way in across.ways(one, alone[id(one)])]
        while agenda:
            chapter, starts = agenda.pop()
            here = reached.setdefault(id(chapter), set())
            agenda += across.ways(chapter, chapter.adjacency.spread(here, starts))
        return reached


class _Across:
    """Ways out of a document into another one, and back into one that speaks of the other."""

    def __init__(self, links: Links, linking: Iterable[tuple[Chapter, Iterable[str]]]) -> None:
        self._ways: dict[int, dict[str, list[Way]]] = {}
        for chapter, nowhere in linking:
            for ref in nowhere:
                step = links.follow(chapter, ref)
                if step is None or step.found.chapter is None or not step.refs:
                    continue
                other = step.found.chapter
                self._add(chapter, ref, (other, step.refs))
                if chapter.adjacency.table.get(ref):
                    for inside in step.refs:
                        self._add(other, inside, (chapter, (ref,)))

    def _add(self, chapter: Chapter, ref: str, way: Way) -> None:
        self._ways.setdefault(id(chapter), {}).setdefault(ref, []).append(way)

    def ways(self, chapter: Chapter, new: Iterable[str]) -> Iterator[Way]:
        """Where one can go on from refs that were reached just now."""
        table = self._ways.get(id(chapter))
        for ref in new if table else ():
            yield from table.get(ref, ()) if table else ()

"""How components hang together, in one document and across those that refer to each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from provenance.graph.adjacency import Adjacency
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
        self._adjacencies: dict[int, Adjacency] = {}
        self._wholeness: dict[int, Wholeness] = {}

    @cached_property
    def links(self) -> Links:
        """Which delivered document each link means."""
        return Links(self._ask.evidence)

    def _adjacency(self, chapter: Chapter) -> Adjacency:
        key = id(chapter)
        if key not in self._adjacencies:
            self._adjacencies[key] = Adjacency(chapter)
        return self._adjacencies[key]

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
            unresolved = self._adjacency(chapter).unresolved
            for said in chapter.said(Relation) if unresolved else ():
                if not unresolved.isdisjoint((said.fact.source, *said.fact.targets)):
                    suspects.append(said)
        return Population(count, suspects)

    def lost(self, said: Said[Relation]) -> Iterator[Lost]:
        """Ends of a relation that are nothing here or in a delivered document that a link means."""
        chapter, relation = said.chapter, said.fact
        unresolved = self._adjacency(chapter).unresolved
        for ref in dict.fromkeys((relation.source, *relation.targets)):
            if ref not in unresolved:
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
        suspects = [s for s in components.all if s.fact.ref not in reached[id(s.chapter)]]
        suspects += (s for s in components.doubled if s.fact.ref in reached[id(s.chapter)])
        return Population(len(components.all), suspects)

    def can_be_walked(self, chapter: Chapter) -> bool:
        """Whether there is somewhere to begin in a document, and relations along which to go."""
        return bool(chapter.facts(Relation)) and (
            bool(self._ask.components.roots(chapter)) or bool(self._reached[id(chapter)])
        )

    @cached_property
    def _reached(self) -> dict[int, set[str]]:
        """What a path leads to in each document, wherever it began."""
        sboms = self._ask.components.sboms
        reached: dict[int, set[str]] = {id(chapter): set() for chapter in sboms}
        agenda: list[Way] = [(one, self._starts(one)) for one in sboms if one.facts(Relation)]
        across = _Across(self.links, [(one, self._adjacency(one)) for one in self._linking])
        while agenda:
            chapter, starts = agenda.pop()
            here = reached.setdefault(id(chapter), set())
            agenda += across.ways(chapter, self._adjacency(chapter).spread(here, starts))
        return reached

    @cached_property
    def _linking(self) -> list[Chapter]:
        return [one for one in self._ask.components.sboms if self._adjacency(one).unresolved]

    def _starts(self, chapter: Chapter) -> tuple[str, ...]:
        return tuple(said.fact.ref for said in self._ask.components.roots(chapter))


class _Across:
    """Ways out of a document into another one, and back into one that speaks of the other."""

    def __init__(self, links: Links, linking: Iterable[tuple[Chapter, Adjacency]]) -> None:
        self._ways: dict[int, dict[str, list[Way]]] = {}
        for chapter, adjacency in linking:
            for ref in adjacency.unresolved:
                step = links.follow(chapter, ref)
                if step is None or step.found.chapter is None or not step.refs:
                    continue
                other = step.found.chapter
                self._add(chapter, ref, (other, step.refs))
                if adjacency.table.get(ref):
                    for inside in step.refs:
                        self._add(other, inside, (chapter, (ref,)))

    def _add(self, chapter: Chapter, ref: str, way: Way) -> None:
        self._ways.setdefault(id(chapter), {}).setdefault(ref, []).append(way)

    def ways(self, chapter: Chapter, new: Iterable[str]) -> Iterator[Way]:
        """Where one can go on from refs that were reached just now."""
        table = self._ways.get(id(chapter))
        for ref in new if table else ():
            yield from table.get(ref, ()) if table else ()

"""Many facts of one type, handed over in one go, and where they stand."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, NamedTuple

from provenance.model.component import Relation
from provenance.model.origin import Place


class _Runs:
    """A sequence that is put together from others."""

    def __init__(self) -> None:
        self.runs: list[Any] = []
        self._starts: list[int] = []
        self._count = 0

    def _begin(self, run: Any) -> None:
        self._starts.append(self._count)
        self.runs.append(run)

    def _last(self, kind: type) -> Any:
        """The last run, which a new one of another kind follows where it is not of this kind."""
        if not self.runs or type(self.runs[-1]) is not kind:
            self._begin(kind())
        return self.runs[-1]

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Any]:
        return chain.from_iterable(self.runs)

    def __getitem__(self, position: int) -> Any:
        if not 0 <= position < self._count:
            raise IndexError(position)
        run = bisect_right(self._starts, position) - 1
        return self.runs[run][position - self._starts[run]]


# -- places --------------------------------------------------------------------------------------


class Numbered:
    """The places of elements of one JSON list that follow each other."""

    def __init__(self, prefix: Place, numbers: range) -> None:
        self._prefix, self._numbers = prefix, numbers

    def __len__(self) -> int:
        return len(self._numbers)

    def __iter__(self) -> Iterator[Place]:
        prefix = self._prefix
        return (f"{prefix}/{number}" for number in self._numbers)

    def __getitem__(self, position: int) -> Place:
        return f"{self._prefix}/{self._numbers[position]}"

    def part(self, start: int, end: int) -> Numbered:
        """The places from one position to before another one."""
        return Numbered(self._prefix, self._numbers[start:end])


class Places(_Runs):
    """The places of facts, in order; those of numbered elements are spelled when asked for."""

    def append(self, place: Place) -> None:
        """Add the place of one more fact."""
        self._last(list).append(place)
        self._count += 1

    def extend(self, places: Iterable[Place]) -> None:
        """Add the places of several facts."""
        if isinstance(places, Numbered):
            self._begin(places)
            self._count += len(places)
            return
        for place in places:
            self.append(place)


# -- relations -----------------------------------------------------------------------------------


class Edges:
    """Relations with one target each, a column for each field; each is made when asked for."""

    def __init__(self) -> None:
        self.sources: list[str] = []
        self.kinds: list[str] = []
        self.targets: list[str] = []

    def __len__(self) -> int:
        return len(self.sources)

    def __iter__(self) -> Iterator[Relation]:
        return map(Relation, self.sources, self.kinds, zip(self.targets, strict=True))

    def __getitem__(self, position: int) -> Relation:
        targets = (self.targets[position],)
        return Relation(self.sources[position], self.kinds[position], targets)


class Relations(_Runs):
    """Relations in order; those with one target, as some formats write all of them, are edges."""

    def append(self, relation: Relation) -> None:
        """Add one relation."""
        if len(relation.targets) == 1:
            self.extend_edges([relation.source], [relation.kind], relation.targets)
        else:
            self._last(list).append(relation)
            self._count += 1

    def extend(self, relations: Iterable[Relation]) -> None:
        """Add several relations."""
        for relation in relations:
            self.append(relation)

    def sources(self, kind: str) -> Iterator[str]:
        """Where the relations of one kind begin, in order."""
        for run in self.runs:
            if type(run) is not Edges:
                yield from (one.source for one in run if one.kind == kind)
            elif kind in run.kinds:
                pairs = zip(run.sources, run.kinds, strict=True)
                yield from [source for source, own in pairs if own == kind]

    def extend_edges(
        self, sources: Sequence[str], kinds: Sequence[str], targets: Sequence[str]
    ) -> None:
        """Add several relations with one target each."""
        edges: Edges = self._last(Edges)
        edges.sources.extend(sources)
        edges.kinds.extend(kinds)
        edges.targets.extend(targets)
        self._count += len(sources)


def by_shape(relations: Sequence[Relation] | Relations) -> tuple[list[Edges], Iterable[Relation]]:
    """Relations as the columns in which they are kept, and those that are not kept so.

    For whoever looks at all of them in no order: making each takes most of the time.
    """
    if not isinstance(relations, Relations):
        return [], relations
    edges = [run for run in relations.runs if type(run) is Edges]
    return edges, chain.from_iterable(run for run in relations.runs if type(run) is not Edges)


class Batch(NamedTuple):
    """What a reader yields in place of single facts, where there are many: each with its place.

    The facts are of one type; whoever takes the batch may keep both as they are.
    """

    facts: list[Any] | Relations
    places: list[Place] | Places

"""Circles in what leads to what: found for a whole document in linear time, without recursion."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import filterfalse
from typing import Generic, TypeVar

N = TypeVar("N", bound=Hashable)


class Sweep(Generic[N]):
    """Walks along everything once, and notices where a path comes back to itself.

    `seen` holds every ref that was reached so far; `loops` are refs that lead to themselves at
    once, `cyclic` tells whether any longer way does.
    """

    def __init__(self, table: Mapping[N, Sequence[N]]) -> None:
        self._targets_of = table.get
        self.seen: set[N] = set()
        self.loops: list[N] = []
        self.cyclic = False

    def walk(self, start: N) -> None:
        """Go wherever a path leads from one ref and nobody was yet."""
        targets_of, done = self._targets_of, self.seen
        if start in done:
            return
        is_done, path, on_path = done.__contains__, [start], {start}
        agenda = [iter(targets_of(start, ()))]
        while agenda:
            # most ways lead where somebody was; those are passed over without a turn of the loop
            for ref in filterfalse(is_done, agenda[-1]):
                if ref in on_path:
                    self._note_return(ref, path[-1])
                elif below := targets_of(ref):
                    on_path.add(ref)
                    path.append(ref)
                    agenda.append(iter(below))
                    break
                else:
                    done.add(ref)
            else:
                ref = path.pop()
                on_path.discard(ref)
                done.add(ref)
                agenda.pop()

    def walk_all(self, starts: Iterable[N]) -> None:
        """Go on from each of these in turn."""
        for start in filterfalse(self.seen.__contains__, starts):
            self.walk(start)

    def _note_return(self, ref: N, last: N) -> None:
        if ref == last:
            self.loops.append(ref)
        else:
            self.cyclic = True


class Knots(Generic[N]):
    """Refs that lead to each other in circles: strongly connected components of more than one ref.

    Tarjan's algorithm with an agenda in place of recursion.
    """

    def __init__(self, table: Mapping[N, Sequence[N]]) -> None:
        self._table = table
        self._order: dict[N, int] = {}
        self._lowest: dict[N, int] = {}
        self._waiting: list[N] = []
        self._settled: set[N] = set()
        self._agenda: list[tuple[N, Iterator[N]]] = []

    def __iter__(self) -> Iterator[list[N]]:
        for start in self._table:
            if start not in self._order:
                self._enter(start)
            while self._agenda:
                ref, below = self._agenda[-1]
                if not self._descend(ref, below):
                    knot = self._leave(ref)
                    if len(knot) > 1:
                        yield knot

    def _enter(self, ref: N) -> None:
        self._order[ref] = self._lowest[ref] = len(self._order)
        self._waiting.append(ref)
        self._agenda.append((ref, iter(self._table.get(ref, ()))))

    def _descend(self, ref: N, below: Iterator[N]) -> bool:
        """Enter the next ref below that nobody was at; False where there is none left."""
        for target in below:
            if target not in self._order:
                self._enter(target)
                return True
            if target not in self._settled:
                self._lowest[ref] = min(self._lowest[ref], self._order[target])
        return False

    def _leave(self, ref: N) -> list[N]:
        """Go back up; the refs of a knot where this was the first of one that was entered."""
        self._agenda.pop()
        if self._agenda:
            above = self._agenda[-1][0]
            self._lowest[above] = min(self._lowest[above], self._lowest[ref])
        if self._lowest[ref] != self._order[ref]:
            return []
        start = len(self._waiting) - 1
        while self._waiting[start] != ref:
            start -= 1
        knot = self._waiting[start:]
        del self._waiting[start:]
        self._settled.update(knot)
        return knot


def circle_in(knot: Sequence[N], table: Mapping[N, Sequence[N]]) -> list[N]:
    """A shortest way in a knot from its first ref back to it, with that ref at both ends."""
    inside, start = set(knot), knot[0]
    came_from: dict[N, N] = {}
    layer = [start]
    while start not in came_from:
        following: list[N] = []
        for ref in layer:
            for target in table.get(ref, ()):
                if target in inside and target not in came_from and target != ref:
                    came_from[target] = ref
                    following.append(target)
        layer = following
    way = [start, came_from[start]]
    while way[-1] != start:
        way.append(came_from[way[-1]])
    return way[::-1]

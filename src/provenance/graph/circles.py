"""Circles in what leads to what: found for a whole document in linear time, without recursion."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from provenance.graph.adjacency import Adjacency


class Sweep:
    """Walks along everything once, and notices where a path comes back to itself.

    `seen` holds every ref that was reached so far; `loops` are refs that lead to themselves at
    once, `cyclic` tells whether any longer way does.
    """

    def __init__(self, adjacency: Adjacency) -> None:
        self._targets_of = adjacency.table.get
        self.seen: dict[str, bool] = {}
        self.loops: list[str] = []
        self.cyclic = False

    def walk(self, start: str) -> None:
        """Go wherever a path leads from one ref and nobody was yet; on the way is `True`."""
        targets_of, seen = self._targets_of, self.seen
        if start in seen:
            return
        path, agenda = [start], [iter(targets_of(start, ()))]
        seen[start] = True
        while agenda:
            for ref in agenda[-1]:
                known = seen.get(ref)
                if known is None:
                    below = targets_of(ref, ())
                    if not below:
                        seen[ref] = False
                        continue
                    seen[ref] = True
                    path.append(ref)
                    agenda.append(iter(below))
                    break
                if known:
                    self._note_return(ref, path[-1])
            else:
                seen[path.pop()] = False
                agenda.pop()

    def walk_all(self, starts: Iterable[str]) -> None:
        """Go on from each of these in turn."""
        for start in starts:
            self.walk(start)

    def _note_return(self, ref: str, last: str) -> None:
        if ref == last:
            self.loops.append(ref)
        else:
            self.cyclic = True


class Knots:
    """Refs that lead to each other in circles: strongly connected components of more than one ref.

    Tarjan's algorithm with an agenda in place of recursion.
    """

    def __init__(self, adjacency: Adjacency) -> None:
        self._adjacency = adjacency
        self._order: dict[str, int] = {}
        self._lowest: dict[str, int] = {}
        self._waiting: list[str] = []
        self._settled: set[str] = set()
        self._agenda: list[tuple[str, Iterator[str]]] = []

    def __iter__(self) -> Iterator[list[str]]:
        for start in self._adjacency.table:
            if start not in self._order:
                self._enter(start)
            while self._agenda:
                ref, below = self._agenda[-1]
                if not self._descend(ref, below):
                    knot = self._leave(ref)
                    if len(knot) > 1:
                        yield knot

    def _enter(self, ref: str) -> None:
        self._order[ref] = self._lowest[ref] = len(self._order)
        self._waiting.append(ref)
        self._agenda.append((ref, iter(self._adjacency.targets(ref))))

    def _descend(self, ref: str, below: Iterator[str]) -> bool:
        """Enter the next ref below that nobody was at; False where there is none left."""
        for target in below:
            if target not in self._order:
                self._enter(target)
                return True
            if target not in self._settled:
                self._lowest[ref] = min(self._lowest[ref], self._order[target])
        return False

    def _leave(self, ref: str) -> list[str]:
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


def circle_in(knot: Sequence[str], adjacency: Adjacency) -> list[str]:
    """A shortest way in a knot from its first ref back to it, with that ref at both ends."""
    inside, start = set(knot), knot[0]
    came_from: dict[str, str] = {}
    layer = [start]
    while start not in came_from:
        following: list[str] = []
        for ref in layer:
            for target in adjacency.targets(ref):
                if target in inside and target not in came_from and target != ref:
                    came_from[target] = ref
                    following.append(target)
        layer = following
    way = [start, came_from[start]]
    while way[-1] != start:
        way.append(came_from[way[-1]])
    return way[::-1]

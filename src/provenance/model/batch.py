"""Many facts of one type, handed over in one go, and where they stand."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, NamedTuple

from provenance.model.origin import Place


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


class Places:
    """The places of facts, in order; those of numbered elements are spelled when asked for."""

    def __init__(self) -> None:
        self._runs: list[Numbered | list[Place]] = []
        self._starts: list[int] = []
        self._count = 0

    def append(self, place: Place) -> None:
        """Add the place of one more fact."""
        self._tail().append(place)
        self._count += 1

    def extend(self, places: Iterable[Place]) -> None:
        """Add the places of several facts."""
        if isinstance(places, Numbered):
            self._begin(places)
            self._count += len(places)
            return
        for place in places:
            self.append(place)

    def _tail(self) -> list[Place]:
        last = self._runs[-1] if self._runs else None
        if isinstance(last, list):
            return last
        found: list[Place] = []
        self._begin(found)
        return found

    def _begin(self, run: Numbered | list[Place]) -> None:
        self._starts.append(self._count)
        self._runs.append(run)

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Place]:
        return chain.from_iterable(self._runs)

    def __getitem__(self, position: int) -> Place:
        if not 0 <= position < self._count:
            raise IndexError(position)
        run = bisect_right(self._starts, position) - 1
        return self._runs[run][position - self._starts[run]]


class Batch(NamedTuple):
    """What a reader yields in place of single facts, where there are many: each with its place.

    The facts are of one type; whoever takes the batch may keep both lists as they are.
    """

    facts: list[Any]
    places: list[Place] | Places

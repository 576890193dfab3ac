"""Observations about the facts of one document: the first of each kind listed, the rest counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from provenance import limits
from provenance.model.document import Defect
from provenance.model.origin import Place

_LONGEST = 80
_NAMED_OF_A_CIRCLE = 6


class Remarks:
    """Collects what is worth knowing about facts; it never makes a document defective."""

    def __init__(self) -> None:
        self._listed: dict[str, list[Defect]] = {}
        self._more: dict[str, int] = {}
        self._next: dict[str, Place] = {}

    def observe(self, name: str, place: Place, *detail: str, count: int = 1) -> None:
        """Note one observation; the words of the detail are put together where it is listed."""
        if name in self._more:
            self._more[name] += count
            return
        listed = self._listed.setdefault(name, [])
        if len(listed) < limits.LISTED_REMARKS:
            listed.append(Defect(name, place, " ".join(detail), "observation", count=count))
        else:
            self._more[name], self._next[name] = count, place

    def is_full(self, name: str) -> bool:
        """Whether observations of this name are only counted from now on."""
        return name in self._more

    def entries(self) -> Iterator[Defect]:
        """Every observation in order of the ids; the last of an id counts what is not listed."""
        for name in sorted(self._listed):
            yield from self._listed[name]
            if name in self._more:
                count = self._more[name]
                detail = f"and {count} more like this, the first of them here"
                yield Defect(name, self._next[name], detail, "observation", count=count)


def excerpt(text: str) -> str:
    """A text as a message quotes it."""
    return repr(text) if len(text) <= _LONGEST else f"{text[:_LONGEST]!r}…"


def way_around(circle: Sequence[str]) -> str:
    """A circle as a message names it; of a long one the beginning and the end."""
    if len(circle) <= _NAMED_OF_A_CIRCLE:
        return " -> ".join(circle)
    head = " -> ".join(circle[: _NAMED_OF_A_CIRCLE - 2])
    return f"{head} -> ({len(circle) - _NAMED_OF_A_CIRCLE + 1} more) -> {circle[-1]}"

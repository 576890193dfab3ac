"""Observations about the facts of one document: the first of each kind listed, the rest counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from provenance import limits
from provenance.model.document import Defect
from provenance.model.origin import Place

_NAMED_OF_A_CIRCLE: Final = 6
_AS_WRITTEN: Final = ("as written", True)
_READ_AS: Final = {
    "document/link-cycle": _AS_WRITTEN,
    "document/link-digest-mismatch": ("a link that leads nowhere", False),
    "document/missing-element": ("a relation with an end that is nothing", False),
    "document/reused-serial-number": ("documents of their own", True),
    "document/unresolved-link": ("a link that leads nowhere", False),
    "document/verification-code-mismatch": _AS_WRITTEN,
    "fact/degenerate-digest": ("a digest that identifies nothing", True),
    "fact/license-expression": _AS_WRITTEN,
    "fact/license-id": _AS_WRITTEN,
    "fact/purl-malformed": ("an identifier that identifies nothing", True),
    "fact/purl-name": _AS_WRITTEN,
    "fact/purl-spelling": _AS_WRITTEN,
    "fact/purl-version": _AS_WRITTEN,
    "fact/serial-number": _AS_WRITTEN,
    "fact/timestamp": _AS_WRITTEN,
    "graph/cycle": _AS_WRITTEN,
    "graph/dangling-reference": ("a relation with an end that is nothing", False),
    "graph/duplicate-ref": ("the first of them, wherever the ref is named", False),
    "graph/no-relations": ("components that do not hang together", True),
    "graph/no-root": ("a document about nothing in particular", True),
    "graph/repeated-target": _AS_WRITTEN,
    "graph/self-dependency": _AS_WRITTEN,
    "graph/unreached": ("components to which nothing leads", True),
}
"""For each id what was read instead, and whether the graph still holds all that was meant."""


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
            listed.append(_entry(name, place, " ".join(detail), count))
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
                yield _entry(name, self._next[name], detail, count)


def _entry(name: str, place: Place, detail: str, count: int) -> Defect:
    read_as, whole = _READ_AS[name]
    return Defect(name, place, detail, "observation", read_as, whole, count)


def way_around(circle: Sequence[str]) -> str:
    """A circle as a message names it; of a long one the beginning and the end."""
    if len(circle) <= _NAMED_OF_A_CIRCLE:
        return " -> ".join(circle)
    head = " -> ".join(circle[: _NAMED_OF_A_CIRCLE - 2])
    return f"{head} -> ({len(circle) - _NAMED_OF_A_CIRCLE + 1} more) -> {circle[-1]}"

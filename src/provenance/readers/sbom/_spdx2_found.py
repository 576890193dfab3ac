"""The facts of one SPDX 2 document while it is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from provenance.model.batch import Batch, Places, Relations
from provenance.model.component import Component, Relation
from provenance.model.origin import Place

_NUMBERED: Final = frozenset({Component, Relation})
"""Facts that mostly are elements of one list."""


class Found:
    """Facts by type, and beside them their places, in the order in which they were found."""

    def __init__(self) -> None:
        self._lists: dict[type, Batch] = {}

    def of(self, kind: type) -> Batch:
        """The facts of one type so far; whoever finds more may add to both lists."""
        found = self._lists.get(kind)
        if found is None:
            facts = Relations() if kind is Relation else list[Any]()
            found = self._lists[kind] = Batch(facts, Places() if kind in _NUMBERED else [])
        return found

    def append(self, item: tuple[Place, Any]) -> None:
        """Add one fact with its place."""
        place, fact = item
        facts, places = self.of(type(fact))
        facts.append(fact)
        places.append(place)

    def __iadd__(self, items: Iterable[tuple[Place, Any]]) -> Found:
        for item in items:
            self.append(item)
        return self

    def batches(self) -> Iterator[tuple[Place, Batch]]:
        """Hand everything over, which then is somebody else's."""
        lists, self._lists = self._lists, {}
        return (("", batch) for batch in lists.values() if batch.facts)

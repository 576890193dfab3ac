"""What one SPDX 2 document is told about itself; what can be said of every element is counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, Literal, NamedTuple

from provenance.model.document import Defect
from provenance.model.origin import Place

Kind = Literal["defect", "observation"]
_SHOWN: Final = 80


def excerpt(text: str) -> str:
    """A text of a document as messages show it, of bounded length."""
    return repr(text) if len(text) <= _SHOWN else f"{text[:_SHOWN]!r}…"


class _First(NamedTuple):
    """The first of several entries that say the same, and how many they are by now."""

    entry: Defect
    times: int


class Remarks:
    """The ledger entries of one document. `at(place, pointer)` is a place inside a part."""

    def __init__(self, locate: Callable[[Place, str], Place]) -> None:
        self.at = locate
        self._found: dict[tuple[str, str], _First] = {}

    def note(
        self,
        name: str,
        place: Place,
        detail: str,
        *,
        kind: Kind = "defect",
        read_as: str = "",
        whole: bool = True,
        group: str = "",
        times: int = 1,
    ) -> None:
        """Note something; what has the same name and group is one entry, with its first place."""
        key = (name, group)
        before = self._found.get(key)
        if before is None:
            entry = Defect(name, place, detail, kind, read_as, whole)
            self._found[key] = _First(entry, times)
        else:
            self._found[key] = _First(before.entry, before.times + times)

    def all(self) -> Iterator[tuple[Place, Defect]]:
        """Every entry, in the order in which they first came up."""
        for entry, times in self._found.values():
            yield (
                entry.place,
                Defect(
                    entry.id,
                    entry.place,
                    entry.detail,
                    entry.kind,
                    entry.read_as,
                    entry.whole,
                    times,
                ),
            )

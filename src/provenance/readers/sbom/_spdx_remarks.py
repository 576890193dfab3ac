"""What one SPDX document is told about itself: entries that say the same are one, with a number."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal

import msgspec

from provenance.model.document import Defect
from provenance.model.origin import Place

Kind = Literal["defect", "observation"]


def below(place: Place, pointer: str) -> Place:
    """A place inside a part whose own place is a JSON pointer."""
    return place + pointer


class Remarks:
    """The ledger entries of one document, in the order in which they first came up.

    `at(place, pointer)` is a place inside a part. `group` is that of an entry which names none;
    where it is None, every place has an entry of its own.
    """

    def __init__(
        self, group: str | None = None, locate: Callable[[Place, str], Place] = below
    ) -> None:
        self.at = locate
        self._group = group
        self._found: dict[tuple[str, str], Defect] = {}
        self._times: dict[tuple[str, str], int] = {}

    def note(
        self,
        name: str,
        place: Place,
        detail: str,
        *,
        kind: Kind = "defect",
        read_as: str = "",
        whole: bool = True,
        group: str | None = None,
        times: int = 1,
    ) -> None:
        """Note something; what has the same name and group is one entry, with its first place."""
        own = self._group if group is None else group
        key = (name, place if own is None else f" {own}")
        if key not in self._found:
            self._found[key] = Defect(name, place, detail, kind, read_as, whole)
        self._times[key] = self._times.get(key, 0) + times

    def all(self) -> Iterator[tuple[Place, Defect]]:
        """Every entry, with how often it came up."""
        for key, entry in self._found.items():
            yield entry.place, msgspec.structs.replace(entry, count=self._times[key])

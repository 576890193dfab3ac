"""What one document of SWID tags is told about itself: equal entries are one, with their number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from provenance.model.document import Defect
from provenance.model.origin import Place

Kind = Literal["defect", "observation"]


class _Said(NamedTuple):
    id: str
    detail: str
    kind: Kind
    read_as: str
    whole: bool


class Notes:
    """The ledger entries of one document; each is kept once with its first place."""

    def __init__(self) -> None:
        self._found: dict[_Said, tuple[Place, int]] = {}

    def defect(
        self, name: str, place: Place, detail: str, read_as: str = "", *, whole: bool = True
    ) -> None:
        """Note what the standard forbids."""
        self._add(_Said(f"swid/{name}", detail, "defect", read_as, whole), place)

    def observe(self, name: str, place: Place, detail: str, *, whole: bool = True) -> None:
        """Note what is allowed and worth knowing."""
        self._add(_Said(f"swid/{name}", detail, "observation", "", whole), place)

    def _add(self, said: _Said, place: Place) -> None:
        first, times = self._found.get(said, (place, 0))
        self._found[said] = first, times + 1

    def entries(self) -> Iterator[tuple[Place, Defect]]:
        """Every entry in the order of its first place in the reading."""
        for said, (place, times) in self._found.items():
            yield (
                place,
                Defect(said.id, place, said.detail, said.kind, said.read_as, said.whole, times),
            )

"""The defects of one document, counted and bounded."""

from __future__ import annotations

from typing import Final, Literal

import msgspec

from provenance import limits
from provenance.model.document import Defect
from provenance.model.origin import Place

_SHOWN: Final = 80


def excerpt(text: str) -> str:
    """A text of a document as messages quote it, of bounded length."""
    return repr(text) if len(text) <= _SHOWN else f"{text[:_SHOWN]!r}…"


def doubled_name(place: Place, detail: str) -> Defect:
    """The entry of a name that stands twice in one object: the last of them is read."""
    return Defect("decoding/duplicate-name", place, detail, read_as="the last of them", whole=False)


class Ledger:
    """Collects the entries of one document; beyond a bound they are counted by id, never
    dropped.
    """

    __slots__ = ("_entries", "_kinds", "_more", "broken")

    def __init__(self) -> None:
        self._entries: list[Defect] = []
        self._more: dict[str, int] = {}
        self._kinds: dict[str, Defect] = {}
        self.broken = False

    def add(self, entry: Defect) -> None:
        """Note one entry."""
        self.broken = self.broken or entry.id.startswith("decoding/")
        if len(self._entries) < limits.LEDGER_ENTRIES:
            self._entries.append(entry)
        else:
            self._more[entry.id] = self._more.get(entry.id, 0) + entry.count
            self._kinds.setdefault(entry.id, entry)

    @property
    def status(self) -> Literal["clean", "defective"]:
        """Whether any entry is a defect rather than an observation."""
        if not self._entries:
            return "clean"
        entries = [*self._entries, *self._kinds.values()]
        return "defective" if any(entry.kind == "defect" for entry in entries) else "clean"

    def entries(self) -> tuple[Defect, ...]:
        """Every entry, then one for each kind of which there are more, with their number."""
        if not self._more:
            return tuple(self._entries)
        more = (
            msgspec.structs.replace(
                self._kinds[name], count=count, detail=f"and {count} more like this"
            )
            for name, count in sorted(self._more.items())
        )
        return (*self._entries, *more)

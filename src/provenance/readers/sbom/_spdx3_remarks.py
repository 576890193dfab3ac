"""What one SPDX 3 document is told about itself: equal entries are one, with their number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, Literal

import msgspec

from provenance.model.document import Defect
from provenance.model.origin import Place

Kind = Literal["defect", "observation"]
_SHOWN: Final = 80


def excerpt(text: str) -> str:
    """A text of a document as messages show it, of bounded length."""
    return repr(text) if len(text) <= _SHOWN else f"{text[:_SHOWN]!r}…"


class Remarks:
    """The ledger entries of one document, in the order in which they first came up."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], tuple[Defect, int]] = {}

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
    ) -> None:
        """Note something; what has the same name and group is one entry, with its first place.

        Without a group, every place is an entry of its own.
        """
        key = (name, place if group is None else f" {group}")
        before = self._found.get(key)
        if before is not None:
            self._found[key] = (before[0], before[1] + 1)
            return
        self._found[key] = (Defect(name, place, detail, kind, read_as, whole), 1)

    def all(self) -> Iterator[tuple[Place, Any]]:
        """Every entry, with how often it came up."""
        for entry, count in self._found.values():
            changed = entry if count == 1 else msgspec.structs.replace(entry, count=count)
            yield entry.place, changed

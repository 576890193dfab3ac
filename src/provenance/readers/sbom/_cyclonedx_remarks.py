"""What one CycloneDX document is told about itself: one entry for each problem, and counts.

The official schema says what is wrong, the reader what became of it. Both are brought together by
pointer: an entry of the schema with what was read instead. What only the reader sees is allowed by
the schema, and an observation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

import msgspec

from provenance import limits
from provenance.decoding.ledger import doubled_name
from provenance.decoding.schema import SchemaError
from provenance.decoding.schema_words import show
from provenance.model.document import Defect
from provenance.model.origin import Place

_SEVERAL_FORMS: Final = ("oneOf", "anyOf")
"""Keywords whose errors stand above what is wrong."""
_LOOKS: Final = 16
"""Such errors of one element below which notes are looked for."""
_NUMBER: Final = re.compile(r"/\d+")


class Note(NamedTuple):
    """What the reader did with something odd."""

    name: str
    place: Place
    detail: str
    read_as: str = ""
    whole: bool = True


class Remarks:
    """The ledger entries of one document, before they are handed over.

    `notes` are about the element that is being read, until `judge` says what the schema thinks.
    """

    def __init__(self, version: str) -> None:
        self.version = version
        self.notes: list[Note] = []
        self._told: dict[tuple[str, ...], Defect] = {}

    def lost(
        self, name: str, place: Place, detail: str, read_as: str = "", *, whole: bool = False
    ) -> None:
        """Note what was read otherwise than it is written, or not at all."""
        self.notes.append(Note(name, place, detail, read_as, whole))

    def observe(self, name: str, place: Place, detail: str, read_as: str = "") -> None:
        """Note what is allowed and worth knowing."""
        self.notes.append(Note(name, place, detail, read_as))

    def defect(
        self, name: str, place: Place, detail: str, read_as: str = "", *, whole: bool = False
    ) -> None:
        """Note at once what is wrong and no schema sees: encoding, limits, an unknown version."""
        self._tell(Defect(f"cyclonedx/{name}", place, detail, "defect", read_as, whole))

    def doubled(self, place: Place, name: str) -> None:
        """Note a name that stands twice in one object."""
        detail = f"the name {show(name)} stands twice in one object"
        self._tell(doubled_name(place, detail))

    def twin(self, place: Place, other: Place) -> None:
        """Note an element that equals an earlier one of a list which may not repeat any."""
        detail = f"is equal to {other}; the list may not hold the same thing twice"
        self._tell(Defect("schema/uniqueItems", place, detail))

    def judge(self, prefix: Place, errors: Iterable[SchemaError] = ()) -> None:
        """Bring together what the schema says of an element and what the reader noted of it."""
        noted: dict[Place, list[Note]] = {}
        for note in self.notes:
            noted.setdefault(note.place, []).append(note)
        self.notes = []
        looks = _LOOKS
        for error in errors:
            place = prefix + error.pointer
            mine = noted.pop(place, [])
            if error.keyword in _SEVERAL_FORMS and noted and looks:
                looks -= 1
                below = [other for other in noted if other.startswith(f"{place}/")]
                mine += [note for other in below for note in noted.pop(other)]
            read_as = next((note.read_as for note in mine if note.read_as), "")
            whole = all(note.whole for note in mine)
            identifier = f"schema/{error.keyword}"
            self._tell(Defect(identifier, place, error.message, "defect", read_as, whole))
        for notes in noted.values():
            for name, place, detail, read_as, whole in notes:
                identifier = f"cyclonedx/{name}"
                self._tell(Defect(identifier, place, detail, "observation", read_as, whole))

    def _tell(self, entry: Defect) -> None:
        """Equal entries are counted; beyond a bound, all of one id are one."""
        key: tuple[str, ...] = (
            *(entry.id, entry.kind, entry.detail, entry.read_as),
            _NUMBER.sub("/*", entry.place),
        )
        if len(self._told) >= limits.LEDGER_ENTRIES and key not in self._told:
            key = (entry.id, entry.kind)
        before = self._told.get(key)
        if before is not None:
            entry = msgspec.structs.replace(before, count=before.count + 1)
        self._told[key] = entry

    def entries(self) -> Iterator[tuple[Place, Defect]]:
        """Hand over everything, in the order in which it was found first."""
        self.judge("")
        told, self._told = self._told, {}
        return ((entry.place, entry) for entry in told.values())

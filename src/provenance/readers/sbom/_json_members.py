"""Members of a JSON document one by one: what cannot be read costs no other, and is noted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from provenance.decoding import json
from provenance.decoding.details import detail_of, says_something
from provenance.decoding.fields import Fields
from provenance.decoding.ledger import Ledger, doubled_name
from provenance.errors import DecodingError, DuplicateKeyError
from provenance.model.component import Detail
from provenance.model.document import Defect
from provenance.model.origin import Place, escape_pointer

Members = dict[str, json.Raw]


class JsonMembers:
    """Decodes members of one document; `family` is the first part of the ids of its entries."""

    def __init__(self, family: str) -> None:
        self.family, self.notes = family, Ledger()

    def value(self, raw: json.Raw, place: Place) -> Any:
        """A value, the last of each name; None for what cannot be read."""
        try:
            return json.decode(raw)
        except DuplicateKeyError as error:
            self.note_doubled(error, place)
            return json.decode_last(raw)
        except DecodingError as error:
            self._note("unreadable-field", place + error.pointer, error.message)
            return None

    def values(self, members: Members, place: Place, left_out: frozenset[str]) -> dict[str, Any]:
        """The members of an object but for some, by name."""
        return {
            name: self.value(raw, f"{place}/{escape_pointer(name)}")
            for name, raw in members.items()
            if name not in left_out
        }

    def open(self, raw: json.Raw, place: Place) -> Members | None:
        """The members of an object, undecoded; None where it is none."""
        try:
            found = json.members(raw)
        except DecodingError as error:
            self._note("wrong-type", place, error.message)
            return None
        try:
            json.refuse_duplicate_members(memoryview(raw), found)
        except DecodingError as error:
            self.note_doubled(error, place)
        return found

    def objects(self, members: Members, name: str) -> Iterator[Fields]:
        """The objects of one list of the document, decoded one by one."""
        raw = members.get(name)
        if raw is None or is_null(raw):
            return
        try:
            found = json.elements(raw)
        except DecodingError as error:
            self._note("wrong-type", f"/{name}", error.message)
            return
        for at, element in enumerate(found):
            fields = self.object(element, f"/{name}/{at}")
            if fields is not None:
                yield fields

    def object(self, raw: json.Raw, place: Place) -> Fields | None:
        """An object field by field; anything else is noted."""
        value = self.value(raw, place)
        if isinstance(value, dict):
            return Fields(value, self.family, self.notes, place)
        if value is not None or is_null(raw):  # what cannot be read is noted already
            self._note("wrong-type", place, "is no object")
        return None

    def note_doubled(self, error: DecodingError, place: Place = "") -> None:
        """Note a name that stands twice."""
        self.notes.add(doubled_name(place + error.pointer, error.message))

    def entries(self) -> Iterator[tuple[Place, Defect]]:
        """Everything that was noted, with its place."""
        return ((entry.place, entry) for entry in self.notes.entries())

    def _note(self, slug: str, place: Place, detail: str) -> None:
        self.notes.add(Defect(f"{self.family}/{slug}", place, detail, whole=False))


def is_null(raw: json.Raw) -> bool:
    """Whether an undecoded value is `null`, which says nothing."""
    return bytes(memoryview(raw)[:4]) == b"null"


def others(
    holder: Fields, read: frozenset[str], about: tuple[str, ...] = ()
) -> Iterator[tuple[Place, Detail]]:
    """The members of an object that no field has room for, as details."""
    for name in sorted(holder.value.keys() - read):
        if says_something(holder.value[name]):
            yield holder.at(name), detail_of(name, holder.value[name], about)

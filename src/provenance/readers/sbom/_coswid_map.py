"""One map of a CoSWID, read member by member: a value of the wanted type, or a ledger entry.

Pointers have the numbers that stand in the document; messages have the names of RFC 9393.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any, Final

from provenance.decoding.cbor import Tagged, plain
from provenance.model.digest import Digest, check_digest
from provenance.model.origin import Place, escape_pointer
from provenance.readers.sbom._coswid_names import HASHES, ITEMS, Kind
from provenance.readers.sbom._swid_notes import Notes

_URI: Final = 32
_WORDS: Final[dict[type, str]] = {
    str: "a text",
    bytes: "bytes",
    int: "an integer",
    bool: "a boolean",
    float: "a number with a fraction",
    dict: "a map",
    list: "a list",
    Tagged: "a tagged value",
}


def _word(value: Any) -> str:
    return _WORDS.get(type(value), "null" if value is None else "a simple value")


class Map:
    """One map: its members by number, and where it stands."""

    def __init__(self, value: dict[Any, Any], kinds: dict[int, Kind], at: Place, notes: Notes):
        self.value, self._kinds, self.at, self.notes = value, kinds, at, notes

    def place(self, number: int) -> Place:
        """The pointer of a member."""
        return f"{self.at}/{number}"

    def get(self, number: int, *, needed: bool = False) -> Any:
        """A member of the type that it should have, else None and an entry."""
        if number not in self.value:
            if needed:
                detail = f"{ITEMS[number]} ({number}) is missing"
                self.notes.defect("missing-item", self.at, detail)
            return None
        value, kinds = self.value[number], self._kinds[number]
        if type(value) in kinds:
            return value
        self._wrong(number, value, kinds, "nothing", whole=False)
        return None

    def _wrong(self, number: int, value: Any, kinds: Kind, read_as: str, *, whole: bool) -> None:
        wanted = " or ".join(_WORDS[kind] for kind in kinds)
        detail = f"{ITEMS[number]} ({number}) is {_word(value)}, not {wanted}"
        self.notes.defect("wrong-type", self.place(number), detail, read_as, whole=whole)

    def text(self, number: int, *, needed: bool = False) -> str | None:
        """A text; bytes, which some tools write for what looks hexadecimal, are read as that."""
        value = self.value.get(number)
        if type(value) is bytes and bytes not in self._kinds[number]:
            self._wrong(number, value, self._kinds[number], "hexadecimal", whole=True)
            return value.hex()
        found = self.get(number, needed=needed)
        return identifier_text(found) if type(found) is bytes else found

    def uri(self, number: int, *, needed: bool = False) -> str | None:
        """A URI, which is a text with tag 32; one without it is noted and read."""
        value = self.value.get(number)
        if type(value) is Tagged and value.tag == _URI and type(value.value) is str:
            return value.value
        found = self.get(number, needed=needed)
        if found is not None:
            detail = f"{ITEMS[number]} is a text without the tag 32 of a URI (section 2.3, any-uri)"
            self.notes.defect("untagged-uri", self.place(number), detail, "a URI")
        return str(found) if found is not None else None

    def label(self, number: int, names: dict[int, str], *, needed: bool = False) -> str | None:
        """A text, or the name of a number; a number without a name stays one."""
        value = self.get(number, needed=needed)
        return None if value is None else names.get(value, str(value))

    def parts(self, number: int, kinds: dict[int, Kind]) -> Iterator[Map]:
        """The maps of a member that is one or a list of several."""
        value = self.value.get(number)
        if value is None:
            return
        for position, part in enumerate(self._listed(number)):
            at = f"{self.place(number)}/{position}" if type(value) is list else self.place(number)
            if type(part) is dict:
                yield Map(part, kinds, at, self.notes)
            else:
                detail = f"{ITEMS[number]} ({number}) is {_word(part)}, not a map"
                self.notes.defect("wrong-type", at, detail, "nothing", whole=False)

    def _listed(self, number: int) -> list[Any]:
        """A member that is one thing or a list of two and more."""
        value = self.value.get(number)
        if type(value) is not list:
            return [value]
        if len(value) < 2:
            detail = (
                f"{ITEMS[number]} ({number}) is a list of {len(value)}; one stands without list"
            )
            self.notes.defect("short-list", self.place(number), f"{detail} (CDDL rule one-or-more)")
        return value

    def labels(self, number: int, names: dict[int, str]) -> tuple[str, ...]:
        """Texts and names of numbers of a member that is one or a list of several."""
        found = []
        for position, part in enumerate(self._listed(number)):
            if type(part) in (int, str):
                found.append(names.get(part, str(part)))
            elif part is not None:
                detail = f"{ITEMS[number]} ({number}) is {_word(part)}, not an integer or a text"
                place = f"{self.place(number)}/{position}"
                self.notes.defect("wrong-type", place, detail, "nothing", whole=False)
        return tuple(found)

    def digests(self, number: int) -> tuple[Digest, ...] | None:
        """The hash entry of a file; several of them, which the standard forbids, are read."""
        value = self.value.get(number)
        if value is None:
            return None
        several = type(value) is list and bool(value) and type(value[0]) is list
        if several:
            detail = "hash (7) holds a list of hashes, and the standard has one"
            self.notes.defect("several-hashes", self.place(number), detail, "all of them")
        found = (
            self._digest(entry, self.place(number)) for entry in (value if several else [value])
        )
        return tuple(digest for digest in found if digest is not None)

    def _digest(self, entry: Any, place: Place) -> Digest | None:
        detail = "hash (7) is no list of an algorithm's number and bytes"
        if type(entry) is not list or len(entry) != 2 or type(entry[0]) is not int:
            self.notes.defect("wrong-type", place, detail, "nothing", whole=False)
            return None
        number, value = entry
        if type(value) is str:
            self.notes.defect("wrong-type", f"{place}/1", detail, "hexadecimal")
            value = value.lower()
        elif type(value) is bytes:
            value = value.hex()
        algorithm = HASHES.get(number, "")
        fault = (
            check_digest(algorithm, value) if type(value) is str else "is neither bytes nor text"
        )
        if not algorithm:
            fault = f"has the algorithm {number}, which is no whole digest that is known here"
            self.notes.observe("unknown-hash", place, f"hash (7) {fault}", whole=False)
            return None
        if fault is not None:
            self.notes.defect("bad-hash", place, f"hash (7) {fault}", "nothing", whole=False)
            return None
        return Digest(algorithm, value, "file")

    def said(self, *numbers: int) -> dict[str, Any]:
        """Some members as they stand, by name, as people read them."""
        return {ITEMS[n]: plain(self.value[n], ITEMS) for n in numbers if n in self.value}

    def rest(self) -> dict[str, Any]:
        """Members that this kind of map does not have, by name, as people read them."""
        return {
            name_of(key): plain(value, ITEMS)
            for key, value in self.value.items()
            if type(key) is not int or key not in self._kinds
        }


def name_of(key: Any) -> str:
    """The name of a member."""
    return ITEMS.get(key, str(key)) if type(key) is int else escape_pointer(str(plain(key)))


def identifier_text(value: bytes) -> str:
    """16 bytes as the UUID that they are, others in hexadecimal."""
    return str(uuid.UUID(bytes=value)) if len(value) == 16 else value.hex()

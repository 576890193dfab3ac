"""A JSON object read field by field: a value of the wanted type, or a ledger entry at its pointer.

Nothing here raises: a field that is not what it should be is noted and reads as absent, so that one
bad field never stops the rest of a document. `null` is absent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final, Literal, TypeVar

from provenance import limits
from provenance.decoding.ledger import Ledger
from provenance.errors import DecodingError, LimitExceededError
from provenance.model.document import Defect
from provenance.model.origin import escape_pointer

T = TypeVar("T")

_SHOWN: Final = 120
_WORDS: Final[dict[type, str]] = {
    str: "a text",
    int: "an integer",
    dict: "an object",
    list: "a list",
    bool: "true or false",
}


class Fields:
    """One JSON object, where it stands, and the notes that reading it makes.

    `family` is the first part of the ledger ids; `notes` is shared with the objects inside, and
    bounded: a document of nothing but faults fits into memory. Of an object inside another one
    `pointer` is the name of the member that holds it, and `number` its position in a list there.
    """

    __slots__ = ("_number", "_place", "_within", "family", "notes", "value")

    def __init__(
        self,
        value: dict[str, Any],
        family: str,
        notes: Ledger,
        pointer: str = "",
        within: Fields | None = None,
        number: int | None = None,
    ) -> None:
        self.value, self.family, self.notes = value, family, notes
        self._place, self._within, self._number = pointer, within, number

    @property
    def pointer(self) -> str:
        """Where the object stands; spelled when it is asked for, since most are never shown."""
        within = self._within
        if within is not None:
            end = "" if self._number is None else f"/{self._number}"
            self._place, self._within = f"{within.at(self._place)}{end}", None
        return self._place

    @property
    def number(self) -> int:
        """The position of an object in the list that holds it."""
        if self._number is None:
            return int(self._place.rpartition("/")[2])
        return self._number

    def at(self, name: str) -> str:
        """The pointer of a field."""
        return f"{self.pointer}/{escape_pointer(name)}"

    def note(
        self,
        slug: str,
        name: str | None,
        detail: str,
        *,
        kind: Literal["defect", "observation"] = "defect",
        read_as: str = "",
        whole: bool = True,
    ) -> None:
        """Add a ledger entry about a field, or about the object where `name` is None."""
        place = self.pointer if name is None else self.at(name)
        self.notes.add(Defect(f"{self.family}/{slug}", place, detail, kind, read_as, whole))

    def get(self, name: str, kind: type[T], *, required: bool = False) -> T | None:
        """A field of exactly this type; `True` is no integer."""
        found = self.value.get(name)
        if type(found) is kind:
            return found
        if found is not None:
            detail = f"is {_describe(found)}, not {_WORDS[kind]}"
            self.note("wrong-type", name, detail, whole=False)
        elif required:
            self.note("missing-field", name, "is missing")
        return None

    def text(self, name: str, *, required: bool = False) -> str | None:
        """A text field."""
        found = self.value.get(name)
        return found if type(found) is str else self.get(name, str, required=required)

    def texts(self, name: str, *, required: bool = False) -> tuple[str, ...] | None:
        """A list of texts; a part that is none is noted and left out."""
        found = self.get(name, list, required=required)
        if found is None:
            return None
        for position, part in enumerate(found):
            if type(part) is not str:
                step = f"{name}/{position}"
                self._note_part("wrong-type", step, f"is {_describe(part)}, not a text")
        return tuple(part for part in found if type(part) is str)

    def inner(self, name: str, *, required: bool = False) -> Fields:
        """An object field; an empty one where it is absent or something else."""
        found = self.value.get(name)
        if type(found) is not dict:
            found = self.get(name, dict, required=required)
        return Fields(found or {}, self.family, self.notes, name, self)

    def objects(self, name: str, *, required: bool = False) -> Iterator[Fields]:
        """The objects of a list field; a part that is none is noted and left out."""
        found: list[Any] = self.get(name, list, required=required) or []
        if len(found) > limits.ELEMENTS:
            limit = f"{len(found)} elements; at most {limits.ELEMENTS} are read"
            raise LimitExceededError(limit, self.at(name))
        for position, part in enumerate(found):
            if type(part) is dict:
                yield Fields(part, self.family, self.notes, name, self, position)
            else:
                detail = f"is {_describe(part)}, not an object"
                self._note_part("wrong-type", f"{name}/{position}", detail)

    def note_unknown(self, known: Iterable[str]) -> None:
        """Observe every member whose name the format does not have."""
        strange = self.value.keys() - set(known)
        for name in sorted(strange) if strange else ():
            detail = "is no member of this format; it was not read"
            self.note("unknown-member", name, detail, kind="observation")

    def _note_part(self, slug: str, step: str, detail: str) -> None:
        place = f"{self.pointer}/{step}"
        self.notes.add(Defect(f"{self.family}/{slug}", place, detail, whole=False))


def object_of(value: Any, family: str, notes: Ledger, pointer: str = "") -> Fields:
    """A decoded value as an object; a `DecodingError` where it is something else."""
    if type(value) is not dict:
        raise DecodingError(f"is {_describe(value)}, not an object", pointer)
    return Fields(value, family, notes, pointer)


def quote(text: str) -> str:
    """A text of a document as messages show it: in quotation marks, and of bounded length."""
    return repr(text) if len(text) <= _SHOWN else f"{text[:_SHOWN]!r}…"


def _describe(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return "a number with a fraction"
    return _WORDS.get(type(value), "something else")

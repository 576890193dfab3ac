"""YAML as data: the values that JSON has, by the core schema of YAML 1.2, from events alone.

Nothing is constructed from a tag and no alias is followed: an alias would let a small text stand
for a huge value. Values are dictionaries with text keys, lists, text, whole numbers, `Decimal` for
other numbers (so that 1.10 stays 1.10), booleans and None. What a text says that this cannot hold
is told beside the value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final, NamedTuple

import yaml

from provenance import limits
from provenance.errors import DecodingError, LimitExceededError
from provenance.model.origin import Place, escape_pointer

_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULL: Final = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEANS: Final = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_is_decimal: Final = re.compile(r"[-+]?[0-9]{1,1000}").fullmatch
_is_octal: Final = re.compile(r"0o[0-7]{1,1000}").fullmatch
_is_hexadecimal: Final = re.compile(r"0x[0-9a-fA-F]{1,1000}").fullmatch
_is_float: Final = re.compile(
    r"[-+]?(?:\.[0-9]{1,1000}|[0-9]{1,1000}(?:\.[0-9]{0,1000})?)(?:[eE][-+]?[0-9]{1,4})?"
).fullmatch
_PLAIN_TAGS: Final = frozenset(
    f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "map", "seq")
)
_TEXT_TAGS: Final = frozenset({"tag:yaml.org,2002:str", "!"})
_NUMBERS: Final = frozenset("-+.0123456789")


class AliasError(DecodingError):
    """A YAML text refers to an anchor, which is never followed."""

    id = "yaml-alias"


class Oddity(NamedTuple):
    """What a YAML text says that its value does not hold; `name` is a stable word."""

    name: str
    pointer: Place
    message: str


class Loaded(NamedTuple):
    """The value of the first document of a YAML text, and what is odd about the text.

    `trouble` is what broke the text behind the value, None where nothing did.
    """

    value: Any
    oddities: tuple[Oddity, ...] = ()
    trouble: DecodingError | None = None


def load(text: bytes) -> Loaded:
    """The value of a YAML text in UTF-8; a `DecodingError` where it is none or breaks a bound.

    Of a text that breaks in the middle, the value is what stood before.
    """
    if len(text) > limits.MEMORY_BLOB:
        raise LimitExceededError(f"{len(text)} bytes; at most {limits.MEMORY_BLOB} are decoded")
    building = _Building(yaml.parse(text, Loader=_LOADER))
    try:
        return building.first()
    except yaml.YAMLError as error:
        trouble = DecodingError(_explain(error))
    except UnicodeError:
        trouble = DecodingError("is not UTF-8")
    found = building.so_far()
    if not found.value:
        raise trouble
    return found._replace(trouble=trouble)


def _explain(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "is malformed"
    where = "" if mark is None else f" at line {mark.line + 1} column {mark.column + 1}"
    return f"is not YAML: {str(problem)[:200]}{where}"


def _at(event: Any) -> str:
    return f" at line {event.start_mark.line + 1}"


class _Open:
    """A mapping or list that has begun and not ended; `key` is what its next value is for."""

    __slots__ = ("key", "pointer", "value")

    def __init__(self, value: Any, pointer: Place) -> None:
        self.value, self.pointer = value, pointer
        self.key: str | None = None

    @property
    def awaits_key(self) -> bool:
        return isinstance(self.value, dict) and self.key is None

    @property
    def next_pointer(self) -> Place:
        token = len(self.value) if isinstance(self.value, list) else escape_pointer(self.key or "")
        return f"{self.pointer}/{token}"


class _Building:
    """One value while it is built from events."""

    def __init__(self, events: Iterator[Any]) -> None:
        self._events = events
        self._open: list[_Open] = []
        self._oddities: list[Oddity] = []
        self._value: Any = None
        self._nodes = 0

    def first(self) -> Loaded:
        """The first document that is not empty; that others follow is odd."""
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent) and self._value is not None:
                self._note("several-documents", "", "holds more than one document")
                break
            self._take(event)
        return self.so_far()

    def so_far(self) -> Loaded:
        """The value as far as it is built."""
        return Loaded(self._value, tuple(self._oddities))

    def _take(self, event: Any) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._begin(event, {} if isinstance(event, yaml.MappingStartEvent) else [])
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._open.pop()
        elif isinstance(event, yaml.AliasEvent):
            message = f"refers to the anchor {str(event.anchor)[:40]!r}{_at(event)}"
            raise AliasError(f"{message}; aliases are not followed", self._pointer())

    def _pointer(self) -> Place:
        return self._open[-1].next_pointer if self._open else ""

    def _begin(self, event: Any, value: Any) -> None:
        self._check_tag(event)
        if len(self._open) >= limits.JSON_DEPTH:
            raise LimitExceededError(f"is nested more than {limits.JSON_DEPTH} levels deep")
        pointer = self._pointer()
        if self._open and self._open[-1].awaits_key:
            raise DecodingError(f"has a list or mapping for a name{_at(event)}", pointer)
        self._put(value)
        self._open.append(_Open(value, pointer))

    def _scalar(self, event: Any) -> None:
        self._check_tag(event)
        if self._open and self._open[-1].awaits_key:
            self._key(event.value)
            return
        # the style of a plain scalar is empty or None, by the parser that is installed
        plain = not event.style and event.tag not in _TEXT_TAGS
        self._put(_resolve(event.value) if plain else event.value)

    def _key(self, name: str) -> None:
        holder = self._open[-1]
        holder.key = name
        if name in holder.value:
            message = f"the name {name[:80]!r} stands twice in one mapping"
            self._note("duplicate-name", holder.next_pointer, message)

    def _put(self, value: Any) -> None:
        self._nodes += 1
        if self._nodes > 16 * limits.ELEMENTS:
            raise LimitExceededError(f"holds more than {16 * limits.ELEMENTS} values")
        if not self._open:
            self._value = value
            return
        holder = self._open[-1]
        if isinstance(holder.value, list):
            holder.value.append(value)
        else:
            holder.value[holder.key] = value
            holder.key = None

    def _check_tag(self, event: Any) -> None:
        if event.tag and event.tag != "!" and event.tag not in _PLAIN_TAGS:
            message = f"has the tag {event.tag[:80]!r}, which is not acted upon"
            self._note("tag", self._pointer(), message)

    def _note(self, name: str, pointer: Place, message: str) -> None:
        if len(self._oddities) < limits.LEDGER_ENTRIES:
            self._oddities.append(Oddity(name, pointer, message))


def _resolve(text: str) -> Any:
    """A plain scalar by the core schema (YAML 1.2.2, section 10.3.2)."""
    if text in _NULL:
        return None
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    return _number(text) if text[0] in _NUMBERS else text


def _number(text: str) -> Any:
    if _is_decimal(text):
        return int(text)
    if _is_octal(text):
        return int(text[2:], 8)
    if _is_hexadecimal(text):
        return int(text[2:], 16)
    return Decimal(text) if _is_float(text) else text

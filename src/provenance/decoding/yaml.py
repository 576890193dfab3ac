"""YAML as data: the values that JSON has, by the core schema of YAML 1.2, from events alone.

- `load(text)` for the whole value.
- `load(text, apart)` for large documents: of the lists that have these names at the top, each
  element is packed as soon as it ends, so that there is never more than one as Python values.

Nothing is constructed from a tag and no alias is followed: an alias would let a small text stand
for a huge value. Values are dictionaries with text keys, lists, text, whole numbers, `Decimal` for
other numbers (so that 1.10 stays 1.10), booleans and None. What a text says that this cannot hold
is told beside the value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final, NamedTuple

import yaml

from provenance import limits
from provenance.blobs import View
from provenance.decoding.pile import Pile
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
_LARGE: Final = 1 << 53
"""Whole numbers from here on are not the same in every JSON."""


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


def load(text: View, apart: Collection[str] = ()) -> Loaded:
    """The value of a YAML text in UTF-8; a `DecodingError` where it is none or breaks a bound.

    Of a text that breaks in the middle, the value is what stood before. A list that is a member of
    the outermost mapping with a name in `apart` is a `Pile`.
    """
    if len(text) > limits.MEMORY_BLOB:
        raise LimitExceededError(f"{len(text)} bytes; at most {limits.MEMORY_BLOB} are decoded")
    building = _Building(apart)
    try:
        return building.first(yaml.parse(_Source(text), Loader=_LOADER))
    except yaml.YAMLError as error:
        trouble = DecodingError(_explain(error))
    except UnicodeError:
        trouble = DecodingError("is not UTF-8")
    found = building.so_far()
    if not found.value:
        raise trouble
    return found._replace(trouble=trouble)


class _Source:
    """A text as a file that is read from its start: the parser copies one that it is given."""

    def __init__(self, text: View) -> None:
        self._text, self._at = text, 0

    def read(self, size: int = 1 << 14, /) -> bytes:
        """The next bytes, at most `size`."""
        start, self._at = self._at, self._at + size
        return bytes(self._text[start : self._at])


def _explain(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "is malformed"
    where = "" if mark is None else f" at line {mark.line + 1} column {mark.column + 1}"
    return f"is not YAML: {str(problem)[:200]}{where}"


def _at(event: Any) -> str:
    return f" at line {event.start_mark.line + 1}"


class _Open:
    """A mapping or list that has begun and not ended.

    `key` is what the next value of a mapping is for. `token` is that of the value which was begun
    last, in a pointer.
    """

    __slots__ = ("is_mapping", "key", "token", "value")

    def __init__(self, value: Any) -> None:
        self.value, self.is_mapping = value, isinstance(value, dict)
        self.key: str | None = None
        self.token: str | int = ""

    @property
    def next_token(self) -> str | int:
        return (self.key or "") if self.is_mapping else len(self.value)


class _Building:
    """One value while it is built from events."""

    def __init__(self, apart: Collection[str]) -> None:
        self._apart = apart
        self._open: list[_Open] = []
        self._oddities: list[Oddity] = []
        self._value: Any = None
        self._nodes = 0
        self._is_exact = True
        self._takers: Final[dict[type, Callable[[Any], None]]] = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: self._begin,
            yaml.SequenceStartEvent: self._begin,
            yaml.MappingEndEvent: self._end,
            yaml.SequenceEndEvent: self._end,
            yaml.AliasEvent: self._refuse_alias,
            yaml.DocumentStartEvent: _pass,
            yaml.DocumentEndEvent: _pass,
            yaml.StreamStartEvent: _pass,
            yaml.StreamEndEvent: _pass,
        }

    def first(self, events: Iterator[Any]) -> Loaded:
        """The first document that is not empty; that others follow is odd."""
        takers = self._takers
        for event in events:
            kind = type(event)
            if kind is yaml.DocumentStartEvent and self._value is not None:
                self._note("several-documents", "", "holds more than one document")
                break
            takers[kind](event)
        return self.so_far()

    def so_far(self) -> Loaded:
        """The value as far as it is built."""
        for holder, inside in pairwise(self._open):
            if isinstance(holder.value, Pile):
                holder.value.append(inside.value, is_exact=self._is_exact)
        self._open = []
        return Loaded(self._value, tuple(self._oddities))

    def _refuse_alias(self, event: Any) -> None:
        message = f"refers to the anchor {str(event.anchor)[:40]!r}{_at(event)}"
        raise AliasError(f"{message}; aliases are not followed", self._pointer())

    def _pointer(self) -> Place:
        if not self._open:
            return ""
        tokens = [*(holder.token for holder in self._open[:-1]), self._open[-1].next_token]
        return "".join(f"/{escape_pointer(str(token))}" for token in tokens)

    def _begin(self, event: Any) -> None:
        if event.tag:
            self._check_tag(event)
        if len(self._open) >= limits.JSON_DEPTH:
            raise LimitExceededError(f"is nested more than {limits.JSON_DEPTH} levels deep")
        holder = self._open[-1] if self._open else None
        if holder is not None and holder.is_mapping and holder.key is None:
            raise DecodingError(f"has a list or mapping for a name{_at(event)}", self._pointer())
        value = self._new(event, holder)
        if holder is not None:
            holder.token = holder.next_token
        self._put(value, ends=False)
        self._open.append(_Open(value))

    def _new(self, event: Any, holder: _Open | None) -> dict[str, Any] | list[Any] | Pile:
        if type(event) is yaml.MappingStartEvent:
            return {}
        name = holder.key if holder is not None and len(self._open) == 1 else None
        return Pile() if name is not None and name in self._apart else []

    def _end(self, event: Any) -> None:
        ended = self._open.pop()
        if self._open and isinstance(self._open[-1].value, Pile):
            self._open[-1].value.append(ended.value, is_exact=self._is_exact)
            self._is_exact = True

    def _scalar(self, event: Any) -> None:
        tag = event.tag
        if tag:
            self._check_tag(event)
        holder = self._open[-1] if self._open else None
        if holder is not None and holder.is_mapping and holder.key is None:
            self._key(holder, event.value)
            return
        # the style of a plain scalar is empty or None, by the parser that is installed
        plain = not event.style and tag not in _TEXT_TAGS
        self._put(self._resolve(event.value) if plain else event.value)

    def _resolve(self, text: str) -> Any:
        value = _resolve(text)
        if type(value) is Decimal or (type(value) is int and abs(value) >= _LARGE):
            self._is_exact = False  # JSON would not give it back
        return value

    def _key(self, holder: _Open, name: str) -> None:
        holder.key = name
        if name in holder.value:
            message = f"the name {name[:80]!r} stands twice in one mapping"
            self._note("duplicate-name", self._pointer(), message)

    def _put(self, value: Any, *, ends: bool = True) -> None:
        """Put a value where it belongs; in a pile, only one that has ended."""
        self._nodes += 1
        if self._nodes > 16 * limits.ELEMENTS:
            raise LimitExceededError(f"holds more than {16 * limits.ELEMENTS} values")
        if not self._open:
            self._value = value
            return
        holder = self._open[-1]
        if holder.is_mapping:
            holder.value[holder.key] = value
            holder.key = None
        elif type(holder.value) is list:
            holder.value.append(value)
        elif ends:
            holder.value.append(value, is_exact=self._is_exact)
            self._is_exact = True

    def _check_tag(self, event: Any) -> None:
        if event.tag != "!" and event.tag not in _PLAIN_TAGS:
            message = f"has the tag {event.tag[:80]!r}, which is not acted upon"
            self._note("tag", self._pointer(), message)

    def _note(self, name: str, pointer: Place, message: str) -> None:
        if len(self._oddities) < limits.LEDGER_ENTRIES:
            self._oddities.append(Oddity(name, pointer, message))


def _pass(event: Any) -> None:
    """Where documents and the stream begin and end says nothing about values."""


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

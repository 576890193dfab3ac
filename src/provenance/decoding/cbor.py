"""CBOR (RFC 8949) as plain values: bounded, and no tag is ever acted upon.

- Values are `dict`, `list`, `str`, `bytes`, `int`, `float`, `bool`, `None`, and `Tagged` for every
  tag whatsoever: the library behind this would compile expressions, parse mail and follow shared
  references for some of them.
- Items stand one behind the other (a CBOR sequence, RFC 8742), and each knows its bytes.
- A name that stands twice in one map is noted with the item; the last one counts.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final, NamedTuple

import cbor2

from provenance import limits
from provenance.decoding._cbor_outline import end_of_item
from provenance.errors import DecodingError, DuplicateKeyError, LimitExceededError

_INTERPRETED: Final = (
    *range(6), 25, *range(28, 31), *range(35, 38), 52, 54, 100,
    256, 258, 260, 261, 1004, 43000, 55799,
)  # fmt: skip
"""Tags for which the library makes something else of the value; a test tries all the others."""


_LONGEST_DIGEST: Final = 64
_CONTROLS: Final = dict.fromkeys(set(range(32)) - {9, 10, 13})


class Tagged(NamedTuple):
    """A value with its tag, which is a number and nothing more."""

    tag: int
    value: Any


class Item(NamedTuple):
    """One data item: bytes `start` to `end`; `doubled` where a map in it holds a name twice."""

    value: Any
    start: int
    end: int
    doubled: bool = False

    @property
    def place(self) -> str:
        """Where its bytes are."""
        return f"byte={self.start}-{self.end}"


def _keep(tag: int, value: Any, immutable: bool) -> Tagged:
    return Tagged(tag, value)


def _keep_other(tag: cbor2.CBORTag, immutable: bool) -> Tagged:
    return Tagged(tag.tag, _thawed(tag.value))


def _thawed(value: Any) -> Any:
    """Lists and maps as they are elsewhere: the library freezes them inside a tag."""
    if isinstance(value, Tagged):
        return value
    if isinstance(value, tuple | list):
        return [_thawed(inner) for inner in value]
    if isinstance(value, Mapping):
        return {key: _thawed(inner) for key, inner in value.items()}
    return value


_AS_THEY_ARE: Final[dict[int, Any]] = {tag: partial(_keep, tag) for tag in _INTERPRETED}


def first_item(data: bytes, start: int = 0) -> Item:
    """The item that begins at `start`; a `DecodingError` where there is no whole one."""
    if len(data) > limits.CBOR_BYTES:
        raise LimitExceededError(f"{len(data)} bytes; at most {limits.CBOR_BYTES} are decoded")
    end = end_of_item(data, start)
    text = data[start:end]
    try:
        return Item(_decode(text, start, strict=True), start, end)
    except DuplicateKeyError:
        return Item(_decode(text, start, strict=False), start, end, doubled=True)


def items(data: bytes, start: int = 0) -> Iterator[Item]:
    """All items from `start` on; a `DecodingError` at the byte where the next one does not hold.

    Zeros to the end are the padding of whatever holds the data, and end it.
    """
    content = len(data.rstrip(b"\0"))
    for _ in range(limits.CBOR_SEQUENCE):
        if start >= max(content, 1) or start >= len(data):
            return
        item = first_item(data, start)
        yield item
        start = item.end
    raise LimitExceededError(f"more than {limits.CBOR_SEQUENCE} items", f"byte={start}")


def decode(data: bytes) -> Any:
    """The one value that the bytes are; a `DecodingError` where they are not exactly one."""
    item = first_item(data)
    if item.doubled:
        raise DuplicateKeyError("a map holds a name twice")
    if item.end != len(data):
        raise DecodingError(f"{len(data) - item.end} bytes stand behind the value")
    return item.value


def _decode(data: bytes, start: int, *, strict: bool) -> Any:
    try:
        return cbor2.loads(
            data,
            tag_hook=_keep_other,
            semantic_decoders=_AS_THEY_ARE,
            max_depth=limits.CBOR_DEPTH + 1,
            allow_duplicate_keys=not strict,
        )
    except (cbor2.CBORError, ValueError, TypeError, OverflowError, RecursionError) as error:
        if strict and "Duplicate map key" in str(error):
            raise DuplicateKeyError("a map holds a name twice", f"byte={start}") from error
        raise DecodingError(f"is not CBOR: {str(error)[:120]}", f"byte={start}") from error


def opaque(value: Any) -> int:
    """Bytes of a value in strings that are neither digests, nor texts, nor CBOR themselves.

    Names, digests and tags of SBOMs are short; whoever hides a program finds no other place.
    """
    hidden, waiting = 0, [(value, 0)]
    while waiting:
        found, depth = waiting.pop()
        if isinstance(found, Tagged):
            waiting.append((found.value, depth))
        elif isinstance(found, Mapping):
            waiting += ((part, depth) for pair in found.items() for part in pair)
        elif isinstance(found, list | tuple):
            waiting += ((part, depth) for part in found)
        elif isinstance(found, bytes) and len(found) > _LONGEST_DIGEST:
            inside = _inside(found, depth)
            waiting += [] if inside is None else [(inside.value, depth + 1)]
            hidden += len(found) if inside is None else 0
        elif isinstance(found, str) and found.translate(_CONTROLS) != found:
            hidden += len(found)
    return hidden


def _inside(content: bytes, depth: int) -> Item | None:
    """The one item that some bytes are, `depth` times inside others; None where they are none."""
    if depth >= limits.NESTING:
        return None
    try:
        return Item(decode(content), 0, len(content))
    except DecodingError:
        return None


def plain(value: Any, names: Mapping[int, str] | None = None) -> Any:
    """A value as JSON has it, for people to read.

    Byte strings become `h'…'` in hexadecimal, tags an object of both parts; integer names of maps
    become those of `names`.
    """
    if isinstance(value, Tagged):
        return {"tag": value.tag, "value": plain(value.value, names)}
    if isinstance(value, bytes):
        return f"h'{value.hex()}'"
    if isinstance(value, Mapping):
        return {_name(key, names): plain(inner, names) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(inner, names) for inner in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if value is None or isinstance(value, str | int | float):
        return value
    return str(value)  # undefined, and simple values without a meaning


def _name(key: Any, names: Mapping[int, str] | None) -> str:
    if isinstance(key, str):
        return key
    if type(key) is int:
        return names.get(key, str(key)) if names else str(key)
    return str(plain(key, names))

r"""JSON as RFC 8259 has it, strictly: no doubled names, no NaN, bounded depth, by element.

Two ways in, for two kinds of document:

- `decode(text)` for what is signed or small: the whole value, or an error with a pointer.
- `split(text)` and `elements(raw)` for bills of materials: the parts of a large document as
  undecoded slices, each then given to `decode`. A large document is never decoded as a whole.

A duplicate name is found without a second parse: decoding drops the first of two members, so that
encoding the value again has fewer quotation marks than the text. An escaped quotation mark as
`\u0022` would hide that, and sends the text to the slow path, which also says where.
"""

from __future__ import annotations

import codecs
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

import msgspec

from provenance import limits
from provenance.blobs import View
from provenance.errors import DecodingError, DuplicateKeyError, LimitExceededError
from provenance.model.origin import escape_pointer

Raw = msgspec.Raw

_decode_any: Final = msgspec.json.Decoder().decode
_encode_any: Final = msgspec.json.Encoder().encode
_decode_members: Final = msgspec.json.Decoder(dict[str, Raw]).decode
_decode_list: Final = msgspec.json.Decoder(list[Raw]).decode
_QUOTE: Final = b'"'
_SHORTEST_MEMBER: Final = len(b'"":0,')
_BOMS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_PLAIN_STARTS: Final = (b'{"', b'[{"', b"{\n", b"[\n")
"""How nearly all texts begin, and none that is wide or has a mark."""


class Text(msgspec.Struct, frozen=True, gc=False):
    """JSON text in UTF-8, and the encoding that the bytes had where it was another one."""

    text: View
    encoding: str = "utf-8"


def normalize_encoding(view: View) -> Text:
    """UTF-8 without a byte order mark, as RFC 8259 section 8.1 wants it; says what it was."""
    head = bytes(view[:4])
    if head.startswith(_PLAIN_STARTS):
        return Text(view)
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return Text(_transcode(view, encoding), encoding)
    if len(head) == 4 and head.count(0) in (2, 3):
        wide = "utf-32" if head.count(0) == 3 else "utf-16"
        encoding = f"{wide}-{'be' if head[0] == 0 else 'le'}"
        return Text(_transcode(view, encoding), encoding)
    return Text(view)


def _transcode(view: View, encoding: str) -> bytes:
    if len(view) > limits.MEMORY_BLOB:
        raise LimitExceededError(f"{len(view)} bytes of {encoding}; only UTF-8 may be that large")
    try:
        return bytes(view).decode(encoding).encode()
    except UnicodeError as error:
        raise DecodingError(f"is not {encoding}, although its first bytes say so") from error


def decode(text: View | Raw) -> Any:
    """The value of a JSON text; a `DecodingError` says what is wrong and, by pointer, where."""
    raw = text if isinstance(text, bytes) else bytes(text)
    try:
        value = _decode_any(raw)
        if type(value) is str:
            return value
        encoded = _encode_any(value)
    except (msgspec.MsgspecError, UnicodeError) as error:
        raise DecodingError(explain(raw, error)) from error
    except RecursionError as error:
        raise LimitExceededError(f"nested more than {limits.JSON_DEPTH} levels deep") from error
    fewer = encoded != raw and encoded.count(_QUOTE) != raw.count(_QUOTE)
    if fewer or hides_quotes(raw):
        _refuse_duplicates(raw)
    return value


def hides_quotes(raw: bytes | bytearray) -> bool:
    r"""Whether quotation marks may be spelled as `\u0022`, so that counting them shows nothing."""
    return b"\\" in raw and b"\\u0022" in raw  # the first of them is the faster search by far


def split(text: View) -> dict[str, Raw]:
    """The members of a JSON object, undecoded; a `DecodingError` where it is none.

    Members of one name are refused here, those inside a member when it is decoded.
    """
    found = members(text)
    refuse_duplicate_members(text, found)
    return found


def members(raw: View | Raw) -> dict[str, Raw]:
    """The members of a JSON object, undecoded, the last of each name: enough to recognise it."""
    try:
        return _decode_members(raw)
    except (msgspec.MsgspecError, UnicodeError) as error:
        raise DecodingError(explain(raw, error)) from error
    except RecursionError as error:
        raise LimitExceededError(f"nested more than {limits.JSON_DEPTH} levels deep") from error


def decode_last(raw: View | Raw) -> Any:
    """The value with the last of each name, for a reader that has reported the others."""
    try:
        return _decode_any(raw)
    except (msgspec.MsgspecError, UnicodeError) as error:
        raise DecodingError(explain(raw, error)) from error
    except RecursionError as error:
        raise LimitExceededError(f"nested more than {limits.JSON_DEPTH} levels deep") from error


def elements(raw: View | Raw) -> list[Raw]:
    """The elements of a JSON array, undecoded; a `DecodingError` where it is none."""
    try:
        found = _decode_list(raw)
    except msgspec.MsgspecError as error:
        raise DecodingError("is not a list") from error
    if len(found) > limits.ELEMENTS:
        raise LimitExceededError(f"{len(found)} elements; at most {limits.ELEMENTS} are read")
    return found


def decode_lines(text: View) -> Iterator[tuple[int, bytes]]:
    """Number (from 1) and bytes of each line that is not blank: JSON lines, not yet decoded."""
    for number, line in enumerate(bytes(text).split(b"\n"), 1):
        if line.strip():
            yield number, line


def explain(text: View | Raw, error: Exception) -> str:
    """What a parser's error means, with line and column where the slow parser can tell."""
    if len(memoryview(text)) > limits.STRING_LENGTH:
        return str(error)
    try:
        json.loads(bytes(text), parse_constant=_refuse_constant)
    except json.JSONDecodeError as slow:
        return (
            f"is not JSON: {slow.msg.removesuffix(' at')} at line {slow.lineno} column {slow.colno}"
        )
    except UnicodeDecodeError as slow:
        return f"is not UTF-8 at byte {slow.start}"
    except RecursionError:
        return f"is nested more than {limits.JSON_DEPTH} levels deep"
    except ValueError as slow:
        return f"is not JSON: {slow}"
    return f"is not JSON: {error}"


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a JSON number")


class _Twice(dict[str, Any]):
    """An object in which names stand twice."""

    names: tuple[str, ...] = ()


def _mark_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    marked = _Twice(found)
    times = Counter(name for name, _ in pairs)
    marked.names = tuple(name for name in found if times[name] > 1)
    return marked


class Path(NamedTuple):
    """A pointer as a chain: spelled out only where it is shown, for names may be long."""

    outer: Path | None
    token: str

    def __str__(self) -> str:
        tokens, path = [], self
        while path.outer is not None:
            tokens.append(f"/{escape_pointer(path.token)}")
            path = path.outer
        return "".join(reversed(tokens))


def duplicates(text: View | Raw) -> list[tuple[str, str]]:
    """Pointer and name of each object member that stands twice, sorted by pointer.

    Raises `ValueError` or `RecursionError` where the text is no JSON after all.
    """
    value = json.loads(
        bytes(text),
        object_pairs_hook=_mark_duplicates,
        parse_int=len,  # numbers do not matter here, and some have too many digits for Python
        parse_float=len,
    )
    found: list[tuple[str, str]] = []
    pending: list[tuple[Path, Any]] = [(Path(None, ""), value)]
    shown = 0
    while pending:
        path, node = pending.pop()
        if isinstance(node, _Twice):
            pointer = str(path)
            shown += len(pointer) * len(node.names)
            if shown > limits.STRING_LENGTH:
                raise LimitExceededError("more names stand twice than can be listed")
            found.extend((f"{pointer}/{escape_pointer(name)}", name) for name in node.names)
        items: Iterable[tuple[str | int, Any]] = ()
        if isinstance(node, dict | list):
            items = node.items() if isinstance(node, dict) else enumerate(node)
        pending.extend(
            (Path(path, str(key)), part) for key, part in items if isinstance(part, dict | list)
        )
    return sorted(found)


def _duplicates_or_error(text: View) -> list[tuple[str, str]]:
    try:
        return duplicates(text)
    except (ValueError, RecursionError) as error:
        raise DecodingError(f"is not JSON: {error}") from error


def _refuse_duplicates(raw: bytes) -> None:
    for pointer, name in _duplicates_or_error(raw):
        raise DuplicateKeyError(f"the name {name!r} stands twice in one object", pointer)


def refuse_duplicate_members(text: View, found: dict[str, Raw]) -> None:
    """Raise where a member of the object `text` stands twice; `found` are its `members`.

    Quotation marks of the object are compared with those of its members: a dropped one is missing.
    A name that holds one itself may be spelled in two ways, which would hide that. Where the
    members leave no room for another one, nothing has to be counted.
    """
    if _room_left(text, found) < _SHORTEST_MEMBER:
        return
    parts = sum(map(_count_quotes, found.values()))
    plain = not any('"' in name for name in found)
    if plain and _count_quotes(text) == parts + 2 * len(found):
        return
    for pointer, name in _duplicates_or_error(text):
        if pointer.count("/") == 1:
            raise DuplicateKeyError(f"the name {name!r} stands twice in one object", pointer)


def _room_left(text: View, found: dict[str, Raw]) -> int:
    """Bytes of an object that are neither its members nor the braces, colons and commas of them."""
    names = sum(len(_encode_any(name)) for name in found)
    values = sum(memoryview(raw).nbytes for raw in found.values())
    marks = 2 + len(found) + max(0, len(found) - 1)
    return len(text) - names - values - marks


def _count_quotes(part: View | Raw) -> int:
    view = memoryview(part)
    step = limits.STRING_LENGTH
    if len(view) <= step:
        return bytes(view).count(_QUOTE)
    return sum(bytes(view[at : at + step]).count(_QUOTE) for at in range(0, len(view), step))

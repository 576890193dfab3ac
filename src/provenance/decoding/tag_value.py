"""Lines of a tag, a colon and a value, as SPDX 2 writes them (clause 4 and annex on its formats).

A line that begins with `#` is a comment. A value that begins with `<text>` goes to `</text>`, over
any number of lines. What a line lacks is a `Fault`, and the next line is read: nothing here raises,
but for a value that is too long to keep.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Final, NamedTuple

from provenance import limits
from provenance.blobs import View
from provenance.errors import LimitExceededError

Pair = tuple[int, str, str]
"""Number of the line, tag and value as written, without the marks around a text."""

_LINE: Final = re.compile(
    rb"([ \t\v\f]*)(?:([A-Za-z][A-Za-z0-9_.-]{0,63})([ \t]*):)?[ \t]*([^\r\n]*)(\r\n|[\r\n]|\Z)"
)
_CLOSE: Final = re.compile(rb"</text>([^\r\n]*)(?:\r\n|[\r\n]|\Z)")
_OPEN: Final = b"<text>"
_BREAK: Final = re.compile(rb"\r\n|[\r\n]")
_EXCERPT: Final = 80


class Fault(NamedTuple):
    """What is wrong with the writing of a line: an id for the ledger, in words, what was read."""

    line: int
    id: str
    detail: str
    read_as: str = ""
    whole: bool = True


class Faults:
    """Faults counted by kind, each with the first of its kind."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], tuple[Fault, int]] = {}

    def note(self, fault: Fault, kind: str = "") -> None:
        """Count a fault; those of one id may be told apart by a `kind`."""
        first, times = self._found.get((fault.id, kind), (fault, 0))
        self._found[fault.id, kind] = (first, times + 1)

    def counted(self) -> list[tuple[Fault, int]]:
        """The first of each kind and how many there are, in order of the lines."""
        return sorted(self._found.values())


class TagValues:
    """The pairs of one text; what is wrong on the way to each goes to `faults`.

    `tags` are those that the format knows: where a text is never closed, the first line that begins
    with one of them ends it.
    """

    def __init__(self, text: View, tags: frozenset[str], faults: Faults) -> None:
        self._text, self._tags, self._faults = text, tags, faults
        self._names: dict[bytes, str] = {}
        self._closing: int | None = -1
        self._position, self._line = 0, 1

    def pairs(self) -> Iterator[Pair]:
        """Every pair, in order of the lines."""
        text, match, end = self._text, _LINE.match, len(self._text)
        while self._position < end:
            found = match(text, self._position)
            if found is None:  # cannot be: every part of the expression may be empty
                return
            number = self._line
            self._position, self._line = found.end(), number + 1
            indent, tag, gap, value, _ = found.groups()
            if tag is None:
                self._note_bare(number, value)
                continue
            if indent or gap:
                self._note_spacing(number, tag)
            name = self._names.get(tag) or self._names.setdefault(tag, tag.decode())
            if value.startswith(_OPEN):
                yield number, name, self._marked(found.start(4) + len(_OPEN), number)
            else:
                yield number, name, self._decoded(value.rstrip(), number)

    def _note_bare(self, number: int, value: bytes) -> None:
        if value and not value.startswith(b"#") and not value.isspace():
            shown = excerpt(value.decode(errors="replace"))
            detail = f"{shown!r} is neither a tag with its value nor a comment"
            self._fault(number, "spdx/no-tag", detail, "nothing", whole=False)

    def _note_spacing(self, number: int, tag: bytes) -> None:
        detail = f"blanks stand before {tag.decode()} or between it and its colon"
        self._fault(number, "spdx/spacing", detail, "the tag without them")

    def _fault(
        self, number: int, name: str, detail: str, read_as: str, *, whole: bool = True
    ) -> None:
        self._faults.note(Fault(number, name, detail, read_as, whole))

    # -- values ----------------------------------------------------------------------------------

    def _decoded(self, value: bytes, number: int) -> str:
        if len(value) > limits.STRING_LENGTH:
            detail = f"a value of {len(value)} bytes; at most {limits.STRING_LENGTH} are kept"
            raise LimitExceededError(detail, f"line={number}")
        try:
            return value.decode()
        except UnicodeDecodeError:
            detail = "holds bytes that are no UTF-8"
            self._fault(number, "text/encoding", detail, "U+FFFD for each of them", whole=False)
            return value.decode(errors="replace")

    def _marked(self, start: int, number: int) -> str:
        """The text from `start` to its closing mark; the reading goes on behind it."""
        close = self._close_after(start)
        if close is None or self._opened_again.search(self._text, start, close):
            return self._unclosed(start, number)
        end = _CLOSE.match(self._text, close)
        if end is not None:
            self._position = end.end()
            if end[1].strip():
                detail = f"{excerpt(end[1].decode(errors='replace'))!r} stands behind </text>"
                self._fault(number, "spdx/text-mark", detail, "nothing", whole=False)
        return self._passed(start, close, number)

    def _close_after(self, start: int) -> int | None:
        """Where the next closing mark is; looked for once, however many texts are left open."""
        if self._closing is not None and self._closing < start:
            found = _CLOSE.search(self._text, start)
            self._closing = None if found is None else found.start()
        return self._closing

    def _unclosed(self, start: int, number: int) -> str:
        """A text without an end of its own goes to the next line that begins with a known tag."""
        tag = self._known_line.search(self._text, start)
        end = len(self._text) if tag is None else tag.start()
        self._position = end if tag is None else _after_break(self._text, end)
        read_as = "the end of the document" if tag is None else "the next line with a known tag"
        detail = "a text is opened by <text> and never closed"
        self._fault(number, "spdx/text-mark", detail, f"a text up to {read_as}", whole=False)
        return self._passed(start, end, number)

    def _passed(self, start: int, end: int, number: int) -> str:
        """The text from `start` to `end`; the lines up to the position are counted."""
        passed = bytes(self._text[start : self._position])
        self._line = number + passed.count(b"\n") + passed.count(b"\r") - passed.count(b"\r\n")
        value = bytes(self._text[start:end])
        if b"\r" in value:
            value = _BREAK.sub(b"\n", value)
        return self._decoded(value, number)

    @cached_property
    def _known_line(self) -> re.Pattern[bytes]:
        return re.compile(rb"[\r\n][ \t]*(?:" + self._alternatives + rb")[ \t]*:")

    @cached_property
    def _opened_again(self) -> re.Pattern[bytes]:
        return re.compile(rb"[\r\n][ \t]*(?:" + self._alternatives + rb")[ \t]*:[ \t]*<text>")

    @property
    def _alternatives(self) -> bytes:
        return "|".join(sorted(map(re.escape, self._tags))).encode()


def _after_break(text: View, position: int) -> int:
    """Behind the line break at a position."""
    found = _BREAK.match(text, position)
    return position if found is None else found.end()


def excerpt(text: str) -> str:
    """A text as far as a message shows it."""
    return text if len(text) <= _EXCERPT else f"{text[: _EXCERPT - 1]}…"

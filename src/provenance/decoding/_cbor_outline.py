"""How far a CBOR data item reaches: its heads are walked (RFC 8949, section 3), no value is made.

Whoever builds values believes what this has counted: the item is whole, not too deep, not too many
parts, and every key of a map is a number or a text. Keys of other kinds could be chosen so that all
of them fall into one place of a dictionary.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from provenance import limits
from provenance.errors import DecodingError, LimitExceededError

_UNSIGNED, _NEGATIVE, _BYTES, _TEXT, _LIST, _MAP, _TAG, _SIMPLE = range(8)
_KEYS: Final = frozenset({_UNSIGNED, _NEGATIVE, _BYTES, _TEXT})
_INDEFINITE: Final = 31
_BREAK: Final = 0xFF


class _Head(NamedTuple):
    """The initial bytes of a data item: `argument` is None for an indefinite length."""

    major: int
    argument: int | None
    end: int


class _Open(NamedTuple):
    """What is open around an item: `left` parts to come, from 0 downward where nobody says."""

    major: int
    left: int
    endless: bool

    @property
    def wants_key(self) -> bool:
        """Whether the next part is the key of a map."""
        return self.major == _MAP and self.left % 2 == 0


def end_of_item(data: bytes, start: int) -> int:
    """Where the item that begins at `start` ends; a `DecodingError` with the byte that is wrong."""
    return _Walk(data, start).end()


class _Walk:
    """One walk over the heads of one item."""

    def __init__(self, data: bytes, start: int) -> None:
        self._data, self._at = data, start
        self._open: list[_Open] = []

    def end(self) -> int:
        """Walk to the end of the item."""
        for _ in range(limits.CBOR_ITEMS):
            if self._step() and not self._open:
                return self._at
        raise LimitExceededError(f"more than {limits.CBOR_ITEMS} data items", self._place)

    @property
    def _place(self) -> str:
        return f"byte={self._at}"

    def _step(self) -> bool:
        """Walk one head; whether the item that is walked may have ended with it."""
        if self._data[self._at : self._at + 1] == b"\xff":
            return self._close()
        head = self._head()
        self._check(head)
        self._at = head.end
        if head.major in (_BYTES, _TEXT) and head.argument is not None:
            if head.argument > len(self._data) - self._at:
                raise DecodingError("ends in the middle of a text or of bytes", self._place)
            self._at += head.argument
        elif head.major in (_BYTES, _TEXT, _LIST, _MAP, _TAG) and self._opened(head):
            return False
        self._count()
        return True

    def _head(self) -> _Head:
        if self._at >= len(self._data):
            raise DecodingError("ends in the middle of a value", self._place)
        initial = self._data[self._at]
        major, low, at = initial >> 5, initial & 31, self._at + 1
        if low < 24:
            return _Head(major, low, at)
        if low < 28:
            end = at + (1 << (low - 24))
            if end > len(self._data):
                raise DecodingError("ends in the middle of a value", self._place)
            return _Head(major, int.from_bytes(self._data[at:end]), end)
        if low == _INDEFINITE and major in (_BYTES, _TEXT, _LIST, _MAP):
            return _Head(major, None, at)
        raise DecodingError(f"{initial:#04x} begins no CBOR item", self._place)

    def _check(self, head: _Head) -> None:
        around = self._open[-1] if self._open else None
        if around is None:
            return
        if around.major in (_BYTES, _TEXT) and (
            head.major != around.major or head.argument is None
        ):
            raise DecodingError("a text or bytes in parts hold something else", self._place)
        if around.wants_key and (head.major not in _KEYS or head.argument is None):
            raise DecodingError("a map has a key that is neither number nor text", self._place)

    def _opened(self, head: _Head) -> bool:
        """Open what the head announces; whether it has any parts."""
        left = {_TAG: 1, _MAP: 2 * (head.argument or 0)}.get(head.major, head.argument or 0)
        if head.argument is not None and left == 0:
            return False
        if left > len(self._data) - self._at:
            raise DecodingError(f"announces {left} parts and ends before them", self._place)
        if len(self._open) >= limits.CBOR_DEPTH:
            raise LimitExceededError(f"more than {limits.CBOR_DEPTH} levels deep", self._place)
        self._open.append(_Open(head.major, left, head.argument is None))
        return True

    def _close(self) -> bool:
        around = self._open[-1] if self._open else None
        if around is None or not around.endless or (around.major == _MAP and around.left % 2):
            raise DecodingError("a break stands where a value should", self._place)
        self._open.pop()
        self._at += 1
        self._count()
        return True

    def _count(self) -> None:
        """One part less to come for what is around, which may end it too."""
        while self._open:
            around = self._open.pop()
            left = around.left - 1
            if around.endless or left:
                self._open.append(around._replace(left=left))
                return

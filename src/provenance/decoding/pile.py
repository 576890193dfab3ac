"""A long list that is kept small: its values as packed JSON, some at a time.

A reader that must know the end of a document before it can read its beginning sets the elements
aside here. They take about a tenth of the room that the text took.
"""

from __future__ import annotations

import zlib
from collections import deque
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import msgspec

_TOGETHER: Final = 64
"""Values in one piece: enough that what they have in common is packed once."""
_QUICK: Final = 1
"""The lowest level of compression; the next one takes twice the time for a few bytes."""
_LARGE: Final = 1 << 20
"""Characters of JSON of which a piece has no more values."""
_encode: Final = msgspec.json.Encoder().encode
_decode: Final = msgspec.json.Decoder().decode


class Piece(NamedTuple):
    """Values that follow each other, and the number of the first of them."""

    first: int
    length: int
    text: bytes | None
    """The JSON of a list of them; None where JSON cannot say what they are."""
    kept: tuple[Any, ...] = ()

    def values(self) -> list[Any]:
        """The values themselves."""
        return list(self.kept) if self.text is None else _decode(self.text)


class Pile:
    """Values in the order in which they came; `pieces` hands them over, and they are gone."""

    def __init__(self) -> None:
        self._pieces: deque[tuple[int, bytes | Any]] = deque()
        self._open: list[bytes] = []
        self._size = self._count = 0

    def __len__(self) -> int:
        return self._count

    def append(self, value: Any, *, is_exact: bool = True) -> None:
        """Add a value of JSON types; one that is not `is_exact` holds what JSON cannot say."""
        self._count += 1
        text = _text_of(value) if is_exact else None
        if text is None:
            self._close()
            self._pieces.append((1, (value,)))
            return
        self._open.append(text)
        self._size += len(text)
        if len(self._open) == _TOGETHER or self._size > _LARGE:
            self._close()

    def _close(self) -> None:
        if self._open:
            text = b"[%b]" % b",".join(self._open)
            self._pieces.append((len(self._open), zlib.compress(text, _QUICK)))
            self._open, self._size = [], 0

    def pieces(self) -> Iterator[Piece]:
        """All values, in order; each piece is forgotten as it is handed over."""
        self._close()
        first = 0
        while self._pieces:
            count, packed = self._pieces.popleft()
            if isinstance(packed, bytes):
                yield Piece(first, count, zlib.decompress(packed))
            else:
                yield Piece(first, count, None, packed)
            first += count


def _text_of(value: Any) -> bytes | None:
    """The JSON of a value; None where it cannot be written."""
    try:
        return _encode(value)
    except (msgspec.MsgspecError, OverflowError, RecursionError, UnicodeError):
        return None

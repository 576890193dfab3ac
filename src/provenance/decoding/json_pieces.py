"""A long JSON array as several short ones, without a look at each element.

Programs write the elements of a list alike: the first brace of the first one, the name behind it
and what stands between them begin all of them, each behind a comma. A text that is cut at such a
comma and is an array by itself, as its decoding shows, was cut between two elements; any other was
not.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from provenance.decoding.json import Raw

_OPENING: Final = re.compile(rb'\[\s*(\{\s*"[^"\\]*")').match
_LONGEST_OPENING: Final = 1_024
_PIECE: Final = 1 << 17
_LONGEST_PIECE: Final = 1 << 22


class Piece(NamedTuple):
    """The text of an array that seems to be a part of another one, and where the next begins."""

    text: bytearray
    end: int


class Pieces:
    """Cuts the text of one JSON array."""

    def __init__(self, array: Raw) -> None:
        self._view = memoryview(array)
        found = _OPENING(bytes(self._view[:_LONGEST_OPENING]))
        self._beginning = b"" if found is None else found[1]
        self.end = len(self._view)

    @property
    def is_array(self) -> bool:
        """Whether it is an array at all."""
        return bytes(self._view[:1]) == b"["

    def piece(self, start: int) -> Piece | None:
        """What begins at 0 or where another piece ends; None where no end of it can be seen."""
        size = _PIECE
        while size <= _LONGEST_PIECE:
            text = bytearray(self._view[start : start + size])
            text[:1] = b"["
            if start + size >= self.end:
                return Piece(text, self.end)
            cut = self._comma_before(text.rfind(self._beginning), text)
            if self._beginning and cut > 0:
                text[cut:] = b"]"
                return Piece(text, start + cut)
            size *= 4
        return None

    def _comma_before(self, element: int, text: bytearray) -> int:
        """Where the comma in front of an element stands, or -1 where there is none."""
        comma = text.rfind(b",", 0, max(element, 0))
        return -1 if text[comma + 1 : element].strip() else comma

"""uSWID: SBOMs behind a header that can be found anywhere in a firmware image.

The header is 16 bytes of magic, its version, its own length and that of the payload, flags
(version 2), the compression (3) and the format (4); python-uswid is where it is described. All
numbers are little-endian.
"""

from __future__ import annotations

import struct
from collections.abc import Generator, Iterator
from typing import BinaryIO, Final, Literal, NamedTuple

MAGIC: Final = bytes.fromhex("53424f4dd6ba2eaca3e67a52aaee3baf")

_NUMBERS: Final = struct.Struct("<BHI")  # version, header length, payload length
_SHORTEST: Final = len(MAGIC) + _NUMBERS.size
_READ: Final = _SHORTEST + 3  # flags, compression and format follow
LONGEST: Final = 64
"""Bytes of a header that is believed; those of version 4 have 26."""
_VERSIONS: Final = range(1, 17)
_COMPRESSED: Final = 1
_CHUNK: Final = 1 << 20

Compression = Literal["none", "zlib", "lzma", "unknown"]
_COMPRESSIONS: Final[dict[int, Compression]] = {0: "none", 1: "zlib", 2: "lzma"}


class Header(NamedTuple):
    """A header at `start`: the payload is `payload` bytes from `start + size` on."""

    start: int
    version: int
    size: int
    payload: int
    compression: Compression = "none"
    format: int = 0

    @property
    def content(self) -> int:
        """Where the payload begins."""
        return self.start + self.size

    @property
    def end(self) -> int:
        """Where the payload should end."""
        return self.content + self.payload


def read_header(data: bytes, start: int = 0) -> Header | None:
    """The header that these bytes begin with, or None; `start` is where they stand."""
    if not data.startswith(MAGIC) or len(data) < _SHORTEST:
        return None
    version, size, payload = _NUMBERS.unpack_from(data, len(MAGIC))
    if version not in _VERSIONS or not _SHORTEST <= size <= LONGEST or not payload:
        return None
    flags, compression, form = (*data[_SHORTEST : min(size, _READ)], 0, 0, 0)[:3]
    if version < 3:
        compression = 1 if version == 2 and flags & _COMPRESSED else 0
    known = _COMPRESSIONS.get(compression, "unknown")
    return Header(start, version, size, payload, known, form if version >= 4 else 0)


def find_headers(stream: BinaryIO, size: int) -> Iterator[Header]:
    """Every header in a stream of `size` bytes, none inside the payload of another.

    The magic alone is none: programs that look for it hold it too.
    """
    end = 0
    for header in _all_headers(stream):
        if header.start >= end:
            yield header
            end = header.end if header.end <= size else end


def _all_headers(stream: BinaryIO) -> Iterator[Header]:
    at, data = 0, b""
    while more := stream.read(_CHUNK):
        data += more
        looked = yield from _headers_in(data, at, last=False)
        at, data = at + looked, data[looked:]
    yield from _headers_in(data, at, last=True)


def _headers_in(data: bytes, at: int, *, last: bool) -> Generator[Header, None, int]:
    """Headers in the bytes that stand at `at`; how many of these need not be looked at again."""
    start = 0
    while (start := data.find(MAGIC, start)) >= 0:
        if not last and len(data) - start < _READ:
            return start
        header = read_header(data[start : start + _READ], at + start)
        if header is not None:
            yield header
        start += len(MAGIC)
    return max(len(data) - len(MAGIC) + 1, 0)

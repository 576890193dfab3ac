"""Members of an archive that had to be decoded: held where they fit, else decoded again."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from functools import cached_property
from typing import BinaryIO, Final, Protocol

from provenance import limits
from provenance.blobs import Blob, MemoryBlob
from provenance.errors import DecodingError, LimitExceededError
from provenance.model.digest import Digest

_CHUNK: Final = 1 << 20
_HEAD: Final = 4_096
_TEXT: Final = bytes([9, 10, 12, 13, *range(32, 256)])


class Readable(Protocol):
    """What members are read from."""

    def read(self, size: int, /) -> bytes:
        """The next bytes, fewer only at the end."""


class Holder:
    """Decides which members of one archive stay in memory."""

    def __init__(self) -> None:
        self._held = 0

    def member(
        self, name: str, stream: Readable, size: int, again: Callable[[], BinaryIO]
    ) -> tuple[Blob, int]:
        """A member from its bytes, which are read to their end, and how many there were.

        `again` opens them once more. Binary members may use half of what documents may use, so that
        a large image in front does not push out the evidence behind it.
        """
        head = stream.read(min(_HEAD, size))
        text = not head.translate(None, _TEXT)
        room = limits.HELD_MEMBERS // (1 if text else 2) - self._held
        if size <= min(limits.HELD_MEMBER, room):
            content = head + stream.read(size - len(head))
            self._held += len(content)
            return MemoryBlob(name, content), len(content)
        digest, count = hashlib.sha256(head), len(head)
        while part := stream.read(min(_CHUNK, size - count)):
            digest.update(part)
            count += len(part)
        return _DecodedAgain(name, again, size, head, digest.hexdigest()), count


class _DecodedAgain(Blob):
    """A member that was too big to hold; its head and digest are known from the first pass."""

    def __init__(
        self, name: str, again: Callable[[], BinaryIO], size: int, head: bytes, sha256: str
    ) -> None:
        super().__init__(name)
        self._again, self._size, self._head, self._sha256 = again, size, head, sha256

    @cached_property
    def size(self) -> int:
        return self._size

    def open(self) -> BinaryIO:
        return self._again()

    def head(self, size: int) -> bytes:
        return self._head[:size] if size <= _HEAD else super().head(size)

    def view(self) -> bytes:
        if self._size > limits.MEMORY_BLOB:
            raise LimitExceededError(
                f"{self._size} bytes inside an archive; at most {limits.MEMORY_BLOB} are held: "
                "unpack it and audit the directory"
            )
        with self.open() as stream:
            return stream.read()

    @cached_property
    def digest(self) -> Digest:
        return Digest("sha256", self._sha256, "file")


class Cursor:
    """Spans of a stream that can only be read forward: going back means decoding from the start.

    Members are mostly asked for in the order of the archive, so one more pass serves them all.
    """

    def __init__(self, base: Blob) -> None:
        self._base = base
        self._stream: BinaryIO | None = None
        self._at = self._repeated = 0

    def span(self, start: int, size: int) -> BinaryIO:
        """A stream over some bytes; only the one that was opened last can be read."""
        return io.BufferedReader(_Part(self, start, size), 1 << 16)

    def read(self, start: int, size: int) -> bytes:
        """Bytes at a place."""
        if self._stream is None or self._at > start:
            if self._stream is not None:
                self._stream.close()
            self._stream, self._at = self._base.open(), 0
        while self._at < start:
            self._take(min(_CHUNK, start - self._at))
        return self._take(size)

    def _take(self, size: int) -> bytes:
        assert self._stream is not None
        data = self._stream.read(size)
        self._at += len(data)
        self._repeated += len(data)
        if self._repeated > limits.REPEATED_BYTES:
            raise LimitExceededError(
                f"{self._repeated} bytes of the archive were decoded again; "
                "unpack it and audit the directory"
            )
        if size and not data:
            raise DecodingError("ends earlier than when it was read first")
        return data


class _Part(io.RawIOBase):
    """A span of a cursor."""

    def __init__(self, cursor: Cursor, start: int, size: int) -> None:
        self._cursor, self._at, self._end = cursor, start, start + size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        size = min(len(buffer), self._end - self._at)
        data = self._cursor.read(self._at, size) if size else b""
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)

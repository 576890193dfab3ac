"""Bytes with an address, before anybody knows what they are.

A blob is opened again for each use instead of being held open. It is the bytes themselves or a
stated decoding of them (a span, a decompression, base64), never a re-encoding: what was signed is
what is read.
"""

from __future__ import annotations

import hashlib
import io
import mmap
import os
from pathlib import Path
from typing import BinaryIO, Final, cast

from provenance import limits
from provenance.errors import LimitExceededError, UnreadableError
from provenance.lazy import lazy
from provenance.model.digest import Digest

_CHUNK: Final = 1 << 20
_MAPPED_ABOVE: Final = 1 << 20

View = bytes | mmap.mmap | memoryview


class Blob:
    """Bytes at an address: the path in the delivery, with `!` before each step inward.

    `size_is_cheap` is false where finding the size means decoding all of it: look at `head` first.
    """

    size_is_cheap = True

    def __init__(self, address: str) -> None:
        self.address = address

    def open(self) -> BinaryIO:
        """A new stream over the bytes, from their start."""
        return io.BytesIO(self.view())

    def view(self) -> View:
        """All bytes at once, mapped where they lie in a file, and bounded by `limits`."""
        raise TypeError(f"{type(self).__name__} has no bytes of its own")

    @lazy
    def size(self) -> int:
        """Number of bytes."""
        return len(self.view())

    @lazy
    def digest(self) -> Digest:
        """SHA-256 of the bytes, with scope `file`."""
        return Digest("sha256", self.hash("sha256"), "file")

    def hash(self, algorithm: str) -> str:
        """Another digest of the bytes, in hexadecimal; `algorithm` as hashlib spells it."""
        with self.open() as stream:
            return hashlib.file_digest(cast(io.BufferedReader, stream), algorithm).hexdigest()

    def head(self, size: int) -> bytes:
        """The first bytes, at most `size`."""
        with self.open() as stream:
            return stream.read(size)


class MemoryBlob(Blob):
    """Bytes that were decoded from another blob, and are small."""

    def __init__(self, address: str, content: bytes) -> None:
        super().__init__(address)
        self._content = content

    @property
    def size(self) -> int:
        """Number of bytes."""
        return len(self._content)

    def view(self) -> View:
        """All bytes at once."""
        return self._content

    def hash(self, algorithm: str) -> str:
        """Another digest of the bytes, in hexadecimal."""
        if algorithm == "sha256":
            return hashlib.sha256(self._content).hexdigest()  # without looking for its name
        return hashlib.new(algorithm, self._content).hexdigest()


class FileBlob(Blob):
    """A regular file on disk, which must not change while it is read.

    It is opened more than once, so that whoever can write to it could show each reader other bytes:
    every opening finds the file that was there first, or raises `UnreadableError`. `seen` is what
    it was when its folder was listed.
    """

    def __init__(self, address: str, path: Path, seen: os.stat_result | None = None) -> None:
        super().__init__(address)
        self._path = path
        if seen is not None:
            self._state = _state(seen)

    def open(self) -> BinaryIO:
        """A new stream over the bytes, from their start."""
        expected = self._state
        try:
            stream = open(self._path, "rb", opener=_open_without_waiting)  # noqa: SIM115
        except OSError as error:
            raise UnreadableError(f"{self.address}: cannot be opened: {error.strerror}") from error
        if _state(os.fstat(stream.fileno())) != expected:
            stream.close()
            raise UnreadableError(
                f"{self.address}: changed while it was read; give a copy that nobody writes to"
            )
        return stream

    def view(self) -> View:
        """All bytes at once."""
        if self.size > limits.DOCUMENT_BYTES:
            raise LimitExceededError(f"{self.size} bytes; at most {limits.DOCUMENT_BYTES} are read")
        with self.open() as stream:
            if self.size <= _MAPPED_ABOVE:
                return stream.read()
            return mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)

    @lazy
    def _state(self) -> tuple[int, ...]:
        try:
            return _state(self._path.stat())
        except OSError as error:
            raise UnreadableError(f"{self.address}: cannot be read: {error.strerror}") from error

    @property
    def size(self) -> int:
        """Number of bytes."""
        return self._state[0]


def _state(seen: os.stat_result) -> tuple[int, ...]:
    """What does not stay when a file changes or another takes its place."""
    return seen.st_size, seen.st_mtime_ns, seen.st_ino, seen.st_dev


def _open_without_waiting(path: str, flags: int) -> int:
    """A pipe that took the place of a file would wait for a writer for ever."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


class SpanBlob(Blob):
    """Bytes `start` to `start + size` of another blob: a member of a plain archive, a line."""

    def __init__(self, address: str, base: Blob, start: int, size: int) -> None:
        super().__init__(address)
        self._base, self._start, self._size = base, start, size

    @lazy
    def size(self) -> int:
        """Number of bytes."""
        return self._size

    def open(self) -> BinaryIO:
        """A new stream over the bytes, from their start."""
        return io.BufferedReader(_Bounded(self._base.open(), self._start, self._size))

    def view(self) -> View:
        """All bytes at once."""
        if self._size > limits.DOCUMENT_BYTES:
            raise LimitExceededError(
                f"{self._size} bytes; at most {limits.DOCUMENT_BYTES} are read"
            )
        with self.open() as stream:
            return stream.read()


class _Bounded(io.RawIOBase):
    """Bytes `start` to `start + size` of a stream, which it closes with itself."""

    def __init__(self, stream: BinaryIO, start: int, size: int) -> None:
        self._stream, self._start, self._size = stream, start, size
        self._at = 0
        stream.seek(start)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(base + offset, 0)
        self._stream.seek(self._start + self._at)
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        left = max(self._size - self._at, 0)
        data = self._stream.read(min(len(buffer), left, _CHUNK))
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)

    def close(self) -> None:
        self._stream.close()
        super().close()

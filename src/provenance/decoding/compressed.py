"""Bytes that come out of a compressed blob: decoded on demand, streamed, counted against limits.

Nothing is decoded before it is asked for: `head` decodes a few kilobytes, `size` and `digest`
stream, `view` holds the bytes where they are few enough. A fault is remembered and found once.
"""

from __future__ import annotations

import io
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import BinaryIO, Final, NamedTuple, NoReturn, Protocol

from provenance import limits
from provenance.blobs import Blob
from provenance.errors import DecodingError, LimitExceededError
from provenance.model.document import Defect
from provenance.model.origin import Place

_CHUNK: Final = 1 << 16
_STEP: Final = 1 << 20  # decoded at once, so that bounds are looked at often enough
_START: Final = 512  # bytes of a member that say what it holds beside its content
_SLACK: Final = 1 << 14  # of headers, checks and padding, beside an eighth of the content


class Decoder(Protocol):
    """One member of a compressed stream, as the standard library's decompressors decode it."""

    @property
    def eof(self) -> bool:
        """Whether the member has ended."""

    @property
    def unused_data(self) -> bytes:
        """Bytes behind the end that were given and not used."""

    @property
    def needs_input(self) -> bool:
        """Whether nothing more comes out without more bytes."""

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """Give bytes, and take at most `max_length` decoded ones."""


def nothing_beside(start: bytes) -> str:
    """What a format holds that has no room for anything but content."""
    return ""


class Codec(NamedTuple):
    """How a format is decoded. `magics` start a further member; zeros behind one are padding.

    `beside` says what a member holds that does not become content, by its first bytes, or nothing.
    `closing` is an empty member that some programs put last.
    """

    name: str
    new: Callable[[], Decoder]
    faults: tuple[type[Exception], ...]
    magics: tuple[bytes, ...] = ()
    padded: bool = False
    beside: Callable[[bytes], str] = nothing_beside
    closing: bytes | None = None


class CompressedBlob(Blob):
    """What a compressed blob holds. `expected` is the size that a container declares for it."""

    size_is_cheap = False

    def __init__(self, address: str, base: Blob, codec: Codec, expected: int | None = None) -> None:
        super().__init__(address)
        self._base, self._codec, self._expected = base, codec, expected
        self._fault: DecodingError | None = None
        self._trailing: int | None = None
        self._unread: tuple[str, ...] = ()

    def open(self) -> BinaryIO:
        """A new stream that decodes as it is read; a `DecodingError` where it cannot go on."""
        if self._fault is not None:
            raise self._fault
        return io.BufferedReader(_Decoding(self._base.open(), self._codec, self), _CHUNK)

    def head(self, size: int) -> bytes:
        """The first bytes, at most `size`; no more than these are decoded."""
        if self._fault is not None:
            raise self._fault
        with _Decoding(self._base.open(), self._codec, self) as stream:
            return stream.take(size)

    @cached_property
    def _content(self) -> bytes:
        """All bytes, for documents; an image is streamed instead."""
        with self.open() as stream:
            found = stream.read(limits.MEMORY_BLOB + 1)
        if len(found) > limits.MEMORY_BLOB:
            self._fail(LimitExceededError(f"more than {limits.MEMORY_BLOB} bytes after decoding"))
        return found

    def view(self) -> bytes:
        """All bytes, kept from then on; bounded by `limits.MEMORY_BLOB`."""
        return self._content

    @cached_property
    def size(self) -> int:
        """Number of decoded bytes, which costs decoding them."""
        if "_content" in self.__dict__:
            return len(self._content)
        with self.open() as stream:
            return sum(len(part) for part in iter(lambda: stream.read(_CHUNK), b""))

    def faults(self) -> Iterator[tuple[Place, Defect]]:
        """What stands behind and beside the compressed data, which no reader ever sees.

        Decodes to the end where that was not done.
        """
        if self._trailing is None:
            _ = self.size
        if self._trailing:
            detail = f"{self._trailing} bytes stand behind the {self._codec.name} data"
            yield "", Defect("archive/trailing-data", "", detail, read_as="nothing", whole=False)
        for detail in self._unread:
            yield "", Defect("archive/unread-data", "", detail, read_as="nothing", whole=False)

    def ended(self, produced: int, trailing: int, unread: tuple[str, ...]) -> None:
        """Note where the data ended; a `DecodingError` where a container declared another size."""
        self._trailing, self._unread = trailing, unread
        if self._expected not in (None, produced):
            self._fail(DecodingError(f"holds {produced} bytes, declared are {self._expected}"))

    def check(self, produced: int, consumed: int) -> None:
        """Refuse what grows beyond its bounds."""
        bound = limits.ARCHIVE_BYTES if self._expected is None else self._expected
        if produced > bound:
            self._fail(LimitExceededError(f"more than {bound} bytes after decoding"))
        if produced > limits.RATIO_FLOOR and produced > consumed * limits.COMPRESSION_RATIO:
            self._fail(
                LimitExceededError(
                    f"{consumed} bytes of {self._codec.name} data become more than {produced}; "
                    f"at most {limits.COMPRESSION_RATIO} times as many are decoded"
                )
            )

    def broken(self, produced: int, error: Exception | None) -> NoReturn:
        """Refuse data that ends early or is not what its format says."""
        why = "ends too early" if error is None else f"is broken: {error}"
        self._fail(DecodingError(f"{self._codec.name} data {why}, after {produced} decoded bytes"))

    def _fail(self, error: DecodingError) -> NoReturn:
        self._fault = error
        raise error


class _Decoding(io.RawIOBase):
    """One pass over compressed bytes, member after member."""

    def __init__(self, source: BinaryIO, codec: Codec, blob: CompressedBlob) -> None:
        self._source, self._codec, self._blob = source, codec, blob
        self._decoder = codec.new()
        self._produced = self._consumed = 0
        self._left = b""
        self._ended = False
        self._members = _Members(codec)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._next(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def take(self, size: int) -> bytes:
        """The next bytes, fewer only where the data ends."""
        parts, left = [], size
        while left and (part := self._next(left)):
            parts.append(part)
            left -= len(part)
        return b"".join(parts)

    def close(self) -> None:
        self._source.close()
        super().close()

    def _next(self, size: int) -> bytes:
        while not self._ended:
            if self._decoder.eof:
                self._members.end(self._produced)
                self._go_on(self._decoder.unused_data)
                continue
            given = self._feed() if self._decoder.needs_input else b""
            data = self._decode(given, min(size, _STEP))
            if data:
                self._produced += len(data)
                self._blob.check(self._produced, self._consumed)
                return data
        return b""

    def _read(self) -> bytes:
        data = self._source.read(_CHUNK)
        self._consumed += len(data)
        return data

    def _feed(self) -> bytes:
        data, self._left = self._left or self._read(), b""
        if not data:
            self._blob.broken(self._produced, None)
        self._members.feed(data, self._produced)
        return data

    def _decode(self, data: bytes, size: int) -> bytes:
        try:
            return self._decoder.decompress(data, size)
        except self._codec.faults as error:
            self._blob.broken(self._produced, error)

    def _go_on(self, left: bytes) -> None:
        """A further member, padding, or the end: what is neither is counted and not decoded."""
        wanted = _START if self._codec.magics else 1
        while True:
            left = left.lstrip(b"\0") if self._codec.padded else left
            more = b"" if len(left) >= wanted else self._read()
            if not more:
                break
            left += more
        if left.startswith(self._codec.magics):
            self._decoder, self._left = self._codec.new(), left
            return
        self._ended = True
        trailing = len(left)
        while more := self._read():
            trailing += len(more)
        unread = self._members.unread(self._produced, self._consumed - trailing)
        self._blob.ended(self._produced, trailing, unread)


class _Members:
    """What the members of one stream hold that does not become content."""

    def __init__(self, codec: Codec) -> None:
        self._codec = codec
        self._begun = self._closes = False
        self._start = self._count = self._empty = 0
        self._beside: Counter[str] = Counter()

    def feed(self, data: bytes, produced: int) -> None:
        """Look at the first bytes of a member; those that follow are its decoder's."""
        if self._begun:
            return
        self._begun, self._start = True, produced
        what = self._codec.beside(data[:_START])
        self._closes = data == self._codec.closing
        if what:
            self._beside[what] += 1

    def end(self, produced: int) -> None:
        """Count a member, and whether it held anything."""
        self._begun = False
        self._count += 1
        self._empty += produced == self._start and not self._closes

    def unread(self, produced: int, consumed: int) -> tuple[str, ...]:
        """Sentences about what nobody reads."""
        name = self._codec.name
        found = [
            f"{count} of {self._count} members of the {name} data hold {what}, which is not read"
            for what, count in sorted(self._beside.items())
        ]
        if self._empty and self._count > 1:
            found.append(f"{self._empty} of {self._count} members of the {name} data hold nothing")
        if consumed > produced + produced // 8 + _SLACK:
            found.append(f"{consumed} bytes of {name} data become no more than {produced}")
        return tuple(found)


class Inflate:
    """zlib's decompressor with the manners of the others; `wbits` as in the zlib module."""

    def __init__(self, wbits: int) -> None:
        self._zlib = zlib.decompressobj(wbits)
        self._full = False

    @property
    def eof(self) -> bool:
        """Whether the member has ended."""
        return self._zlib.eof

    @property
    def unused_data(self) -> bytes:
        """Bytes behind the end that were given and not used."""
        return self._zlib.unused_data

    @property
    def needs_input(self) -> bool:
        """Whether nothing more comes out without more bytes; full output may have left some."""
        return not self._full and not self._zlib.unconsumed_tail

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """Give bytes, and take at most `max_length` decoded ones."""
        found = self._zlib.decompress(self._zlib.unconsumed_tail + data, max_length)
        self._full = len(found) == max_length
        return found

"""tar, plain or behind a compression: every regular file is a blob, the rest is said.

A plain archive is not copied: its members are spans of it. A compressed one is decoded once; what
does not fit in memory is decoded again when it is asked for. Nothing is written anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, BinaryIO, Final, NamedTuple

from provenance import limits
from provenance.blobs import Blob, SpanBlob
from provenance.decoding.folder import NameGuard, printable
from provenance.decoding.sketch import Sketch
from provenance.errors import DecodingError, LimitExceededError
from provenance.model.document import Defect
from provenance.model.origin import Place
from provenance.readers.archive import _tar_headers as headers
from provenance.readers.archive._members import Cursor, Holder
from provenance.readers.archive._names import entry_name

FORMAT: Final = "tar"
ROLE: Final = "archive"

_CHUNK: Final = 1 << 20
_LONG: Final = (headers.LONG_NAME, headers.LONG_LINK)


def recognise(sketch: Sketch) -> bool:
    """Whether the blob starts with a tar header."""
    return headers.looks_like_header(sketch.head[: headers.BLOCK])


def read(sketch: Sketch) -> Iterator[tuple[Place, Any]]:
    """Name and bytes of every regular file; entries that are never opened are noted by name."""
    with sketch.blob.open() as stream:
        yield from _Walk(sketch.blob, stream).entries()


class _Entry(NamedTuple):
    """An entry with what extended headers said about it; `at` is where its content starts."""

    name: bytes
    header: headers.Header
    size: int
    at: int
    sparse: bool
    contradicted: bool

    @property
    def directory(self) -> bool:
        """Whether it only says that a directory exists; a final slash says so too."""
        return self.header.directory or (self.header.regular and self.name.endswith(b"/"))

    @property
    def special(self) -> str:
        """What it is where it is no plain file, or empty."""
        if self.directory:
            return "a directory with content"
        return "a sparse file" if self.sparse else self.header.special


class _Walk:
    """One pass over an archive from its start to its end."""

    def __init__(self, blob: Blob, stream: BinaryIO) -> None:
        self._blob, self._stream = blob, stream
        self._at = self._count = self._total = self._filled = 0
        self._ended = False
        self._names, self._holder, self._cursor = NameGuard(), Holder(), Cursor(blob)

    def entries(self) -> Iterator[tuple[Place, Any]]:
        """Every entry in the order of the archive, then what stands behind its end."""
        while (entry := self._next_entry()) is not None:
            self._count_entry(entry)
            name = entry_name(entry.name)
            item = self._item(entry, name)
            self._skip(entry.at + entry.size - self._at, _padded(entry.size) - entry.size)
            if item is not None:
                yield printable(name), item
        yield from self._rest()

    # -- headers ---------------------------------------------------------------------------------

    def _next_entry(self) -> _Entry | None:
        """The next entry, with the extended headers before it; None at the end of the archive."""
        records: dict[str, bytes] = {}
        long_name: bytes | None = None
        pending = 0
        while (header := self._next_header(begun=bool(pending))) is not None:
            if header.kind not in (*headers.EXTENDED, *_LONG, headers.GLOBAL):
                return self._entry(header, records, long_name)
            start = self._at
            data = self._extension(header)
            if header.kind == headers.GLOBAL:
                _refuse_global(headers.parse_records(data, start), start)
                continue
            pending += 1
            if pending > 4:
                raise DecodingError("has extended headers without an entry", _place(start))
            if header.kind == headers.LONG_NAME:
                long_name = data.partition(b"\0")[0]
            elif header.kind in headers.EXTENDED:
                records = {**records, **headers.parse_records(data, start)}
        return None

    def _next_header(self, *, begun: bool) -> headers.Header | None:
        start = self._at
        block = self._take(headers.BLOCK)
        if not begun and headers.is_end(block):
            self._ended = True
            return None
        if not begun and not block:
            return None
        if len(block) < headers.BLOCK:
            raise DecodingError("the archive ends inside a header", _place(start))
        return headers.parse_header(block, start)

    def _extension(self, header: headers.Header) -> bytes:
        headers.check_extended(header, self._at)
        data = self._take(_padded(header.size))
        if len(data) < _padded(header.size):
            raise DecodingError("the archive ends inside an extended header", _place(self._at))
        return data[: header.size]

    def _entry(
        self, header: headers.Header, records: dict[str, bytes], long_name: bytes | None
    ) -> _Entry:
        size = headers.record_size(records, self._at)
        name = records.get("path", header.name if long_name is None else long_name)
        sparse = any(key.startswith("GNU.sparse.") for key in records)
        contradicted = size is not None and header.size not in (0, size)
        size = header.size if size is None else size
        if size and header.hollow:
            raise DecodingError(f"an entry without content has {size} bytes", _place(self._at))
        return _Entry(name, header, size, self._at, sparse, contradicted)

    # -- entries ---------------------------------------------------------------------------------

    def _count_entry(self, entry: _Entry) -> None:
        self._count += 1
        self._total += entry.size
        if self._count > limits.ARCHIVE_MEMBERS:
            raise LimitExceededError(f"more than {limits.ARCHIVE_MEMBERS} entries")
        if self._total > limits.ARCHIVE_BYTES:
            raise LimitExceededError(f"entries of more than {limits.ARCHIVE_BYTES} bytes together")

    def _item(self, entry: _Entry, name: str) -> Blob | Defect | None:
        """The bytes of a file, what is wrong with an entry, or None for a directory."""
        if entry.directory and not entry.size:
            return self._names.check_folder(name) if name else None
        fault = self._names.check(name)
        if fault is not None:
            return fault
        place = printable(name)
        special = entry.special
        if special:
            detail = f"is {special} and was not opened"
            return Defect("delivery/special-entry", place, detail, whole=False)
        if entry.contradicted:
            detail = (
                f"is {entry.header.size} bytes long by its header, {entry.size} by the one before"
            )
            return Defect("archive/contradicting-size", place, detail, whole=False)
        if entry.size > limits.MEMBER_BYTES:
            detail = f"holds {entry.size} bytes; at most {limits.MEMBER_BYTES} are read"
            return Defect("archive/limit", place, detail, whole=False)
        return self._file(entry, name)

    def _file(self, entry: _Entry, name: str) -> Blob:
        if self._blob.size_is_cheap:
            return SpanBlob(name, self._blob, entry.at, entry.size)
        again = partial(self._cursor.span, entry.at, entry.size)
        blob, count = self._holder.member(name, self._stream, entry.size, again)
        self._at += count
        return blob

    # -- bytes -----------------------------------------------------------------------------------

    def _take(self, size: int) -> bytes:
        data = self._stream.read(size)
        self._at += len(data)
        return data

    def _skip(self, size: int, filling: int) -> None:
        """Go forward, over content and then what fills up its last block, which is zeros.

        Where the archive ends before that, it was cut off.
        """
        end = self._at + size
        if self._blob.size_is_cheap and self._stream.seekable():
            self._at = min(end, self._blob.size)
            self._stream.seek(self._at)
        while self._at < end and self._take(min(_CHUNK, end - self._at)):
            continue
        data = self._take(filling)
        self._filled += len(data) - data.count(0)
        early = end + filling - self._at
        if early:
            raise DecodingError(f"the archive ends {early} bytes early", _place(self._at))

    def _rest(self) -> Iterator[tuple[Place, Any]]:
        """Whether anything but zeros stands behind the end; blocks are filled up with zeros."""
        start, found = self._at, False
        if self._filled:
            detail = f"{self._filled} bytes between entries are not zero and belong to none"
            yield "", Defect("archive/unclaimed-bytes", "", detail, whole=False)
        if not self._ended:
            detail = "the archive has no end mark: it may have been cut off between two entries"
            yield "", Defect("archive/no-end", _place(start), detail, whole=False)
        while data := self._take(_CHUNK):
            found = found or data.count(0) < len(data)
        if found:
            place = f"byte={start}-{self._at}"
            detail = f"{self._at - start} bytes behind the end of the archive are not all zero"
            yield "", Defect("archive/trailing-data", place, detail, whole=False)


def _padded(size: int) -> int:
    return -(-size // headers.BLOCK) * headers.BLOCK


def _place(at: int) -> Place:
    return f"byte={at}-{at}"


def _refuse_global(records: dict[str, bytes], at: int) -> None:
    """A global header with a name or size for every entry is read differently by every program."""
    for name in records:
        if name in ("path", "size", "linkpath") or name.startswith("GNU.sparse."):
            raise DecodingError(f"a global pax header gives every entry the {name}", _place(at))

"""ZIP (APPNOTE 6.3): stored and deflated entries, with what its two sets of headers agree on.

Every entry is read once, against its declared size and CRC, before anything else sees it. A stored
one is a span of the archive, a deflated one is held or inflated again. Nothing is written anywhere.
"""

from __future__ import annotations

import stat
import zlib
from collections.abc import Iterator
from functools import partial
from typing import Any, BinaryIO, Final

from provenance import limits
from provenance.blobs import Blob, SpanBlob
from provenance.decoding.compressed import Codec, CompressedBlob, Inflate
from provenance.decoding.folder import NameGuard, printable
from provenance.decoding.sketch import Sketch
from provenance.errors import DecodingError, LimitExceededError
from provenance.model.document import Defect
from provenance.model.origin import Place
from provenance.readers.archive._members import Holder
from provenance.readers.archive._names import entry_name
from provenance.readers.archive._zip_directory import (
    DESCRIPTOR,
    ENCRYPTED,
    UTF_8,
    Directory,
    Entry,
    Local,
    find_directory,
    read_entries,
    read_local,
)

FORMAT: Final = "zip"
ROLE: Final = "archive"

_MARKS: Final = (b"PK\x03\x04", b"PK\x05\x06")
_STORED, _DEFLATED = 0, 8
_DEFLATE: Final = Codec("deflate", partial(Inflate, -zlib.MAX_WBITS), (zlib.error,))
_DESCRIPTOR_SIZES: Final = (12, 16, 20, 24)  # with or without its mark, 32 or 64 bits: 4.3.9
_CHUNK: Final = 1 << 20
_FEW: Final = 128  # bytes of a comment or of unknown fields, such as the commit of a source archive
_FEW_TOGETHER: Final = 4_096


def recognise(sketch: Sketch) -> bool:
    """Whether the blob starts with a local header, or is an empty archive."""
    return sketch.head.startswith(_MARKS)


def read(sketch: Sketch) -> Iterator[tuple[Place, Any]]:
    """Name and bytes of every file; entries that are never opened are noted by name."""
    blob = sketch.blob
    if not blob.size_is_cheap:
        raise LimitExceededError("a ZIP inside a compressed stream is not read; unpack it first")
    with blob.open() as stream:
        directory = find_directory(blob, stream)
        entries = list(read_entries(stream, directory))
        if sum(entry.size for entry in entries) > limits.ARCHIVE_BYTES:
            raise LimitExceededError(f"entries of more than {limits.ARCHIVE_BYTES} bytes together")
        places = [read_local(stream, entry, directory.start) for entry in entries]
    unclaimed = _check_layout(entries, places, directory)
    opener = _Opener(blob)
    for entry, local in zip(entries, places, strict=True):
        name = entry_name(entry.name, _encoding(entry))
        item = opener.item(entry, local, name)
        if item is not None:
            yield printable(name), item
    for place, size in unclaimed:
        detail = f"{size} bytes belong to no entry"
        yield "", Defect("archive/unclaimed-bytes", place, detail, whole=False)
    for detail in _unread(entries, places, directory):
        yield "", Defect("archive/unread-data", "", detail, read_as="nothing", whole=False)
    if directory.trailing:
        detail = f"{directory.trailing} bytes stand behind the end of the archive"
        yield "", Defect("archive/trailing-data", "", detail, read_as="nothing", whole=False)


def _unread(entries: list[Entry], places: list[Local], directory: Directory) -> Iterator[str]:
    """Sentences about bytes of headers that say nothing that any program asks for."""
    if directory.comment > _FEW:
        yield f"the comment of the archive has {directory.comment} bytes and is not read"
    if directory.gap:
        yield f"{directory.gap} bytes stand between the directory and its end"
    unread = [e.unread + local.unread for e, local in zip(entries, places, strict=True)]
    if sum(unread) > _FEW_TOGETHER or max(unread, default=0) > _FEW:
        count = len(unread) - unread.count(0)
        yield f"{sum(unread)} bytes of comments and unknown fields of {count} entries are not read"


def _encoding(entry: Entry) -> str:
    """UTF-8 where the flag says so or it can be that, else the code page of the first PCs.

    APPNOTE, appendix D, has the flag only; programs on Unix write UTF-8 without it.
    """
    try:
        entry.name.decode()
    except UnicodeDecodeError:
        return "utf-8" if entry.flags & UTF_8 else "cp437"
    return "utf-8"


def _check_layout(
    entries: list[Entry], places: list[Local], directory: Directory
) -> list[tuple[Place, int]]:
    """Refuse entries that share bytes; the spans of bytes that belong to none of them."""
    unclaimed = []
    at = 0
    ordered = sorted(zip(entries, places, strict=True), key=lambda pair: pair[0].offset)
    starts = [entry.offset for entry, _ in ordered] + [directory.start]
    for (entry, local), following in zip(ordered, starts[1:], strict=True):
        gap = entry.offset - at
        if gap < 0:
            name = printable(entry_name(entry.name, _encoding(entry)))
            place = f"byte={entry.offset}-{at}"
            raise DecodingError(f"{name} shares bytes with another entry", place)
        if gap:
            unclaimed.append((f"byte={at}-{entry.offset}", gap))
        at = local.start + entry.packed
        if entry.flags & DESCRIPTOR and following - at in _DESCRIPTOR_SIZES:
            at = following
    if directory.start > at:
        unclaimed.append((f"byte={at}-{directory.start}", directory.start - at))
    return unclaimed


class _Opener:
    """Entries of one archive as blobs, or as what is wrong with them."""

    def __init__(self, blob: Blob) -> None:
        self._blob = blob
        self._names, self._holder = NameGuard(), Holder()

    def item(self, entry: Entry, local: Local, name: str) -> Blob | Defect | None:
        """The bytes of a file, what is wrong with an entry, or None for a directory."""
        directory = entry.name.endswith(b"/") or stat.S_ISDIR(entry.mode)
        if directory and not entry.size and not local.contradiction:
            return self._names.check_folder(name) if name else None
        place = printable(name)
        fault = self._names.check(name)
        if fault is not None:
            return fault
        if local.contradiction:
            detail = f"its header and the directory differ in {local.contradiction}"
            return Defect("archive/contradicting-headers", place, detail, whole=False)
        problem = _problem(entry, directory=directory)
        if problem is not None:
            slug, detail = problem
            return Defect(slug, place, detail, whole=False)
        try:
            return self._open(entry, local, name)
        except DecodingError as error:
            return Defect(f"archive/{error.id}", place, error.message, whole=False)

    def _open(self, entry: Entry, local: Local, name: str) -> Blob:
        """Read an entry once, so that its size and CRC are known to hold."""
        span = SpanBlob(name, self._blob, local.start, entry.packed)
        if entry.method == _STORED:
            with span.open() as stream:
                _check_crc(stream, entry)
            return span
        packed = CompressedBlob(name, span, _DEFLATE, entry.size)
        with packed.open() as stream:
            checked = _Summing(stream)
            found, _ = self._holder.member(name, checked, entry.size, packed.open)
            if checked.read(1):
                raise DecodingError(f"holds more than the {entry.size} bytes that it declares")
        if checked.crc != entry.crc:
            raise DecodingError("is not what its CRC says")
        for _, fault in packed.faults():
            raise DecodingError(fault.detail)
        return found


class _Summing:
    """A stream that sums what is read from it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self.crc = stream, 0

    def read(self, size: int) -> bytes:
        """The next bytes."""
        data = self._stream.read(size)
        self.crc = zlib.crc32(data, self.crc)
        return data


def _check_crc(stream: BinaryIO, entry: Entry) -> None:
    checked = _Summing(stream)
    while checked.read(_CHUNK):
        continue
    if checked.crc != entry.crc:
        raise DecodingError("is not what its CRC says")


def _problem(entry: Entry, *, directory: bool) -> tuple[str, str] | None:
    """Why an entry is not opened, as the id of a ledger entry and a sentence."""
    kind = stat.S_IFMT(entry.mode)
    if directory or kind not in (0, stat.S_IFREG):
        what = "a directory with content" if directory else "no regular file"
        return "delivery/special-entry", f"is {what} and was not opened"
    if entry.flags & ENCRYPTED:
        return "archive/encrypted", "is encrypted and was not opened"
    if entry.method not in (_STORED, _DEFLATED):
        return (
            "archive/unsupported-method",
            f"is packed with method {entry.method}; 0 and 8 are read",
        )
    if entry.other_name not in (None, entry.name):
        return "archive/contradicting-headers", "has another name in its Unicode path field"
    if entry.method == _STORED and entry.packed != entry.size:
        return "archive/contradicting-headers", "is stored, but its two sizes differ"
    if entry.size > limits.MEMBER_BYTES:
        return "archive/limit", f"holds {entry.size} bytes; at most {limits.MEMBER_BYTES} are read"
    return None

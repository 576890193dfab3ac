"""The central directory of a ZIP archive (APPNOTE 6.3), held against the headers of its entries.

A ZIP says everything twice, and programs differ in which copy they believe. Where the copies differ
the entry is not opened; where the directory itself can be read in two ways the archive is refused.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO, Final, NamedTuple

from provenance import limits
from provenance.blobs import Blob
from provenance.errors import DecodingError, LimitExceededError

_END: Final = struct.Struct("<4s4H2LH")  # APPNOTE 4.3.16
_END64: Final = struct.Struct("<4sQ2H2L4Q")  # 4.3.14
_LOCATOR64: Final = struct.Struct("<4sLQL")  # 4.3.15
_ENTRY: Final = struct.Struct("<4s4B4HL2L5H2L")  # 4.3.12
_LOCAL: Final = struct.Struct("<4s2B4HL2L2H")  # 4.3.7

_END_MARK: Final = b"PK\x05\x06"
_FULL16: Final = 0xFFFF
_FULL32: Final = 0xFFFFFFFF
_ZIP64_EXTRA: Final = 0x0001
_UNICODE_PATH_EXTRA: Final = 0x7075
_KNOWN_EXTRAS: Final = {
    _ZIP64_EXTRA: 28,
    0x000A: 32,  # times as Windows has them
    0x000D: 16,  # times and owner as Unix has them, three generations of it
    0x5855: 12,
    0x7855: 4,
    0x7875: 64,
    0x5455: 13,  # times: 4.6
    _UNICODE_PATH_EXTRA: 5 + limits.PATH_LENGTH,
    0x9901: 7,  # encryption
    0xCAFE: 0,  # first entry of a Java archive
}
"""The longest sensible length of each extra field that programs write."""

ENCRYPTED: Final = 1 << 0 | 1 << 6 | 1 << 13
DESCRIPTOR: Final = 1 << 3
UTF_8: Final = 1 << 11


class Directory(NamedTuple):
    """Where the central directory lies, how many entries it has, and what stands behind the end.

    `comment` is the length of the comment of the archive, `gap` that of data in front of its end.
    """

    start: int
    size: int
    entries: int
    trailing: int
    comment: int
    gap: int


class Entry(NamedTuple):
    """One entry as the central directory has it. `mode` is that of Unix, 0 where there is none.

    `unread` is the number of bytes of its comment and of extra fields that nobody knows.
    """

    name: bytes
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    offset: int
    mode: int
    other_name: bytes | None
    unread: int


class Local(NamedTuple):
    """Where the content of an entry lies, and in what its header and the directory differ."""

    start: int
    contradiction: str
    unread: int


def find_directory(blob: Blob, stream: BinaryIO) -> Directory:
    """The end of central directory record and its ZIP64 form; a `DecodingError` where none fits."""
    length = min(blob.size, _END.size + _FULL16)
    stream.seek(blob.size - length)
    tail = stream.read(length)
    at = _find_end(tail)
    end = blob.size - length + at
    _, disk, first, here, count, size, start, comment = _END.unpack_from(tail, at)
    behind, record = len(tail) - at - _END.size - comment, end
    if _FULL16 in (disk, first, here, count) or _FULL32 in (size, start):
        end, disk, first, here, count, size, start = _zip64(stream, end)
    if disk or first or here != count:
        raise DecodingError("is one part of an archive in several files", _place(end))
    if start + size != end:
        raise DecodingError(
            f"its directory ends at {start + size}, the record of its end is at {end}", _place(end)
        )
    if count > limits.ARCHIVE_MEMBERS:
        raise LimitExceededError(f"{count} entries; at most {limits.ARCHIVE_MEMBERS} are read")
    # The ZIP64 record and its locator stand between the directory and its end.
    gap = max(0, record - end - _END64.size - _LOCATOR64.size)
    return Directory(start, size, count, behind, comment, gap)


def _find_end(tail: bytes) -> int:
    """Where the end record starts: the one that reaches to the end of the file, else the last."""
    fitting, last = [], -1
    at = tail.find(_END_MARK)
    while 0 <= at <= len(tail) - _END.size:
        behind = len(tail) - at - _END.size - int.from_bytes(tail[at + 20 : at + 22], "little")
        last = at if behind >= 0 else last
        fitting += [at] if behind == 0 else []
        at = tail.find(_END_MARK, at + 1)
    if len(fitting) > 1:
        raise DecodingError("has two ends of its directory, one inside the comment of the other")
    if last < 0:
        raise DecodingError("has no end of central directory: it was cut off, or is no ZIP")
    return fitting[0] if fitting else last


def _zip64(stream: BinaryIO, end: int) -> tuple[int, int, int, int, int, int, int]:
    """The numbers that do not fit; the record must lie right before its locator."""
    at = end - _LOCATOR64.size
    if at < _END64.size:
        raise DecodingError("is ZIP64 without a locator of its end", _place(end))
    stream.seek(at)
    mark, _, start, disks = _LOCATOR64.unpack(stream.read(_LOCATOR64.size))
    if mark != b"PK\x06\x07" or disks > 1 or start > at - _END64.size:
        raise DecodingError("is ZIP64 without a locator of its end", _place(at))
    stream.seek(start)
    fields = _END64.unpack(stream.read(_END64.size))
    if fields[0] != b"PK\x06\x06" or start + fields[1] + 12 != at:
        raise DecodingError("is ZIP64 without the record of its end", _place(start))
    return (start, *fields[4:])


def read_entries(stream: BinaryIO, directory: Directory) -> Iterator[Entry]:
    """Every entry of the directory, which must fill it to its end."""
    stream.seek(directory.start)
    left = directory.size
    for _ in range(directory.entries):
        place = _place(stream.tell())
        fixed = stream.read(_ENTRY.size)
        if len(fixed) < _ENTRY.size or left < _ENTRY.size or fixed[:4] != b"PK\x01\x02":
            raise DecodingError("the directory has fewer entries than it says", place)
        fields = _ENTRY.unpack(fixed)
        lengths = fields[12:15]
        left -= _ENTRY.size + sum(lengths)
        if left < 0:
            raise DecodingError("the directory ends inside an entry", place)
        name, extra, comment = (stream.read(length) for length in lengths)
        yield _entry(fields, name, extra, place, len(comment))
    if left:
        raise DecodingError(f"the directory has {left} bytes more than its entries", _place(left))


def _entry(fields: tuple[int, ...], name: bytes, extra: bytes, place: str, comment: int) -> Entry:
    crc, packed, size, disk = fields[9], fields[10], fields[11], fields[15]
    offset = fields[18]
    extras = _extras(extra, place)
    packed, size, offset = _wide(extras.get(_ZIP64_EXTRA, b""), (size, packed, offset), place)
    if disk not in (0, _FULL16):
        raise DecodingError("an entry lies in another file", place)
    unix = fields[2] in (3, 19)  # made by Unix or macOS: APPNOTE 4.4.2.2
    mode = fields[17] >> 16 if unix else 0
    other = extras.get(_UNICODE_PATH_EXTRA)
    other_name = None if other is None else other[5:]
    flags, method = fields[5], fields[6]
    unread = comment + _unread(extras)
    return Entry(name, flags, method, crc, packed, size, offset, mode, other_name, unread)


def _extras(data: bytes, place: str) -> dict[int, bytes]:
    """Extra fields by their id; some programs pad them with fewer than four bytes."""
    found: dict[int, bytes] = {}
    at = 0
    while at + 4 <= len(data):
        kind, length = struct.unpack_from("<2H", data, at)
        if at + 4 + length > len(data) or kind in found:
            raise DecodingError("an extra field is cut off or stands twice", place)
        found[kind] = data[at + 4 : at + 4 + length]
        at += 4 + length
    return found


def _unread(extras: dict[int, bytes]) -> int:
    """Bytes of extra fields that nobody knows, or that are longer than they should be."""
    return sum(max(0, len(data) - _KNOWN_EXTRAS.get(kind, 0)) for kind, data in extras.items())


def _wide(extra: bytes, values: tuple[int, int, int], place: str) -> tuple[int, int, int]:
    """Packed size, size and offset, each from the ZIP64 field where 32 bits are full (4.5.3)."""
    found = []
    for value in values:
        if value == _FULL32:
            if len(extra) < 8:
                raise DecodingError("a ZIP64 extra field is missing or too short", place)
            value, extra = int.from_bytes(extra[:8], "little"), extra[8:]
        found.append(value)
    size, packed, offset = found
    return packed, size, offset


def read_local(stream: BinaryIO, entry: Entry, end: int) -> Local:
    """The header in front of an entry's content; `end` is where the directory starts."""
    place = _place(entry.offset)
    if entry.offset + _LOCAL.size > end:
        raise DecodingError("an entry starts behind the entries", place)
    stream.seek(entry.offset)
    mark, _, _, flags, method, _, _, crc, packed, size, names, extras = _LOCAL.unpack(
        stream.read(_LOCAL.size)
    )
    if mark != b"PK\x03\x04":
        raise DecodingError("an entry of the directory is not where it says", place)
    name = stream.read(names)
    extra = stream.read(extras)
    start = entry.offset + _LOCAL.size + names + extras
    if start + entry.packed > end:
        raise DecodingError("an entry reaches into the directory", place)
    fields = _extras(extra, place)
    packed, size, _ = _wide(fields.get(_ZIP64_EXTRA, b""), (size, packed, 0), place)
    said = (crc, packed, size)
    # With a descriptor behind the content these three may be left at zero in front of it (4.4.4).
    later = flags & DESCRIPTOR and not crc and not any(said[1:])
    pairs = {
        "name": (name, entry.name),
        "method": (method, entry.method),
        "flags": (flags & (ENCRYPTED | DESCRIPTOR), entry.flags & (ENCRYPTED | DESCRIPTOR)),
        "CRC and sizes": (said, said if later else (entry.crc, entry.packed, entry.size)),
    }
    different = [what for what, (one, other) in pairs.items() if one != other]
    return Local(start, " and ".join(different), _unread(fields))


def _place(at: int) -> str:
    return f"byte={at}-{at}"

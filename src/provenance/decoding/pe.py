"""Sections of a PE file, as the PE format (Microsoft) and UEFI (2.10, section 2.1.1) have them.

Only what it takes to find a section by its name: the signature, the COFF file header and the
section table. Nothing is mapped, relocated or followed.
"""

from __future__ import annotations

import os
import struct
from typing import BinaryIO, Final, NamedTuple

from provenance.errors import DecodingError

DOS_HEADER: Final = 64
"""Bytes that every PE file begins with."""
_SIGNATURE: Final = b"PE\0\0"
_FILE_HEADER: Final = struct.Struct("<2xH12xH2x")  # NumberOfSections, SizeOfOptionalHeader
_SECTION: Final = struct.Struct("<8s4I16x")  # name, virtual size and address, raw size and pointer


class Section(NamedTuple):
    """One row of the section table: its content is bytes `start` to `start + size` of the file.

    `missing` is how many of its bytes would lie behind the end of the file.
    """

    name: str
    start: int
    size: int
    missing: int = 0


def looks_like_pe(head: bytes) -> bool:
    """Whether the first bytes are a DOS header that says where a PE signature is."""
    return head.startswith(b"MZ") and len(head) >= DOS_HEADER


def sections(stream: BinaryIO) -> tuple[Section, ...]:
    """The sections in the order of their table; a `DecodingError` where it is no whole PE file."""
    size = stream.seek(0, os.SEEK_END)
    (offset,) = struct.unpack("<I", _take(stream, 0x3C, 4))
    if _take(stream, offset, len(_SIGNATURE)) != _SIGNATURE:
        raise DecodingError("has no PE signature where its DOS header says", f"byte={offset}")
    at = offset + len(_SIGNATURE)
    count, optional = _FILE_HEADER.unpack(_take(stream, at, _FILE_HEADER.size))
    at += _FILE_HEADER.size + optional
    table = _take(stream, at, count * _SECTION.size)
    return tuple(_section(row, size) for row in _SECTION.iter_unpack(table))


def _take(stream: BinaryIO, start: int, size: int) -> bytes:
    stream.seek(start)
    found = stream.read(size)
    if len(found) != size:
        raise DecodingError("ends in the middle of its headers", f"byte={start}")
    return found


def _section(row: tuple[bytes, int, int, int, int], size: int) -> Section:
    """Raw data is padded to the alignment of the file; the virtual size says what of it counts."""
    name, virtual_size, _, raw_size, start = row
    wanted = min(virtual_size, raw_size) if virtual_size else raw_size
    there = min(wanted, max(size - start, 0))
    text = name.rstrip(b"\0").decode("ascii", "backslashreplace")
    return Section(text, start, there, wanted - there)

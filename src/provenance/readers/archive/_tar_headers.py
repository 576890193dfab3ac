"""Headers of a tar archive: POSIX.1-2017 pax and ustar, GNU, and those before them.

Where two programs would take one archive for two different sets of files, it is refused: sizes on
entries that have no content, an extended header that says a thing twice, numbers that are none.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from provenance import limits
from provenance.errors import DecodingError, LimitExceededError

BLOCK: Final = 512

_NUL_BLOCK: Final = bytes(BLOCK)
_REGULAR: Final = (b"0", b"\0", b"7")
_SPECIAL: Final = {
    b"1": "a hard link",
    b"2": "a symbolic link",
    b"3": "a character device",
    b"4": "a block device",
    b"6": "a pipe",
    b"S": "a sparse file",
}
EXTENDED: Final = (b"x", b"X")
GLOBAL: Final = b"g"
LONG_NAME: Final = b"L"
LONG_LINK: Final = b"K"
_HOLLOW: Final = (b"1", b"2", b"3", b"4", b"5", b"6")
_REPEATED: Final = ("path", "size", "linkpath")


class Header(NamedTuple):
    """One header block: `kind` is its type flag, `name` the raw bytes with the ustar prefix."""

    name: bytes
    kind: bytes
    size: int

    @property
    def regular(self) -> bool:
        """Whether its kind is that of a file."""
        return self.kind in _REGULAR

    @property
    def directory(self) -> bool:
        """Whether its kind is that of a directory."""
        return self.kind in (b"5", b"D")

    @property
    def hollow(self) -> bool:
        """Whether entries of its kind have no content, whatever their size field says."""
        return self.kind in _HOLLOW

    @property
    def special(self) -> str:
        """What it is where it is neither a file nor a directory, or empty."""
        if self.regular or self.directory:
            return ""
        return _SPECIAL.get(self.kind, f"an entry of the unknown kind {self.kind!r}")


def is_end(block: bytes) -> bool:
    """Whether a block is one of the two zero blocks that end an archive."""
    return block == _NUL_BLOCK


def looks_like_header(block: bytes) -> bool:
    """Whether a block is a header: ustar or GNU magic, or at least a checksum that holds."""
    if len(block) < BLOCK or not block[0]:
        return False
    return block[257:262] == b"ustar" or _checksum_holds(block)


def parse_header(block: bytes, at: int) -> Header:
    """A header block at a byte of the archive, or a `DecodingError` that names the byte."""
    place = f"byte={at}-{at + BLOCK}"
    if not _checksum_holds(block):
        raise DecodingError("is no tar header: its checksum is wrong", place)
    name = block[:100].partition(b"\0")[0]
    if block[257:263] == b"ustar\0" and (prefix := block[345:500].partition(b"\0")[0]):
        name = prefix + b"/" + name
    return Header(name, block[156:157], _number(block[124:136], place))


def parse_records(data: bytes, at: int) -> dict[str, bytes]:
    """The records of a pax extended header; those that matter may stand once only."""
    place = f"byte={at}-{at + len(data)}"
    found: dict[str, bytes] = {}
    start = 0
    while start < len(data):
        length_text, blank, _ = data[start : start + 21].partition(b" ")
        if not blank or not length_text.isdigit():
            raise DecodingError("a pax record has no length", place)
        end = start + int(length_text)
        key, equals, value = data[start + len(length_text) + 1 : end].partition(b"=")
        if end > len(data) or end <= start or not equals or not value.endswith(b"\n"):
            raise DecodingError("a pax record is not as long as it says", place)
        name = key.decode("utf-8", "backslashreplace")
        if name in found and (name in _REPEATED or name.startswith("GNU.sparse.")):
            raise DecodingError(f"a pax header says {name} twice", place)
        found[name] = value[:-1]
        start = end
    return found


def record_size(records: dict[str, bytes], at: int) -> int | None:
    """The size that an extended header gives, or None."""
    text = records.get("size")
    if text is None:
        return None
    if not text.isdigit() or len(text) > 20:
        raise DecodingError("a pax header has a size that is no number", f"byte={at}-{at}")
    return int(text)


def check_extended(header: Header, at: int) -> None:
    """Refuse long names and extended headers that are longer than any name needs."""
    if header.size > limits.ARCHIVE_HEADER:
        message = f"an extended header of {header.size} bytes; at most {limits.ARCHIVE_HEADER}"
        raise LimitExceededError(message, f"byte={at}-{at + BLOCK}")


def _checksum_holds(block: bytes) -> bool:
    """The sum of all bytes with the field itself as blanks; old programs summed signed bytes."""
    text = block[148:156].strip(b" \0")
    if not text or text.strip(b"01234567"):
        return False
    rest = block[:148] + b" " * 8 + block[156:]
    wanted, unsigned = int(text, 8), sum(rest)
    return wanted == unsigned or wanted == unsigned - 256 * sum(byte > 127 for byte in rest)


def _number(field: bytes, place: str) -> int:
    """An octal number, or a binary one of GNU where the first bit is set."""
    if field[0] == 0x80:
        return int.from_bytes(field[1:], "big")
    text = field.strip(b" \0")
    if text.strip(b"01234567"):
        raise DecodingError(f"has a size that is no number: {field!r}", place)
    return int(text, 8) if text else 0

r"""Lists of checksums as coreutils writes them: SHA256SUMS, in the GNU or the BSD style.

GNU: `HEX  NAME` or `HEX *NAME`; BSD: `SHA256 (NAME) = HEX`. A backslash before the line says that
`\\`, `\n` and `\r` in the name stand for a backslash, a line feed and a carriage return.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from provenance import limits
from provenance.decoding.fields import quote
from provenance.decoding.folder import unsafe_name
from provenance.decoding.sketch import Sketch
from provenance.errors import DecodingError
from provenance.model.artifact import Listing
from provenance.model.digest import Digest, algorithm_name, check_digest
from provenance.model.document import Defect, Heading
from provenance.model.origin import Place

FORMAT: Final = "checksum list"
ROLE: Final = "evidence"

_GNU: Final = re.compile(rb"(\\?)([0-9A-Fa-f]{32,128}) [ *](.+)")
_BSD: Final = re.compile(rb"(\\?)([A-Z][A-Za-z0-9/-]{1,15}) \((.+)\) = ([0-9A-Fa-f]+)")
_BY_LENGTH: Final = {
    32: "md5",
    40: "sha1",
    56: "sha224",
    64: "sha256",
    96: "sha384",
    128: "sha512",
}
_LINE_LENGTH: Final = limits.PATH_LENGTH * 4 + 512
_ESCAPE: Final = re.compile(r"\\(.?)", re.DOTALL)
_ESCAPES: Final = {"\\": "\\", "n": "\n", "r": "\r"}


class _Line(NamedTuple):
    """One row as written; `name` still has its escapes."""

    algorithm: str
    value: str
    name: bytes
    escaped: bool


Rows = dict[str, dict[str, Digest | None]]


def recognise(sketch: Sketch) -> bool:
    """Whether every line that is neither blank nor a comment is a checksum with a name."""
    if not sketch.is_text or sketch.looks_like_json:
        return False
    try:
        found = False
        for _, line in _lines(sketch):
            if _parse(line) is None:
                return False
            found = True
        return found
    except DecodingError:
        return False


def read(sketch: Sketch) -> Iterator[tuple[Place, Any]]:
    """One listing of the names; rows that cannot be used are noted by line."""
    yield "", Heading(FORMAT)
    found: Rows = {}
    numbers: list[int] = []
    for number, text in _lines(sketch):
        line = _parse(text)
        problem = ("malformed-line", "is no checksum") if line is None else _add(line, found)
        if problem is not None:
            slug, detail = problem
            place = f"line={number}"
            yield place, Defect(f"checksums/{slug}", place, detail, read_as="nothing", whole=False)
        if len(found) > len(numbers):
            numbers.append(number)
    rows = tuple(
        tuple(digest for digest in digests.values() if digest is not None)
        for digests in found.values()
    )
    yield "", Listing("manifest", tuple(found), rows, at="line=", numbers=tuple(numbers))


def _lines(sketch: Sketch) -> Iterator[tuple[int, bytes]]:
    """Numbered lines that are neither blank nor a comment, without what ends them.

    A line longer than any row ends the list: it is cut there, and is no checksum.
    """
    text = sketch.text
    if isinstance(text, memoryview):
        text = bytes(text)
    start, number, size = 0, 0, len(text)
    while start < size:
        number += 1
        end = text.find(b"\n", start, start + _LINE_LENGTH)
        if end < 0:
            end = size if size - start <= _LINE_LENGTH else start + _LINE_LENGTH
        line = text[start:end].rstrip(b"\r")
        start = end + 1
        if line.strip() and not line.startswith(b"#"):
            yield number, line


def _parse(line: bytes) -> _Line | None:
    gnu = _GNU.fullmatch(line)
    if gnu is not None and len(gnu[2]) in _BY_LENGTH:
        value = gnu[2].decode()
        return _Line(_BY_LENGTH[len(value)], value, gnu[3], bool(gnu[1]))
    bsd = _BSD.fullmatch(line)
    if bsd is None:
        return None
    algorithm = algorithm_name(bsd[2].decode().replace("/", "-"))
    if algorithm == "blake2b":
        algorithm = "blake2b_512"  # as coreutils calls its default length
    return _Line(algorithm, bsd[4].decode(), bsd[3], bool(bsd[1]))


def _add(line: _Line, found: Rows) -> tuple[str, str] | None:
    """Put a row into its place; else the id and detail of what is wrong with it."""
    name = _name(line)
    if name is None:
        return (
            "bad-name",
            "has a name that is not UTF-8, or an escape that coreutils does not write",
        )
    problem = unsafe_name(name)
    if problem is not None:
        return "unsafe-name", f"names {quote(name)}, which {problem}"
    value = line.value.lower()
    problem = check_digest(line.algorithm, value)
    if problem is not None:
        return "bad-digest", f"has a {line.algorithm} for {quote(name)} that {problem}"
    digest = Digest(line.algorithm, value, "file")
    row = found.setdefault(name, {})
    if row.setdefault(line.algorithm, digest) == digest:
        return None
    row[line.algorithm] = None
    return "contradicting-row", f"gives {quote(name)} another {line.algorithm}; neither is believed"


def _name(line: _Line) -> str | None:
    try:
        name = line.name.decode()
    except UnicodeDecodeError:
        return None
    if line.escaped:
        if any(escape not in _ESCAPES for escape in _ESCAPE.findall(name)):
            return None
        name = _ESCAPE.sub(lambda escape: _ESCAPES[escape[1]], name)
    while name.startswith("./"):
        name = name[2:]
    return name

"""SBOMs inside firmware: `.sbom` sections of PE files, and uSWID headers anywhere.

The file stays an image, or whatever it is; what is found inside is read as a document of its own.
An image behind compression is not looked into.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from provenance import limits
from provenance.blobs import SpanBlob
from provenance.decoding.pe import DOS_HEADER, looks_like_pe, sections
from provenance.decoding.sketch import Sketch
from provenance.decoding.uswid import find_headers
from provenance.errors import DecodingError, LimitExceededError
from provenance.model.document import Defect, Heading
from provenance.model.origin import Place

FORMAT: Final = "file with an SBOM inside"
ROLE: Final = "host"

_SECTION: Final = ".sbom"


class _Found(NamedTuple):
    """Bytes of the file that say that they are an SBOM; `missing` lie behind its end.

    `headed` tells a uSWID header from a section; `shared` says that its first bytes belong to the
    header of the file or to a section in front of it.
    """

    step: str
    start: int
    size: int
    missing: int
    headed: bool
    shared: bool = False

    @property
    def end(self) -> int:
        return self.start + self.size

    @property
    def place(self) -> Place:
        return f"byte={self.start}-{self.end}"


def recognise(sketch: Sketch) -> bool:
    """Whether something inside the blob says that it is an SBOM."""
    if not sketch.blob.size_is_cheap or sketch.looks_like_json:
        return False
    return next(_found(sketch), None) is not None


def read(sketch: Sketch) -> Iterator[tuple[Place, Any]]:
    """Each SBOM as a blob, in the order of their bytes within sections, then elsewhere."""
    yield "", Heading(FORMAT)
    for number, found in enumerate(_found(sketch)):
        if number >= limits.EMBEDDED_DOCUMENTS:
            limit = f"more than {limits.EMBEDDED_DOCUMENTS} SBOMs inside one file"
            raise LimitExceededError(limit, found.place)
        if found.missing:
            yield found.place, _truncated(found)
        if found.shared:
            yield found.place, _overlapping(found)
        elif found.size and not (found.missing and found.headed):
            address = f"{sketch.blob.address}!{found.step}"
            yield found.place, SpanBlob(address, sketch.blob, found.start, found.size)


def _truncated(found: _Found) -> Defect:
    """A section is read as far as it goes; what is left behind a header is not."""
    detail = f"{found.missing} bytes of {found.step} would lie behind the end of the file"
    read_as = "nothing" if found.headed else "what is there"
    return Defect("embedded/truncated", found.place, detail, "defect", read_as, whole=False)


def _overlapping(found: _Found) -> Defect:
    """The same bytes are read once: sections inside each other would multiply with every level."""
    detail = f"{found.step} lies over the header of the file or another section of this name"
    return Defect("embedded/overlap", found.place, detail, read_as="nothing", whole=False)


def _found(sketch: Sketch) -> Iterator[_Found]:
    """Sections by their name, then headers by their magic that stand in none of these."""
    within = list(_sections(sketch))
    yield from within
    within = [found for found in within if not found.shared]
    starts = [found.start for found in within]
    size = sketch.blob.size
    with sketch.blob.open() as stream:
        for header in find_headers(stream, size):
            before = bisect_right(starts, header.start) - 1
            if before >= 0 and header.start < within[before].end:
                continue
            there = max(min(header.end, size) - header.start, 0)
            step = f"uswid-{header.start:#x}"
            yield _Found(step, header.start, there, header.end - header.start - there, True)


def _sections(sketch: Sketch) -> Iterator[_Found]:
    if not looks_like_pe(sketch.head):
        return
    with sketch.blob.open() as stream:
        try:
            table = sections(stream)
        except DecodingError:
            return  # a DOS program, or something else that begins with MZ
    named = sorted((section.start, section) for section in table if section.name == _SECTION)
    free = DOS_HEADER
    for number, (start, section) in enumerate(named):
        step = _SECTION if number == 0 else f"{_SECTION}-{number + 1}"
        shared = section.size > 0 and start < free
        yield _Found(step, start, section.size, section.missing, False, shared)
        free = free if shared else start + section.size

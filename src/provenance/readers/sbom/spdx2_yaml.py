"""SPDX 2 in YAML, which is its JSON shape in another notation (SPDX 2.2 and 2.3, clause 4.4).

A document is recognised by the names of its top-level members. It is read once: the elements of
the long lists are set aside, packed, until the document has ended, since what they are read by
(the version, the heading, other lists) may stand behind them. Then they are read as those of SPDX
in JSON. Only the shape from before SPDX 2.2 is decoded as a whole.

Places are JSON pointers, as in JSON. No tag is acted upon and no alias is followed. A number or a
date where the schema wants text is named; plain dates are text by the core schema of YAML 1.2.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final

import msgspec

from provenance.decoding.ledger import doubled_name
from provenance.decoding.pile import Piece, Pile
from provenance.decoding.sketch import Sketch
from provenance.errors import DecodingError
from provenance.model.batch import Numbered
from provenance.model.document import Defect, Heading
from provenance.model.origin import Place
from provenance.readers.sbom import _spdx2_early as early
from provenance.readers.sbom._spdx2_document import Part, Spdx2
from provenance.readers.sbom._spdx2_heading import FORMAT
from provenance.readers.sbom._spdx2_shapes import LISTS, fields_of, list_decoder, unquoted

if TYPE_CHECKING:  # it takes 9 ms to load, and most deliveries have no YAML
    from provenance.decoding.yaml import Oddity

ROLE = "evidence"
Items = Iterator[tuple[Place, Any]]
_START: Final = 1 << 20
_LONG_HEAD: Final = 1 << 16
_MARK: Final = b"\xef\xbb\xbf\xff\xfe\0 \r\n"
_MARKS: Final = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"", "utf-8"))
_KEY: Final = re.compile(r"^[\"']?([A-Za-z$][A-Za-z$-]*)[\"']?[ \t]*:(?=\s|$)", re.MULTILINE)
_SIGNS: Final = frozenset(
    {"spdxVersion", "creationInfo", "dataLicense", "documentNamespace", "documentDescribes"}
)
"""Names that stand at the top of SPDX in YAML, and in no tag-value document."""

_EARLY_VERSION: Final = re.compile(r"^[ \t]+[\"']?(?:spdx|spec)Version[\"']?:\s*[\"']?SPDX-2", re.M)
_FEW: Final = 3
_ABSENT: Final = object()


def recognise(sketch: Sketch) -> bool:
    """Whether the names at the top of a text are those of an SPDX 2 document in YAML."""
    if not sketch.is_text or sketch.looks_like_json:
        return False
    names = _names(_text(sketch.head))
    if not names and sketch.head.lstrip(_MARK)[:1] == b"#":
        names = _names(_text(sketch.blob.head(_LONG_HEAD)))  # a license may stand before all names
    if not names or names[0] not in _expected():
        return False
    if len(_SIGNS.intersection(names)) >= _FEW:
        return True
    text = _text(sketch.blob.head(_START))
    if names[0] == early.MEMBER:
        return _EARLY_VERSION.search(text) is not None
    found = {*_names(text), *(_last_names(sketch) if names[0] in LISTS else ())}
    return "SPDXID" in found and bool(_SIGNS.intersection(found))


def _last_names(sketch: Sketch) -> list[str]:
    """Names behind long lists: some programs write the heading last."""
    try:
        return _names(bytes(sketch.text[-_START:]).decode(errors="replace"))
    except DecodingError:
        return []


def _expected() -> frozenset[str]:
    return fields_of("document") | frozenset(LISTS) | {early.MEMBER}


def _text(start: bytes) -> str:
    mark, encoding = next(pair for pair in _MARKS if start.startswith(pair[0]))
    return start.removeprefix(mark).decode(encoding, "replace").removeprefix("\ufeff")


def _names(text: str) -> list[str]:
    """Names at the beginning of lines."""
    return _KEY.findall(text)


def read(sketch: Sketch) -> Items:
    """The components, how they hang together, what else is said, the ledger, and the heading."""
    from provenance.decoding import yaml

    try:
        loaded = yaml.load(sketch.text, LISTS)
    except DecodingError:
        yield "", Heading(FORMAT)
        raise
    for oddity in loaded.oddities:
        yield oddity.pointer, _entry(oddity)
    document = loaded.value
    if not isinstance(document, dict):
        yield "", Heading(FORMAT)
        raise DecodingError("is no mapping of names to values")
    yield from _document(document)
    if loaded.trouble is not None:
        raise loaded.trouble


def _entry(oddity: Oddity) -> Defect:
    if oddity.name == "duplicate-name":
        return doubled_name(oddity.pointer, oddity.message)
    read_as = "the first of them" if oddity.name == "several-documents" else "the value alone"
    return Defect(
        f"yaml/{oddity.name}", oddity.pointer, oddity.message, read_as=read_as, whole=False
    )


def _document(document: dict[str, Any]) -> Items:
    inside = document.get(early.MEMBER)
    if early.is_early(inside):
        defect = early.early_shape()
        yield defect.place, defect
        spdx = Spdx2(early.version_of(inside), schema=False, locate=early.locate)
        yield from spdx.read(early.parts(inside))
        return
    written = document.get("spdxVersion")
    spdx = Spdx2(written if isinstance(written, str) else None)
    top = {name: value for name, value in document.items() if name not in LISTS}
    spdx.part(Part("document", "", top))
    for section in LISTS:
        value = document.pop(section, _ABSENT)
        if isinstance(value, Pile):
            _take(section, value, spdx)
        elif value is not _ABSENT:
            spdx.no_list(section, f"/{section}", value)
    yield from spdx.end()


def _take(section: str, pile: Pile, spdx: Spdx2) -> None:
    """Read a list, in pieces of which mostly all elements are of the strict shape."""
    decode = list_decoder(section, spdx.version)
    for piece in pile.pieces():
        places = Numbered(f"/{section}", range(piece.first, piece.first + piece.length))
        shapes = _decoded(piece, decode)
        if shapes is not None:
            spdx.take(section, shapes, places)
        else:
            for place, value in zip(places, piece.values(), strict=True):
                spdx.part(Part(section, place, _plain(section, value, place, spdx)))
        # tuples in facts are in no circle: a look while they are new tells the collector
        gc.collect(0)


def _decoded(piece: Piece, decode: Callable[[bytes], list[Any]]) -> list[Any] | None:
    """The elements of a piece in their strict shape, or None where one of them has not it."""
    if piece.text is None:
        return None
    try:
        return decode(piece.text)
    except (msgspec.MsgspecError, RecursionError):
        return None


def _plain(section: str, value: Any, place: Place, spdx: Spdx2) -> Any:
    """The official examples write booleans and whole numbers in quotation marks."""
    found = unquoted(section, value)
    if found != value:
        detail = "writes booleans or whole numbers in quotation marks"
        spdx.remarks.note("yaml/quoted-value", place, detail, kind="observation")
    return found

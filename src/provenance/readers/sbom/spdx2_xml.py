"""SPDX 2.2 and 2.3 in plain XML, as the official tools write it: the JSON document in elements.

No schema is published for it; element names are those of the JSON schema, and the root is
`Document`. It is read twice, for what is at the top and then element by element. Places are
`line=N`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from provenance.blobs import View
from provenance.decoding import xml
from provenance.decoding.sketch import Sketch
from provenance.decoding.tag_value import Faults
from provenance.errors import DecodingError
from provenance.model.origin import Place
from provenance.readers.sbom._spdx2_document import Part, Spdx2
from provenance.readers.sbom._spdx2_faults import entries_of
from provenance.readers.sbom._spdx2_xml_values import (
    SECTIONS,
    Lines,
    add_to,
    line_of,
    local_name,
    note_around,
    note_text_in,
    value_of,
)

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

FORMAT: Final = "SPDX"
ROLE: Final = "evidence"
Items = Iterator[tuple[Place, Any]]

_ROOTS: Final = ("Document", "SpdxDocument")
_LONG_HEAD: Final = 1 << 16
_OWN_NAMES: Final = re.compile(
    rb"<(?:SPDXID|spdxVersion|dataLicense|documentNamespace|creationInfo|documentDescribes"
    rb"|externalDocumentRefs|hasExtractedLicensingInfos)[\s/>]"
)


def recognise(sketch: Sketch) -> bool:
    """Whether the root is a document and the first elements have names that only SPDX has."""
    root = sketch.xml_root
    if root is None or root[1] not in _ROOTS or (root[0] and "spdx.org" not in root[0]):
        return False
    return any(
        _OWN_NAMES.search(head.replace(b"\0", b""))
        for head in (sketch.head, sketch.blob.head(_LONG_HEAD))
    )


def read(sketch: Sketch) -> Items:
    """The facts of all parts, the heading behind them, and what is wrong with the writing."""
    text, trouble = xml.read_text(sketch.blob.view())
    if trouble is not None:
        yield trouble.place, trouble
    faults = Faults()
    head = _head(text, faults)
    parts = _Parts(text, faults)
    version = head.value.get("spdxVersion")
    model = Spdx2(version if isinstance(version, str) else None, locate=parts.locate)
    model.part(head)
    yield from model.read(parts.parts())
    yield from entries_of(faults)


def _head(text: View, faults: Faults) -> Part:
    """The top of the document; where the XML breaks, what stands before that."""
    found: dict[str, Any] = {}
    try:
        for step, element, _ in xml.stream(text, _is_root):
            if step == "open":
                note_around(element, faults)
            elif step == "close":
                note_text_in(element, faults)
            elif local_name(element) not in SECTIONS:
                add_to(found, element, faults)
    except DecodingError as error:
        if not found:
            raise error
    return Part("document", "line=1", found)


def _is_root(element: Element, depth: int) -> bool:
    return depth == 0


class _Parts:
    """The lists of one document, an element of them at a time."""

    def __init__(self, text: View, faults: Faults) -> None:
        self._text, self._faults = text, faults
        self._at = ""
        self._lines: Lines | None = None

    def parts(self) -> Iterator[Part]:
        """Every element of every list, in order."""
        for step, element, _ in xml.stream(self._text, _is_root):
            name = local_name(element)
            if step == "whole" and name in SECTIONS:
                self._at, self._lines = f"line={line_of(element)}", Lines(element)
                note_around(element, self._faults)
                yield Part(name, self._at, value_of(element, self._faults))
                self._lines = None  # the element is forgotten now

    def locate(self, place: Place, pointer: str) -> Place:
        """The line of a member of the part that was handed over last."""
        if self._lines is None or place != self._at:
            return place
        return f"line={self._lines.at(pointer)}"

"""SPDX 2.0 to 2.3 in RDF/XML, as the official Java and Python tools write it.

A document is recognised by its root, `rdf:RDF`, and by a node of a type that only SPDX documents
have. All nodes are read before the first part is handed over, since any may be described anywhere;
until then each is kept packed (see `_spdx2_rdf_nodes`), and made one at a time. The texts of listed
licenses, which are most of such a document, are not kept. No name is ever fetched. Places are
`line=N`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from provenance.decoding import xml
from provenance.decoding.sketch import Sketch
from provenance.decoding.tag_value import Fault, Faults, excerpt
from provenance.errors import DecodingError
from provenance.model.document import Defect
from provenance.model.origin import Place
from provenance.readers.sbom._spdx2_document import Spdx2
from provenance.readers.sbom._spdx2_faults import entries_of
from provenance.readers.sbom._spdx2_rdf_nodes import Nodes
from provenance.readers.sbom._spdx2_rdf_parts import RdfParts
from provenance.readers.sbom._spdx2_rdf_text import RdfText

FORMAT: Final = "SPDX"
ROLE: Final = "evidence"
Items = Iterator[tuple[Place, Any]]

_RDF: Final = ("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "RDF")
_SPDX: Final = "http://spdx.org/rdf/"
_TERMS: Final = "http://spdx.org/rdf/terms#"
_LONG_HEAD: Final = 1 << 16
_PREFIX: Final = re.compile(rb"""\sxmlns(?::([\w.-]+))?\s*=\s*["']https?://spdx\.org/rdf/""")
_TYPES: Final = rb"(?:SpdxDocument|Document|CreationInfo|Package|File|Snippet|Relationship"
_MORE_TYPES: Final = rb"|Annotation|ExternalDocumentRef|ExtractedLicensingInfo)"
_DOCUMENT: Final = re.compile(rb"[<:#]SpdxDocument[\s>\"'/]")
_DESCRIBED: Final = re.compile(rb"https?://spdx\.org/rdf/(?:terms|ns)#SpdxDocument")


def recognise(sketch: Sketch) -> bool:
    """Whether the root is that of RDF/XML and a node has a type of SPDX documents."""
    if sketch.xml_root != _RDF:
        return False
    heads = [head.replace(b"\0", b"") for head in (sketch.head, sketch.blob.head(_LONG_HEAD))]
    if any(map(_holds_spdx, heads)):
        return True
    return _PREFIX.search(heads[0]) is not None and _has_document(sketch)


def _has_document(sketch: Sketch) -> bool:
    """Whether the document is behind the texts of licenses that some tools write first."""
    try:
        return _DOCUMENT.search(sketch.text) is not None
    except DecodingError:
        return False


def _holds_spdx(head: bytes) -> bool:
    if _DESCRIBED.search(head):
        return True
    for prefix in {found[1] for found in _PREFIX.finditer(head)}:
        start = b"<" + (re.escape(prefix) + b":" if prefix else b"")
        if re.search(start + _TYPES + _MORE_TYPES + rb"[\s>/]", head):
            return True
    return False


def read(sketch: Sketch) -> Items:
    """The facts of all parts, the heading behind them, and what is wrong with the writing."""
    text, trouble = xml.read_text(sketch.blob.view())
    if trouble is not None:
        yield trouble.place, trouble
    faults = Faults()
    nodes = Nodes()
    written = RdfText(nodes, faults)
    broken: DecodingError | None = None
    try:
        written.read(text)
    except DecodingError as error:
        broken = error  # raised when the nodes before it are handed over
    _note_namespaces(written.namespaces, faults)
    yield from _facts(nodes, faults)
    if broken is not None:
        raise broken


def _facts(nodes: Nodes, faults: Faults) -> Items:
    if not nodes:
        return
    parts = RdfParts(nodes, faults)
    taken = parts.parts()
    top = next(taken)
    model = Spdx2(top.value.get("spdxVersion"), schema=False, locate=parts.locate)
    model.part(top)
    yield from model.read(taken)
    yield from parts.details
    yield from entries_of(faults)
    for fault, count in nodes.unkept.counted():
        place = f"line={fault.line}"
        kept = bool(fault.read_as)
        entry = Defect(fault.id, place, fault.detail, "observation", fault.read_as, kept, count)
        yield place, entry


def _note_namespaces(namespaces: dict[str, int], faults: Faults) -> None:
    for space, line in namespaces.items():
        if space.startswith(_SPDX) and space != _TERMS:
            detail = f"{excerpt(space)} is not the namespace of SPDX 2, {_TERMS}"
            faults.note(Fault(line, "spdx/rdf-namespace", detail, _TERMS), space)

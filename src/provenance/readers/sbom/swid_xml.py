"""SWID tags in XML (ISO/IEC 19770-2:2015).

A document is recognised by its root element. What its schema forbids is a defect, written down from
its structure, since the file itself may not be handed on; what NISTIR 8060 asks for is observed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from provenance.decoding import xml
from provenance.decoding.sketch import Sketch
from provenance.model.document import Defect
from provenance.model.origin import Place
from provenance.readers.sbom._swid_notes import Notes
from provenance.readers.sbom._swid_tag import facts
from provenance.readers.sbom._swid_xml_guidelines import note_guidelines
from provenance.readers.sbom._swid_xml_shape import NAMESPACE
from provenance.readers.sbom._swid_xml_tag import read_tag

FORMAT: Final = "SWID"
ROLE: Final = "evidence"

_SIGNATURE: Final = "{http://www.w3.org/2000/09/xmldsig#}Signature"


def recognise(sketch: Sketch) -> bool:
    """Whether the root element is a software identity of the 2015 standard."""
    return sketch.xml_root == (NAMESPACE, "SoftwareIdentity")


def read(sketch: Sketch) -> Iterator[tuple[Place, Any]]:
    """What the tag says, and what is wrong with it."""
    text = xml.read_text(sketch.blob.view())
    if text.trouble is not None:
        yield text.trouble.place, text.trouble
    root, notes = xml.tree(text.text), Notes()
    tag = read_tag(root, notes)
    note_guidelines(root, tag, notes)
    yield from facts(FORMAT, "2015", [tag])
    if root.find(_SIGNATURE) is not None:
        detail = "an XML signature is not checked in this version"
        entry = Defect("swid/signature-not-checked", "/Signature[1]", detail, "observation")
        yield entry.place, entry
    yield from notes.entries()

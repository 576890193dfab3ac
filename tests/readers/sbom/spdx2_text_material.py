"""What the tests of SPDX 2 in tags, RDF and XML share: small documents, and readers to facts."""

from __future__ import annotations

import csv
import lzma
import os
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

from provenance.blobs import MemoryBlob
from provenance.chapters import Task, write_chapter
from provenance.decoding.sketch import Sketch
from provenance.graph.evidence import Chapter
from provenance.model.document import Defect
from provenance.readers.sbom import spdx2_rdf, spdx2_tag_value, spdx2_xml

ROOT = Path(__file__).resolve().parents[3]
CORPUS = Path(os.environ.get("PROVENANCE_CORPUS", ROOT.parent / "shared" / "corpus"))
READERS = (spdx2_tag_value, spdx2_rdf, spdx2_xml)
NO_CORPUS = "the shared corpus is not beside this checkout"

HEAD = """\
SPDXVersion: SPDX-2.3
DataLicense: CC0-1.0
SPDXID: SPDXRef-DOCUMENT
DocumentName: test
DocumentNamespace: https://example.com/test
Creator: Tool: maker-1.0
Created: 2026-01-02T03:04:05Z
"""
DESCRIBES = "Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-a\n"
PACKAGE = """\
PackageName: a
SPDXID: SPDXRef-a
PackageVersion: 1.0
PackageDownloadLocation: NOASSERTION
FilesAnalyzed: false
"""
DOCUMENT = HEAD + DESCRIBES + PACKAGE

RDF_HEAD = """\
<rdf:RDF xmlns:spdx="http://spdx.org/rdf/terms#" xmlns:rdfs="http://www.w3.org/2000/01/rdf-schema#"
  xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:ptr="http://www.w3.org/2009/pointers#"
  xmlns:doap="http://usefulinc.com/ns/doap#">
"""
RDF_TOP = """\
<spdx:SpdxDocument rdf:about="https://example.com/test#SPDXRef-DOCUMENT">
<spdx:specVersion>SPDX-2.3</spdx:specVersion>
<spdx:dataLicense rdf:resource="http://spdx.org/licenses/CC0-1.0"/>
<spdx:name>test</spdx:name>
<spdx:creationInfo><spdx:CreationInfo>
<spdx:created>2026-01-02T03:04:05Z</spdx:created><spdx:creator>Tool: maker-1.0</spdx:creator>
</spdx:CreationInfo></spdx:creationInfo>
<spdx:describesPackage rdf:resource="https://example.com/test#SPDXRef-a"/>
%s</spdx:SpdxDocument>
"""
RDF_PACKAGE = """\
<spdx:Package rdf:about="https://example.com/test#SPDXRef-a">
<spdx:name>a</spdx:name>
<spdx:versionInfo>1.0</spdx:versionInfo>
<spdx:downloadLocation rdf:resource="http://spdx.org/rdf/terms#noassertion"/>
<spdx:filesAnalyzed>false</spdx:filesAnalyzed>
%s</spdx:Package>
"""


def rdf(package: str = "", document: str = "", nodes: str = "") -> str:
    """An RDF document with one package, and more properties and nodes."""
    return f"{RDF_HEAD}{RDF_TOP % document}{RDF_PACKAGE % package}{nodes}</rdf:RDF>"


XML_TOP = """\
<Document>
<SPDXID>SPDXRef-DOCUMENT</SPDXID>
<spdxVersion>SPDX-2.3</spdxVersion>
<creationInfo>
<created>2026-01-02T03:04:05Z</created><creators>Tool: maker-1.0</creators>
</creationInfo>
<name>test</name>
<dataLicense>CC0-1.0</dataLicense>
<documentNamespace>https://example.com/test</documentNamespace>
<documentDescribes>SPDXRef-a</documentDescribes>
"""
XML_PACKAGE = """\
<packages>
<SPDXID>SPDXRef-a</SPDXID>
<name>a</name>
<versionInfo>1.0</versionInfo>
<downloadLocation>NOASSERTION</downloadLocation>
<filesAnalyzed>false</filesAnalyzed>
%s</packages>
"""


def plain_xml(package: str = "", document: str = "") -> str:
    """A document in plain XML with one package, and more elements."""
    return f"{XML_TOP}{document}{XML_PACKAGE % package}</Document>"


def sketch_of(content: bytes | str) -> Sketch:
    return Sketch(MemoryBlob("a", content.encode() if isinstance(content, str) else content))


def recognisers(content: bytes | str) -> list[ModuleType]:
    """Those of the three readers that recognise some bytes."""
    return [reader for reader in READERS if reader.recognise(sketch_of(content))]


def chapter(content: bytes | str) -> Chapter:
    """The chapter of a document that exactly one of the three readers recognises."""
    (reader,) = recognisers(content)
    sketch = sketch_of(content)
    return write_chapter(Task(sketch), reader, reader.read(sketch))[0]


Fact = TypeVar("Fact")


def facts(found: Chapter, kind: type[Fact]) -> list[Fact]:
    """The facts of one type, in order."""
    return [fact for _, fact in placed(found, kind)]


def placed(found: Chapter, kind: type[Fact]) -> list[tuple[str, Fact]]:
    """The facts of one type with their places."""
    return [(said.place, said.fact) for said in found.said(kind)]


def defects(found: Chapter) -> list[Defect]:
    """The entries that make a document defective."""
    return [entry for entry in found.defects if entry.kind == "defect"]


def defect_ids(found: Chapter) -> list[str]:
    return sorted({entry.id for entry in defects(found)})


def indexed() -> Iterator[dict[str, str]]:
    """The rows of the corpus index about SPDX 2 in tags, RDF and XML."""
    with (CORPUS / "index.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            if row["kind"] == "sbom-spdx" and row["spec_version"].endswith(("tag-value", "XML")):
                yield row


def content_of(row: dict[str, Any]) -> bytes:
    """The bytes of a corpus document, decompressed."""
    content = (CORPUS / row["path"]).read_bytes()
    return lzma.decompress(content) if row["path"].endswith(".xz") else content

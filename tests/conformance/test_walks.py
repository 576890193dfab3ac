"""Every SBOM of the corpus holds what an independent walk of its source counts, edge for edge."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest
from conformance_scores import LOADED, corpus_is_there, index_rows, score_document
from independent_walk import Counts, walk

from provenance.intake import read

FOLDERS: Final = ("sbom/", "vex/cyclonedx/")
DIFFERENT: Final[dict[str, str]] = {}
"""Documents that are counted in another way here than by the walk, each with its reason."""
NO_SBOM: Final = {
    "sbom/oddities/trivy/fanal__analyzer__sbom__invalid_spdx.json": "one member, of no format",
    "sbom/real/bom-shelter/maubot-spdx.json.xz": "the texts of licenses by their ids",
}
"""Documents that the index calls SBOMs and that are none, each with what it is."""


def _rows() -> list[dict[str, str]]:
    if not corpus_is_there():
        return []
    return [row for row in index_rows(FOLDERS) if row["expected"] in LOADED]


@pytest.mark.skipif(not corpus_is_there(), reason="corpus absent: it is not beside the repository")
@pytest.mark.parametrize("row", _rows(), ids=lambda row: row["path"])
def test_corpus(row: dict[str, str]) -> None:
    found = score_document(row)
    if row["path"] in NO_SBOM:
        assert found.walked is None
        assert found.counts == Counts(0, 0)
    elif row["path"] in DIFFERENT:
        assert found.counts != found.walked, "it is counted alike by now: take the reason away"
    else:
        assert found.counts == found.walked


CYCLONEDX: Final = """\
{"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
 "metadata": {"tools": {"components": [{"type": "application", "name": "tool"}]},
              "component": {"type": "firmware", "name": "fw", "bom-ref": "fw"}},
 "components": [{"type": "library", "name": "a", "bom-ref": "a",
                 "pedigree": {"ancestors": [{"type": "library", "name": "before"}]},
                 "components": [{"type": "file", "name": "b", "bom-ref": "b"}]}],
 "services": [{"name": "s", "bom-ref": "s", "services": [{"name": "t", "bom-ref": "t"}]}],
 "dependencies": [{"ref": "fw", "dependsOn": ["a", "s"]}, {"ref": "a", "provides": ["b"]}]}
"""
CYCLONEDX_XML: Final = """\
<?xml version="1.0"?>
<bom xmlns="http://cyclonedx.org/schema/bom/1.6" version="1">
  <metadata><component type="firmware" bom-ref="fw"><name>fw</name></component></metadata>
  <components><component type="library" bom-ref="a"><name>a</name><components>
    <component type="file" bom-ref="b"><name>b</name></component></components></component>
  </components>
  <services><service bom-ref="s"><name>s</name></service></services>
  <dependencies><dependency ref="fw"><dependency ref="a"/><dependency ref="s"/></dependency>
    <dependency ref="a"><provides ref="b"/></dependency></dependencies>
</bom>
"""
SPDX2: Final = """\
{"SPDXID": "SPDXRef-DOCUMENT", "spdxVersion": "SPDX-2.3", "name": "d", "dataLicense": "CC0-1.0",
 "documentNamespace": "https://vendor.example/d", "documentDescribes": ["SPDXRef-p"],
 "creationInfo": {"created": "2026-01-01T00:00:00Z", "creators": ["Tool: t"]},
 "relationships": [
  {"spdxElementId": "SPDXRef-f", "relationshipType": "CONTAINED_BY",
   "relatedSpdxElement": "SPDXRef-p"},
  {"spdxElementId": "SPDXRef-p", "relationshipType": "DEPENDS_ON", "relatedSpdxElement": "NONE"}],
 "packages": [{"SPDXID": "SPDXRef-p", "name": "p", "downloadLocation": "NONE",
               "hasFiles": ["SPDXRef-f"],
               "files": [{"SPDXID": "SPDXRef-g", "fileName": "./g"}]}],
 "files": [{"SPDXID": "SPDXRef-f", "fileName": "./f"}],
 "snippets": [{"SPDXID": "SPDXRef-s", "snippetFromFile": "SPDXRef-f", "name": "s", "ranges": []}]}
"""
TAG_VALUE: Final = """\
SPDXVersion: SPDX-2.3
DataLicense: CC0-1.0
SPDXID: SPDXRef-DOCUMENT
DocumentName: d
DocumentNamespace: https://vendor.example/d
Creator: Tool: t
Created: 2026-01-01T00:00:00Z
Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-p
FileName: ./outside
SPDXID: SPDXRef-o
PackageName: p
SPDXID: SPDXRef-p
PackageDownloadLocation: NONE
PackageComment: <text>
PackageName: this is text
</text>
FileName: ./f
SPDXID: SPDXRef-f
Relationship: SPDXRef-p CONTAINS SPDXRef-f
FileName: ./g
SPDXID: SPDXRef-g
SnippetSPDXID: SPDXRef-s
SnippetFromFileSPDXID: SPDXRef-g
"""
RDF: Final = """\
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
         xmlns="http://spdx.org/rdf/terms#">
  <SpdxDocument rdf:about="https://vendor.example/d#SPDXRef-DOCUMENT">
    <specVersion>SPDX-2.3</specVersion>
    <relationship><Relationship>
      <relationshipType rdf:resource="http://spdx.org/rdf/terms#relationshipType_describes"/>
      <relatedSpdxElement><Package rdf:about="https://vendor.example/d#SPDXRef-p"><name>p</name>
        <hasFile><File rdf:about="https://vendor.example/d#SPDXRef-f"/></hasFile>
        <relationship><Relationship>
          <relationshipType rdf:resource="http://spdx.org/rdf/terms#relationshipType_dependsOn"/>
          <relatedSpdxElement rdf:resource="http://spdx.org/rdf/terms#noassertion"/>
        </Relationship></relationship>
      </Package></relatedSpdxElement>
    </Relationship></relationship>
    <describesPackage rdf:resource="https://vendor.example/d#SPDXRef-p"/>
  </SpdxDocument>
</rdf:RDF>
"""
SPDX3: Final = """\
{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": [
 {"type": "CreationInfo", "@id": "_:c", "specVersion": "3.0.1", "created": "2026-01-01T00:00:00Z",
  "createdBy": ["https://v.example/me"]},
 {"type": "Person", "spdxId": "https://v.example/me", "creationInfo": "_:c", "name": "me"},
 {"type": "software_Package", "spdxId": "https://v.example/p", "creationInfo": "_:c", "name": "p"},
 {"type": "software_File", "spdxId": "https://v.example/f", "creationInfo": "_:c", "name": "f"},
 {"type": "Relationship", "spdxId": "https://v.example/r1", "creationInfo": "_:c",
  "from": "https://v.example/p", "relationshipType": "contains",
  "to": ["https://v.example/f", "https://v.example/elsewhere"]},
 {"type": "Relationship", "spdxId": "https://v.example/r2", "creationInfo": "_:c",
  "from": "https://v.example/p", "relationshipType": "hasDeclaredLicense",
  "to": ["https://spdx.org/licenses/MIT"]},
 {"type": "Relationship", "spdxId": "https://v.example/r3", "creationInfo": "_:c",
  "from": "https://v.example/f", "relationshipType": "dependsOn",
  "to": ["https://spdx.org/rdf/3.0.1/terms/Core/NoneElement"]}]}
"""
HANDMADE: Final = [
    ("CycloneDX 1.6 JSON", CYCLONEDX, Counts(5, 5)),
    ("CycloneDX 1.6 XML", CYCLONEDX_XML, Counts(4, 4)),
    ("SPDX 2.3 JSON", SPDX2, Counts(4, 4)),
    ("SPDX 2.3 tag-value", TAG_VALUE, Counts(5, 4)),
    ("SPDX 2.3 RDF/XML", RDF, Counts(2, 2)),
    ("SPDX 3.0 JSON-LD", SPDX3, Counts(2, 2)),
]
"""One document of each kind, and what a person counts in it."""


@pytest.mark.parametrize(("kind", "text", "counts"), HANDMADE, ids=[one[0] for one in HANDMADE])
def test_handmade(tmp_path: Path, kind: str, text: str, counts: Counts) -> None:
    path = tmp_path / "document"
    path.write_text(text, encoding="utf-8")
    assert walk(path, kind) == counts
    (chapter,) = (one for one in read(path).chapters if one.role == "evidence")
    assert Counts(chapter.counts["components"], chapter.counts["relations"]) == counts


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
@pytest.mark.parametrize(("kind", "text", "counts"), HANDMADE, ids=[one[0] for one in HANDMADE])
def test_encodings(tmp_path: Path, kind: str, text: str, counts: Counts, encoding: str) -> None:
    path = tmp_path / "document"
    path.write_text(text, encoding=encoding)
    assert walk(path, kind) == counts


def test_what_is_no_sbom(tmp_path: Path) -> None:
    path = tmp_path / "document"
    path.write_text('{"invalid": "data"}')
    assert walk(path, "SPDX ? JSON") is None
    assert walk(path, "uSWID/CoSWID") is None

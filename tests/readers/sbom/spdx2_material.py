"""SPDX 2 documents for tests: one with everything, and those of the corpus."""

from __future__ import annotations

import csv
import json
import lzma
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from provenance.blobs import MemoryBlob
from provenance.decoding.ledger import Ledger
from provenance.decoding.sketch import Sketch
from provenance.model.batch import Batch
from provenance.model.document import Defect, Heading
from provenance.readers.sbom import spdx2_json

ROOT = Path(__file__).resolve().parents[3]
CORPUS = Path(os.environ.get("PROVENANCE_CORPUS", ROOT.parent / "shared" / "corpus"))
SHA256 = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
SHA1 = "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d"
DATE = "2026-01-02T03:04:05Z"

Facts = list[tuple[str, Any]]


def one_by_one(items: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, Any]]:
    """What a reader yields, with batches taken apart."""
    for place, item in items:
        if isinstance(item, Batch):
            yield from zip(item.places, item.facts, strict=True)
        else:
            yield place, item


class Read:
    """What a reader made of a document: heading, facts with places, ledger."""

    def __init__(self, content: bytes, reader: ModuleType = spdx2_json) -> None:
        sketch = Sketch(MemoryBlob("sbom", content))
        assert reader.recognise(sketch)
        ledger = Ledger()
        self.facts: Facts = []
        self.heading: Heading | None = None
        for place, item in one_by_one(reader.read(sketch)):
            if isinstance(item, Defect):
                assert item.place == place
                ledger.add(item)
            elif isinstance(item, Heading):
                assert self.heading is None
                self.heading = item
            else:
                self.facts.append((place, item))
        self.ledger = ledger.entries()
        self.status = ledger.status

    def of(self, kind: type) -> Facts:
        return [(place, fact) for place, fact in self.facts if type(fact) is kind]

    def only(self, kind: type) -> Any:
        ((_, fact),) = self.of(kind)
        return fact

    def entries(self, name: str) -> list[Defect]:
        return [entry for entry in self.ledger if entry.id == name]


def read(document: Any) -> Read:
    content = document if isinstance(document, bytes) else json.dumps(document).encode()
    return Read(content)


def package(ref: str = "a", **fields: Any) -> dict[str, Any]:
    """A package without anything to remark, apart from what is given."""
    plain = {
        "SPDXID": f"SPDXRef-{ref}",
        "name": ref,
        "versionInfo": "1",
        "downloadLocation": "NOASSERTION",
        "filesAnalyzed": False,
        "licenseConcluded": "MIT",
        "licenseDeclared": "MIT",
        "copyrightText": "NONE",
    }
    return {name: value for name, value in (plain | fields).items() if value is not ...}


def file(ref: str = "f", **fields: Any) -> dict[str, Any]:
    plain = {
        "SPDXID": f"SPDXRef-{ref}",
        "fileName": f"./{ref}",
        "checksums": [{"algorithm": "SHA1", "checksumValue": SHA1}],
        "licenseConcluded": "NOASSERTION",
        "copyrightText": "NOASSERTION",
    }
    return {name: value for name, value in (plain | fields).items() if value is not ...}


def relationship(source: str, kind: str, target: str, **fields: Any) -> dict[str, Any]:
    def ref(text: str) -> str:
        return text if text in ("NONE", "NOASSERTION") or ":" in text else f"SPDXRef-{text}"

    return {
        "spdxElementId": ref(source),
        "relationshipType": kind,
        "relatedSpdxElement": ref(target),
        **fields,
    }


def document(*packages: Any, version: str = "2.3", **members: Any) -> dict[str, Any]:
    """A document without anything to remark, apart from what is given."""
    found = packages or (package(),)
    head: dict[str, Any] = {
        "SPDXID": "SPDXRef-DOCUMENT",
        "spdxVersion": f"SPDX-{version}",
        "name": "fw",
        "dataLicense": "CC0-1.0",
        "documentNamespace": "https://acme.example/spdx/fw-1",
        "creationInfo": {"created": DATE, "creators": ["Organization: Acme", "Tool: made-1.0"]},
        "packages": list(found),
        "relationships": [relationship("DOCUMENT", "DESCRIBES", "a")],
    }
    return {name: value for name, value in (head | members).items() if value is not ...}


def everything(version: str = "2.3") -> dict[str, Any]:
    """A document with every field of a version, and nothing to remark but its code of files."""
    checksums = [
        {"algorithm": "SHA1", "checksumValue": SHA1},
        {"algorithm": "SHA256", "checksumValue": SHA256},
    ]
    annotation = {
        "annotationDate": DATE,
        "annotationType": "OTHER",
        "annotator": "Person: Ann (ann@acme.example)",
        "comment": "seen",
    }
    whole = package(
        "a",
        filesAnalyzed=True,
        packageVerificationCode={
            "packageVerificationCodeValue": SHA1,
            "packageVerificationCodeExcludedFiles": ["./own.spdx"],
        },
        annotations=[annotation],
        attributionTexts=["thanks"],
        checksums=checksums,
        comment="c",
        copyrightText="(c) Acme",
        description="d",
        downloadLocation="git+https://acme.example/a.git@v1",
        externalRefs=[
            {
                "referenceCategory": "PACKAGE_MANAGER",
                "referenceType": "purl",
                "referenceLocator": "pkg:deb/debian/a@1",
                "comment": "c",
            },
            {
                "referenceCategory": "SECURITY",
                "referenceType": "cpe23Type",
                "referenceLocator": "cpe:2.3:a:acme:a:1:*:*:*:*:*:*:*",
            },
            {"referenceCategory": "OTHER", "referenceType": "bug", "referenceLocator": "x:1"},
        ],
        hasFiles=["SPDXRef-f"],
        homepage="https://acme.example",
        licenseComments="c",
        licenseDeclared="LicenseRef-own OR MIT",
        licenseInfoFromFiles=["MIT", "LicenseRef-own"],
        originator="Organization: Maker ()",
        packageFileName="a.tar.gz",
        sourceInfo="s",
        summary="s",
        supplier="Person: Sue (sue@acme.example)",
    )
    if version >= "2.3":
        whole |= {
            "builtDate": DATE,
            "releaseDate": DATE,
            "validUntilDate": DATE,
            "primaryPackagePurpose": "FIRMWARE",
        }
    part = file(
        "f",
        annotations=[annotation],
        artifactOfs=[{"name": "x"}],
        attributionTexts=["thanks"],
        checksums=checksums,
        comment="c",
        copyrightText="(c) Acme",
        fileContributors=["Ann"],
        fileDependencies=["SPDXRef-g"],
        fileTypes=["SOURCE", "TEXT"],
        licenseComments="c",
        licenseConcluded="MIT",
        licenseInfoInFiles=["NONE"],
        noticeText="n",
    )
    snippet = {
        "SPDXID": "SPDXRef-s",
        "name": "s",
        "snippetFromFile": "SPDXRef-f",
        "annotations": [annotation],
        "attributionTexts": ["thanks"],
        "comment": "c",
        "copyrightText": "NONE",
        "licenseComments": "c",
        "licenseConcluded": "MIT",
        "licenseInfoInSnippets": ["MIT"],
        "ranges": [
            {
                "startPointer": {"reference": "SPDXRef-f", "offset": 1},
                "endPointer": {"reference": "SPDXRef-f", "offset": 9},
            },
            {
                "startPointer": {"reference": "SPDXRef-f", "lineNumber": 1},
                "endPointer": {"reference": "SPDXRef-f", "lineNumber": 2},
            },
        ],
    }
    found = document(
        whole,
        package("b"),
        version=version,
        comment="c",
        annotations=[annotation],
        creationInfo={
            "comment": "SBOM Type: Build",
            "created": DATE,
            "creators": ["Organization: Acme (a@acme.example)", "Person: Ann ()", "Tool: made-1.0"],
            "licenseListVersion": "3.20",
        },
        documentDescribes=["SPDXRef-a"],
        externalDocumentRefs=[
            {
                "checksum": {"algorithm": "SHA1", "checksumValue": SHA1},
                "externalDocumentId": "DocumentRef-other",
                "spdxDocument": "https://acme.example/spdx/other",
            }
        ],
        hasExtractedLicensingInfos=[
            {
                "licenseId": "LicenseRef-own",
                "extractedText": "do",
                "name": "Own",
                "comment": "c",
                "crossRefs": [{"url": "https://acme.example", "order": 1, "isLive": True}],
                "seeAlsos": ["https://acme.example"],
            }
        ],
        revieweds=[{"reviewer": "Person: Ann", "reviewDate": DATE, "comment": "c"}],
        files=[part, file("g")],
        snippets=[snippet],
        relationships=[
            relationship("DOCUMENT", "DESCRIBES", "a"),
            relationship("a", "DEPENDS_ON", "b", comment="c"),
            relationship("b", "DEPENDS_ON", "NONE"),
            relationship("a", "CONTAINS", "NOASSERTION"),
            relationship("b", "BUILD_TOOL_OF", "a"),
            relationship("a", "DEPENDS_ON", "DocumentRef-other:SPDXRef-c"),
        ],
    )
    plain: dict[str, Any] = json.loads(json.dumps(found))  # so that no two parts are one object
    return plain


def corpus_rows(*notations: str) -> list[dict[str, str]]:
    """Every SPDX 2 document of the corpus in one of some notations; none where it is absent."""
    index = CORPUS / "index.csv"
    if not index.is_file():
        return []
    with index.open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    return [row for row in rows if row["path"].startswith("sbom/") and _is_one(row, notations)]


def _is_one(row: dict[str, str], notations: tuple[str, ...]) -> bool:
    version = row["spec_version"]
    return version.startswith("SPDX 2") and version.endswith(notations)


def corpus_documents(*notations: str) -> Iterator[tuple[dict[str, str], bytes]]:
    """Row and bytes of every such document."""
    for row in corpus_rows(*notations):
        content = (CORPUS / row["path"]).read_bytes()
        if row["path"].endswith(".xz"):
            content = lzma.decompress(content)
        if b'"@graph"' not in content:  # one that was converted to SPDX 3
            yield row, content


def needs_corpus() -> None:
    if not (CORPUS / "index.csv").is_file():
        pytest.skip(f"corpus absent: {CORPUS.name} is not beside the repository")


def resolve(document: Any, pointer: str) -> Any:
    """The value at a JSON pointer, written apart from the reader."""
    for token in pointer.split("/")[1:]:
        name = token.replace("~1", "/").replace("~0", "~")
        document = document[int(name)] if isinstance(document, list) else document[name]
    return document

"""SPDX 2 documents for tests: one with everything, and those of the corpus."""

from __future__ import annotations

import csv
import json
import lzma
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from sbom_material import CORPUS, ReadDocument, bytes_of

from provenance.readers.sbom import spdx2_json

SHA256 = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
SHA1 = "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d"
DATE = "2026-01-02T03:04:05Z"


class Read(ReadDocument):
    """What a reader made of a document."""

    def __init__(self, content: bytes, reader: ModuleType = spdx2_json) -> None:
        super().__init__(reader, content)


def read(document: Any) -> Read:
    return Read(bytes_of(document))


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

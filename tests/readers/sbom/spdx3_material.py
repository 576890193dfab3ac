"""SPDX 3 documents for tests: one with everything, and those of the corpus."""

from __future__ import annotations

import csv
import lzma
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from sbom_material import CORPUS, ReadDocument, bytes_of

from provenance.blobs import Blob
from provenance.readers.sbom import spdx3_json

SHA256 = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
CONTEXT = "https://spdx.org/rdf/3.0.1/spdx-context.jsonld"
HERE = "https://example.com/doc#"
TERMS = "https://spdx.org/rdf/3.0.1/terms/"
NONE = f"{TERMS}Core/NoneElement"
NO_ASSERTION = f"{TERMS}Core/NoAssertionElement"

Json = dict[str, Any]


class Read(ReadDocument):
    """What a reader made of a document: facts without their places, which `places` has."""

    def __init__(self, reader: ModuleType, content: bytes) -> None:
        super().__init__(reader, content)
        self.blobs = [fact for _, fact in self.facts if isinstance(fact, Blob)]
        self.facts = [found for found in self.facts if not isinstance(found[1], Blob)]

    def of(self, kind: type) -> list[Any]:
        return [fact for _, fact in self.facts if type(fact) is kind]

    def places(self, kind: type) -> list[str]:
        return [place for place, fact in self.facts if type(fact) is kind]

    @property
    def defects(self) -> list[str]:
        return sorted({entry.id for entry in self.ledger if entry.kind == "defect"})


def read(document: Any) -> Read:
    return Read(spdx3_json, bytes_of(document))


def element(type_: str, id_: str, **fields: Any) -> Json:
    return {"type": type_, "spdxId": HERE + id_, "creationInfo": "_:made", **fields}


def relation(name: str, source: str, kind: str, *targets: str, **fields: Any) -> Json:
    ends = [target if ":" in target else HERE + target for target in targets]
    found = {"from": HERE + source, "relationshipType": kind, "to": ends, **fields}
    return element(found.pop("type", "Relationship"), name) | found


def creation(**fields: Any) -> Json:
    return {
        "type": "CreationInfo",
        "@id": "_:made",
        "specVersion": "3.0.1",
        "created": "2026-10-01T08:00:00Z",
        "createdBy": [HERE + "jane"],
        "createdUsing": [HERE + "tool"],
        **fields,
    }


def mail(address: str) -> Json:
    return {
        "type": "ExternalIdentifier",
        "externalIdentifierType": "email",
        "identifier": address,
    }


def sha256(value: str = SHA256) -> Json:
    return {"type": "Hash", "algorithm": "sha256", "hashValue": value}


def graph(*elements: Json, context: Any = CONTEXT) -> Json:
    """A document of the given elements, with who made it."""
    people = [
        element("Person", "jane", name="Jane", externalIdentifier=[mail("jane@example.com")]),
        element("Tool", "tool", name="maker"),
    ]
    document = element("SpdxDocument", "document", name="gateway", rootElement=[HERE + "sbom"])
    sbom = element("software_Sbom", "sbom", rootElement=[HERE + "image"])
    sbom["software_sbomType"] = ["build"]
    elements_ = [creation(), *people, document, sbom, *elements]
    return {"@context": context, "@graph": elements_}


def package(id_: str = "image", **fields: Any) -> Json:
    return element("software_Package", id_, **({"name": id_} | fields))


def everything() -> Json:
    """A valid document that uses every profile that is read."""
    image = package(
        "image",
        description="what is flashed",
        summary="an image",
        software_packageVersion="2.4.0",
        software_packageUrl="pkg:generic/gateway@2.4.0",
        software_downloadLocation="https://example.com/gateway.bin",
        software_homePage="https://example.com/",
        software_copyrightText="Copyright Example",
        software_primaryPurpose="firmware",
        software_additionalPurpose=["archive"],
        suppliedBy=HERE + "acme",
        originatedBy=[HERE + "jane", HERE + "acme"],
        supportLevel=["support"],
        validUntilTime="2031-01-01T00:00:00Z",
        builtTime="2026-09-30T08:00:00Z",
        verifiedUsing=[sha256()],
        externalIdentifier=[
            {
                "type": "ExternalIdentifier",
                "externalIdentifierType": "cpe23",
                "identifier": "cpe:2.3:o:example:gateway:2.4.0:*:*:*:*:*:*:*",
            },
            {
                "type": "ExternalIdentifier",
                "externalIdentifierType": "other",
                "identifier": "0815",
            },
        ],
        externalRef=[
            {
                "type": "ExternalRef",
                "externalRefType": "vcs",
                "locator": ["https://git.example.com/gateway"],
            }
        ],
        extension=[
            {
                "type": "extension_CdxPropertiesExtension",
                "extension_cdxProperty": [
                    {
                        "type": "extension_CdxPropertyEntry",
                        "extension_cdxPropName": "bsi:component:filename",
                        "extension_cdxPropValue": "gateway.bin",
                    }
                ],
            }
        ],
    )
    library = package("library", software_primaryPurpose="library")
    file = element("software_File", "file", name="lib.so", verifiedUsing=[sha256("0a" * 32)])
    snippet = element(
        "software_Snippet",
        "snippet",
        software_snippetFromFile=HERE + "file",
        software_lineRange={
            "type": "PositiveIntegerRange",
            "beginIntegerRange": 1,
            "endIntegerRange": 5,
        },
    )
    return graph(
        image,
        library,
        file,
        snippet,
        element("Organization", "acme", name="Acme", externalIdentifier=[mail("s@acme.example")]),
        *_licenses(),
        *_relations(),
        *_vulnerabilities(),
        element(
            "Annotation",
            "note",
            subject=HERE + "image",
            annotationType="review",
            statement="looked at",
        ),
        element("build_Build", "build", build_buildType="https://example.com/make"),
    )


def _licenses() -> Iterator[Json]:
    yield element(
        "simplelicensing_LicenseExpression",
        "mit",
        simplelicensing_licenseExpression="MIT",
    )
    yield element(
        "expandedlicensing_CustomLicense",
        "LicenseRef-own",
        name="Own",
        simplelicensing_licenseText="Do as you like.",
    )
    yield element(
        "expandedlicensing_DisjunctiveLicenseSet",
        "either",
        expandedlicensing_member=[HERE + "mit", HERE + "LicenseRef-own"],
    )


def _relations() -> Iterator[Json]:
    yield relation("r1", "image", "contains", "library", completeness="complete")
    yield relation("r2", "library", "dependsOn", NONE)
    yield relation("r3", "library", "contains", "file", "snippet", completeness="incomplete")
    yield relation("r4", "image", "hasDeclaredLicense", "either")
    yield relation("r5", "image", "hasConcludedLicense", "https://spdx.org/licenses/MIT")
    yield relation(
        "r6", "library", "hasDeclaredLicense", f"{TERMS}ExpandedLicensing/NoAssertionLicense"
    )
    yield relation("r7", "build", "hasOutput", "image")
    yield relation(
        "r8",
        "image",
        "usesTool",
        "tool",
        type="LifecycleScopedRelationship",
        scope="build",
        comment="at night",
    )
    yield relation("r9", "file", "dependsOn", NO_ASSERTION)


def _vulnerabilities() -> Iterator[Json]:
    cve = {
        "type": "ExternalIdentifier",
        "externalIdentifierType": "cve",
        "identifier": "CVE-2026-1",
    }
    yield element("security_Vulnerability", "flaw", externalIdentifier=[cve])
    yield relation(
        "vex",
        "flaw",
        "doesNotAffect",
        "library",
        type="security_VexNotAffectedVulnAssessmentRelationship",
        security_justificationType="componentNotPresent",
    )


def corpus_rows() -> Iterator[dict[str, str]]:
    """The SPDX 3 documents of the corpus index."""
    index = CORPUS / "index.csv"
    if not index.is_file():
        return
    with index.open(newline="", encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            if row["path"].startswith("sbom/") and "SPDX 3" in row["spec_version"]:
                yield row


def corpus_bytes(path: str) -> bytes:
    content = (CORPUS / path).read_bytes()
    return lzma.decompress(content) if path.endswith(".xz") else content

"""The SPDX 3.0.1 writer: elements keep their names, and what nobody said is not said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from conversion_material import bom, component, delivery, lost, package, plain, related, spdx

from provenance.conversion import Converted, convert
from provenance.intake import read

BASE = "https://example.org/spdx3/"
TERMS = "https://spdx.org/rdf/3.0.1/terms/"
Plain = dict[str, Any]


def element(kind: str, ref: str, /, **more: Any) -> Plain:
    return {"type": kind, "spdxId": f"{BASE}{ref}", "creationInfo": "_:creationinfo", **more}


def relation(ref: str, source: str, kind: str, *targets: str, **more: Any) -> Plain:
    to = [target if ":" in target else f"{BASE}{target}" for target in targets]
    fields = {"from": f"{BASE}{source}", "relationshipType": kind, "to": to}
    return element("Relationship", ref, **fields) | more


FULL: list[Plain] = [
    {
        "type": "CreationInfo",
        "@id": "_:creationinfo",
        "specVersion": "3.0.1",
        "created": "2026-10-01T08:00:00Z",
        "createdBy": [f"{BASE}maker"],
        "createdUsing": [f"{BASE}tool"],
    },
    element(
        "Organization",
        "maker",
        name="Acme",
        description="makes it",
        externalIdentifier=[
            {
                "type": "ExternalIdentifier",
                "externalIdentifierType": "email",
                "identifier": "bom@acme.example",
            }
        ],
    ),
    element("Organization", "nobody", name="NOASSERTION"),
    element("Tool", "tool", name="scanner 2"),
    element(
        "SpdxDocument",
        "document",
        name="full",
        comment="of the document",
        dataLicense="https://spdx.org/licenses/CC0-1.0",
        profileConformance=["core", "software"],
        rootElement=[f"{BASE}bom"],
        **{"import": [{"type": "ExternalMap", "externalSpdxId": "https://outside.example/lib"}]},
    ),
    element("software_Sbom", "bom", software_sbomType=["build"], rootElement=[f"{BASE}app"]),
    element(
        "software_Package",
        "app",
        name="app",
        summary="short",
        description="long",
        comment="said",
        suppliedBy=f"{BASE}maker",
        originatedBy=[f"{BASE}nobody"],
        software_packageVersion="1",
        software_packageUrl="pkg:generic/app@1",
        software_downloadLocation="https://acme.example/app",
        software_homePage="https://acme.example",
        software_copyrightText="NOASSERTION",
        software_primaryPurpose="source",
        software_additionalPurpose=["test"],
        software_sourceInfo="from git",
        software_attributionText=["thanks"],
        verifiedUsing=[
            {"type": "Hash", "algorithm": "sha256", "hashValue": "ab" * 32, "comment": "ours"}
        ],
        externalIdentifier=[
            {
                "type": "ExternalIdentifier",
                "externalIdentifierType": "cpe23",
                "identifier": "cpe:2.3:a:acme:app:1:*:*:*:*:*:*:*",
                "issuingAuthority": "NIST",
            }
        ],
        externalRef=[
            {
                "type": "ExternalRef",
                "externalRefType": "issueTracker",
                "locator": ["https://acme.example/a", "https://acme.example/b"],
                "comment": "two",
            }
        ],
        supportLevel=["support"],
        validUntilTime="2030-01-01T00:00:00Z",
    ),
    element("software_File", "main", name="main.c", software_fileKind="file"),
    element(
        "software_Snippet",
        "part",
        name="loop",
        software_snippetFromFile=f"{BASE}main",
        software_lineRange={
            "type": "PositiveIntegerRange",
            "beginIntegerRange": 1,
            "endIntegerRange": 2,
        },
    ),
    element(
        "simplelicensing_LicenseExpression",
        "expression",
        simplelicensing_licenseExpression="MIT OR Apache-2.0",
    ),
    relation("r1", "app", "hasDeclaredLicense", "expression"),
    relation("r2", "app", "hasConcludedLicense", f"{TERMS}ExpandedLicensing/NoAssertionLicense"),
    relation("r3", "app", "contains", "main", completeness="complete"),
    relation("r4", "app", "dependsOn", "https://outside.example/lib", scope="runtime")
    | {"type": "LifecycleScopedRelationship"},
    element("security_Vulnerability", "cve", name="CVE-2018-25032", summary="bad"),
    relation("r5", "app", "hasAssociatedVulnerability", "cve"),
    element(
        "Annotation", "note", annotationType="review", subject=f"{BASE}app", statement="looked at"
    ),
]


def written(folder: Path, elements: list[Plain]) -> Converted:
    document = {"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": elements}
    (folder / "document.json").write_text(json.dumps(document))
    return convert(read(folder), "spdx-3.0.1")


def of_type(found: Converted, *kinds: str) -> list[Plain]:
    return [one for one in plain(found)["@graph"] if one["type"] in kinds]


def test_everything_comes_back(tmp_path: Path) -> None:
    assert written(tmp_path, FULL).losses == ()


def test_nobody_is_written_twice(tmp_path: Path) -> None:
    found = written(tmp_path, FULL)
    assert [one["name"] for one in of_type(found, "Organization")] == ["Acme", "NOASSERTION"]
    assert [one["name"] for one in of_type(found, "Tool")] == ["scanner 2", "provenance"]
    (app,) = of_type(found, "software_Package")
    assert (app["spdxId"], app["suppliedBy"]) == (f"{BASE}app", f"{BASE}maker")


def test_a_field_that_does_not_fit_costs_only_itself(tmp_path: Path) -> None:
    odd = [
        one | ({"unheard": 1, "builtTime": "never"} if one["type"] == "software_Package" else {})
        for one in FULL
    ]
    found = written(tmp_path, odd)
    assert {loss.what for loss in found.losses} == {"unheard", "builtTime"}


def test_properties_are_an_extension_and_come_back(tmp_path: Path) -> None:
    document = bom(1, [component("a", "zlib", properties=[{"name": "x", "value": ""}])])
    found = convert(delivery(tmp_path, document), "spdx-3.0.1")
    assert [loss for loss in lost(found, "properties") if loss.was] == []


def test_a_name_nobody_says_more_of_is_an_agent(tmp_path: Path) -> None:
    found = convert(delivery(tmp_path, bom(1, [component("a", "zlib", author="A")])), "spdx-3.0.1")
    assert [one["name"] for one in of_type(found, "Agent")] == ["A"]
    assert lost(found, "producer") == []


def test_a_document_without_a_name_gets_none(tmp_path: Path) -> None:
    (document,) = of_type(convert(delivery(tmp_path, bom(1, [])), "spdx-3.0.1"), "SpdxDocument")
    assert "name" not in document


def test_fields_that_both_spdx_have_go_over(tmp_path: Path) -> None:
    told = package(
        "app",
        sourceInfo="from git",
        comment="said",
        attributionTexts=["thanks"],
        summary="short",
        description="long",
        licenseDeclared="LicenseRef-own",
    )
    text = {"licenseId": "LicenseRef-own", "name": "Own", "extractedText": "as you like"}
    other = package("lib")
    document = spdx(
        "one",
        [told, other],
        hasExtractedLicensingInfos=[text],
        relationships=[related("SPDXRef-app", "DEPENDS_ON", "SPDXRef-lib")],
    )
    found = convert(delivery(tmp_path, document), "spdx-3.0.1")
    assert {loss.what for loss in found.losses} <= {"gaps", "tools"}
    (license_,) = of_type(found, "simplelicensing_SimpleLicensingText")
    (expression,) = of_type(found, "simplelicensing_LicenseExpression")
    (entry,) = expression["simplelicensing_customIdToUri"]
    assert (entry["key"], entry["value"]) == ("LicenseRef-own", license_["spdxId"])


def test_nothing_is_said_of_what_leads_nowhere(tmp_path: Path) -> None:
    document = bom(1, [], dependencies=[{"ref": "root-1", "dependsOn": ["x"]}])
    found = convert(delivery(tmp_path, document), "spdx-3.0.1")
    assert of_type(found, "Relationship") == []
    assert len(lost(found, "dependsOn")) == 1

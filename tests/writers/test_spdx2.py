"""The SPDX 2.3 writer: what the specification's text refuses is not written, but listed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from conversion_material import (
    SHA,
    bom,
    component,
    delivery,
    lost,
    package,
    plain,
    read_again,
    related,
    spdx,
)

from provenance.conversion import convert

SHA1 = {"algorithm": "SHA1", "checksumValue": "a" * 40}
CODE = {"packageVerificationCodeValue": "6b6a0b0b0f1b5f8ae9b7f4a6e9aa0d3b5cc5b2b4"}
FULL: dict[str, Any] = spdx(
    "full",
    [
        package(
            "app",
            versionInfo="NOASSERTION",
            packageFileName="app.tar.gz",
            supplier="Person: A (a@acme.example)",
            originator="NOASSERTION",
            downloadLocation="git+https://git.example/app",
            homepage="https://acme.example",
            checksums=[SHA1],
            licenseDeclared="MIT AND LicenseRef-own",
            licenseConcluded="NONE",
            copyrightText="NOASSERTION",
            summary="short",
            description="long",
            comment="said",
            attributionTexts=["thanks"],
            primaryPackagePurpose="SOURCE",
            validUntilDate="2030-01-01T00:00:00Z",
            builtDate="2026-01-01T00:00:00Z",
            externalRefs=[
                {
                    "referenceCategory": "PACKAGE-MANAGER",
                    "referenceType": "purl",
                    "referenceLocator": "pkg:generic/app@1",
                    "comment": "ours",
                },
                {
                    "referenceCategory": "OTHER",
                    "referenceType": "tracker",
                    "referenceLocator": "https://acme.example/bugs",
                },
            ],
            annotations=[
                {
                    "annotationDate": "2026-10-01T08:00:00Z",
                    "annotationType": "REVIEW",
                    "annotator": "Person: A",
                    "comment": "looked at",
                }
            ],
        ),
        package("src", downloadLocation="NONE", packageVerificationCode=CODE)
        | {"filesAnalyzed": True},
    ],
    comment="of the document",
    files=[
        {
            "SPDXID": "SPDXRef-main",
            "fileName": "./main.c",
            "checksums": [SHA1],
            "fileTypes": ["SOURCE"],
            "licenseConcluded": "MIT",
            "licenseInfoInFiles": ["MIT"],
            "copyrightText": "(c) A",
            "noticeText": "notice",
        }
    ],
    snippets=[
        {
            "SPDXID": "SPDXRef-part",
            "snippetFromFile": "SPDXRef-main",
            "name": "loop",
            "ranges": [
                {
                    "startPointer": {"reference": "SPDXRef-main", "offset": 1},
                    "endPointer": {"reference": "SPDXRef-main", "offset": 9},
                }
            ],
        }
    ],
    hasExtractedLicensingInfos=[
        {
            "licenseId": "LicenseRef-own",
            "extractedText": "as you like",
            "name": "Own",
            "seeAlsos": ["https://acme.example/license"],
        }
    ],
    externalDocumentRefs=[
        {
            "externalDocumentId": "DocumentRef-x",
            "spdxDocument": "https://example.org/spdx/outside",
            "checksum": SHA1,
        }
    ],
    relationships=[
        related("SPDXRef-src", "CONTAINS", "SPDXRef-main"),
        related("SPDXRef-src", "BUILD_TOOL_OF", "SPDXRef-app") | {"comment": "at night"},
        related("SPDXRef-app", "DEPENDS_ON", "NONE"),
        related("SPDXRef-src", "DEPENDS_ON", "NOASSERTION"),
        related("SPDXRef-app", "DYNAMIC_LINK", "DocumentRef-x:SPDXRef-lib"),
        related("DocumentRef-x:SPDXRef-lib", "GENERATED_FROM", "SPDXRef-src"),
    ],
)
FULL["creationInfo"] |= {"comment": "made by hand", "licenseListVersion": "3.23"}


def test_everything_comes_back(tmp_path: Path) -> None:
    assert convert(delivery(tmp_path, FULL), "spdx-2.3").losses == ()


def test_locators_have_the_form_of_their_type_or_are_not_written(tmp_path: Path) -> None:
    odd = component(
        "a",
        "zlib",
        purl="pkg:generic/with blank",
        cpe="cpe:2.3:a:zlib",
        swhid=["swh:1:cnt:0"],
        externalReferences=[{"type": "documentation", "url": "docs/my manual"}],
    )
    found = convert(delivery(tmp_path, bom(1, [odd])), "spdx-2.3")
    assert all("externalRefs" not in one for one in plain(found)["packages"])
    assert len(lost(found, "identifiers")) == 3
    assert len(lost(found, "references")) == 1


def test_licenses_that_are_no_expressions_become_defined_ones(tmp_path: Path) -> None:
    texts = [
        {"license": {"name": "Own License", "text": {"content": "one"}}},
        {"license": {"name": "Own-License", "text": {"content": "two"}}},
    ]
    parts = [component(f"c{n}", f"lib{n}", licenses=[one]) for n, one in enumerate(texts)]
    parts.append(component("c2", "lib2", licenses=[{"expression": "MIT AND AND"}]))
    found = convert(delivery(tmp_path, bom(1, parts)), "spdx-2.3")
    rows = plain(found)["hasExtractedLicensingInfos"]
    assert [(row["licenseId"], row["name"], row["extractedText"]) for row in rows] == [
        ("LicenseRef-Own-License", "Own License", "one"),
        ("LicenseRef-Own-License-2", "Own-License", "two"),
        ("LicenseRef-MIT-AND-AND", "MIT AND AND", "NOASSERTION"),
    ]


def test_a_license_that_nobody_defined_is_defined_as_not_known(tmp_path: Path) -> None:
    told = component("a", "zlib", licenses=[{"expression": "LicenseRef-x OR MIT"}])
    found = convert(delivery(tmp_path, bom(1, [told])), "spdx-2.3")
    assert plain(found)["hasExtractedLicensingInfos"] == [
        {"licenseId": "LicenseRef-x", "extractedText": "NOASSERTION"}
    ]


def test_what_the_format_prescribes_says_as_little_as_it_can(tmp_path: Path) -> None:
    evidence = delivery(tmp_path, bom(1, [component("a", "zlib")]))
    made = {one["name"]: one for one in plain(convert(evidence, "spdx-2.3"))["packages"]}["zlib"]
    assert made == {
        "SPDXID": "SPDXRef-a",
        "name": "zlib",
        "downloadLocation": "NOASSERTION",
        "filesAnalyzed": False,
        "primaryPackagePurpose": "LIBRARY",
    }


def test_a_file_without_sha1_or_with_a_rooted_name_is_a_package(tmp_path: Path) -> None:
    sha1 = {"alg": "SHA-1", "content": "a" * 40}
    parts = [
        component("a", "a.bin", hashes=[SHA]),
        component("b", "b.bin", hashes=[sha1]),
        component("c", "C:\\c.bin", hashes=[sha1]),
        component("d", "/d.bin", hashes=[sha1]),
    ]
    document = bom(1, [one | {"type": "file"} for one in parts])
    found = plain(convert(delivery(tmp_path, document), "spdx-2.3"))
    assert [one["fileName"] for one in found["files"]] == ["b.bin", "./d.bin"]
    assert {one["name"] for one in found["packages"]} == {"gateway", "a.bin", "C:\\c.bin"}


def test_a_document_without_roots_describes_what_nothing_leads_to(tmp_path: Path) -> None:
    document = bom(1, [component("a", "x"), component("b", "y")])
    del document["metadata"]["component"]
    document["dependencies"] = [{"ref": "a", "dependsOn": ["b"]}]
    found = convert(delivery(tmp_path, document), "spdx-2.3")
    assert related("SPDXRef-DOCUMENT", "DESCRIBES", "SPDXRef-a") in plain(found)["relationships"]
    assert [(loss.was, loss.reads) for loss in lost(found, "roots")] == [("", "x")]


def test_a_relation_without_a_word_keeps_it_as_a_comment(tmp_path: Path) -> None:
    document = bom(1, [component("a", "x")], dependencies=[{"ref": "root-1", "provides": ["a"]}])
    found = convert(delivery(tmp_path, document), "spdx-2.3")
    row = related("SPDXRef-root-1", "OTHER", "SPDXRef-a") | {"comment": "provides"}
    assert row in plain(found)["relationships"]
    assert [loss.was for loss in lost(found, "provides")] == ["x"]


def test_nothing_is_said_of_what_leads_nowhere(tmp_path: Path) -> None:
    document = bom(1, [], dependencies=[{"ref": "root-1", "dependsOn": ["x"]}])
    found = convert(delivery(tmp_path, document), "spdx-2.3")
    assert [row["relationshipType"] for row in plain(found)["relationships"]] == ["DESCRIBES"]


def test_names_are_made_from_refs_and_are_all_different(tmp_path: Path) -> None:
    parts = [
        component(ref, "x") for ref in ("ä", "ö", "a b", "a-b", "SPDXRef-", "SPDXRef-DOCUMENT")
    ]
    found = convert(delivery(tmp_path, bom(1, parts)), "spdx-2.3")
    assert len(set(found.names.values())) == len(parts) + 1
    assert read_again(found, tmp_path / "..").document.status == "clean"

"""The CycloneDX writer: everything that a document said comes back, and nothing else is said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conversion_material import (
    SHA,
    bom,
    component,
    delivery,
    lost,
    package,
    plain,
    related,
    spdx,
)

from provenance.conversion import convert

FULL: dict[str, Any] = bom(
    1,
    [
        component(
            "a",
            "zlib",
            group="net",
            version="",
            description="compression",
            copyright="Mark Adler",
            publisher="zlib.net",
            scope="required",
            purl="pkg:generic/zlib@1.3",
            cpe="cpe:2.3:a:zlib:zlib:1.3:*:*:*:*:*:*:*",
            swid={"tagId": "zlib-1.3", "name": "zlib", "version": "1.3", "tagVersion": 1},
            swhid=["swh:1:cnt:94a9ed024d3859793618152ea559a168bbcbb5e2"],
            hashes=[SHA],
            author="somebody",
            supplier={"name": "Acme", "url": ["https://acme.example"], "contact": [{"name": "A"}]},
            licenses=[{"license": {"id": "Zlib", "url": "https://zlib.net/license"}}],
            externalReferences=[
                {"type": "website", "url": "https://zlib.net", "comment": "home", "hashes": [SHA]},
                {"type": "vcs", "url": "https://git.example/zlib"},
                {"type": "vcs", "url": "https://git.example/zlib"},
            ],
            properties=[{"name": "b", "value": "1"}, {"name": "a", "value": "2"}] * 2,
            pedigree={
                "ancestors": [component("up", "zlib", version="1.2")],
                "patches": [{"type": "backport", "diff": {"url": "https://p.example/1"}}],
            },
            evidence={"copyright": [{"text": "(c) 1995"}]},
            tags=["compression"],
            components=[component("inner", "crc", modified=True)],
        ),
        component("crypto", "aes", cryptoProperties={"assetType": "algorithm"})
        | {"type": "cryptographic-asset"},
    ],
    services=[
        {
            "bom-ref": "s",
            "name": "update server",
            "provider": {"name": "Acme", "url": ["https://acme.example"]},
            "endpoints": ["https://u.example"],
            "authenticated": True,
            "services": [{"bom-ref": "s2", "name": "mirror"}],
        }
    ],
    dependencies=[
        {"ref": "root-1", "dependsOn": ["a", "s"], "provides": ["crypto"]},
        {"ref": "a", "dependsOn": []},
    ],
    compositions=[
        {"aggregate": "incomplete_first_party_only", "assemblies": ["a"], "bom-ref": "c"},
        {"aggregate": "complete", "dependencies": ["a"]},
    ],
    vulnerabilities=[
        {
            "id": "CVE-2018-25032",
            "ratings": [{"severity": "high"}],
            "analysis": {"state": "not_affected", "justification": "code_not_present"},
            "affects": [{"ref": "a"}],
        }
    ],
    annotations=[
        {
            "subjects": ["a"],
            "annotator": {"individual": {"name": "A"}},
            "timestamp": "2026-10-01T08:00:00Z",
            "text": "looked at",
        }
    ],
    formulation=[
        {"bom-ref": "f", "workflows": [{"bom-ref": "w", "uid": "1", "taskTypes": ["build"]}]}
    ],
    externalReferences=[{"type": "bom", "url": "https://acme.example/bom"}],
)
FULL["metadata"] |= {
    "tools": [{"vendor": "Acme", "name": "scanner", "version": "2"}],
    "authors": [{"name": "A", "email": "a@acme.example", "phone": "1"}],
    "manufacturer": {"name": "Acme"},
    "supplier": {"name": "Acme", "contact": [{"email": "bom@acme.example"}]},
    "licenses": [{"license": {"id": "CC0-1.0"}}],
    "lifecycles": [{"phase": "build"}, {"name": "signing", "description": "by hand"}],
    "properties": [{"name": "x", "value": "y"}],
}


@pytest.mark.parametrize("target", ["cyclonedx-1.6", "cyclonedx-1.7"])
def test_everything_comes_back(target: str, tmp_path: Path) -> None:
    found = convert(delivery(tmp_path, FULL), target)
    assert found.losses == ()
    assert plain(found)["components"][0].keys() == FULL["components"][0].keys()


def test_a_signature_is_not_put_back(tmp_path: Path) -> None:
    signature = {"algorithm": "ES256", "value": "MEQ="}
    document = bom(1, [component("a", "zlib", signature=signature)], signature=signature)
    found = convert(delivery(tmp_path, document), "cyclonedx-1.6")
    assert b"MEQ=" not in found.content
    assert len(lost(found, "signature")) == 2


def test_before_1_7_an_expression_beside_others_is_a_name(tmp_path: Path) -> None:
    told = package("zlib", licenseDeclared="MIT OR Zlib", licenseConcluded="Zlib")
    evidence = delivery(tmp_path, spdx("one", [told]))
    old = plain(convert(evidence, "cyclonedx-1.6"))["metadata"]["component"]["licenses"]
    assert old == [
        {"license": {"name": "MIT OR Zlib", "acknowledgement": "declared"}},
        {"license": {"id": "Zlib", "acknowledgement": "concluded"}},
    ]
    new = convert(evidence, "cyclonedx-1.7")
    assert plain(new)["metadata"]["component"]["licenses"][0]["expression"] == "MIT OR Zlib"
    assert lost(new, "licenses") == []


def test_the_root_lies_in_nothing(tmp_path: Path) -> None:
    packages = [package("root"), package("outer")]
    contained = [related("SPDXRef-outer", "CONTAINS", "SPDXRef-root")]
    found = convert(
        delivery(tmp_path, spdx("one", packages, relationships=contained)), "cyclonedx-1.6"
    )
    assert plain(found)["metadata"]["component"]["name"] == "root"
    assert len(lost(found, "contains")) == 1


def test_a_gap_is_not_written_as_a_name(tmp_path: Path) -> None:
    told = package("zlib", supplier="NOASSERTION", licenseDeclared="NOASSERTION")
    found = convert(delivery(tmp_path, spdx("one", [told])), "cyclonedx-1.6")
    assert b"NOASSERTION" not in found.content
    assert {loss.was for loss in lost(found, "gaps")} >= {"supplier, noAssertion"}


def test_nobody_is_made_an_organization(tmp_path: Path) -> None:
    document = bom(1, [component("a", "zlib", author="A")])
    (made,) = plain(convert(delivery(tmp_path, document), "cyclonedx-1.6"))["components"]
    assert made["author"] == "A"
    assert "manufacturer" not in made
    assert "authors" not in made


def test_components_come_in_the_order_in_which_they_were_said(tmp_path: Path) -> None:
    names = [f"lib{(n * 7) % 500}" for n in range(500)]
    document = bom(1, [component(name, name) for name in names])
    made = plain(convert(delivery(tmp_path, document), "cyclonedx-1.6"))["components"]
    assert [one["name"] for one in made] == names


def test_what_xml_has_and_json_has_not_is_listed(tmp_path: Path) -> None:
    (tmp_path / "bom.xml").write_text(
        '<bom xmlns="http://cyclonedx.org/schema/bom/1.6" xmlns:x="urn:x" version="1">'
        '<components><component type="library" bom-ref="a" x:odd="1"><name>zlib</name>'
        "<x:more>text</x:more></component></components></bom>"
    )
    from provenance.intake import read

    found = convert(read(tmp_path), "cyclonedx-1.6")
    assert {loss.what for loss in found.losses} == {"@odd", "more"}
    assert b"odd" not in found.content

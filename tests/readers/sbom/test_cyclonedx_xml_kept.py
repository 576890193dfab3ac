"""What stands in CycloneDX XML where nothing of the kind belongs: kept, and nothing made of it."""

from __future__ import annotations

import pytest
from cyclonedx_xml_material import Read, bom, components

from provenance.model.component import Component, Detail, Relation


def dependencies(inside: str) -> bytes:
    return bom(f"<dependencies>{inside}</dependencies>")


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (components("<version odd='1'>1</version>"), "/component[1]/version/@odd"),
        (components("").replace(b"<components", b"<components odd='1'"), "/components/@odd"),
        (components("<licenses odd='1'/>"), "/component[1]/licenses/@odd"),
        (components("<hashes odd='1'/>"), "/component[1]/hashes/@odd"),
        (bom("<properties odd='1'/>"), "/bom/properties/@odd"),
        (dependencies("<dependency ref='a'><dependency ref='b' odd='1'/></dependency>"), "@odd"),
        (
            bom(
                "<compositions><composition><aggregate>complete</aggregate><assemblies>"
                "<assembly ref='a' odd='1'/></assemblies></composition></compositions>"
            ),
            "/assembly/@odd",
        ),
    ],
)
def test_attributes_of_texts_and_lists_are_kept(content: bytes, place: str) -> None:
    ((where, detail),) = Read(content).of(Detail)
    assert (detail.kind, detail.content) == ("@odd", 'odd="1"')
    assert where.endswith(place)


def test_schema_hints_are_none_of_them() -> None:
    hint = "<version xmlns:x='http://www.w3.org/2001/XMLSchema-instance' x:nil='false'>1</version>"
    assert Read(components(hint)).of(Detail) == []


def test_what_stands_in_a_dependency_says_nothing_of_what_that_one_needs() -> None:
    read = Read(
        dependencies("<dependency ref='a'><dependency ref='b'><c/></dependency></dependency>")
    )
    assert read.of(Relation) == [
        ("/bom/dependencies/dependency[1]", Relation("a", "dependsOn", ("b",)))
    ]
    ((_, detail),) = read.of(Detail)
    assert detail.kind == "c"


def test_text_beside_elements_is_kept_where_the_schema_allows_both() -> None:
    inside = (
        "<cryptoProperties><assetType>protocol</assetType><protocolProperties>"
        "<ikev2TransformTypes><encr>seen by us<name>ENCR_AES</name></encr></ikev2TransformTypes>"
        "</protocolProperties></cryptoProperties>"
    )
    read = Read(components(inside, version="1.7"))
    assert len(read.of(Component)) == 1
    contents = [detail.content for _, detail in read.of(Detail)]
    assert any("seen by us" in content for content in contents)
    assert any("ENCR_AES" in content for content in contents)

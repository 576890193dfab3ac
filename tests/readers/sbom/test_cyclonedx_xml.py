"""CycloneDX XML is read as its JSON is, held against its own schema, and every place leads back."""

from __future__ import annotations

import re

import msgspec
import pytest
from cyclonedx_xml_material import (
    NO_CORPUS,
    SPACE,
    Read,
    bom,
    components,
    content_of,
    facts_of_json,
    facts_of_xml,
    nodes,
    rows,
    twins,
    xml_paths,
)
from lxml import etree

from provenance.blobs import MemoryBlob
from provenance.decoding.sketch import Sketch
from provenance.model.component import Component, Detail, Relation
from provenance.model.digest import Digest
from provenance.model.document import Heading
from provenance.readers.sbom import cyclonedx_xml

needs_corpus = pytest.mark.skipif(not rows(), reason=NO_CORPUS)
MD5 = "d41d8cd98f00b204e9800998ecf8427f"

DIFFERENT = {
    "cern-lhc": "serial number and time",
    "proton-bridge": "serial number and time",
    "juice-shop": "serial number, time, and a blank in three descriptions",
    "protonmail-webclient": "serial number, time, and a blank in three descriptions",
    "dropwizard": "the JSON has other references and no scope",
    "keycloak": "the JSON has other references and no scope",
    "valid-license-id-1.[2-5]": "the XML says more of the component",
    "valid-license-name-1.[2-5]": "the XML says more of the component",
    "valid-license-choice-1.7": "the JSON has no purl",
    "valid-license-declared-concluded-mix-1.7": "the XML has no version of the document",
    "valid-service-1.[2-5]": "the JSON has a publisher, and another address",
    "valid-properties-1.[3-4]": "the XML has one property more",
    "valid-properties-1.5": "the XML has one property more",
    "valid-properties-1.[67]": "the JSON has a property without a value",
    "valid-vulnerability-1.[45]": "the XML has one reference more",
    "valid-formulation": "the JSON has a content type, and other tasks",
    "valid-saasbom-1.5": "services that say other things",
    "valid-attestation": "signatures are of two kinds",
    "valid-standard": "signatures are of two kinds",
    "valid-cryptography-(full|implementation-1.7)": "examples of other things",
    "valid-evidence-1.[67]": "the JSON has one identity without a list",
    "valid-citations-1.7": "paths in the document that are XPath or JSON Pointers",
    "dependency-track/valid-bom-1.6": "two unlike documents of one name",
}
"""Documents of the corpus of which XML and JSON do not say the same, and what differs."""


def differs(path: str) -> bool:
    return any(re.search(pattern, path) for pattern in DIFFERENT)


# -- corpus --------------------------------------------------------------------------------------


@needs_corpus
@pytest.mark.parametrize("path", xml_paths("accept"))
def test_valid_documents_are_clean(path: str) -> None:
    read = Read(content_of(path))
    assert read.error is None
    assert read.defects() == []
    assert read.heading.format == "CycloneDX"


@needs_corpus
@pytest.mark.parametrize("path", xml_paths("reject", "lenient"))
def test_invalid_documents_are_not(path: str) -> None:
    found = Read(content_of(path)).defects()
    assert found
    assert all(entry.id.startswith("schema/") for entry in found)
    assert all("line " in entry.detail for entry in found)


@needs_corpus
@pytest.mark.parametrize(("path", "other"), list(twins()))
def test_xml_and_json_of_one_document_give_the_same_facts(path: str, other: str) -> None:
    same = facts_of_xml(content_of(path)) == facts_of_json(content_of(other))
    assert same is not differs(path)


_LOOKED_AT = 250_000_000


@needs_corpus
@pytest.mark.parametrize("path", xml_paths("accept", "reject", "lenient", "support"))
def test_every_place_leads_to_something(path: str) -> None:
    content = content_of(path)
    root, read = etree.fromstring(content), Read(content)
    found = {place for place, fact in read.facts if type(fact) is not Heading}
    found |= {entry.place for entry in read.ledger.entries()}
    places = sorted(found - {"", "/bom"})
    # each look-up walks the document: of a large one every so manyth place is taken
    for place in places[:: 1 + len(places) * len(content) // _LOOKED_AT]:
        assert nodes(root, place), place


@needs_corpus
@pytest.mark.parametrize("path", xml_paths("accept"))
def test_components_and_dependencies_are_those_of_an_independent_walk(path: str) -> None:
    content = content_of(path)
    root = etree.fromstring(content)
    space = f"{{{etree.QName(root).namespace}}}"
    inside = [element.tag for element in _elements(root, space)]
    read = Read(content)
    assert len(read.of(Component)) == len(inside)
    lists = root.findall(f"{space}dependencies/{space}dependency")
    sources = {element.get("ref") for element in lists}
    found = {fact.source for _, fact in read.of(Relation) if fact.kind == "dependsOn"}
    assert found >= sources


def _elements(root: etree._Element, space: str) -> list[etree._Element]:
    """Components and services of the document, wherever they stand inside one another."""
    pending = [root, *root.findall(f"{space}metadata")]
    found: list[etree._Element] = []
    while pending:
        outer = pending.pop()
        inner = [
            *outer.findall(f"{space}component"),
            *outer.findall(f"{space}components/{space}component"),
            *outer.findall(f"{space}services/{space}service"),
        ]
        found += inner
        pending += inner
    return found


# -- facts ---------------------------------------------------------------------------------------


def test_a_component_with_everything() -> None:
    inside = (
        f'<version>1</version><hashes><hash alg="MD5">\n {MD5}\n</hash></hashes>'
        "<licenses><license><id>MIT</id></license><license><name>own</name></license></licenses>"
        "<cpe>cpe:2.3:a:b:c:1:*:*:*:*:*:*:*</cpe><purl>pkg:generic/n@1</purl>"
        "<omniborId>gitoid:blob:sha1:a</omniborId><omniborId>gitoid:blob:sha1:b</omniborId>"
        '<properties><property name="p">v</property></properties>'
        '<components><component type="file"><name>inner</name></component></components>'
    )
    read = Read(components(inside))
    assert read.defects() == []
    (place, outer), (below, inner) = read.of(Component)
    assert (place, outer.ref) == ("/bom/components/component[1]", f"#{place}")
    assert below == f"{place}/components/component[1]"
    assert outer.digests == (Digest("md5", MD5, "unknown"),)
    assert [license.value for license in outer.licenses] == ["MIT", "own"]
    kinds = [identifier.kind for identifier in outer.identifiers]
    assert kinds == ["purl", "cpe", "omnibor", "omnibor"]
    assert outer.properties == (("p", "v"),)
    assert read.of(Relation) == [(place, Relation(outer.ref, "contains", (inner.ref,)))]


def test_dependencies_inside_dependencies_are_dependencies_too() -> None:
    inside = (
        '<dependency ref="a"><dependency ref="b"><dependency ref="c"/></dependency></dependency>'
        '<dependency ref="c"/>'
    )
    found = Read(bom(f"<dependencies>{inside}</dependencies>")).of(Relation)
    first = "/bom/dependencies/dependency[1]"
    assert found == [
        (first, Relation("a", "dependsOn", ("b",))),
        (f"{first}/dependency[1]", Relation("b", "dependsOn", ("c",))),
        ("/bom/dependencies/dependency[2]", Relation("c", "dependsOn", ())),
    ]


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_versions_before_json_are_read_alike(version: str) -> None:
    inside = "<version>1</version><modified>false</modified>"
    read = Read(components(inside, version=version))
    assert read.defects() == []
    assert read.heading.version == version
    assert read.of(Component)[0][1].version == "1"


def test_what_other_namespaces_say_is_kept_as_it_is() -> None:
    inside = '<x:extra xmlns:x="urn:x" x:y="1">text</x:extra>'
    content = bom(
        f'<components><component type="library" bom-ref="r"><name>n</name>{inside}</component>'
        "</components>"
    )
    place, detail = Read(content).of(Detail)[0]
    assert place == "/bom/components/component[1]/extra"
    assert detail.kind == "extra"
    assert detail.about == ("r",)
    assert detail.content.startswith("<x:extra ")
    assert detail.content.endswith(">text</x:extra>")


def test_an_xml_signature_is_found_and_not_believed() -> None:
    space = "http://www.w3.org/2000/09/xmldsig#"
    read = Read(bom(f'<components/><Signature xmlns="{space}"><SignedInfo/></Signature>'))
    assert [fact.kind for _, fact in read.of(Detail)] == ["signature"]
    (entry,) = read.entries("cyclonedx/unchecked-signature")
    assert entry.kind == "observation"
    assert read.defects() == []


def test_unknown_elements_and_attributes_are_defects_and_kept() -> None:
    read = Read(components("<oops><deep/></oops>", '<purl odd="1">pkg:generic/n</purl>'))
    assert {entry.id for entry in read.defects()} >= {"schema/element", "schema/attribute"}
    assert "<oops" in read.of(Detail)[0][1].content


def test_a_second_element_where_one_is_allowed_is_kept_beside_it() -> None:
    read = Read(components("<version>1</version><version>2</version>"))
    assert read.of(Component)[0][1].version == "1"
    assert read.of(Detail)[0][0] == "/bom/components/component[1]/version[2]"
    assert [entry.id for entry in read.defects()] == ["schema/element"]


def test_equal_violations_are_counted() -> None:
    read = Read(components(*["<scope>none</scope>"] * 50))
    (entry,) = read.entries("schema/enumeration")
    assert entry.count == 50
    assert entry.place == "/bom/components/component[1]/scope"


def test_the_second_of_two_equal_refs_is_named() -> None:
    one = '<component type="library" bom-ref="r"><name>n</name></component>'
    read = Read(bom(f"<components>{one}\n{one}</components>"))
    (entry,) = read.entries("schema/unique")
    assert entry.place == "/bom/components/component[2]"
    assert entry.detail.endswith("(line 2)")


# -- recognition ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "space",
    [
        "https://cyclonedx.org/schema/bom/1.6",
        "http://cyclonedx.org/schema/bom/1.6/",
        "http://www.cyclonedx.org/schema/bom/1.6",
        "http://CycloneDX.org/schema/bom/1.6",
    ],
)
def test_a_namespace_that_is_nearly_right_is_read_with_a_defect(space: str) -> None:
    read = Read(components("").replace(f"{SPACE}1.6".encode(), space.encode()))
    assert [entry.id for entry in read.defects()] == ["cyclonedx/namespace"]
    assert len(read.of(Component)) == 1
    assert read.heading.version == "1.6"


@pytest.mark.parametrize("version", ["1.8", "2.0", "", "x"])
def test_other_versions_are_read_with_a_defect(version: str) -> None:
    read = Read(components("", version=version))
    assert "cyclonedx/unknown-version" in [entry.id for entry in read.defects()]
    assert len(read.of(Component)) == 1


def test_a_prefix_for_the_namespace_changes_nothing() -> None:
    content = components("<purl>pkg:generic/n</purl>")
    prefixed = (
        content.replace(b"<", b"<b:").replace(b"<b:/", b"</b:").replace(b"xmlns=", b"xmlns:b=")
    )
    assert facts_of_xml(content) == facts_of_xml(prefixed)
    assert Read(prefixed).defects() == []


@pytest.mark.parametrize(
    "content",
    [
        b'<bom xmlns="urn:other"/>',
        b"<bom/>",
        b'<sbom xmlns="http://cyclonedx.org/schema/bom/1.6"/>',
        b'{"bomFormat": "CycloneDX"}',
        b"",
    ],
)
def test_other_documents_are_not_taken(content: bytes) -> None:
    assert not cyclonedx_xml.recognise(Sketch(MemoryBlob("bom.xml", content)))


def test_facts_are_plain_values() -> None:
    for _, fact in Read(components("<purl>pkg:generic/n</purl>")).facts:
        assert msgspec.json.decode(msgspec.json.encode(fact), type=type(fact)) == fact

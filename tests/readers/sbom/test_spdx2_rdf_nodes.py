"""Nodes of RDF while they are packed: as they were, however often and wherever described."""

from __future__ import annotations

import random

import pytest
from spdx2_text_material import RDF_HEAD, RDF_TOP, chapter, defect_ids, facts, rdf

from provenance.blobs import View
from provenance.decoding.tag_value import Faults
from provenance.model.component import Component, Detail, Relation
from provenance.readers.sbom._spdx2_rdf_nodes import Nodes, Ref, Value
from provenance.readers.sbom._spdx2_rdf_text import RdfText

SPACE = "https://example.com/test#"
TERMS = "http://spdx.org/rdf/terms#"


def nodes_of(body: str) -> Nodes:
    nodes = Nodes()
    text: View = f"{RDF_HEAD}{body}</rdf:RDF>".encode()
    RdfText(nodes, Faults()).read(text)
    return nodes


def test_a_node_comes_back_as_it_was_described() -> None:
    nodes = nodes_of(
        '<spdx:File rdf:about="urn:f"><spdx:name>ä\n</spdx:name>'
        '<spdx:copyrightText rdf:resource="urn:x"/></spdx:File>'
    )
    assert nodes.names() == ["urn:f"]
    assert nodes.type("urn:f") == "File"
    node = nodes.node("urn:f")
    assert [(value.name, value.value) for value in node.values] == [
        ("name", "ä\n"),
        ("copyrightText", Ref("urn:x")),
    ]
    assert all(isinstance(value, Value) for value in node.values)
    assert nodes.get(Ref("urn:x")) is None
    assert nodes.type("urn:x") is None


@pytest.mark.parametrize("times", [1, 2, 3, 30])
def test_descriptions_of_one_name_are_one_node_in_order(times: int) -> None:
    body = "".join(
        f'<rdf:Description rdf:about="urn:f"><spdx:name>{number}</spdx:name></rdf:Description>'
        for number in range(times)
    )
    node = nodes_of(body + '<spdx:File rdf:about="urn:f"/>').node("urn:f")
    assert [value.value for value in node.values] == list(map(str, range(times)))
    assert node.type == "File"


def test_a_node_described_inside_itself_is_one_node() -> None:
    inner = '<spdx:File rdf:about="urn:f"><spdx:name>1</spdx:name></spdx:File>'
    nodes = nodes_of(
        f'<spdx:File rdf:about="urn:f"><spdx:fileDependency>{inner}</spdx:fileDependency>'
        f"<spdx:fileDependency>{inner}</spdx:fileDependency><spdx:name>2</spdx:name></spdx:File>"
    )
    found = [value.value for value in nodes.node("urn:f").values]
    assert found == ["1", Ref("urn:f"), "1", Ref("urn:f"), "2"]


def test_many_descriptions_of_one_node_are_read_in_time_with_their_number() -> None:
    body = (
        f'<rdf:Description rdf:about="{SPACE}SPDXRef-a">'
        "<spdx:attributionText>x</spdx:attributionText></rdf:Description>"
    )
    (component,) = facts(chapter(rdf(nodes=body * 40_000)), Component)
    assert component.ref == "SPDXRef-a"


LARGE = f"<spdx:comment>{'x' * 2_000_000}</spdx:comment>"


def test_a_large_node_that_many_lead_to_is_read_a_few_times() -> None:
    node = f'<spdx:Annotation rdf:nodeID="n">{LARGE}</spdx:Annotation>'
    found = chapter(rdf('<spdx:annotation rdf:nodeID="n"/>' * 20_000, nodes=node))
    assert "spdx/rdf" in defect_ids(found)


def test_a_large_exception_of_many_licenses_is_read_once() -> None:
    member = (
        '<spdx:member><spdx:WithExceptionOperator><spdx:member rdf:resource="urn:a#MIT"/>'
        '<spdx:licenseException rdf:nodeID="e"/></spdx:WithExceptionOperator></spdx:member>'
    )
    union = f"<spdx:DisjunctiveLicenseSet>{member * 5_000}</spdx:DisjunctiveLicenseSet>"
    own = "<spdx:licenseExceptionId>X</spdx:licenseExceptionId>"
    node = f'<spdx:LicenseException rdf:nodeID="e">{LARGE}{own}</spdx:LicenseException>'
    found = chapter(rdf(f"<spdx:licenseConcluded>{union}</spdx:licenseConcluded>", nodes=node))
    (component,) = facts(found, Component)
    assert component.licenses is not None
    assert component.licenses[0].value.count("MIT WITH X") == 5_000


def test_a_set_that_is_its_own_member_many_times() -> None:
    member = '<spdx:member rdf:nodeID="s"/>' * 40_000
    union = f'<spdx:DisjunctiveLicenseSet rdf:nodeID="s">{member}</spdx:DisjunctiveLicenseSet>'
    found = chapter(rdf(f"<spdx:licenseConcluded>{union}</spdx:licenseConcluded>"))
    assert "spdx/license-set" in defect_ids(found)


def test_nodes_inside_one_that_is_read_again_are_read_again() -> None:
    """A checksum with a name of its own is that of several files; what is in it stays."""
    pointer = (
        "<ptr:startPointer><ptr:ByteOffsetPointer><ptr:offset>1</ptr:offset>"
        "</ptr:ByteOffsetPointer></ptr:startPointer>"
    )
    shared = f'<ptr:StartEndPointer rdf:nodeID="r">{pointer}</ptr:StartEndPointer>'
    snippets = "".join(
        f'<spdx:Snippet rdf:about="{SPACE}SPDXRef-s{n}"><spdx:range rdf:nodeID="r"/></spdx:Snippet>'
        for n in range(3)
    )
    found = chapter(rdf(nodes=snippets + shared))
    ranges = [one.content for one in facts(found, Detail) if one.kind == "ranges"]
    assert ranges == ['[{"startPointer":{"offset":1}}]'] * 3


def test_a_blank_before_a_label_makes_no_other_node() -> None:
    checksum = '<spdx:checksum rdf:nodeID=" 3"/>'
    found = chapter(rdf(checksum + "<spdx:checksum><spdx:Checksum/></spdx:checksum>"))
    assert "spdx/rdf" in defect_ids(found)


@pytest.mark.parametrize("seed", range(8))
def test_nodes_in_any_order_say_the_same(seed: int) -> None:
    """The heading last, relationships before what they relate, each node where it happens to be."""
    packages = [
        f'<spdx:Package rdf:about="{SPACE}SPDXRef-p{n}"><spdx:name>p{n}</spdx:name>'
        f"<spdx:downloadLocation>NONE</spdx:downloadLocation>"
        f'<spdx:checksum rdf:nodeID="c{n}"/><spdx:relationship rdf:nodeID="r{n}"/></spdx:Package>'
        for n in range(20)
    ]
    others = [
        f'<spdx:Checksum rdf:nodeID="c{n}"><spdx:algorithm'
        f' rdf:resource="{TERMS}checksumAlgorithm_sha1"/>'
        f"<spdx:checksumValue>{n:040x}</spdx:checksumValue></spdx:Checksum>"
        f'<spdx:Relationship rdf:nodeID="r{n}"><spdx:relationshipType'
        f' rdf:resource="{TERMS}relationshipType_dependsOn"/>'
        f'<spdx:relatedSpdxElement rdf:resource="{SPACE}SPDXRef-p{n // 2}"/></spdx:Relationship>'
        for n in range(20)
    ]
    written = [RDF_TOP % "", *packages, *others]
    expected = chapter(f"{RDF_HEAD}{''.join(written)}</rdf:RDF>")
    random.Random(seed).shuffle(written)
    found = chapter(f"{RDF_HEAD}{''.join(written)}</rdf:RDF>")
    assert found.heading == expected.heading
    for kind in (Component, Relation):
        assert sorted(map(repr, facts(found, kind))) == sorted(map(repr, facts(expected, kind)))
    assert sorted(defect_ids(found)) == sorted(defect_ids(expected))
    assert len(facts(found, Component)) == 20

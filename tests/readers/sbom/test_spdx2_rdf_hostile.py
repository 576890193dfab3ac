"""SPDX 2 in RDF, whatever the bytes are: facts and a ledger in proportion to the document."""

from __future__ import annotations

import random
import socket
from collections.abc import Callable

import pytest
from spdx2_text_material import chapter, defect_ids, defects, facts, rdf, recognisers, sketch_of

from provenance.model.component import Component, Detail
from provenance.readers.sbom import spdx2_rdf

SPACE = "https://example.com/test#"
LISTED = "http://spdx.org/licenses/"


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*given: object, **named: object) -> None:
        raise AssertionError("the network was asked for")

    monkeypatch.setattr(socket, "socket", refuse)
    remote = '<spdx:annotation rdf:resource="http://example.com/context.rdf"/>'
    remote += '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="http://example.com/x"/>'
    found = chapter(rdf(remote))
    assert [component.ref for component in facts(found, Component)] == ["SPDXRef-a"]


@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE rdf:RDF [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>',
        '<!DOCTYPE rdf:RDF [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE rdf:RDF SYSTEM "http://example.com/x.dtd">',
    ],
)
def test_a_doctype_makes_it_unreadable(prolog: str) -> None:
    found = chapter(prolog + rdf())
    assert found.document.status == "unreadable"
    assert found.facts(Component) == ()


def test_license_sets_that_hold_themselves_are_named() -> None:
    node = f"""<spdx:ConjunctiveLicenseSet rdf:nodeID="x">
      <spdx:member rdf:nodeID="x"/><spdx:member rdf:resource="{LISTED}MIT"/>
      </spdx:ConjunctiveLicenseSet>"""
    found = chapter(rdf(f"<spdx:licenseConcluded>{node}</spdx:licenseConcluded>"))
    assert defect_ids(found) == ["spdx/license-set"]
    (component,) = facts(found, Component)
    assert [license.value for license in component.licenses or ()] == ["(MIT)"]


@pytest.mark.parametrize("levels", [40, 5_000])
def test_license_sets_that_double_with_each_level_are_bounded(levels: int) -> None:
    nodes = "".join(
        f'<spdx:DisjunctiveLicenseSet rdf:nodeID="n{i}"><spdx:member rdf:nodeID="n{i + 1}"/>'
        f'<spdx:member rdf:nodeID="n{i + 1}"/></spdx:DisjunctiveLicenseSet>'
        for i in range(levels)
    )
    nodes += f'<spdx:ListedLicense rdf:nodeID="n{levels}"><spdx:licenseId>MIT</spdx:licenseId>'
    nodes += "</spdx:ListedLicense>"
    found = chapter(rdf('<spdx:licenseConcluded rdf:nodeID="n0"/>', nodes=nodes))
    assert "spdx/license-set" in defect_ids(found)
    (component,) = facts(found, Component)
    assert component.ref == "SPDXRef-a"


def test_objects_that_hold_themselves_are_named() -> None:
    node = """<spdx:packageVerificationCode><spdx:PackageVerificationCode rdf:nodeID="x">
      <spdx:packageVerificationCodeValue rdf:nodeID="x"/></spdx:PackageVerificationCode>
      </spdx:packageVerificationCode>"""
    chapter(rdf(node))
    pointer = """<spdx:Snippet rdf:about="https://example.com/test#SPDXRef-s"><spdx:range>
      <ptr:StartEndPointer rdf:nodeID="p"><ptr:startPointer rdf:nodeID="p"/></ptr:StartEndPointer>
      </spdx:range></spdx:Snippet>"""
    assert defects(chapter(rdf(nodes=pointer)))


def test_a_break_keeps_what_stands_before_it() -> None:
    text = rdf(nodes=f'<spdx:File rdf:about="{SPACE}SPDXRef-f"><spdx:fileName>./f</spdx:file')
    found = chapter(text.removesuffix("</rdf:RDF>"))
    assert "SPDXRef-a" in {component.ref for component in facts(found, Component)}
    assert found.heading.name == "test"
    assert "decoding/malformed" in defect_ids(found)


@pytest.mark.parametrize(
    "nodes", ["<spdx:File>" * 300, "<x>" * 100_000, "<spdx:comment>" + "x" * 11_000_000]
)
def test_depth_and_size_are_bounded(nodes: str) -> None:
    found = chapter(rdf(nodes=nodes))
    assert found.document.status in ("defective", "unreadable")


def test_work_grows_with_the_document(count_calls: Callable[[Callable[[], object]], int]) -> None:
    def work(number: int) -> int:
        nodes = "".join(
            f"""<spdx:Package rdf:about="{SPACE}SPDXRef-{i}"><spdx:name>{i}</spdx:name>
            <spdx:downloadLocation>NONE</spdx:downloadLocation></spdx:Package>
            <spdx:ExtractedLicensingInfo rdf:about="{SPACE}LicenseRef-{i}"/>"""
            for i in range(number)
        )
        sketch = sketch_of(rdf(nodes=nodes))
        return count_calls(lambda: list(spdx2_rdf.read(sketch)))

    work(10)
    assert work(800) < 4.4 * work(200)


@pytest.mark.parametrize(
    "part",
    [
        f'<spdx:hasFile rdf:resource="{SPACE}SPDXRef-%d"/>',
        "<spdx:checksum><spdx:Checksum><spdx:algorithm>SHA1</spdx:algorithm>"
        "<spdx:checksumValue>x%d</spdx:checksumValue></spdx:Checksum></spdx:checksum>",
    ],
    ids=["files", "sums"],
)
def test_work_grows_with_one_node(
    part: str, count_calls: Callable[[Callable[[], object]], int]
) -> None:
    def work(number: int) -> int:
        sketch = sketch_of(rdf("".join(part % i for i in range(number))))
        return count_calls(lambda: list(spdx2_rdf.read(sketch)))

    work(10)
    assert work(800) < 4.4 * work(200)


@pytest.mark.parametrize("size", [40_000, 400_000])
def test_nodes_that_many_share_are_read_as_often_as_is_bearable(size: int) -> None:
    node = f'<spdx:Annotation rdf:nodeID="A"><rdfs:comment>{"x" * size}</rdfs:comment>'
    content = rdf("<spdx:annotation rdf:nodeID='A'/>" * 1_000, nodes=f"{node}</spdx:Annotation>")
    found = chapter(content)
    details = facts(found, Detail)
    assert len(details) == 1_000
    assert sum(len(detail.content) for detail in details) < (1 << 24) + 3 * size + 200_000
    assert "spdx/rdf" in defect_ids(found)


def test_sets_that_share_a_large_one_take_no_size_of_it_each() -> None:
    members = "".join(f'<spdx:member rdf:resource="{LISTED}L{i}"/>' for i in range(6_000))
    large = f'<spdx:ConjunctiveLicenseSet rdf:nodeID="A">{members}</spdx:ConjunctiveLicenseSet>'
    sets = "".join(
        "<spdx:licenseInfoFromFiles><spdx:DisjunctiveLicenseSet><spdx:member rdf:nodeID='A'/>"
        f'<spdx:member rdf:resource="{LISTED}X{i}"/>'
        "</spdx:DisjunctiveLicenseSet></spdx:licenseInfoFromFiles>"
        for i in range(400)
    )
    found = chapter(rdf(sets, nodes=large))
    assert sum(len(detail.content) for detail in facts(found, Detail)) < 6_000_000
    assert "spdx/license-set" in defect_ids(found)


@pytest.mark.parametrize("text", ["base", "label"])
def test_what_stands_before_every_name_is_bounded(text: str) -> None:
    long, names = "b" * 3_000, 'rdf:resource="%s#S%d"/>'
    space = "" if text == "base" else "http://o"
    described = "".join(f"<spdx:describesPackage {names % (space, i)}" for i in range(500))
    if text == "base":
        content = rdf(document=described).replace("<rdf:RDF ", f'<rdf:RDF xml:base="{long}" ')
    else:
        content = rdf(
            document=f"""<spdx:externalDocumentRef><spdx:ExternalDocumentRef>
            <spdx:externalDocumentId>{long}</spdx:externalDocumentId>
            <spdx:spdxDocument rdf:resource="http://o"/>
            </spdx:ExternalDocumentRef></spdx:externalDocumentRef>{described}"""
        )
    found = chapter(content)
    assert sum(len(root) for root in found.heading.roots) < 60_000
    assert found.document.status == "defective"


@pytest.mark.parametrize("inside", ["", "<spdx:name>x</spdx:name>"])
def test_a_node_that_claims_to_be_a_property_is_a_node(inside: str) -> None:
    node = f'<spdx:Package rdf:parseType="Resource">{inside}</spdx:Package>'
    assert len(facts(chapter(rdf(nodes=node)), Component)) == 2
    assert chapter(rdf(f"<spdx:annotation>{node}</spdx:annotation>")).document.status == "defective"


def test_any_damage_gives_facts_and_a_ledger() -> None:
    chance = random.Random(7)
    whole = rdf(
        "<spdx:checksum><spdx:Checksum><spdx:checksumValue>0</spdx:checksumValue></spdx:Checksum>"
        "</spdx:checksum>"
    ).encode()
    words = [
        b"rdf:about",
        b"rdf:resource",
        b"rdf:nodeID",
        b"<spdx:File>",
        b"</spdx:File>",
        b"x",
        b"",
    ]
    words += [b"rdf:parseType", b'"Resource"', b"spdx:Package", b"rdf:Description", b"rdf:type"]
    for _ in range(300):
        content = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            start = chance.randrange(300, len(content))
            content[start : start + chance.choice((0, 1, 8, 12))] = chance.choice(words)
        if recognisers(bytes(content)):
            chapter(bytes(content))

"""SPDX 2 in plain XML: the values of its JSON schema, at the lines where their elements stand."""

from __future__ import annotations

import json
import random
from collections.abc import Callable

import pytest
from spdx2_text_material import (
    chapter,
    defect_ids,
    defects,
    facts,
    placed,
    plain_xml,
    recognisers,
    sketch_of,
)

from provenance.model.component import Component, Detail, Relation
from provenance.readers.sbom import spdx2_xml

CHECKSUM = """<checksums>
<algorithm>SHA1</algorithm>
<checksumValue>%s</checksumValue>
</checksums>
"""
VALUE = "85ed0817af83a24ad8da68c2b5094de69833983c"


# -- recognition ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        plain_xml(),
        '<?xml version="1.0" encoding="UTF-8"?>\n<!-- made by hand -->\n' + plain_xml(),
        "\ufeff" + plain_xml(),
        plain_xml().replace("Document>", "SpdxDocument>"),
        plain_xml().replace("<SPDXID>", f"<comment>{'x' * 9_000}</comment><SPDXID>", 1),
    ],
)
def test_elements_of_spdx_make_a_document(text: str) -> None:
    assert recognisers(text) == [spdx2_xml]


@pytest.mark.parametrize(
    "text",
    [
        "<Document/>",
        "<Document><name>a letter</name></Document>",
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.03"><SPDXID/></Document>',
        plain_xml().replace("Document>", "document>"),
        "<kml><Document><SPDXID/></Document></kml>",
        "spdxVersion: SPDX-2.3",
    ],
)
def test_other_xml_is_left_to_others(text: str) -> None:
    assert recognisers(text) == []


def test_utf16_is_read_alike() -> None:
    found = chapter(plain_xml().encode("utf-16"))
    assert facts(found, Component) == facts(chapter(plain_xml()), Component)
    assert found.document.status == "clean"


# -- facts ---------------------------------------------------------------------------------------


def test_a_plain_document_is_clean() -> None:
    found = chapter(plain_xml())
    assert defects(found) == []
    assert (found.document.version, found.heading.roots) == ("2.3", ("SPDXRef-a",))
    ((place, component),) = placed(found, Component)
    assert (place, component.name, component.version) == ("line=11", "a", "1.0")


def test_the_top_is_read_before_the_lists_wherever_it_stands() -> None:
    start, _, rest = plain_xml().partition("<SPDXID>")
    top, _, packages = rest.partition("<packages>")
    turned = f"{start}<packages>{packages.removesuffix('</Document>')}<SPDXID>{top}</Document>"
    assert facts(chapter(turned), Component) == facts(chapter(plain_xml()), Component)
    assert chapter(turned).heading == chapter(plain_xml()).heading


def test_a_fault_inside_an_element_stands_at_its_own_line() -> None:
    text = plain_xml(CHECKSUM % VALUE + CHECKSUM % "85ed")
    (entry,) = defects(chapter(text))
    assert entry.place == "line=23"
    (component,) = facts(chapter(text), Component)
    assert [digest.value for digest in component.digests or ()] == [VALUE]


def test_numbers_truths_and_single_values_are_what_the_schema_says() -> None:
    snippet = (
        """<snippets><SPDXID>SPDXRef-s</SPDXID><name>s</name>
<snippetFromFile>SPDXRef-f</snippetFromFile><ranges>
<startPointer><offset> 1 </offset><reference>SPDXRef-f</reference></startPointer>
<endPointer><offset>20</offset><reference>SPDXRef-f</reference></endPointer></ranges></snippets>
<files><SPDXID>SPDXRef-f</SPDXID><fileName>./f</fileName>"""
        + CHECKSUM % VALUE
    )
    found = chapter(plain_xml(document=snippet + "<fileTypes>SOURCE</fileTypes></files>"))
    said = {detail.kind: json.loads(detail.content) for detail in facts(found, Detail)}
    assert said["ranges"][0]["startPointer"]["offset"] == 1
    assert said["fileTypes"] == ["SOURCE"]
    assert defects(found) == []


def test_relationships_are_relations() -> None:
    relation = """<relationships><spdxElementId>SPDXRef-a</spdxElementId>
<relationshipType>DEPENDS_ON</relationshipType><relatedSpdxElement>NOASSERTION</relatedSpdxElement>
</relationships><relationships><spdxElementId>SPDXRef-a</spdxElementId>
<relationshipType>COPY_OF</relationshipType><relatedSpdxElement>SPDXRef-a</relatedSpdxElement>
</relationships>"""
    found = chapter(plain_xml(document=relation))
    assert ("SPDXRef-a", ("SPDXRef-a",)) in {
        (one.source, one.targets) for one in facts(found, Relation)
    }


# -- faults and hostile input --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("package", "expected"),
    [
        ("<versionInfo>2.0</versionInfo>", "spdx/repeated-element"),
        ('<comment lang="en">a</comment>', "spdx/xml-attribute"),
        ("text <comment>a</comment>", "spdx/xml-text"),
        ("<comment>a</comment> text", "spdx/xml-text"),
        ("<checksums>text<algorithm>SHA1</algorithm></checksums>", "spdx/xml-text"),
    ],
)
def test_what_is_no_value_is_named_and_the_rest_is_read(package: str, expected: str) -> None:
    found = chapter(plain_xml(package))
    assert expected in defect_ids(found)
    (component,) = facts(found, Component)
    assert (component.ref, component.version) == ("SPDXRef-a", "1.0")


def test_attributes_of_the_elements_of_lists_are_named() -> None:
    found = chapter(plain_xml().replace("<packages>", '<packages lang="en">'))
    assert defect_ids(found) == ["spdx/xml-attribute"]


@pytest.mark.parametrize("word", ["perhaps", "", "TRUE"])
def test_a_truth_that_is_none_is_named(word: str) -> None:
    text = plain_xml().replace(">false<", f">{word}<")
    assert defects(chapter(text))
    assert [component.ref for component in facts(chapter(text), Component)] == ["SPDXRef-a"]


def test_fields_that_the_schema_does_not_know_are_named() -> None:
    assert defects(chapter(plain_xml("<color>blue</color>")))


@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE Document [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>',
        '<!DOCTYPE Document SYSTEM "http://example.com/x.dtd">',
    ],
)
def test_a_doctype_makes_it_unreadable(prolog: str) -> None:
    found = chapter(prolog + plain_xml())
    assert found.document.status == "unreadable"


def test_a_break_keeps_what_stands_before_it() -> None:
    found = chapter(plain_xml().removesuffix("</Document>") + "<files><SPDXID>")
    assert [component.ref for component in facts(found, Component)] == ["SPDXRef-a"]
    assert found.heading.name == "test"
    assert "decoding/malformed" in defect_ids(found)


@pytest.mark.parametrize(
    "package", ["<a>" * 300, "<a>" * 100_000, "<comment>" + "x" * 11_000_000 + "</comment>"]
)
def test_depth_and_size_are_bounded(package: str) -> None:
    found = chapter(plain_xml(package))
    assert found.document.status == "defective"
    assert found.heading.name == "test"


def test_work_grows_with_the_document(count_calls: Callable[[Callable[[], object]], int]) -> None:
    def work(number: int) -> int:
        packages = "".join(
            f"<packages><SPDXID>SPDXRef-{i}</SPDXID><name>{i}</name>"
            "<downloadLocation>NONE</downloadLocation></packages>"
            for i in range(number)
        )
        sketch = sketch_of(plain_xml(document=packages))
        return count_calls(lambda: list(spdx2_xml.read(sketch)))

    work(10)
    assert work(800) < 4.4 * work(200)


@pytest.mark.parametrize(
    "part",
    ["<hasFiles>SPDXRef-%d</hasFiles>", CHECKSUM.replace("%s", "x%d")],
    ids=["files", "sums"],
)
def test_work_grows_with_one_element(
    part: str, count_calls: Callable[[Callable[[], object]], int]
) -> None:
    def work(number: int) -> int:
        sketch = sketch_of(plain_xml("".join(part % i for i in range(number))))
        return count_calls(lambda: list(spdx2_xml.read(sketch)))

    work(10)
    assert work(800) < 4.4 * work(200)


def test_any_damage_gives_facts_and_a_ledger() -> None:
    chance = random.Random(7)
    whole = plain_xml(CHECKSUM % VALUE).encode()
    words = [b"<files>", b"</files>", b"x", b"", b"<checksums/>", b"<ranges>1</ranges>", b"<", b"&"]
    for _ in range(300):
        content = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            start = chance.randrange(40, len(content))
            content[start : start + chance.choice((0, 1, 8))] = chance.choice(words)
        if recognisers(bytes(content)):
            chapter(bytes(content))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<Document>", "<Document LOST='1'>"),
        ("<Document>", "<Document>LOST"),
        ("</packages>", "</packages>LOST"),
        ("</SPDXID>", "</SPDXID>LOST"),
        ("</downloadLocation>", "</downloadLocation>LOST"),
    ],
)
def test_what_json_has_no_place_for_is_named_wherever_it_stands(old: str, new: str) -> None:
    found = chapter(plain_xml().replace(old, new, 1))
    (entry,) = defects(found)
    assert "LOST" in entry.detail
    assert not entry.whole


def test_attributes_for_xml_processors_are_no_fault() -> None:
    space = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    root = f'<Document {space} xsi:noNamespaceSchemaLocation="spdx.xsd" xml:lang="en">'
    assert defects(chapter(plain_xml().replace("<Document>", root))) == []

"""CycloneDX XML that means harm, is broken, or is large: named, bounded, and nothing lost."""

from __future__ import annotations

import re
import resource
from pathlib import Path

import pytest
from cyclonedx_xml_material import Read, bom, components
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance import limits
from provenance.intake import read
from provenance.model.component import Component, Detail, Relation, Vulnerability

GOOD = components("<version>1</version><purl>pkg:generic/n@1</purl>", "")
LAUGHS = b"<!DOCTYPE b [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;'>]>"
OUTSIDE = b'<!DOCTYPE b [<!ENTITY x SYSTEM "file:///etc/hostname">]>'


def status(folder: Path, content: bytes) -> tuple[str, list[str]]:
    path = folder / "any.name"
    path.write_bytes(content)
    (chapter,) = read(path).chapters
    found = [entry.id for entry in chapter.defects if entry.kind == "defect"]
    return chapter.document.status, found


# -- through the delivery ------------------------------------------------------------------------


def test_a_good_document_is_clean(tmp_path: Path) -> None:
    assert status(tmp_path, GOOD) == ("clean", [])


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (LAUGHS + GOOD, "decoding/xml-doctype"),
        (LAUGHS + GOOD.replace(b"<name>n", b"<name>&c;"), "decoding/xml-doctype"),
        (OUTSIDE + GOOD.replace(b"<name>n", b"<name>&x;"), "decoding/xml-doctype"),
        (b'<!DOCTYPE bom SYSTEM "http://example.com/x.dtd">' + GOOD, "decoding/xml-doctype"),
        (GOOD.replace(b"<version>", b"<version>" + b"x" * 10_000_001), "decoding/limit"),
        (GOOD.replace(b"<version>", b"<a>" * 500), "decoding/limit"),
        (GOOD.replace(b"<version>", b"<version>\0"), "decoding/malformed"),
        (GOOD.replace(b"<version>", b"<version>\xff"), "decoding/malformed"),
        (GOOD.replace(b"<version>", b"<version>&none;"), "decoding/malformed"),
        (GOOD + b"<html>footer</html>", "decoding/malformed"),
        (GOOD[:-30], "decoding/malformed"),
        (b'<?xml version="1.0" encoding="UTF-7"?>' + GOOD, "decoding/malformed"),
        (b'<?xml version="1.0" encoding="UTF-16"?>' + GOOD, "xml/encoding"),
    ],
)
def test_harm_is_named(tmp_path: Path, content: bytes, name: str) -> None:
    found, names = status(tmp_path, content)
    assert found in ("defective", "unreadable")
    assert name in names


@pytest.mark.parametrize(
    "content",
    [
        b"<?xml version='1.0'?><!-- <!DOCTYPE bom> -->" + GOOD,
        GOOD.replace(b"<version>1", b"<version>&lt;!DOCTYPE b>&amp;c;"),
        GOOD.replace(b"<purl>", b"<copyright>" + b"c" * 100_000 + b"</copyright><purl>"),
        b"\xef\xbb\xbf" + GOOD,
        GOOD.decode().encode("utf-16"),
        GOOD.replace(b"><", b">\r\n<"),
        b"<!-- " + b"license " * 2_000 + b"-->" + GOOD,
    ],
)
def test_innocent_documents_that_look_alike_are_clean(tmp_path: Path, content: bytes) -> None:
    assert status(tmp_path, content) == ("clean", [])


def test_nothing_is_included_or_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("do-not-read")
    space = "http://www.w3.org/2001/XInclude"
    inside = f'<i:include xmlns:i="{space}" href="{secret.as_uri()}" parse="text"/>'
    found = Read(components(inside))
    assert not any("do-not-read" in str(fact) for _, fact in found.facts)
    assert "XInclude" in found.of(Detail)[0][1].content


# -- what breaks midway --------------------------------------------------------------------------


@pytest.mark.parametrize("cut", range(100, len(GOOD) - 1, 7))
def test_a_cut_document_keeps_what_was_read(cut: int) -> None:
    found = Read(GOOD[:cut])
    assert found.error is not None
    assert found.error.pointer.startswith("line=")
    whole = len(re.findall(b"<component [^>]*>", GOOD[:cut]))
    assert len(found.of(Component)) in (whole, whole + 1)  # a tag that lacks only its end is read


def test_a_break_costs_no_facts_before_it() -> None:
    found = Read(GOOD.replace(b"</components>", b"<oops></components>"))
    assert [fact.version for _, fact in found.of(Component)] == ["1", None]
    assert found.error is not None


# -- depth and size ------------------------------------------------------------------------------


def test_components_inside_components_are_bounded_and_named() -> None:
    depth = 100
    content = bom(
        "<components>"
        + '<component type="library"><name>n</name><components>' * depth
        + "</components></component>" * depth
        + "</components>"
    )
    found = Read(content)
    assert found.error is None
    assert limits.COMPONENT_DEPTH <= len(found.of(Component)) < depth
    assert found.entries("cyclonedx/too-deep")


@pytest.mark.parametrize("holder", ["components", "metadata"])
def test_memory_is_that_of_the_facts_wherever_components_stand(holder: str) -> None:
    one = '<component type="library"><name>n</name><version>1</version></component>'
    many = f"<components>{one * 20_000}</components>"
    root = f'<component type="firmware" bom-ref="f"><name>f</name>{many}</component>'
    content = bom(many if holder == "components" else f"<metadata>{root}</metadata>")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert len(Read(content).of(Component)) in (20_000, 20_001)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 80_000


def test_many_odd_elements_are_kept_in_bounded_time() -> None:
    found = Read(components("<oops/>" * 30_000))
    assert len(found.of(Detail)) == 30_000
    (entry,) = [entry for entry in found.defects() if entry.id == "schema/element"]
    assert entry.place == "/bom/components/component[1]/oops"


def test_many_violations_are_bounded_and_said_to_be() -> None:
    many = (f"<scope>none{number}</scope>" for number in range(limits.XML_SCHEMA_FAULTS + 500))
    found = Read(components(*many))
    assert len(found.entries("schema/enumeration")) == limits.XML_SCHEMA_FAULTS
    (entry,) = found.entries("schema/limit")
    assert str(limits.XML_SCHEMA_FAULTS) in entry.detail


def test_long_texts_in_messages_are_cut() -> None:
    found = Read(components(f"<scope>{'x' * 100_000}</scope>"))
    assert all(len(entry.detail) < 500 for entry in found.defects())


def test_a_dependency_circle_inside_itself_is_only_what_it_says() -> None:
    inside = (
        '<dependency ref="a"><dependency ref="a"><dependency ref="a"/></dependency></dependency>'
    )
    found = Read(bom(f"<dependencies>{inside}</dependencies>"))
    assert [fact.targets for _, fact in found.of(Relation)] == [("a",), ("a",)]


# -- extensions of old ---------------------------------------------------------------------------


def test_the_dependency_graph_of_old_gives_relations() -> None:
    space = "http://cyclonedx.org/schema/ext/dependency-graph/1.0"
    inside = '<g:dependency ref="b"><g:dependency ref="c"/></g:dependency><g:dependency ref="d"/>'
    graph = f'<g:dependencies xmlns:g="{space}">{inside}</g:dependencies>'
    listed = [fact for _, fact in Read(bom(graph, "1.1")).of(Relation)]
    assert listed == [Relation("b", "dependsOn", ("c",)), Relation("d", "dependsOn", ())]
    own = f'<component type="library" bom-ref="a"><name>a</name>{graph}</component>'
    found = [fact for _, fact in Read(bom(f"<components>{own}</components>")).of(Relation)]
    assert found == [Relation("a", "dependsOn", ("b", "d")), Relation("b", "dependsOn", ("c",))]


def test_the_vulnerabilities_of_old_are_kept_apart() -> None:
    space = "http://cyclonedx.org/schema/ext/vulnerability/1.0"
    one = '<v:vulnerability ref="r"><v:id> CVE-2018-7489 </v:id></v:vulnerability>'
    content = bom(f'<v:vulnerabilities xmlns:v="{space}">{one}</v:vulnerabilities>', "1.2")
    place, fact = Read(content).of(Vulnerability)[0]
    assert (place, fact.id, fact.affects) == (
        "/bom/vulnerabilities/vulnerability[1]",
        "CVE-2018-7489",
        ("r",),
    )


# -- anything ------------------------------------------------------------------------------------


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_change_of_a_good_document_is_read_or_named(data: st.DataObject) -> None:
    at = data.draw(st.integers(60, len(GOOD)))
    length = data.draw(st.integers(0, 40))
    put = data.draw(st.sampled_from([b"", b"<", b">", b"&", b"<a>", b"</a>", b'"', b"\0", b"]]>"]))
    Read(GOOD[:at] + put + GOOD[at + length :])


@pytest.mark.parametrize("piece", ["&amp;", "&#65;", "a<!--b-->", "a<![CDATA[b]]>", "a\r\n"])
def test_a_text_in_very_many_pieces_is_read_and_held_against_no_schema(piece: str) -> None:
    text = piece * (limits.XML_TEXT_PIECES + 40_000)
    found = Read(components(f"<description>{text}</description>"))
    assert len(found.of(Component)) == 1
    (entry,) = found.entries("schema/limit")
    assert str(limits.XML_TEXT_PIECES) in entry.detail


def test_many_pieces_in_many_texts_are_nothing_special() -> None:
    one = "<description>a&amp;b &lt; c</description>"
    found = Read(components(*[one] * (limits.XML_TEXT_PIECES // 2 + 1)))
    assert [entry for entry in found.ledger.entries() if entry.kind == "defect"] == []

"""XML is read by element, defused, and says by line what is wrong with it."""

from __future__ import annotations

import contextlib
import resource
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance import limits
from provenance.decoding import xml, xml_schema
from provenance.errors import DecodingError, DoctypeError, LimitExceededError

BOM = "http://cyclonedx.org/schema/bom/1.6"
LAUGHS = b"""<!DOCTYPE lolz [
 <!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;">
]><bom xmlns="http://cyclonedx.org/schema/bom/1.6">&c;</bom>"""


def names(content: bytes, opened: Callable[..., bool] = lambda element, depth: depth == 0) -> list:
    text = xml.read_text(content).text
    return [(part.step, part.element.tag, part.number) for part in xml.stream(text, opened)]


def whole(content: bytes) -> None:
    names(content)


# -- parts ---------------------------------------------------------------------------------------


def test_parts_come_in_order_with_their_number_and_line() -> None:
    content = b"<a>\n<b x='1'><c/></b>\n<d/><b>two</b>\n</a>"
    text = xml.read_text(content).text
    found = [
        (part.step, part.element.tag, part.number, part.element.sourceline)
        for part in xml.stream(text, lambda element, depth: depth == 0)
    ]
    assert found == [
        ("open", "a", 1, 1),
        ("whole", "b", 1, 2),
        ("whole", "d", 1, 3),
        ("whole", "b", 2, 3),
        ("close", "a", 1, 1),
    ]


def test_opened_elements_give_their_children_one_by_one() -> None:
    found = names(b"<a><b><c/><c/></b><b/></a>", lambda element, depth: depth < 2)
    steps = [("open", "a", 1), ("open", "b", 1), ("whole", "c", 1), ("whole", "c", 2)]
    assert found == [
        *steps,
        ("close", "b", 1),
        ("open", "b", 2),
        ("close", "b", 2),
        ("close", "a", 1),
    ]


def test_a_whole_element_has_everything_inside_and_no_comments() -> None:
    text = xml.read_text(b"<a><b>x<!-- y -->z<?p q?><![CDATA[<&]]></b></a>").text
    part = next(part for part in xml.stream(text, lambda e, d: d == 0) if part.step == "whole")
    assert part.element.text == "xz<&"


def test_a_tree_is_for_small_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [child.tag for child in xml.tree(b"<a><b/><c/></a>")] == ["b", "c"]
    monkeypatch.setattr(limits, "XML_TREE_BYTES", 5)
    with pytest.raises(LimitExceededError):
        xml.tree(b"<a><b/></a>")


def test_memory_does_not_grow_with_the_document() -> None:
    content = b"<a>" + b"<b><c>text</c></b>\n<!-- -->" * 200_000 + b"</a>"
    whole(content[:3] + content[-4:])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    text = xml.read_text(content).text
    assert sum(1 for _ in xml.stream(text, lambda element, depth: depth == 0)) == 200_002
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000


# -- encodings -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        "<a>ä</a>".encode(),
        "<a>ä</a>".encode("utf-8-sig"),
        "<a>ä</a>".encode("utf-16"),
        '<?xml version="1.0" encoding="UTF-16"?><a>ä</a>'.encode("utf-16"),
        '<?xml version="1.0" encoding="utf-16"?><a>ä</a>'.encode("utf-16-be"),
        '<?xml version="1.0" encoding="ISO-8859-1"?><a>ä</a>'.encode("latin-1"),
        "<?xml version='1.0' encoding='windows-1252'?><a>ä</a>".encode("cp1252"),
    ],
)
def test_encodings_are_read_without_complaint(content: bytes) -> None:
    text, trouble = xml.read_text(content)
    assert trouble is None
    assert xml.tree(text).text == "ä"


@pytest.mark.parametrize(
    "content",
    [
        b'<?xml version="1.0" encoding="UTF-16"?><a>x</a>',
        '<?xml version="1.0" encoding="UTF-8"?><a>x</a>'.encode("utf-16"),
    ],
)
def test_a_wrong_declaration_is_a_defect_and_read_as_it_is(content: bytes) -> None:
    text, trouble = xml.read_text(content)
    assert trouble is not None
    assert trouble.id == "xml/encoding"
    assert trouble.kind == "defect"
    assert xml.tree(text).text == "x"


@pytest.mark.parametrize("encoding", ["UTF-7", "EBCDIC-CP-US", "unicode_escape", "zip", "x-none"])
def test_encodings_that_could_hide_something_are_refused(encoding: str) -> None:
    content = f'<?xml version="1.0" encoding="{encoding}"?><a/>'.encode()
    with pytest.raises(DecodingError, match="is not read"):
        xml.read_text(content)


def test_bytes_of_another_encoding_are_named_with_their_line() -> None:
    with pytest.raises(DecodingError) as caught:
        whole(b"<a>\n\n\xe4</a>")
    assert caught.value.pointer == "line=3"


# -- hostile documents, and innocent ones that look alike ----------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        LAUGHS,
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        b'<?xml version="1.0"?>\n<!-- x -->\n<!DOCTYPE a SYSTEM "http://example.com/a.dtd"><a/>',
        b'<!DOCTYPE a [<!ATTLIST a b CDATA "c">]><a/>',
        b"<!doctype a><a/>",
        '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'.encode("utf-16"),
        '<?xml version="1.0" encoding="latin1"?><!DOCTYPE a><a/>'.encode("latin-1"),
    ],
)
def test_a_doctype_is_refused_by_name(content: bytes) -> None:
    with pytest.raises(DoctypeError) as caught:
        whole(content)
    assert caught.value.id == "xml-doctype"
    assert caught.value.pointer.startswith("line=")


def test_words_of_a_doctype_in_text_and_comments_harm_nobody() -> None:
    found = names(b"<!-- <!DOCTYPE a> --><a><b>&lt;!DOCTYPE a></b><![CDATA[<!DOCTYPE]]></a>")
    assert found == [("open", "a", 1), ("whole", "b", 1), ("close", "a", 1)]


def test_an_entity_that_nobody_declared_is_an_error_with_its_line() -> None:
    with pytest.raises(DecodingError) as caught:
        whole(b"<a>\n<b>&boom;</b></a>")
    assert (caught.value.id, caught.value.pointer) == ("malformed", "line=2")
    assert "boom" in caught.value.message
    whole(b"<a>&amp;&lt;&#228;&#x1F600;</a>")


def test_xinclude_is_an_element_like_any_other(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    space = "http://www.w3.org/2001/XInclude"
    content = f'<a xmlns:x="{space}"><x:include href="{secret.as_uri()}" parse="text"/></a>'
    root = xml.tree(xml.read_text(content.encode()).text)
    assert [child.tag for child in root] == [f"{{{space}}}include"]
    assert root[0].text is None


@pytest.mark.parametrize("depth", [limits.XML_DEPTH + 1, 100_000])
def test_depth_is_bounded(depth: int) -> None:
    with pytest.raises(LimitExceededError):
        whole(b"<a>" * depth + b"</a>" * depth)


def test_allowed_depth_is_read() -> None:
    whole(b"<a>" * 200 + b"</a>" * 200)


@pytest.mark.parametrize(
    ("before", "behind"),
    [
        (b"<a>", b"</a>"),
        (b'<a b="', b'"/>'),
        (b"<a><!--", b"--></a>"),
        (b"<a><![CDATA[", b"]]></a>"),
        (b"<a><?p ", b"?></a>"),
        (b"<", b"/>"),
    ],
)
def test_ten_million_characters_in_one_place_are_named(before: bytes, behind: bytes) -> None:
    whole(before + b"x" * 4_000 + behind)
    with pytest.raises(LimitExceededError) as caught:
        whole(before + b"x" * 10_000_001 + behind)
    assert caught.value.id == "limit"


def test_what_the_parser_repeats_with_every_name_is_bounded() -> None:
    for length, known in ((limits.XML_NAMESPACE, True), (limits.XML_NAMESPACE + 1, False)):
        content = b'<a xmlns:z="%s"><z:b/></a>' % (b"u" * length)
        if known:
            assert len(names(content)) == 3
            continue
        with pytest.raises(LimitExceededError, match=f"a namespace of {length} characters"):
            whole(content)


def test_attributes_are_bounded_before_their_values_are_looked_for() -> None:
    some = " ".join(f'a{at}=""' for at in range(limits.XML_ATTRIBUTES))
    assert len(names(f"<a><b {some}/></a>".encode())) == 3
    with pytest.raises(LimitExceededError, match="attributes; at most") as raised:
        whole(f'<a>\n<b {some} z=""/></a>'.encode())
    assert raised.value.pointer == "line=2"


def test_a_million_attributes_are_named() -> None:
    few = b" ".join(b'a%d=""' % number for number in range(1_000))
    whole(b"<a " + few + b"/>")
    many = b" ".join(b'a%d=""' % number for number in range(1_000_000))
    with pytest.raises(LimitExceededError):
        whole(b"<a " + many + b"/>")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b" ",
        b"<a>\0</a>",
        b"<a>&#0;</a>",
        b"<a",
        b"<a><b>",
        b"<a></b>",
        b"<a/><b/>",
        b"<a/> footer",
        b'<a b="" b=""/>',
        b"<x:a/>",
        b'<a/><?xml version="1.0"?>',
        b"{}",
    ],
)
def test_what_is_no_xml_is_an_error_with_a_line(content: bytes) -> None:
    with pytest.raises(DecodingError) as caught:
        whole(content)
    assert caught.value.pointer.startswith("line=")
    assert len(caught.value.message) < 400


def test_what_stands_before_the_break_is_kept() -> None:
    parts = xml.stream(b"<a><b/><c/><d>", lambda element, depth: depth == 0)
    assert [next(parts).element.tag for _ in range(3)] == ["a", "b", "c"]
    with pytest.raises(DecodingError):
        next(parts)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_named(content: bytes) -> None:
    xml.root_name(content)
    with contextlib.suppress(DecodingError):
        whole(content)


@given(st.text(alphabet="<>/ab!?-[]&;:='\"x \n", max_size=60))
def test_any_markup_is_read_or_named(markup: str) -> None:
    xml.root_name(markup.encode())
    with contextlib.suppress(DecodingError):
        whole(markup.encode())


# -- recognition ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "root"),
    [
        (b'<bom xmlns="u" version="1"/>', ("u", "bom")),
        (b"<?xml version='1.0'?>\n<!-- <x> --><y:bom xmlns:y='u'>", ("u", "bom")),
        ('<bom xmlns="u">'.encode("utf-16"), ("u", "bom")),
        ('<bom xmlns="u">'.encode("utf-16-le"), ("u", "bom")),
        (b'\xef\xbb\xbf<bom xmlns="u"\n>', ("u", "bom")),
        (b"<bom>", ("", "bom")),
        (b"<y:bom>", ("", "bom")),
        (LAUGHS, (BOM, "bom")),
        (b"<bom", None),
        (b"<", None),
        (b"", None),
        (b'{"bom": "<bom>"}', None),
        (b"# <bom>", None),
    ],
)
def test_the_root_is_known_by_the_first_bytes(content: bytes, root: tuple[str, str] | None) -> None:
    assert xml.root_name(content) == root


# -- schemas -------------------------------------------------------------------------------------


def faults(inside: str, limit: int = 100) -> list[xml_schema.SchemaFault]:
    content = f'<bom xmlns="{BOM}">\n<components>\n{inside}</components>\n</bom>'.encode()
    schema = xml_schema.cyclonedx_schema("1.6")
    return list(xml_schema.faults(content, schema, limit))


def local(fault: xml_schema.SchemaFault) -> list[tuple[str, int]]:
    return [(name.rpartition("}")[2], number) for name, number in fault.steps]


def test_a_valid_document_has_no_faults() -> None:
    assert faults('<component type="library"><name>a</name></component>') == []


def test_faults_have_line_path_and_words() -> None:
    found = faults(
        '<component type="library" bom-ref="a"><name>a</name></component>\n'
        '<component type="nothing" bom-ref="a"><name>b</name>\n'
        '<hashes>\n<hash alg="MD5">zz</hash></hashes><oops/>\n</component>\n'
        "<component>\n</component>\n"
    )
    seen = [(fault.keyword, fault.line, local(fault)[2:], fault.attribute) for fault in found]
    second = [("component", 2)]
    assert ("enumeration", 4, second, "type") in seen
    assert ("unique", 7, second, "") in seen
    assert ("pattern", 6, [*second, ("hashes", 1), ("hash", 1)], "") in seen
    assert ("element", 6, [*second, ("oops", 1)], "") in seen
    assert ("required", 8, [("component", 3)], "") in seen
    assert all("http" not in fault.message for fault in found)


def test_faults_are_bounded_and_found_far_inside() -> None:
    good = '<component type="library"><name>a</name></component>\n' * 5_000
    bad = "<component><name>a</name></component>\n" * 50
    assert faults(good) == []
    assert {fault.line for fault in faults(good + bad)} == set(range(5_003, 5_053))
    assert len(faults(good + bad, limit=7)) == 7


def test_a_schema_location_in_the_document_is_not_followed(tmp_path: Path) -> None:
    hints = "http://www.w3.org/2001/XMLSchema-instance"
    content = f'<bom xmlns="{BOM}" xmlns:i="{hints}" i:schemaLocation="u {tmp_path}/no.xsd"/>'
    assert list(xml_schema.faults(content.encode(), xml_schema.cyclonedx_schema("1.6"))) == []


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7"])
def test_every_version_has_its_schema(version: str) -> None:
    assert xml_schema.cyclonedx_schema(version) is xml_schema.cyclonedx_schema(version)


def test_there_is_no_schema_for_other_versions() -> None:
    with pytest.raises(KeyError):
        xml_schema.cyclonedx_schema("1.8")


def test_a_broken_document_gives_the_faults_before_the_break() -> None:
    content = f'<bom xmlns="{BOM}">\n<oops/>\n<components>'.encode()
    found = list(xml_schema.faults(content, xml_schema.cyclonedx_schema("1.6")))
    assert [(fault.keyword, fault.line) for fault in found] == [("element", 2)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_blanks_before_the_declaration_are_named_and_lines_stay(encoding: str) -> None:
    written = '\r\n \n<?xml version="1.0" encoding="' + encoding.removesuffix("-sig") + '"?>\n<a/>'
    text, trouble = xml.read_text(written.encode(encoding))
    assert trouble is not None
    assert trouble.id == "xml/late-declaration"
    assert xml.tree(text).sourceline == 4


def test_blanks_before_the_declaration_hide_no_doctype() -> None:
    with pytest.raises(DoctypeError):
        xml.read_text(b'\n<?xml version="1.0"?><!DOCTYPE a><a/>')

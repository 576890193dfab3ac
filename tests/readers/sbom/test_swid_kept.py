"""SWID tags in both forms: what has no field is kept, and nothing is repeated without bound."""

from __future__ import annotations

import json
from typing import Any

import pytest
from swid_material import Read, coswid, swid_xml, tag, uri

from provenance.model.component import Component, Detail
from provenance.readers.sbom import coswid as cbor_reader
from provenance.readers.sbom import swid_xml as xml_reader


def in_cbor(**changes: Any) -> Read:
    return Read(cbor_reader, coswid(tag(**changes)))


def details(found: Read) -> dict[tuple[str, str], Any]:
    return {(p, f.kind): json.loads(f.content) for p, f in found.facts if type(f) is Detail}


def test_what_xml_says_beside_the_fields_is_kept_with_text_and_elements() -> None:
    entity = (
        '<Entity name="A" regid="a" role="tagCreator softwareCreator" thumbprint="t">'
        '<Meta note="m"/></Entity>'
    )
    inner = (
        '<Payload><Directory name="d" key="true"><File name="f"/></Directory>'
        '<Directory name="empty"/></Payload>'
        '<x:ext xmlns:x="urn:x" a="1">text<x:child b="2">inner</x:child></x:ext>'
    )
    assert details(Read(xml_reader, swid_xml(inner, entity=entity))) == {
        ("/Entity[1]", "Entity"): {
            "name": "A",
            "regid": "a",
            "roles": ["tagCreator", "softwareCreator"],
            "thumbprint": "t",
        },
        ("/Entity[1]/Meta[1]", "Entity/Meta"): {"note": "m"},
        ("/Payload[1]/Directory[1]", "Directory"): {"path": "d", "key": "true"},
        ("/Payload[1]/Directory[2]", "Directory"): {"path": "empty"},
        ("/ext[1]", "ext"): {
            "a": "1",
            "#text": "text",
            "#elements": [{"{urn:x}child": {"b": "2", "#text": "inner"}}],
        },
    }


def test_elements_where_none_may_be_are_kept_and_named() -> None:
    inner = '<Payload><File name="f"><Resource type="r"/></File></Payload><Link href="a" rel="b"/>'
    found = Read(xml_reader, swid_xml(inner))
    assert details(found)["/Payload[1]/File[1]/Resource[1]", "File/Resource"] == {"type": "r"}
    assert found.ids == ["swid/unknown-element"]


def test_what_cbor_says_beside_the_fields_is_kept() -> None:
    inner = {17: {24: "f", 15: "fr"}, 18: {27: "p", 28: 1}}
    found = in_cbor(
        i2={31: "E", 32: uri("https://e.example"), 33: [1, 2], 34: [1, bytes(2)], 99: "x"},
        i6={16: [{24: "empty"}, {24: "d", 22: True, 77: "dx", 26: inner}], 19: {29: "res"}},
    )
    assert details(found) == {
        ("/2", "Entity"): {
            "name": "E",
            "regid": "https://e.example",
            "roles": ["tagCreator", "softwareCreator"],
            "thumbprint": [1, "h'0000'"],
            "99": "x",
        },
        ("/6/16/0", "Directory"): {"path": "empty"},
        ("/6/16/1", "Directory"): {
            "path": "d",
            "key": True,
            "77": "dx",
            "process": {"process-name": "p", "pid": 1},
        },
        ("/6", "Payload"): {"resource": {"type": "res"}},
    }
    (file,) = (c for c in found.of(Component) if c.kind == "file")
    assert dict(file.properties) == {"within": "payload", "lang": "fr"}
    assert found.status == "clean"


@pytest.mark.parametrize("change", [{"i4": []}, {"i6": {17: [{24: "f"}]}}, {"i5": [{43: "a"}]}])
def test_a_list_of_fewer_than_two_is_named(change: dict[str, Any]) -> None:
    found = in_cbor(**change)
    assert found.ids == ["swid/short-list"]
    assert found.status == "defective"


def test_a_size_below_zero_is_none() -> None:
    found = in_cbor(i6={17: {24: "f", 20: -5}})
    assert found.ids == ["swid/bad-value"]
    assert found.of(Component)[1].properties == (("within", "payload"),)


@pytest.mark.parametrize("form", ["xml", "cbor"])
def test_a_long_name_of_a_directory_is_not_repeated_with_every_file(form: str) -> None:
    name, files = "d" * 100_000, 50
    if form == "xml":
        listed = '<File name="f"/>' * files
        inner = f'<Payload><Directory name="{name}">{listed}</Directory></Payload>'
        found = Read(xml_reader, swid_xml(inner))
    else:
        found = in_cbor(i6={16: {24: name, 26: {17: [{24: "f"}] * files}}})
    assert {c.filename for c in found.of(Component) if c.kind == "file"} == {"f"}
    assert "swid/long-path" in found.ids

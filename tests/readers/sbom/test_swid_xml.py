"""SWID in XML: what tags say, the standard's structure, NIST's guidelines, and hostile XML."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from swid_material import CORPUS, SHA256, SWID, Read, needs_corpus, swid_xml, tag_of_case

from provenance.blobs import MemoryBlob
from provenance.decoding.sketch import Sketch
from provenance.errors import DecodingError
from provenance.model.component import (
    Component,
    Detail,
    DocumentLink,
    Identifier,
    License,
    Party,
    Relation,
)
from provenance.model.digest import Digest
from provenance.readers.sbom import swid_xml as reader

HASH = 'xmlns:s="http://www.w3.org/2001/04/xmlenc#sha256"'
SHA1 = 'xmlns:o="http://www.w3.org/2000/09/xmldsig#sha1"'


def read(inner: str = "", attributes: str = "", entity: str | None = None) -> Read:
    return Read(reader, swid_xml(inner, attributes, entity))


def test_a_tag_is_a_component_with_its_makers() -> None:
    entity = (
        '<Entity name="ACME" regid="acme.org" role="tagCreator softwareCreator"/>'
        '<Entity name="Shop" regid="shop.org" role="distributor"/>'
    )
    found = read(entity=entity, attributes='tagVersion="3" corpus="true"')
    assert (found.status, found.ids) == ("clean", [])
    (component,) = found.of(Component)
    assert (component.ref, component.name, component.version) == (
        "swid:com.acme.rms-4.1",
        "rms",
        "4.1",
    )
    assert component.identifiers == (Identifier("swid", "com.acme.rms-4.1"),)
    assert component.producer == Party("ACME", "organization", ("acme.org",))
    assert component.supplier == Party("Shop", "organization", ("shop.org",))
    assert ("corpus", "true") in component.properties
    assert found.heading is not None
    assert (found.heading.format, found.heading.revision) == ("SWID", "3")
    assert found.heading.authors == (component.producer,)


def test_files_of_directories_have_paths_and_digests() -> None:
    inner = (
        f'<Payload {HASH} {SHA1}><Directory root="/opt" name="fw"><Directory name="sub">'
        f'<File name="a" size="7" version="1" s:hash="{SHA256.upper()}" o:hash="{"0" * 40}"/>'
        '</Directory></Directory><File name="b" location="etc" s:hash="short"/></Payload>'
    )
    found = read(inner)
    _, a, b = found.of(Component)
    assert (a.name, a.kind, a.version) == ("/opt/fw/sub/a", "file", "1")
    assert a.digests == (Digest("sha256", SHA256, "file"), Digest("sha1", "0" * 40, "file"))
    assert (b.name, b.digests) == ("etc/b", ())
    assert a.ref == "#/Payload[1]/Directory[1]/Directory[1]/File[1]"
    assert found.of(Relation) == [Relation("swid:com.acme.rms-4.1", "contains", (a.ref, b.ref))]
    assert found.ids == ["swid/bad-hash"]


def test_links_and_meta_are_kept() -> None:
    inner = (
        '<Link href="swid:lib" rel="requires" use="required"/>'
        '<Link href="https://spdx.org/licenses/MIT.html" rel="license"/>'
        '<Link href="swid:me" rel="patches"/>'
        '<Meta product="Suite" generator="tool 1" summary="Runs."/>'
        '<x:Other xmlns:x="urn:x" a="1"/>'
    )
    found = read(inner)
    assert found.status == "clean"
    me = "swid:com.acme.rms-4.1"
    assert found.of(Relation) == [
        Relation(me, "dependsOn", ("swid:lib",)),
        Relation("swid:me", "patchedBy", (me,)),
    ]
    assert [link.identifier for link in found.of(DocumentLink)] == ["swid:lib", "swid:me"]
    (component,) = found.of(Component)
    assert component.licenses == (License("MIT"),)
    assert component.description == "Runs."
    kinds = {detail.kind: json.loads(detail.content) for detail in found.of(Detail)}
    assert kinds["Link"] == {"href": "swid:lib", "rel": "requires", "use": "required"}
    assert kinds["Meta"]["product"] == "Suite"
    assert kinds["Other"] == {"a": "1"}


@pytest.mark.parametrize(
    ("inner", "attributes", "entry"),
    [
        ("", 'name="x" tagId=""', None),
        ("", 'corpus="yes"', "swid/bad-value"),
        ("", 'tagVersion="1.0"', "swid/bad-value"),
        ("", 'vendor="x"', "swid/unknown-attribute"),
        ("", 'xmlns:y="urn:y" y:vendor="x"', None),
        ("<Files/>", "", "swid/unknown-element"),
        ('<Payload><File size="3"/></Payload>', "", "swid/missing-attribute"),
        ('<Payload><File name="a" size="big"/></Payload>', "", "swid/bad-value"),
        ('<Payload><File name="a" mutable="true"/></Payload>', "", None),
        ('<Payload><Link href="a" rel="b"/></Payload>', "", "swid/unknown-element"),
        ('<Evidence date="yesterday"><File name="a"/></Evidence>', "", "swid/bad-value"),
        ('<Evidence date="2026-01-02T03:04:05Z"><File name="a"/></Evidence>', "", None),
        ('<Link rel="requires"/>', "", "swid/missing-attribute"),
        ('<Link href="a" rel="two words"/>', "", "swid/bad-value"),
        ('<Link href="a" rel="b" ownership="mine"/>', "", "swid/bad-value"),
        ("some text", "", "swid/text-content"),
        (
            '<Entity name="Other" regid="other.org" role="tagCreator"/>',
            "",
            "swid/several-tag-creators",
        ),
    ],
)
def test_the_structure_of_the_standard(inner: str, attributes: str, entry: str | None) -> None:
    found = read(inner, attributes)
    defects = [note.id for note in found.ledger if note.kind == "defect"]
    assert defects == ([] if entry is None else [entry])


def test_a_tag_without_creator_or_name_is_defective() -> None:
    found = read(entity='<Entity name="ACME" regid="acme.org" role="softwareCreator"/>')
    assert "swid/no-tag-creator" in [n.id for n in found.ledger if n.kind == "defect"]
    bare = Read(reader, f'<SoftwareIdentity xmlns="{SWID}"/>'.encode())
    assert bare.ids.count("swid/missing-attribute") == 2
    assert bare.of(Component)[0].name is None


# -- NISTIR 8060 ---------------------------------------------------------------------------------

EXPECTED = {
    "GEN-2-1-authoritative-no-xml-lang.xml": "swid/no-language",
    "GEN-2-2-authoritative-empty-xml-lang.xml": "swid/no-language",
    "GEN-4-2-authoritative-entity-blank-regid.xml": "swid/no-regid",
    "GEN-4-3-authoritative-entity-default-regid.xml": "swid/unavailable-regid",
    "GEN-5-2-non-authoritative-entity-blank-regid.xml": "swid/no-regid",
    "GEN-6-3-non-authoritative-entity-default-regid.xml": "swid/unavailable-regid",
    "GEN-8-1-authoritative-missing.xml": "swid/not-authoritative",
    "GEN-9-1-authoritative-entity-role-missing-softwareCreator.xml": "swid/no-software-creator",
    "PRI-8-1-empty-top-level-directory.xml": "swid/no-files",
}
"""Cases that must fail, and the entry that names the guideline."""


@needs_corpus
@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_case_that_fails_a_guideline_is_named(name: str) -> None:
    found = Read(reader, tag_of_case(CORPUS / "nist-swidval" / name))
    assert found.ids == [EXPECTED[name]]
    clause = "-".join(name.split("-")[:2])
    assert clause in found.ledger[0].detail
    assert found.status == "clean"  # a guideline is not the standard


@needs_corpus
@pytest.mark.parametrize(
    "name",
    [
        "baseline-primary-auth.xml",
        "GEN-8-1-authoritative-aggregator.xml",
        "minimal-swid.xml",
        "non-authoritative.swidtag",
    ],
)
def test_a_case_that_passes_is_clean(name: str) -> None:
    found = Read(reader, tag_of_case(CORPUS / "nist-swidval" / name))
    assert found.status == "clean"
    if name.startswith(("baseline", "GEN")):
        assert found.ids == []


@needs_corpus
def test_the_cases_themselves_are_no_tags() -> None:
    for name in EXPECTED:
        content = (CORPUS / "nist-swidval" / name).read_bytes()
        assert not reader.recognise(Sketch(MemoryBlob(name, content)))


# -- hostile --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + swid_xml().partition(b"?>\n")[2],
        swid_xml("<Meta>" * 2_000 + "</Meta>" * 2_000),
        swid_xml()[:-10],
        swid_xml("<Meta a='&nothing;'/>"),
        swid_xml("<Meta a='\xff'/>").replace(b"\xc3\xbf", b"\xff"),
    ],
)
def test_hostile_xml_is_a_named_error(content: bytes) -> None:
    sketch = Sketch(MemoryBlob("sbom", content))
    assert reader.recognise(sketch)
    with pytest.raises(DecodingError):
        list(reader.read(sketch))


def test_deep_directories_end() -> None:
    deep = 100
    inner = '<Directory name="d">' * deep + '<File name="f"/>' + "</Directory>" * deep
    (_, file) = read(f"<Payload>{inner}</Payload>").of(Component)
    assert file.name == "d/" * deep + "f"


def test_a_signature_is_named() -> None:
    signature = '<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"/>'
    assert read(signature).ids == ["swid/signature-not-checked"]


def test_other_xml_is_left_alone() -> None:
    for content in (
        b'<component type="firmware"><id>x</id></component>',
        b"<SoftwareIdentity/>",
        f'<Other xmlns="{SWID}"/>'.encode(),
        b"<",
        b"",
    ):
        assert not reader.recognise(Sketch(MemoryBlob("a", content)))


@given(st.data())
def test_any_change_gives_facts_or_a_named_error(data: st.DataObject) -> None:
    whole = bytearray(
        swid_xml('<Payload><Directory name="d"><File name="f" size="1"/></Directory></Payload>')
    )
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(whole) - 1))
        whole[at] = data.draw(st.integers(0, 255))
    sketch = Sketch(MemoryBlob("sbom", bytes(whole)))
    if reader.recognise(sketch):
        with suppress(DecodingError):
            list(reader.read(sketch))

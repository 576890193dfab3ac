"""CoSWID: what tags say, what RFC 9393 says of them, and bytes that mean harm."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from typing import Any

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from swid_material import CORPUS, SHA256, Read, coswid, needs_corpus, tag, uri

from provenance import limits
from provenance.blobs import MemoryBlob
from provenance.decoding.sketch import Sketch
from provenance.errors import DecodingError
from provenance.intake import read as read_delivery
from provenance.model.component import (
    Component,
    Detail,
    DocumentLink,
    Identifier,
    License,
    Party,
    Reference,
    Relation,
)
from provenance.model.digest import Digest
from provenance.readers.sbom import _coswid_names as names
from provenance.readers.sbom import corim, cose
from provenance.readers.sbom import coswid as reader

UUID = "00010203-0405-0607-0809-0a0b0c0d0e0f"
FILE = {24: "boot.bin", 20: 5, 21: "1.2", 7: [1, bytes.fromhex(SHA256)]}


def read(*tags: Any) -> Read:
    return Read(reader, coswid(*tags))


def test_a_tag_is_a_component_with_its_makers() -> None:
    found = read(tag())
    assert (found.status, found.ids) == ("clean", [])
    (component,) = found.of(Component)
    assert (component.ref, component.name, component.version) == (
        f"swid:{UUID}",
        "bootloader",
        "2.4.0",
    )
    assert component.identifiers == (Identifier("swid", UUID),)
    assert component.producer == Party("Example Corp.", "organization", ("https://example.com",))
    assert component.supplier == Party("Example Trade", "organization")
    assert dict(component.properties) == {"tagVersion": "0", "versionScheme": "semver"}
    assert found.heading is not None
    assert found.heading.roots == (f"swid:{UUID}",)
    assert found.heading.identifier == f"swid:{UUID}"
    assert found.heading.authors == (component.producer,)


def test_the_tag_of_cbor_changes_nothing() -> None:
    tagged = read(cbor2.CBORTag(1398229316, tag()))
    assert tagged.facts == read(tag()).facts
    assert tagged.status == "clean"


def test_links_are_relations_references_and_licenses() -> None:
    links = [
        {38: uri("swid:lib"), 40: 8},
        {38: uri("swid:part"), 40: 2},
        {38: uri("swid:whole"), 40: "parent"},
        {38: uri("swid:old%20one"), 40: 7},
        {38: uri("https://example.com/notes"), 40: 9, 42: 2},
        {38: uri("https://spdx.org/licenses/MIT.html"), 40: -2},
    ]
    found = read(tag(i4=links, i9=True))
    me = f"swid:{UUID}"
    assert found.status == "clean"
    assert found.of(Relation) == [
        Relation(me, "dependsOn", ("swid:lib",)),
        Relation(me, "contains", ("swid:part",)),
        Relation("swid:whole", "contains", (me,)),
        Relation("swid:old one", "patchedBy", (me,)),
    ]
    assert [link.identifier for link in found.of(DocumentLink)] == [
        "swid:lib",
        "swid:part",
        "swid:whole",
        "swid:old%20one",
    ]
    (component,) = found.of(Component)
    assert component.licenses == (License("MIT"),)
    assert Reference("see-also", "https://example.com/notes") in component.references
    assert any(
        detail.kind == "Link" and "required" in detail.content for detail in found.of(Detail)
    )


def test_files_lie_in_their_directories() -> None:
    payload = {
        17: FILE,
        16: {24: "fw", 25: "/opt", 26: {17: [{24: "a"}, {24: "b", 23: "sub"}], 16: {24: "empty"}}},
    }
    found = read(tag(i6=payload))
    assert found.status == "clean"
    _, boot, a, b = found.of(Component)
    assert (boot.name, boot.kind, boot.version) == ("boot.bin", "file", "1.2")
    assert boot.digests == (Digest("sha256", SHA256, "file"),)
    assert ("size", "5") in boot.properties
    assert [a.name, b.name] == ["/opt/fw/a", "/opt/fw/sub/b"]
    assert a.digests is None
    assert found.of(Relation) == [Relation(f"swid:{UUID}", "contains", (boot.ref, a.ref, b.ref))]
    assert boot.ref == "#/6/17"
    assert a.ref == "#/6/16/26/17/0"


def test_evidence_says_when_it_was_collected() -> None:
    found = read(tag(i3={35: cbor2.CBORTag(1, 1_700_000_000), 36: "bench 7", 17: FILE}))
    assert found.status == "clean"
    assert found.heading is not None
    assert found.heading.timestamp == "2023-11-14T22:13:20Z"
    (detail,) = (d for d in found.of(Detail) if d.kind == "Evidence")
    assert json.loads(detail.content) == {"device-id": "bench 7", "date": "2023-11-14T22:13:20Z"}


def test_meta_is_kept_and_names_what_it_can() -> None:
    meta = {45: "bee", 50: "uSWID", 53: "cpe:2.3:a:x:y:1:*:*:*:*:*:*:*", 55: "Boots.", 99: 1}
    found = read(tag(i5=meta))
    (component,) = found.of(Component)
    assert component.description == "Boots."
    assert [identifier.kind for identifier in component.identifiers] == ["swid", "cpe"]
    assert found.heading is not None
    assert [str(tool) for tool in found.heading.tools or ()] == ["uSWID"]
    (detail,) = (d for d in found.of(Detail) if d.kind == "Meta")
    assert json.loads(detail.content)["99"] == 1
    assert json.loads(detail.content)["colloquialVersion"] == "bee"


def test_tags_in_a_row_know_each_other() -> None:
    first = tag(i0="whole", i4={38: uri("swid:part"), 40: 2})
    found = read(first, tag(i0="part"))
    assert found.heading is not None
    assert found.heading.roots == ("swid:whole",)
    assert [place for place, fact in found.facts if type(fact) is Component] == ["/0", "/1"]
    assert found.of(DocumentLink) == []


# -- what the standard says (each beside its innocent twin above) ---------------------------------


@pytest.mark.parametrize(
    ("changes", "entry", "place"),
    [
        ({"i12": None}, "swid/missing-item", ""),
        ({"i2": None}, "swid/missing-item", ""),
        ({"i13": None}, "swid/no-version", ""),
        ({"i0": b"short"}, "swid/bad-tag-id", "/0"),
        ({"i0": "a__b"}, "swid/bad-tag-id", "/0"),
        ({"i8": 1}, "swid/wrong-type", "/8"),
        ({"i9": True, "i11": True}, "swid/contradicting-flags", ""),
        ({"i9": True}, "swid/no-patched-tag", ""),
        ({"i2": {31: "x", 33: 2}}, "swid/no-tag-creator", ""),
        ({"i2": {31: "x"}}, "swid/missing-item", "/2"),
        ({"i2": {31: "x", 32: "example.com", 33: 1}}, "swid/untagged-uri", "/2/32"),
        ({"i4": {38: uri("swid:x")}}, "swid/missing-item", "/4"),
        ({"i4": ["x"]}, "swid/wrong-type", "/4/0"),
        ({"i3": {35: 1.5}}, "swid/untagged-time", "/3/35"),
        ({"i3": {35: cbor2.CBORTag(1, "x")}}, "swid/wrong-type", "/3/35"),
        ({"i3": {}, "i6": {}}, "swid/payload-and-evidence", ""),
        ({"i6": {17: {20: 1}}}, "swid/missing-item", "/6/17"),
        ({"i6": {17: {24: "x", 7: [1, b"short"]}}}, "swid/bad-hash", "/6/17/7"),
        ({"i6": {17: {24: "x", 7: [[1, bytes(32)], [8, bytes(64)]]}}}, "swid/several-hashes", None),
        ({"i5": {47: b"\xab"}}, "swid/wrong-type", "/5/47"),
    ],
)
def test_what_the_text_forbids_is_a_defect(
    changes: dict[str, Any], entry: str, place: str | None
) -> None:
    found = read(tag(**changes))
    assert found.status == "defective"
    assert entry in found.ids
    if place is not None:
        assert place in [note.place for note in found.ledger if note.id == entry]
    assert found.of(Component)[0].name == "bootloader"


def test_what_extends_the_standard_is_kept() -> None:
    found = read(tag(i700={"x": [1, b"\2"]}))
    assert found.ids == ["swid/unknown-item"]
    assert found.status == "clean"
    (detail,) = (d for d in found.of(Detail) if d.kind == "extension")
    assert json.loads(detail.content) == {"700": {"x": [1, "h'02'"]}}


def test_equal_faults_are_one_entry() -> None:
    files = [{24: str(n), 7: [1, b"short"]} for n in range(5_000)]
    found = read(tag(i6={17: files}))
    (entry,) = found.ledger
    assert (entry.id, entry.count, entry.place) == ("swid/bad-hash", 5_000, "/6/17/0/7")


def test_numbers_are_those_of_a_second_source() -> None:
    # the CDDL of RFC 9393, appendix-wise, as "name = number"
    cddl = """tag-id = 0 software-name = 1 entity = 2 evidence = 3 link = 4 software-meta = 5
        payload = 6 hash = 7 corpus = 8 patch = 9 media = 10 supplemental = 11 tag-version = 12
        software-version = 13 version-scheme = 14 lang = 15 directory = 16 file = 17 process = 18
        resource = 19 size = 20 file-version = 21 key = 22 location = 23 fs-name = 24 root = 25
        path-elements = 26 process-name = 27 pid = 28 type = 29 entity-name = 31 reg-id = 32
        role = 33 thumbprint = 34 date = 35 device-id = 36 artifact = 37 href = 38 ownership = 39
        rel = 40 media-type = 41 use = 42 activation-status = 43 channel-type = 44
        colloquial-version = 45 description = 46 edition = 47 entitlement-data-required = 48
        entitlement-key = 49 generator = 50 persistent-id = 51 product = 52 product-family = 53
        revision = 54 summary = 55 unspsc-code = 56 unspsc-version = 57"""
    pairs = re.findall(r"([a-z-]+) = (\d+)", cddl)
    assert {int(number): name for name, number in pairs} == names.ITEMS


# -- bytes that mean harm --------------------------------------------------------------------------


def test_a_broken_tag_keeps_those_in_front_of_it() -> None:
    content = coswid(tag(i0="whole"), tag(i0="torn"))[:-10]
    sketch = Sketch(MemoryBlob("sbom", content))
    found: list[Any] = []
    with pytest.raises(DecodingError) as caught:
        found.extend(item for _, item in reader.read(sketch))
    assert caught.value.pointer.startswith("byte=")
    assert [fact.ref for fact in found if type(fact) is Component] == ["swid:whole"]


def test_a_name_that_stands_twice_is_a_defect() -> None:
    good = coswid(tag())
    twice = bytes([good[0] + 1]) + good[1:] + b"\x01\x64evil"
    found = Read(reader, twice)
    assert (found.status, found.ids) == ("defective", ["swid/duplicate-name"])
    assert not found.ledger[0].whole


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xa0",
        b"\xa3\x00\x01\x01\x01\x02\x01",
        b"\xbf" * 100_000,
        b"\xa2" + b"\x00\x81" * 50_000,
        b"\xbb" + b"\xff" * 8,
        bytes(range(256)) * 20,
        cbor2.dumps({1: 2, 3: -7, -1: 1}),
    ],
)
def test_what_is_no_tag_is_not_taken_for_one(content: bytes) -> None:
    assert not reader.recognise(Sketch(MemoryBlob("image", content)))


def test_a_tag_of_too_many_bytes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    content = cbor2.dumps(cbor2.CBORTag(1398229316, tag()))
    monkeypatch.setattr(limits, "CBOR_BYTES", 50)
    sketch = Sketch(MemoryBlob("sbom", content))
    assert reader.recognise(sketch)
    with pytest.raises(DecodingError):
        list(reader.read(sketch))


@given(st.data())
def test_any_change_gives_facts_or_a_named_error(data: st.DataObject) -> None:
    whole = bytearray(
        coswid(
            tag(
                i6={17: FILE, 16: {24: "d", 26: {17: FILE}}},
                i4={38: uri("swid:a"), 40: 8},
                i5={50: "x"},
                i3={35: cbor2.CBORTag(1, 1)},
            )
        )
    )
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(whole) - 1))
        whole[at] = data.draw(st.integers(0, 255))
    sketch = Sketch(MemoryBlob("sbom", bytes(whole)))
    for module in (reader, corim, cose):
        if module.recognise(sketch):
            with suppress(DecodingError):
                list(module.read(sketch))


# -- CoRIM and COSE -------------------------------------------------------------------------------


def manifest(*parts: Any) -> bytes:
    return cbor2.dumps(cbor2.CBORTag(501, {0: "rim", 1: list(parts), 3: uri("tag:x,2025:p")}))


def test_a_coswid_inside_a_corim_is_a_document_of_its_own() -> None:
    identity = {1: {0: "mid"}, 4: {0: [[{0: {}}, [{1: {2: [[1, bytes(32)]]}}]]]}}
    inner = (cbor2.CBORTag(505, coswid(tag())), cbor2.CBORTag(506, cbor2.dumps(identity)))
    found = Read(corim, manifest(*inner))
    assert found.status == "clean"
    assert found.heading is not None
    assert (found.heading.format, found.heading.identifier) == ("CoRIM", "rim")
    assert [blob.address for blob in found.blobs] == ["sbom!tags/0"]
    assert Read(reader, bytes(found.blobs[0].view())).facts == read(tag()).facts
    assert [detail.kind for detail in found.of(Detail)] == ["CoMID", "profile"]


def test_an_envelope_hands_on_its_payload() -> None:
    envelope = cbor2.CBORTag(18, [cbor2.dumps({1: -7}), {}, manifest(), b"signature"])
    found = Read(cose, cbor2.dumps(envelope))
    assert found.ids == ["cose/signature-not-checked"]
    assert bytes(found.blobs[0].view()) == manifest()
    assert found.of(Detail)[0].content == '{"1": -7}'
    detached = cbor2.CBORTag(18, [b"", {}, None, b"signature"])
    assert "cose/detached-payload" in Read(cose, cbor2.dumps(detached)).ids


@needs_corpus
@pytest.mark.parametrize(
    "name", sorted(path.name for path in CORPUS.glob("corim/*.cbor")) or ["none"]
)
def test_the_corpus_of_corim_is_named(name: str) -> None:
    evidence = read_delivery(CORPUS / "corim" / name)
    ids = [entry.id for chapter in evidence.chapters for entry in chapter.defects]
    formats = {document.format for document in evidence.documents}
    if name in ("coserv__testvectors__discovery-single-capability.cbor",) or "sample_key" in name:
        assert formats == {""}  # a service that describes itself, and a key: neither is an SBOM
    else:
        assert formats <= {"CoRIM", "CoMID", "CoEV", "CoSERV", "COSE_Sign1"}
        assert "decoding/malformed" not in ids
    if "invalid-digests" in name:
        assert "corim/bad-digest" in ids
    elif "invalid-attest-key" in name:
        assert "corim/psa-attest-key" in ids
    else:
        assert {document.status for document in evidence.documents} <= {"clean", "unrecognised"}

"""Each entry of the ledger: its id, its pointer, its kind, and what is read all the same."""

from __future__ import annotations

import json
from typing import Any

import pytest
from cyclonedx_material import SHA1, SHA256, Read, component, document, everything, read

from provenance.blobs import MemoryBlob
from provenance.decoding.sketch import Sketch
from provenance.model.component import (
    Completeness,
    Component,
    License,
    Party,
    Pedigree,
    Relation,
    Vulnerability,
)
from provenance.model.digest import Digest
from provenance.readers.sbom import cyclonedx_json


def hashed(alg: Any, content: Any) -> dict[str, Any]:
    return component(hashes=[{"alg": alg, "content": content}])


def licensed(*choices: Any) -> dict[str, Any]:
    return component(licenses=list(choices))


def depends(*dependencies: Any) -> dict[str, Any]:
    return document(component(bom_ref="a"), dependencies=list(dependencies))


C = "/components/0"
CASES: dict[str, tuple[Any, str, str]] = {
    # name: document, id, pointer
    "no object": (document("x"), "schema/type", C),
    "null purl": (document(component(purl=None)), "schema/type", f"{C}/purl"),
    "true as version": (document() | {"version": True}, "schema/type", "/version"),
    "version 0": (document() | {"version": 0}, "schema/minimum", "/version"),
    "components as object": (document() | {"components": {}}, "schema/type", "/components"),
    "metadata as list": (document() | {"metadata": []}, "schema/type", "/metadata"),
    "no name": (document({"type": "file"}), "schema/required", C),
    "no type": (document({"name": "a"}), "schema/required", C),
    "no version in 1.3": (
        document({"type": "file", "name": "a"}, version="1.3"),
        "schema/required",
        C,
    ),
    "unknown in 1.6": (document(component(odd=1)), "schema/additionalProperties", f"{C}/odd"),
    "unknown in 1.3": (
        document(component(odd=1), version="1.3"),
        "cyclonedx/unknown-field",
        f"{C}/odd",
    ),
    "later field": (
        document(component(tags=[]), version="1.5"),
        "schema/additionalProperties",
        f"{C}/tags",
    ),
    "later field in 1.3": (
        document(component(tags=[]), version="1.3"),
        "cyclonedx/later-field",
        f"{C}/tags",
    ),
    "algorithm": (document(hashed("SHA-257", SHA256)), "schema/enum", f"{C}/hashes/0/alg"),
    "streebog in 1.6": (
        document(hashed("Streebog-256", SHA256)),
        "schema/enum",
        f"{C}/hashes/0/alg",
    ),
    "length": (
        document(hashed("SHA-256", SHA1)),
        "cyclonedx/digest-length",
        f"{C}/hashes/0/content",
    ),
    "no hexadecimal": (
        document(hashed("SHA-1", "x" * 40)),
        "schema/pattern",
        f"{C}/hashes/0/content",
    ),
    "upper case": (
        document(hashed("SHA-256", SHA256.upper())),
        "cyclonedx/upper-case-digest",
        f"{C}/hashes/0/content",
    ),
    "empty purl": (document(component(purl="")), "cyclonedx/empty-identifier", f"{C}/purl"),
    "both licenses": (
        document(licensed({"expression": "MIT", "license": {"id": "MIT"}})),
        "schema/oneOf",
        f"{C}/licenses",
    ),
    "license": (
        document(licensed({"license": {"id": "MIT license"}})),
        "schema/enum",
        f"{C}/licenses/0/license/id",
    ),
    "mail": (
        document(component(supplier={"name": "A", "contact": [{"email": "a at b"}]})),
        "schema/format",
        f"{C}/supplier/contact/0/email",
    ),
    "type": (document(component(type="blob")), "schema/enum", f"{C}/type"),
    "data in 1.4": (document(component(type="data"), version="1.4"), "schema/enum", f"{C}/type"),
    "long version": (document(component(version="1" * 1_025)), "schema/maxLength", f"{C}/version"),
    "media type": (document(component(mime_type="Text")), "schema/pattern", f"{C}/mime-type"),
    "range": (
        document(component(versionRange="vers:npm/1", isExternal=True), version="1.7"),
        "schema/not",
        C,
    ),
    "empty ref": (document(component(bom_ref="")), "schema/minLength", f"{C}/bom-ref"),
    "empty ref in 1.4": (
        document(component(bom_ref=""), version="1.4"),
        "cyclonedx/empty-ref",
        f"{C}/bom-ref",
    ),
    "two equal": (document(component(), component()), "schema/uniqueItems", "/components/1"),
    "two equal with a ref": (
        document(component(bom_ref="a"), component(name="b"), component(bom_ref="a")),
        "schema/uniqueItems",
        "/components/2",
    ),
    "two equal inside": (
        document(component(components=[component(), component(name="b"), component()])),
        "schema/uniqueItems",
        f"{C}/components/2",
    ),
    "address": (
        document(component(externalReferences=[{"type": "vcs", "url": "a b"}])),
        "schema/anyOf",
        f"{C}/externalReferences/0/url",
    ),
    "reference": (
        document(component(externalReferences=[{"type": "vcs"}])),
        "schema/required",
        f"{C}/externalReferences/0",
    ),
    "target twice": (
        depends({"ref": "root", "dependsOn": ["a", "a"]}),
        "schema/uniqueItems",
        "/dependencies/0/dependsOn",
    ),
    "empty target": (
        depends({"ref": "root", "dependsOn": [""]}),
        "schema/minLength",
        "/dependencies/0/dependsOn/0",
    ),
    "dependency twice": (
        depends({"ref": "a"}, {"ref": "a"}),
        "schema/uniqueItems",
        "/dependencies/1",
    ),
    "two dependencies": (
        depends({"ref": "root"}, {"ref": "root", "dependsOn": ["a"]}),
        "cyclonedx/duplicate-dependency",
        "/dependencies/1",
    ),
    "no time": (document() | {"metadata": {}}, "cyclonedx/no-timestamp", "/metadata"),
    "time": (
        document() | {"metadata": {"timestamp": "2026-13-01T00:00:00Z"}},
        "schema/format",
        "/metadata/timestamp",
    ),
    "date": (
        document() | {"metadata": {"timestamp": "2026-01-01"}},
        "schema/format",
        "/metadata/timestamp",
    ),
    "serial number": (
        document(serialNumber="urn:uuid:My_uuid"),
        "schema/pattern",
        "/serialNumber",
    ),
    "version 1.9": (document(version="1.9"), "cyclonedx/unknown-version", "/specVersion"),
    "aggregate": (
        document(compositions=[{"aggregate": "most", "assemblies": ["root"]}]),
        "schema/enum",
        "/compositions/0/aggregate",
    ),
    "vulnerability": (
        document(vulnerabilities=[{"id": "CVE-1", "analysis": {"state": "null"}}]),
        "schema/enum",
        "/vulnerabilities/0/analysis/state",
    ),
    "annotation": (
        document(annotations=[{"subjects": ["root"]}]),
        "schema/required",
        "/annotations/0",
    ),
    "BOM-Link": (
        depends({"ref": "root", "dependsOn": ["urn:cdx:1"]}),
        "cyclonedx/malformed-bom-link",
        "/dependencies/0/dependsOn/0",
    ),
}
"""Documents with one thing that is wrong or odd; ids of `cyclonedx` are observations but one."""


@pytest.mark.parametrize("name", CASES)
def test_entry(name: str) -> None:
    plain, identifier, pointer = CASES[name]
    found = read(plain)
    entries = [entry for entry in found.ledger if entry.id == identifier]
    assert [entry.place for entry in entries][:1] == [pointer]
    defect = identifier.startswith("schema/") or name == "version 1.9"
    assert {entry.kind for entry in entries} == {"defect" if defect else "observation"}
    assert found.status == ("defective" if defect else "clean")
    others = {entry.id for entry in found.ledger} - {identifier}
    assert others <= {"cyclonedx/no-timestamp"}
    assert found.heading is not None


@pytest.mark.parametrize(
    ("name", "read_as", "whole"),
    [
        ("null purl", "nothing", False),
        ("unknown in 1.6", "kept as it is", True),
        ("later field", "in CycloneDX 1.6", True),
        ("algorithm", "the algorithm sha_257", True),
        ("no hexadecimal", "no digest", False),
        ("length", "no digest", False),
        ("empty ref", f"#{C}", True),
        ("version 1.9", "CycloneDX 1.7", True),
        ("type", "", True),
    ],
)
def test_an_entry_says_what_was_read_instead(name: str, read_as: str, whole: bool) -> None:
    (entry,) = read(CASES[name][0]).ledger
    assert (entry.read_as, entry.whole) == (read_as, whole)


def test_a_plain_document_has_nothing_to_remark() -> None:
    assert read(document(component(bom_ref="a"))).ledger == ()


def test_entries_of_one_field_are_counted() -> None:
    found = read(document(*(component(name=str(n), odd=1, purl="") for n in range(7))))
    assert [(e.id, e.count, e.place) for e in found.ledger] == [
        ("schema/additionalProperties", 7, f"{C}/odd"),
        ("cyclonedx/empty-identifier", 7, f"{C}/purl"),
    ]


def only(found: Read) -> Component:
    return next(fact for place, fact in found.of(Component) if place == C)


@pytest.mark.parametrize(
    ("kind", "scope"),
    [("file", "file"), ("firmware", "file"), ("library", "unknown"), ("container", "unknown")],
)
def test_scope_of_hashes(kind: str, scope: Any) -> None:
    part = component(type=kind, hashes=[{"alg": "SHA-256", "content": SHA256.upper()}])
    assert only(read(document(part))).digests == (Digest("sha256", SHA256, scope),)


@pytest.mark.parametrize(
    ("kind", "scope"), [("distribution", "archive"), ("vcs", "source"), ("website", "unknown")]
)
def test_scope_of_hashes_of_references(kind: str, scope: Any) -> None:
    hashes = [{"alg": "SHA-256", "content": SHA256}]
    part = component(externalReferences=[{"type": kind, "url": "u", "hashes": hashes}])
    (reference,) = only(read(document(part))).references
    assert reference.digests == (Digest("sha256", SHA256, scope),)


def test_what_is_not_said_and_what_is_said_to_be_empty() -> None:
    nothing = only(read(document(component())))
    assert (nothing.digests, nothing.licenses, nothing.supplier) == (None, None, None)
    empty = read(document(component(hashes=[], licenses=[], components=[])))
    assert (only(empty).digests, only(empty).licenses) == ((), ())
    assert [fact for place, fact in empty.of(Relation) if place == C] == [
        Relation(f"#{C}", "contains", ())
    ]


def test_a_document_with_everything() -> None:
    found = read(everything())
    assert found.status == "clean"
    assert found.heading is not None
    assert (found.heading.version, found.heading.revision, found.heading.root) == (
        "1.6",
        "1",
        "root",
    )
    zlib = only(found)
    assert zlib.supplier == Party("Acme", "organization", ("https://acme.example",))
    assert zlib.producer == zlib.supplier
    assert zlib.licenses == (License("Zlib"),)
    assert zlib.copyright == "(c) Mark"
    assert zlib.properties == (("layer", "meta"),)
    assert zlib.pedigree == Pedigree(commits=("1",))
    assert [one.kind for one in zlib.identifiers] == ["purl", "cpe"]
    assert [fact.kind for _, fact in found.of(Component)].count("service") == 2
    assert ("/dependencies/2", Relation("inner", "provides", ("zlib",))) in found.facts
    assert ("/compositions/0", Completeness("root", "contains", "complete")) in found.facts
    inner = f"{C}/components/0"
    assert (inner, Relation("inner", "contains", (f"#{inner}/components/0",))) in found.facts
    assert ("/vulnerabilities/0", Vulnerability("CVE-1", ("zlib",))) in found.facts


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"bomFormat": "CycloneDX"}, True),
        ({"bomFormat": "cyclonedx", "specVersion": "1.5"}, True),
        ({"bomFormat": "Other", "specVersion": "1.5"}, False),
        ({"bomFormat": 7, "specVersion": "1.5"}, False),
        (
            {"specVersion": "1.5", "$schema": "http://cyclonedx.org/schema/bom-1.5.schema.json"},
            True,
        ),
        ({"specVersion": "1.5", "components": []}, False),
        ({"spdxVersion": "SPDX-2.3"}, False),
        ([], False),
    ],
)
def test_recognition(members: Any, expected: bool) -> None:
    blob = MemoryBlob("bom.json", json.dumps(members).encode())
    assert cyclonedx_json.recognise(Sketch(blob)) is expected


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_other_encodings_say_the_same(encoding: str) -> None:
    plain = everything()
    assert Read(json.dumps(plain).encode(encoding)).facts == read(plain).facts

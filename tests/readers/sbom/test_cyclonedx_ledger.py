"""Each entry of the ledger: its id, its pointer, its kind, and what is read all the same."""

from __future__ import annotations

import json
from typing import Any

import pytest
from cyclonedx_material import SHA1, SHA256, Read, component, document, everything, read

from provenance.blobs import MemoryBlob
from provenance.decoding.sketch import Sketch
from provenance.model.component import Completeness, Component, Relation
from provenance.model.digest import Digest
from provenance.readers.sbom import cyclonedx_json

EMPTY_FILE = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def hashed(alg: Any, content: Any) -> dict[str, Any]:
    return component(hashes=[{"alg": alg, "content": content}])


def licensed(*choices: Any) -> dict[str, Any]:
    return component(licenses=list(choices))


def depends(*dependencies: Any) -> dict[str, Any]:
    return document(component(bom_ref="a"), dependencies=list(dependencies))


C = "/components/0"
CASES: dict[str, tuple[Any, str, str, str]] = {
    # name: document, id, pointer, kind
    "no object": (document("x"), "wrong-type", C, "defect"),
    "null purl": (document(component(purl=None)), "wrong-type", f"{C}/purl", "defect"),
    "true as version": (document() | {"version": True}, "wrong-type", "/version", "defect"),
    "components as object": (
        document() | {"components": {}},
        "wrong-type",
        "/components",
        "defect",
    ),
    "metadata as list": (document() | {"metadata": []}, "wrong-type", "/metadata", "defect"),
    "no name": (document({"type": "file"}), "missing-field", C, "defect"),
    "no type": (document({"name": "a"}), "missing-field", C, "defect"),
    "no version in 1.3": (
        document({"type": "file", "name": "a"}, version="1.3"),
        "missing-field",
        C,
        "defect",
    ),
    "unknown in 1.6": (document(component(odd=1)), "unknown-field", f"{C}/odd", "defect"),
    "unknown in 1.3": (
        document(component(odd=1), version="1.3"),
        "unknown-field",
        f"{C}/odd",
        "observation",
    ),
    "later field": (
        document(component(tags=[]), version="1.5"),
        "unknown-field",
        f"{C}/tags",
        "defect",
    ),
    "kept": (document(component(pedigree={})), "not-judged", f"{C}/pedigree", "observation"),
    "algorithm": (
        document(hashed("SHA-257", SHA256)),
        "unknown-hash-algorithm",
        f"{C}/hashes/0/alg",
        "defect",
    ),
    "streebog in 1.6": (
        document(hashed("Streebog-256", SHA256)),
        "unknown-hash-algorithm",
        f"{C}/hashes/0/alg",
        "defect",
    ),
    "length": (
        document(hashed("SHA-256", SHA1)),
        "digest-length",
        f"{C}/hashes/0/content",
        "defect",
    ),
    "no hexadecimal": (
        document(hashed("SHA-1", "x" * 40)),
        "malformed-digest",
        f"{C}/hashes/0/content",
        "defect",
    ),
    "upper case": (
        document(hashed("SHA-256", SHA256.upper())),
        "upper-case-digest",
        f"{C}/hashes/0/content",
        "observation",
    ),
    "of nothing": (
        document(hashed("SHA-256", EMPTY_FILE)),
        "degenerate-digest",
        f"{C}/hashes/0/content",
        "observation",
    ),
    "zeros": (
        document(hashed("SHA-1", "0" * 40)),
        "degenerate-digest",
        f"{C}/hashes/0/content",
        "observation",
    ),
    "purl": (document(component(purl="a@1")), "malformed-purl", f"{C}/purl", "observation"),
    "empty purl": (document(component(purl="")), "empty-identifier", f"{C}/purl", "observation"),
    "both licenses": (
        document(licensed({"expression": "MIT", "license": {"id": "MIT"}})),
        "license-choice",
        f"{C}/licenses/0",
        "defect",
    ),
    "mixed licenses": (
        document(licensed({"expression": "MIT"}, {"license": {"id": "MIT"}})),
        "license-choice",
        f"{C}/licenses",
        "defect",
    ),
    "type": (
        document(component(type="blob")),
        "unknown-component-type",
        f"{C}/type",
        "defect",
    ),
    "data in 1.4": (
        document(component(type="data"), version="1.4"),
        "unknown-component-type",
        f"{C}/type",
        "defect",
    ),
    "same ref": (document(component(bom_ref="root")), "duplicate-ref", f"{C}/bom-ref", "defect"),
    "empty ref": (document(component(bom_ref="")), "empty-ref", f"{C}/bom-ref", "defect"),
    "dangling": (
        depends({"ref": "root", "dependsOn": ["a", "b"]}),
        "dangling-reference",
        "/dependencies/0/dependsOn/1",
        "observation",
    ),
    "dangling source": (
        depends({"ref": "b"}),
        "dangling-reference",
        "/dependencies/0/ref",
        "observation",
    ),
    "itself": (
        depends({"ref": "a", "dependsOn": ["a"]}),
        "self-dependency",
        "/dependencies/0/dependsOn/0",
        "observation",
    ),
    "target twice": (
        depends({"ref": "root", "dependsOn": ["a", "a"]}),
        "repeated-target",
        "/dependencies/0/dependsOn",
        "defect",
    ),
    "dependency twice": (
        depends({"ref": "a"}, {"ref": "a"}),
        "duplicate-dependency",
        "/dependencies/1",
        "defect",
    ),
    "two dependencies": (
        depends({"ref": "root"}, {"ref": "root", "dependsOn": ["a"]}),
        "duplicate-dependency",
        "/dependencies/1",
        "observation",
    ),
    "no dependency": (depends(), "no-dependencies", "", "observation"),
    "no root": (document() | {"metadata": {}}, "no-root", "/metadata", "observation"),
    "no time": (document() | {"metadata": {}}, "no-timestamp", "/metadata", "observation"),
    "time": (
        document() | {"metadata": {"timestamp": "2026-13-01T00:00:00Z"}},
        "bad-timestamp",
        "/metadata/timestamp",
        "defect",
    ),
    "date": (
        document() | {"metadata": {"timestamp": "2026-01-01"}},
        "bad-timestamp",
        "/metadata/timestamp",
        "defect",
    ),
    "serial number": (
        document(serialNumber="urn:uuid:My_uuid"),
        "bad-serial-number",
        "/serialNumber",
        "defect",
    ),
    "version 1.9": (document(version="1.9"), "unknown-version", "/specVersion", "defect"),
    "aggregate": (
        document(compositions=[{"aggregate": "most", "assemblies": ["root"]}]),
        "unknown-aggregate",
        "/compositions/0/aggregate",
        "defect",
    ),
    "reference": (
        document(component(externalReferences=[{"type": "vcs"}])),
        "missing-field",
        f"{C}/externalReferences/0",
        "defect",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_entry(name: str) -> None:
    plain, identifier, pointer, kind = CASES[name]
    found = read(plain)
    entries = found.entries(f"cyclonedx/{identifier}")
    assert [(entry.place, entry.kind) for entry in entries] == [(pointer, kind)]
    assert found.status == ("defective" if kind == "defect" else "clean")
    assert found.heading is not None


def test_a_plain_document_has_nothing_to_remark() -> None:
    assert read(document(component(bom_ref="a"))).ledger == ()


def test_entries_of_one_field_are_counted() -> None:
    found = read(document(*(component(copyright="c", purl="") for _ in range(7))))
    assert [(e.id, e.count, e.place) for e in found.ledger] == [
        ("cyclonedx/empty-identifier", 7, f"{C}/purl"),
        ("cyclonedx/not-judged", 7, f"{C}/copyright"),
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
    assert (zlib.supplier, zlib.producer, zlib.licenses) == ("Acme", "Acme", ("Zlib",))
    assert [one.kind for one in zlib.identifiers] == ["purl", "cpe"]
    assert [fact.kind for _, fact in found.of(Component)].count("service") == 2
    assert ("/dependencies/2", Relation("inner", "provides", ("zlib",))) in found.facts
    assert ("/compositions/0", Completeness("root", "contains", "complete")) in found.facts
    inner = f"{C}/components/0"
    assert (inner, Relation("inner", "contains", (f"#{inner}/components/0",))) in found.facts


def test_refs_of_other_objects_do_not_dangle() -> None:
    plain = document(vulnerabilities=[{"bom-ref": "v", "id": "CVE-1"}])
    plain["dependencies"][0]["dependsOn"] = [
        "v",
        "urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#x",
    ]
    assert not read(plain).entries("cyclonedx/dangling-reference")


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

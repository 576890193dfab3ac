"""Syft's own JSON, in the shapes of its schema versions 1 to 16."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sbom_material import CORPUS
from spdx3_material import Read, corpus_bytes

from provenance.blobs import MemoryBlob
from provenance.decoding.sketch import Sketch
from provenance.model.component import Component, Detail, License, Party, Relation
from provenance.model.digest import Digest
from provenance.model.document import Tool
from provenance.readers.sbom import syft_json

SHA256 = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
SCHEMA = "https://raw.githubusercontent.com/anchore/syft/main/schema/json/schema-16.1.0.json"
IDENTIFIED = "sbom/oddities/syft/syft__format__syftjson__identify__11.0.0.json"

Json = dict[str, Any]


def package(id_: str = "p1", **fields: Any) -> Json:
    return {
        "id": id_,
        "name": "zlib",
        "version": "1.3",
        "type": "deb",
        "foundBy": "dpkg-db-cataloger",
        "locations": [{"path": "/var/lib/dpkg/status"}],
        "licenses": [],
        "language": "",
        "cpes": [],
        "purl": "pkg:deb/debian/zlib@1.3",
        **fields,
    }


def edge(parent: str, child: str, type_: str, **fields: Any) -> Json:
    return {"parent": parent, "child": child, "type": type_, **fields}


def document(**fields: Any) -> Json:
    return {
        "artifacts": [package()],
        "artifactRelationships": [],
        "files": [],
        "source": {
            "id": "root",
            "name": "gateway",
            "version": "2.4.0",
            "supplier": "Acme",
            "type": "image",
            "metadata": {"userInput": "gateway:2.4.0", "manifestDigest": f"sha256:{SHA256}"},
        },
        "distro": {"id": "debian", "versionID": "12"},
        "descriptor": {"name": "syft", "version": "1.18.1", "configuration": {"a": 1}},
        "schema": {"version": "16.1.0", "url": SCHEMA},
        **fields,
    }


def read(value: Any) -> Read:
    return Read(syft_json, json.dumps(value).encode())


def test_the_source_is_the_root() -> None:
    found = read(document())
    assert found.status == "clean"
    assert found.heading is not None
    assert (found.heading.version, found.heading.roots) == ("16.1.0", ("root",))
    assert found.heading.tools == (Tool("syft", "1.18.1"),)
    root = found.of(Component)[0]
    assert (root.name, root.version, root.kind) == ("gateway", "2.4.0", "container")
    assert root.digests == (Digest("sha256", SHA256, "image"),)
    assert root.supplier == Party("Acme")


def test_a_package_has_what_its_fields_say() -> None:
    part = package(
        cpes=["cpe:2.3:a:z:zlib:1.3:*:*:*:*:*:*:*", {"cpe": "cpe:2.3:a:y:z:1:*:*:*:*:*:*:*"}],
        licenses=[
            "BSD",
            {"value": "Zlib", "spdxExpression": "Zlib", "type": "declared", "urls": ["x"]},
            {"value": "odd one", "spdxExpression": "", "type": "concluded"},
        ],
        metadata={"digest": [{"algorithm": "sha256", "value": SHA256}], "architecture": "arm"},
        metadataType="java-archive",
    )
    found = read(document(artifacts=[part]))
    zlib = found.of(Component)[1]
    assert [one.kind for one in zlib.identifiers] == ["purl", "cpe", "cpe"]
    assert zlib.licenses == (
        License("BSD", "name"),
        License("Zlib", "expression", "declared"),
        License("odd one", "name", "concluded"),
    )
    assert zlib.digests == (Digest("sha256", SHA256, "archive"),)
    assert ("foundBy", "dpkg-db-cataloger") in zlib.properties
    kept = {one.kind: one for one in found.of(Detail) if one.about == ("p1",)}
    assert {"locations", "licenses", "metadata"} <= kept.keys()


def test_no_license_found_is_none_said() -> None:
    assert read(document()).of(Component)[1].licenses is None


def test_relationships_are_turned_the_right_way() -> None:
    edges = [
        edge("root", "p1", "contains"),
        edge("p2", "p1", "dependency-of"),
        edge("p1", "f1", "evident-by"),
        edge("p1", "p2", "ownership-by-file-overlap", metadata={"files": ["/x"]}),
        edge("p1", "p2", "described-by"),
    ]
    found = read(document(artifactRelationships=edges))
    assert found.of(Relation) == [
        Relation("root", "contains", ("p1",)),
        Relation("p1", "dependsOn", ("p2",)),
        Relation("p1", "hasEvidence", ("f1",)),
        Relation("p1", "other", ("p2",)),
        Relation("p2", "describes", ("p1",)),
    ]
    kept = {one.kind: one for one in found.of(Detail)}
    assert json.loads(kept["relationship"].content) == "ownership-by-file-overlap"
    assert kept["relationship.metadata"].about == ("p1", "p2")


def test_files_are_components() -> None:
    file = {
        "id": "f1",
        "location": {"path": "/usr/lib/libz.so", "layerID": "sha256:1"},
        "digests": [{"algorithm": "sha256", "value": SHA256}, {"algorithm": "sha1", "value": "0"}],
        "metadata": {"mode": 644},
    }
    found = read(document(files=[file]))
    part = found.of(Component)[2]
    assert (part.kind, part.filename) == ("file", "/usr/lib/libz.so")
    assert part.digests == (Digest("sha256", SHA256, "file"),)
    assert [entry.place for entry in found.ledger] == ["/files/0/digests/1/value"]


@pytest.mark.parametrize(
    ("source", "name", "kind"),
    [
        ({"type": "directory", "target": "/src"}, "/src", "package"),
        ({"type": "ImageSource", "target": {"userInput": "a:b"}}, "a:b", "package"),
        ({"type": "file", "metadata": {"path": "a.tar", "digests": []}}, "a.tar", "file"),
        ({}, None, "package"),
    ],
)
def test_sources_of_older_versions(source: Json, name: str | None, kind: str) -> None:
    root = read(document(source=source)).of(Component)[0]
    assert (root.ref, root.name, root.kind) == ("#/source", name, kind)


def test_places_lead_to_what_was_said() -> None:
    found = read(document(artifacts=[package(), package("p2")]))
    assert found.places(Component) == ["/source", "/artifacts/0", "/artifacts/1"]


@pytest.mark.parametrize(
    ("field", "value", "place"),
    [
        ("artifacts", [5], "/artifacts/0"),
        ("artifacts", [None], "/artifacts/0"),
        ("artifacts", {"a": 1}, "/artifacts"),
        ("artifacts", [package(name=5)], "/artifacts/0/name"),
        ("artifactRelationships", [{"parent": "a"}], "/artifactRelationships/0/child"),
        ("source", [], "/source"),
        ("schema", {"url": SCHEMA}, "/schema/version"),
    ],
)
def test_what_is_wrong_is_said_where_it_is(field: str, value: Any, place: str) -> None:
    found = read(document(**{field: value}))
    assert place in [entry.place for entry in found.ledger]
    assert found.heading is not None


def recognised(value: Any) -> bool:
    return syft_json.recognise(Sketch(MemoryBlob("a", json.dumps(value).encode())))


def test_it_is_recognised_by_its_content() -> None:
    assert recognised(document())
    assert recognised(document(schema={"version": "1.0.0"}))
    assert not recognised(document(schema={}, descriptor={"name": "other"}))
    assert not recognised({"artifacts": []})
    assert not recognised({"schema": {"url": SCHEMA}})


@pytest.mark.skipif(not (CORPUS / "index.csv").is_file(), reason="the shared corpus is not here")
def test_the_document_of_the_corpus() -> None:
    found = Read(syft_json, corpus_bytes(IDENTIFIED))
    assert (found.status, len(found.of(Component)), len(found.of(Relation))) == ("clean", 3, 2)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "name", "value", "path", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@settings(max_examples=200, deadline=None)
@given(VALUES, st.sampled_from(sorted(package())), st.sampled_from(sorted(document())))
def test_any_value_in_any_field(value: Any, inner: str, outer: str) -> None:
    for changed in (
        document(artifacts=[package() | {inner: value}]),
        document(files=[value], artifactRelationships=[value]),
        document() | {outer: value},
        document(source=document()["source"] | {inner: value, "metadata": value}),
    ):
        sketch = Sketch(MemoryBlob("a", json.dumps(changed).encode()))
        if syft_json.recognise(sketch):
            list(syft_json.read(sketch))


def containers(value: Any) -> list[Any]:
    """Every object of a value, from the outside in."""
    inner = value.values() if isinstance(value, dict) else value
    found = [one for part in inner if isinstance(part, dict | list) for one in containers(part)]
    return [value, *found] if isinstance(value, dict) else found


def test_a_member_that_nobody_knows_is_kept_wherever_it_stands() -> None:
    def whole() -> Json:
        file = {"id": "f", "location": {"path": "/lib/z.so", "layerID": "l"}, "digests": []}
        return document(
            files=[file], artifactRelationships=[edge("root", "p1", "contains", metadata={"a": 1})]
        )

    for at in range(len(containers(whole()))):
        changed = whole()
        containers(changed)[at]["odd"] = False
        kept = [detail.content for detail in read(changed).of(Detail)]
        assert any('"odd":false' in content for content in kept) or "false" in kept


def test_what_the_source_says_beside_its_name_is_kept() -> None:
    details = [(place, fact) for place, fact in read(document()).facts if type(fact) is Detail]
    kept = {fact.kind: json.loads(fact.content) for place, fact in details if place == "/source"}
    assert kept == {"metadata": document()["source"]["metadata"]}

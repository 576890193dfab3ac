"""GitHub's SBOM export and its dependency snapshots."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spdx3_material import Read

from provenance.blobs import MemoryBlob
from provenance.decoding.sketch import Sketch
from provenance.model.component import Component, Detail, Relation
from provenance.model.document import Tool
from provenance.readers.sbom import github_json

SHA = "ddc951f4b1293222421f2c8df679786153acf689"
HTTP, UUID = "pkg:npm/%40actions/http-client@1.0.11", "pkg:npm/uuid@8.3.2"
LOCK = "#/manifests/package-lock.json"

Json = dict[str, Any]


def snapshot(**fields: Any) -> Json:
    return {
        "version": 0,
        "sha": SHA,
        "ref": "refs/heads/main",
        "job": {"id": "17", "correlator": "build", "html_url": "https://ci.example/17"},
        "detector": {"name": "finder", "version": "1.0", "url": "https://finder.example"},
        "scanned": "2026-10-01T08:00:00Z",
        "manifests": {
            "package-lock.json": {
                "name": "package-lock.json",
                "file": {"source_location": "src/package-lock.json"},
                "metadata": {"a": "b"},
                "resolved": {
                    "@actions/http-client": {
                        "package_url": HTTP,
                        "relationship": "direct",
                        "scope": "runtime",
                        "dependencies": [UUID, "pkg:npm/gone@1"],
                    },
                    UUID: {
                        "package_url": UUID,
                        "relationship": "indirect",
                        "scope": "development",
                        "dependencies": ["@actions/http-client"],
                    },
                },
            }
        },
        **fields,
    }


def read(value: Any) -> Read:
    content = value if isinstance(value, bytes) else json.dumps(value).encode()
    return Read(github_json, content)


def recognised(value: Any) -> bool:
    return github_json.recognise(Sketch(MemoryBlob("a", json.dumps(value).encode())))


# -- export --------------------------------------------------------------------------------------


def test_the_document_inside_an_export_is_read_from_its_exact_bytes() -> None:
    inner = b'{ "spdxVersion" : "SPDX-2.3",\n "packages":[] }'
    found = read(b'{"sbom": ' + inner + b"}")
    (blob,) = found.blobs
    assert blob.view() == inner
    assert blob.address == "sbom.json!sbom"
    assert found.facts == []
    assert (found.status, found.heading is not None) == ("clean", True)


def test_an_export_is_recognised_by_what_is_inside() -> None:
    assert recognised({"sbom": {"spdxVersion": "SPDX-2.3"}})
    assert not recognised({"sbom": {"name": "x"}})
    assert not recognised({"sbom": [{"spdxVersion": "SPDX-2.3"}]})
    assert not recognised({"sbom": {"spdxVersion": "SPDX-2.3"}, "more": 1})


# -- snapshot ------------------------------------------------------------------------------------


def test_a_snapshot_says_when_and_by_what_it_was_made() -> None:
    found = read(snapshot())
    assert found.status == "clean"
    heading = found.heading
    assert heading is not None
    assert (heading.version, heading.timestamp) == ("0", "2026-10-01T08:00:00Z")
    assert heading.tools == (Tool("finder", "1.0"),)
    assert heading.roots == (LOCK,)
    assert dict(heading.properties) == {
        "sha": SHA,
        "ref": "refs/heads/main",
        "job.id": "17",
        "job.correlator": "build",
    }


def test_manifests_depend_on_what_is_direct() -> None:
    found = read(snapshot())
    manifest, client, uuid = found.of(Component)
    assert (manifest.kind, manifest.filename) == ("file", "src/package-lock.json")
    assert (client.group, client.name, client.version) == ("@actions", "http-client", "1.0.11")
    assert (client.purl, uuid.purl) == (HTTP, UUID)
    assert dict(uuid.properties) == {"relationship": "indirect", "scope": "development"}
    assert found.of(Relation) == [
        Relation(client.ref, "dependsOn", (uuid.ref, "pkg:npm/gone@1")),
        Relation(uuid.ref, "dependsOn", (client.ref,)),
        Relation(LOCK, "dependsOn", (client.ref,)),
    ]
    assert [one.about for one in found.of(Detail) if one.kind == "metadata"] == [(LOCK,)]


def test_keys_are_spelled_as_pointers() -> None:
    found = read(snapshot())
    assert found.places(Component)[1:] == [
        "/manifests/package-lock.json/resolved/@actions~1http-client",
        "/manifests/package-lock.json/resolved/pkg:npm~1uuid@8.3.2",
    ]


def test_a_package_without_a_purl_goes_by_its_key() -> None:
    value = snapshot()
    value["manifests"]["package-lock.json"]["resolved"] = {"left-pad": {}, "b": {"package_url": ""}}
    assert [part.name for part in read(value).of(Component)] == [
        "package-lock.json",
        "left-pad",
        "b",
    ]


@pytest.mark.parametrize(
    ("field", "value", "place"),
    [
        ("manifests", [], "/manifests"),
        ("manifests", {"a": 5}, "/manifests/a"),
        ("manifests", {"a": {"name": "a", "resolved": {"x": 5}}}, "/manifests/a/resolved/x"),
        ("manifests", {"a": {"name": "a", "resolved": {"x": None}}}, "/manifests/a/resolved/x"),
        ("sha", 5, "/sha"),
        ("detector", {}, "/detector/name"),
    ],
)
def test_what_is_wrong_is_said_where_it_is(field: str, value: Any, place: str) -> None:
    found = read(snapshot(**{field: value}))
    assert place in [entry.place for entry in found.ledger]
    assert found.heading is not None


def test_names_that_stand_twice() -> None:
    content = json.dumps(snapshot()).replace('"ref":', '"sha": "1", "ref":')
    entries = read(content.encode()).entries("decoding/duplicate-name")
    assert [entry.place for entry in entries] == ["/sha"]


def test_a_snapshot_is_recognised_by_its_members() -> None:
    assert recognised(snapshot())
    assert not recognised({"manifests": {}, "version": 0, "detector": {}})
    without = snapshot()
    del without["detector"]
    assert not recognised(without)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["name", "resolved", "package_url", "file"]), inner, max_size=3
        )
    ),
    max_leaves=6,
)


@settings(max_examples=200, deadline=None)
@given(VALUES, st.sampled_from(sorted(snapshot())), st.text(max_size=3))
def test_any_value_in_any_field(value: Any, name: str, key: str) -> None:
    for changed in (
        snapshot() | {name: value},
        snapshot(manifests={key: value}),
        snapshot(manifests={key: {"name": "a", "resolved": {key: value}}}),
        {"sbom": value},
    ):
        sketch = Sketch(MemoryBlob("a", json.dumps(changed).encode()))
        if github_json.recognise(sketch):
            list(github_json.read(sketch))


def containers(value: Json) -> list[Json]:
    """Every object of a value, from the outside in."""
    inner = [one for part in value.values() if isinstance(part, dict) for one in containers(part)]
    return [value, *inner]


def test_a_member_that_nobody_knows_is_kept_wherever_it_stands() -> None:
    listing = (snapshot()["manifests"], snapshot()["manifests"]["package-lock.json"]["resolved"])
    for at, holder in enumerate(containers(snapshot())):
        if holder in listing:
            continue  # every member is one of the list
        changed = snapshot()
        containers(changed)[at]["odd"] = False
        kept = [detail.content for detail in read(changed).of(Detail)]
        assert any('"odd":false' in content for content in kept) or "false" in kept

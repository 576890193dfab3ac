"""What is wrong with an SPDX 3 document is said, and everything else is read."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from spdx3_material import (
    CONTEXT,
    HERE,
    creation,
    element,
    everything,
    graph,
    package,
    read,
    relation,
    sha256,
)

from provenance.model.component import Component, Detail, DocumentLink, Relation

IMAGE = 5
"""Where `graph` puts the first element that it is given."""


def broken(change: Any) -> Any:
    document = everything()
    change(document["@graph"][IMAGE])
    return document


@pytest.mark.parametrize(
    ("field", "value", "entry", "place"),
    [
        ("name", 5, "schema/type", "/name"),
        ("software_primaryPurpose", "toy", "schema/enum", "/software_primaryPurpose"),
        ("validUntilTime", "tomorrow", "schema/pattern", "/validUntilTime"),
        ("originatedBy", "urn:x:y", "schema/type", "/originatedBy"),
        ("bogus", 1, "schema/unevaluatedProperties", "/bogus"),
        ("verifiedUsing", [{"type": "Hash", "algorithm": "sha256"}], "schema/required", None),
    ],
)
def test_a_violation_of_the_schema_is_a_defect_at_its_place(
    field: str, value: Any, entry: str, place: str | None
) -> None:
    found = read(broken(lambda image: image.update({field: value})))
    only, *_ = found.entries(entry)
    assert found.status == "defective"
    assert only.place == f"/@graph/{IMAGE}{place or '/verifiedUsing/0'}"
    assert len(found.of(Component)) == 4
    assert found.defects == [entry]


def test_what_has_another_type_is_kept() -> None:
    found = read(broken(lambda image: image.update(name={"en": "x"})))
    assert found.of(Component)[0].name is None
    assert '{"en":"x"}' in [one.content for one in found.of(Detail) if one.kind == "name"]


def test_equal_faults_are_counted() -> None:
    parts = [package(f"p{number}", bogus=1) for number in range(50)]
    (entry,) = read(graph(package(), *parts)).entries("schema/unevaluatedProperties")
    assert (entry.count, entry.place) == (50, "/@graph/6/bogus")


def test_faults_are_explained_for_some_and_counted_for_all() -> None:
    parts = [{**package(f"p{number}"), "name": number} for number in range(6_000)]
    found = read(graph(package(), *parts))
    assert [entry.count for entry in found.entries("schema/type")] == [5_000]
    assert [entry.count for entry in found.entries("schema/unexplained")] == [1_000]
    assert len(found.of(Component)) == 6_001


def test_an_id_that_stands_twice() -> None:
    found = read(graph(package(), package(name="other")))
    (entry,) = found.entries("spdx/duplicate-id")
    assert entry.place == f"/@graph/{IMAGE + 1}"
    assert len(found.of(Component)) == 2
    assert not read(graph(package(), package("other"))).ledger


def test_an_element_without_an_id_goes_by_its_place() -> None:
    bare = package()
    del bare["spdxId"]
    found = read(graph(bare))
    assert found.of(Component)[0].ref == f"#/@graph/{IMAGE}"
    assert found.defects == ["schema/required"]


def test_creation_information_that_is_not_there() -> None:
    found = read(graph(package(creationInfo="_:other")))
    (entry,) = found.entries("spdx/creation-missing")
    assert (entry.kind, len(found.of(Component))) == ("defect", 1)


def test_more_than_one_document() -> None:
    second = element("SpdxDocument", "second", rootElement=[HERE + "image"])
    found = read(graph(package(), second))
    assert found.entries("spdx/several-documents")
    assert found.heading is not None
    assert found.heading.identifier == f"{HERE}document"


def test_no_document_is_an_observation() -> None:
    document = graph(package())
    del document["@graph"][3]
    found = read(document)
    assert [entry.kind for entry in found.entries("spdx/no-document")] == ["observation"]
    assert found.status == "clean"
    assert found.heading is not None
    assert found.heading.roots == (f"{HERE}image",)


def test_elements_without_a_root_and_a_document_among_them() -> None:
    document = graph(package())
    del document["@graph"][4]["rootElement"]
    document["@graph"][4]["element"] = [HERE + "image", HERE + "document"]
    found = read(document)
    assert found.defects == ["spdx/document-in-collection", "spdx/no-root-element"]


def test_a_document_that_imports_itself() -> None:
    document = graph(package())
    ids = [HERE + "document", HERE + "image", "urn:other:one"]
    document["@graph"][3]["import"] = [
        {"type": "ExternalMap", "externalSpdxId": one} for one in ids
    ]
    found = read(document)
    assert [entry.count for entry in found.entries("spdx/self-import")] == [2]
    assert [link.prefix for link in found.of(DocumentLink)] == ["urn:other:one"]


@pytest.mark.parametrize(
    ("context", "kind"),
    [
        ("https://spdx.org/rdf/3.0.0/spdx-context.jsonld", "observation"),
        ("https://spdx.org/rdf/3.0/spdx-context.jsonld", "defect"),
        ("https://spdx.org/rdf/3.1/spdx-context.jsonld", "defect"),
    ],
)
def test_another_version_is_named(context: str, kind: str) -> None:
    document = graph(package())
    document["@context"] = context
    found = read(document)
    (entry,) = found.entries("spdx/version")
    assert entry.kind == kind
    assert context.split("/")[4] in entry.detail
    assert len(found.of(Component)) == 1


def test_a_released_older_version_is_held_against_its_own_schema() -> None:
    document = graph(element("software_File", "f", name="f", software_contentType="text/plain"))
    document["@context"] = "https://spdx.org/rdf/3.0.0/spdx-context.jsonld"
    assert read(document).status == "clean"
    document["@context"] = CONTEXT
    assert read(document).defects == ["schema/unevaluatedProperties"]


def test_a_digest_that_cannot_be() -> None:
    found = read(graph(package(verifiedUsing=[sha256("00"), sha256("AB" * 32)])))
    (entry,) = found.entries("spdx/malformed-digest")
    assert entry.place == f"/@graph/{IMAGE}/verifiedUsing/0/hashValue"
    assert [digest.value for digest in found.of(Component)[0].digests] == ["ab" * 32]
    assert [one.kind for one in found.entries("spdx/upper-case-digest")] == ["observation"]


def test_names_that_stand_twice() -> None:
    content = (
        f'{{"@context":"{CONTEXT}","@graph":[{{"type":"software_Package","spdxId":"urn:x:y",'
        '"name":"a","name":"b"}],"@graph":[{"type":"software_File","spdxId":"urn:x:z",'
        '"name":"a","name":"b"}]}'
    ).encode()
    found = read(content)
    places = [entry.place for entry in found.entries("decoding/duplicate-name")]
    assert places == ["/@graph", "/@graph/0/name"]
    assert [part.name for part in found.of(Component)] == ["b"]


def test_a_class_that_is_none() -> None:
    found = read(graph(package(), element("software_Gadget", "gadget", name="x")))
    (entry,) = found.entries("schema/enum")
    assert "software_Gadget" in entry.detail
    assert [one.about for one in found.of(Detail) if one.kind == "software_Gadget"] == [
        (f"{HERE}gadget",)
    ]


def test_the_words_of_drafts_are_read_as_the_released_ones() -> None:
    plain = package(packageVersion="1", externalIdentifiers=[])
    plain["type"] = "software:Package"
    edge = relation("r", "image", "DEPENDS_ON", "image")
    found = read(graph(plain, edge))
    (part,) = found.of(Component)
    assert part.version == "1"
    assert found.of(Relation)[0].kind == "dependsOn"
    assert "schema/enum" in found.defects
    read_as = {entry.read_as for entry in found.ledger}
    assert {"software_Package", "software_packageVersion", "externalIdentifier"} <= read_as


def test_parts_may_stand_in_the_graph_on_their_own() -> None:
    part = {
        "type": "ExternalIdentifier",
        "@id": "_:purl",
        "externalIdentifierType": "packageUrl",
        "identifier": "pkg:generic/x@1",
    }
    found = read(graph(package(externalIdentifier=["_:purl"]), part))
    assert found.status == "clean"
    assert found.of(Component)[0].purl == "pkg:generic/x@1"


def test_an_element_inside_another_is_read_and_observed() -> None:
    inner = element("Organization", "acme", name="Acme")
    found = read(graph(package(suppliedBy=inner)))
    assert [entry.kind for entry in found.entries("spdx/inlined-element")] == ["observation"]
    supplier = found.of(Component)[0].supplier
    assert supplier is not None
    assert supplier.name == "Acme"


def test_other_creation_information_is_kept_with_what_it_made() -> None:
    other = {**creation(created="2020-01-01T00:00:00Z"), "@id": "_:other"}
    found = read(graph(package(), package("old", creationInfo="_:other"), other))
    (kept,) = [one for one in found.of(Detail) if one.kind == "CreationInfo"]
    assert kept.about == (f"{HERE}old",)
    assert found.status == "clean"


def test_reading_changes_no_document() -> None:
    plain = everything()
    before = copy.deepcopy(plain)
    read(plain)
    assert plain == before


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ([{"my": "https://my.example/"}], "clean"),
        ([], "defective"),
        ([{"my": {"@id": "https://my.example/"}}], "defective"),
        (["https://other.example/context.jsonld"], "defective"),
    ],
)
def test_a_namespace_map_stands_where_the_text_has_it(more: list[Any], status: str) -> None:
    found = read(graph(package(), context=[CONTEXT, *more]))
    assert found.status == status
    assert [entry.place for entry in found.entries("schema/const")] == ["/@context"]

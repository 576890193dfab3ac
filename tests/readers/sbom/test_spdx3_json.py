"""What an SPDX 3 document says becomes facts, each where it stands."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from sbom_material import CORPUS
from spdx3_material import (
    CONTEXT,
    HERE,
    NO_ASSERTION,
    NONE,
    SHA256,
    corpus_bytes,
    corpus_rows,
    creation,
    element,
    everything,
    graph,
    package,
    read,
    relation,
    sha256,
)

from provenance.blobs import MemoryBlob
from provenance.decoding.sketch import Sketch
from provenance.model.build import Build
from provenance.model.component import (
    Completeness,
    Component,
    Detail,
    DocumentLink,
    Identifier,
    License,
    LicenseText,
    Party,
    Relation,
    Vulnerability,
)
from provenance.model.digest import Digest
from provenance.model.document import Tool
from provenance.readers.sbom import spdx3_json

CLASSES = (
    *("software_Package", "software_File", "software_Snippet"),
    *("ai_AIPackage", "dataset_DatasetPackage", "software_SoftwareArtifact"),
)
LICENSED = ("hasDeclaredLicense", "hasConcludedLicense")


def components(document: Any) -> dict[str, Component]:
    return {part.ref.removeprefix(HERE): part for part in read(document).of(Component)}


def resolve(document: Any, pointer: str) -> Any:
    for step in pointer.split("/")[1:]:
        document = document[int(step) if isinstance(document, list) else step]
    return document


# -- the whole -----------------------------------------------------------------------------------


def test_a_valid_document_is_clean_and_all_there() -> None:
    found = read(everything())
    assert (found.status, found.ledger) == ("clean", ())
    assert len(found.of(Component)) == 4
    assert found.heading is not None
    assert found.heading.format == "SPDX"
    assert found.heading.version == "3.0.1"
    assert found.heading.identifier == f"{HERE}document"
    assert found.heading.roots == (f"{HERE}image",)
    assert found.heading.authors == (Party("Jane", "person", ("jane@example.com",)),)
    assert found.heading.tools == (Tool("maker"),)
    assert found.heading.contexts == ("build",)
    assert found.heading.timestamp == "2026-10-01T08:00:00Z"


def test_a_package_has_every_field() -> None:
    image = components(everything())["image"]
    assert (image.name, image.version, image.kind) == ("image", "2.4.0", "firmware")
    assert image.identifiers == (
        Identifier("purl", "pkg:generic/gateway@2.4.0"),
        Identifier("cpe", "cpe:2.3:o:example:gateway:2.4.0:*:*:*:*:*:*:*"),
    )
    assert image.digests == (Digest("sha256", SHA256, "image"),)
    assert image.supplier == Party("Acme", "organization", ("s@acme.example",))
    assert image.producer == Party("Jane", "person", ("jane@example.com",))
    assert image.licenses == (
        License("MIT OR LicenseRef-own", "expression", "declared"),
        License("MIT", "expression", "concluded"),
    )
    assert [(one.kind, one.url) for one in image.references] == [
        ("distribution", "https://example.com/gateway.bin"),
        ("website", "https://example.com/"),
        ("vcs", "https://git.example.com/gateway"),
    ]
    assert ("bsi:component:filename", "gateway.bin") in image.properties
    assert ("software_additionalPurpose", "archive") in image.properties
    assert image.support is not None
    assert (image.support.level, image.support.until) == ("support", "2031-01-01T00:00:00Z")


def test_what_no_field_has_room_for_is_kept() -> None:
    found = read(everything())
    kept = {detail.kind: detail for detail in found.of(Detail)}
    assert json.loads(kept["summary"].content) == "an image"
    assert kept["builtTime"].about == (f"{HERE}image",)
    assert kept["Annotation"].about == (f"{HERE}image",)
    assert json.loads(kept["scope"].content) == "build"
    assert kept["scope"].about == (f"{HERE}image", f"{HERE}tool")
    assert kept["software_snippetFromFile"].about == (f"{HERE}snippet",)
    assert len(json.loads(kept["originatedBy"].content)) == 2


def test_the_order_of_the_graph_does_not_matter() -> None:
    plain = everything()
    random.Random(7).shuffle(plain["@graph"])
    assert components(plain) == components(everything())


def test_every_fact_stands_where_its_place_says() -> None:
    plain = everything()
    found = read(plain)
    for place, fact in found.facts:
        there = resolve(plain, place)
        if isinstance(fact, Component):
            assert there["spdxId"] == fact.ref
        elif isinstance(fact, Relation):
            assert there["from"] == fact.source
        elif isinstance(fact, LicenseText):
            assert there["simplelicensing_licenseText"] == fact.text


def test_a_build_in_it_is_no_provenance() -> None:
    found = read(everything())
    assert found.of(Build) == []
    assert [one for one in found.of(Detail) if one.kind == "build_Build"]
    assert Relation(f"{HERE}build", "hasOutput", (f"{HERE}image",)) in found.of(Relation)


# -- relations -----------------------------------------------------------------------------------


def test_none_is_a_declared_leaf_and_no_assertion_is_unknown() -> None:
    document = graph(
        package("image"),
        relation("r1", "image", "dependsOn", NONE),
        relation("r2", "image", "contains", NO_ASSERTION),
        relation("r3", "image", "hasTest", "NoneElement:"),
    )
    document["@graph"][-1]["to"] = ["NoneElement"]
    found = read(document)
    assert found.of(Relation) == [
        Relation(f"{HERE}image", "dependsOn", ()),
        Relation(f"{HERE}image", "hasTest", ()),
    ]
    assert [(one.kind, one.state) for one in found.of(Completeness)] == [
        ("dependsOn", "complete"),
        ("contains", "unknown"),
        ("hasTest", "complete"),
    ]


def test_none_beside_others_is_against_the_text() -> None:
    found = read(graph(package("image"), relation("r1", "image", "dependsOn", NONE, "image")))
    assert [entry.place for entry in found.entries("spdx/none-among-others")] == ["/@graph/6/to"]
    assert found.of(Relation) == [Relation(f"{HERE}image", "dependsOn", (f"{HERE}image",))]
    assert [one.state for one in found.of(Completeness)] == ["unknown"]


@pytest.mark.parametrize(
    ("stated", "state"),
    [("complete", "complete"), ("incomplete", "incomplete"), ("noAssertion", "unknown")],
)
def test_completeness_is_as_stated(stated: str, state: str) -> None:
    edge = relation("r1", "image", "contains", "image", completeness=stated)
    found = read(graph(package("image"), edge))
    assert [(one.kind, one.state) for one in found.of(Completeness)] == [("contains", state)]


def test_a_license_of_what_another_document_has_stays_a_relation() -> None:
    found = read(graph(relation("r1", "elsewhere", "hasDeclaredLicense", "mit")))
    assert found.of(Relation) == [
        Relation(f"{HERE}elsewhere", "hasDeclaredLicense", (f"{HERE}mit",))
    ]


def test_vulnerabilities_are_kept_apart() -> None:
    found = read(everything())
    assert found.of(Vulnerability) == [
        Vulnerability("CVE-2026-1", (f"{HERE}library",), "doesNotAffect")
    ]
    plain = graph(
        package("image"),
        element("security_Vulnerability", "flaw", name="CVE-2026-2"),
        relation("r", "image", "hasAssociatedVulnerability", "flaw"),
    )
    assert read(plain).of(Vulnerability) == [Vulnerability("CVE-2026-2", (f"{HERE}image",))]


# -- gaps ----------------------------------------------------------------------------------------


def test_what_is_not_known_is_a_gap() -> None:
    document = graph(
        package(
            "image",
            suppliedBy=NO_ASSERTION,
            originatedBy=[NONE],
            software_copyrightText="NOASSERTION",
            software_downloadLocation="NONE",
            supportLevel=["noAssertion"],
        ),
        relation("r1", "image", "hasConcludedLicense", "expandedlicensing_NoneLicense:"),
    )
    document["@graph"][-1]["to"] = ["expandedlicensing_NoneLicense"]
    image = components(document)["image"]
    assert (image.supplier, image.producer, image.copyright) == (None, None, None)
    assert (image.licenses, image.references) == ((), ())
    assert dict(image.gaps) == {
        "supplier": "noAssertion",
        "producer": "none",
        "copyright": "noAssertion",
        "references.deployable": "none",
        "support": "noAssertion",
        "licenses.concluded": "none",
    }


def test_what_is_not_said_is_no_gap() -> None:
    image = components(graph(package("image")))["image"]
    assert (image.gaps, image.digests, image.licenses) == ((), None, None)


# -- licenses ------------------------------------------------------------------------------------


def test_sets_and_operators_are_one_expression() -> None:
    def licensed(type_: str, id_: str, **fields: Any) -> Any:
        named = {f"expandedlicensing_{name}": value for name, value in fields.items()}
        return element(f"expandedlicensing_{type_}", id_, **named)

    gpl, gcc = (
        "https://spdx.org/licenses/GPL-2.0-only",
        "https://spdx.org/licenses/GCC-exception-3.1",
    )
    document = graph(
        package("image"),
        licensed("OrLaterOperator", "later", subjectLicense=gpl),
        licensed("WithAdditionOperator", "w", subjectExtendableLicense=gpl, subjectAddition=gcc),
        licensed("ConjunctiveLicenseSet", "both", member=[HERE + "either", HERE + "later"]),
        licensed("DisjunctiveLicenseSet", "either", member=[HERE + "w", gpl]),
        relation("r", "image", "hasDeclaredLicense", "both"),
    )
    (found,) = components(document)["image"].licenses or ()
    assert found.value == (
        "(GPL-2.0-only WITH GCC-exception-3.1 OR GPL-2.0-only) AND GPL-2.0-only+"
    )


def test_a_text_goes_by_the_id_that_expressions_use() -> None:
    entry = {"type": "DictionaryEntry", "key": "LicenseRef-x", "value": HERE + "text"}
    document = graph(
        element("simplelicensing_SimpleLicensingText", "text", simplelicensing_licenseText="Do."),
        element(
            "simplelicensing_LicenseExpression",
            "expression",
            simplelicensing_licenseExpression="LicenseRef-x",
            simplelicensing_customIdToUri=[entry],
        ),
    )
    assert read(document).of(LicenseText) == [LicenseText("LicenseRef-x", None, "Do.")]


# -- imports -------------------------------------------------------------------------------------


def test_an_import_is_a_link_with_what_its_bytes_have() -> None:
    document = graph(package("image"))
    other = "https://other.example/doc#part"
    document["@graph"][3]["import"] = [
        {
            "type": "ExternalMap",
            "externalSpdxId": other,
            "locationHint": "https://other.example/doc.json",
            "verifiedUsing": [sha256()],
        }
    ]
    found = read(document)
    assert found.of(DocumentLink) == [
        DocumentLink(other, other, None, (Digest("sha256", SHA256, "file"),))
    ]
    (kept,) = [one for one in found.of(Detail) if one.kind == "import"]
    assert "locationHint" in kept.content
    assert found.status == "clean"


def test_prefixes_of_the_context_are_spelled_out() -> None:
    document = graph(package("image"), relation("r", "image", "contains", "my:part"))
    document["@context"] = [CONTEXT, {"my": "https://my.example/", "urn": "x:"}]
    document["@graph"].append({**package("x"), "spdxId": "my:part"})
    document["@graph"].append({**package("y"), "spdxId": "https://keep.example/y"})
    refs = [part.ref for part in read(document).of(Component)]
    assert refs == [f"{HERE}image", "https://my.example/part", "https://keep.example/y"]
    assert read(document).of(Relation)[0].targets == ("https://my.example/part",)


# -- recognition ---------------------------------------------------------------------------------


def recognised(document: Any) -> bool:
    return spdx3_json.recognise(Sketch(MemoryBlob("a", json.dumps(document).encode())))


@pytest.mark.parametrize(
    "document",
    [
        {"@context": CONTEXT, "@graph": []},
        {"@context": ["https://other.example/", CONTEXT], "type": "software_File"},
        {"@context": "https://spdx.org/rdf/v3/spdx-context.jsonld", "@graph": []},
        {"@graph": [{"spdxId": "urn:x:y", "type": "software_File"}]},
        {"@graph": [{"type": "CreationInfo", "specVersion": "3.0.1"}]},
    ],
)
def test_spdx_3_is_recognised(document: Any) -> None:
    assert recognised(document)


@pytest.mark.parametrize(
    "document",
    [
        {"@context": "https://schema.org", "@graph": []},
        {"@context": "https://openvex.dev/ns/v0.2.0", "type": "x"},
        {"@context": CONTEXT},
        {"spdxVersion": "SPDX-2.3", "packages": []},
        {"@graph": [{"name": "spdxId"}]},
        {"@graph": {}},
    ],
)
def test_other_json_is_not(document: Any) -> None:
    assert not recognised(document)


def test_a_single_element_is_a_document() -> None:
    made = creation()
    del made["@id"]
    alone = {"@context": CONTEXT, **package("image"), "creationInfo": made}
    found = read(alone)
    assert found.status == "clean"
    assert found.places(Component) == [""]
    assert found.heading is not None
    assert found.heading.roots == (f"{HERE}image",)
    assert found.heading.timestamp == made["created"]


# -- corpus --------------------------------------------------------------------------------------


@pytest.mark.skipif(not (CORPUS / "index.csv").is_file(), reason="the shared corpus is not here")
def test_the_corpus_is_read_and_counted_as_an_independent_walk_does() -> None:
    for row in corpus_rows():
        content = corpus_bytes(row["path"])
        found, plain = read(content), json.loads(content.decode("utf-8-sig"))
        elements = plain.get("@graph", [plain])
        inside = [one for one in elements if one.get("type") in CLASSES]
        assert len(found.of(Component)) == len(inside), row["path"]
        licensed = {one["spdxId"] for one in inside if "spdxId" in one}
        edges = sum(
            len(one.get("to", ()))
            for one in elements
            if one["type"] in ("Relationship", "LifecycleScopedRelationship")
            and not (is_license(one) and one["from"] in licensed)
            and one["relationshipType"] != "hasAssociatedVulnerability"
            and one["to"][:1] != ["NoneElement"]
        )
        assert sum(len(one.targets) for one in found.of(Relation)) == edges, row["path"]
        if "spdx-examples" in row["path"] or "spdx-spec" in row["path"]:
            assert (found.status, row["expected"]) == ("clean", "accept")
        if row["expected"] == "lenient":
            assert found.defects


def is_license(relationship: Any) -> bool:
    kind = relationship["relationshipType"]
    return kind in LICENSED or kind in ("HAS_DECLARED_LICENSE", "HAS_CONCLUDED_LICENSE")

"""Whatever the bytes are: facts and a ledger, or an error with a name; never a hang."""

from __future__ import annotations

import json
import random
import socket
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sbom_material import attempt, insert_anywhere, put_anywhere
from spdx3_material import CONTEXT, HERE, element, everything, graph, package, read, relation

from provenance.blobs import MemoryBlob
from provenance.decoding.sketch import Sketch
from provenance.model.component import Component, Detail, License, Relation
from provenance.model.document import Defect
from provenance.readers.sbom import github_json, spdx3_json, syft_json

WORDS = ["type", "spdxId", "@id", "to", "from", "name", "@type", "element", "creationInfo", "x"]
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=8)
    | st.sampled_from(["_:made", HERE + "image", "Relationship", "software_Package", "Person"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=3)
    ),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None)
@given(st.randoms(use_true_random=False), VALUES)
def test_any_value_in_any_place(choose: random.Random, value: Any) -> None:
    plain = everything()
    put_anywhere(plain, choose, value)
    attempt(spdx3_json, json.dumps(plain).encode())


@settings(max_examples=200, deadline=None)
@given(st.randoms(use_true_random=False), st.binary(min_size=1, max_size=4))
def test_any_bytes_in_any_place(choose: random.Random, inserted: bytes) -> None:
    content = json.dumps(everything()).encode()
    attempt(spdx3_json, insert_anywhere(content, choose, inserted))


@settings(max_examples=200, deadline=None)
@given(VALUES)
def test_any_element(value: Any) -> None:
    attempt(spdx3_json, json.dumps({"@context": CONTEXT, "@graph": [value, value]}).encode())
    if isinstance(value, dict):
        typed = {"@context": CONTEXT, **value, "type": "software_Package"}
        attempt(spdx3_json, json.dumps(typed).encode())


def test_no_context_is_ever_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("somebody opened a socket")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    document = graph(package())
    document["@context"] = [CONTEXT, "https://evil.example/context.jsonld", {"@import": "x:y"}]
    found = read(document)
    assert found.defects == ["schema/const"]
    assert len(found.of(Component)) == 1


def test_a_text_of_ten_million_characters() -> None:
    found = read(graph(package(name="x" * 10_000_000, software_primaryPurpose="y" * 10_000_000)))
    assert len(found.of(Component)[0].name) == 10_000_000
    assert all(len(entry.detail) < 1_000 for entry in found.ledger)


def test_blank_nodes_in_a_circle() -> None:
    first = element("expandedlicensing_ConjunctiveLicenseSet", "a")
    first["expandedlicensing_member"] = [HERE + "b", HERE + "b"]
    second = element("expandedlicensing_DisjunctiveLicenseSet", "b")
    second["expandedlicensing_member"] = [HERE + "a", HERE + "a"]
    collection = element("software_Sbom", "one", rootElement=[HERE + "two"])
    other = element("software_Sbom", "two", rootElement=[HERE + "one"])
    made = {"type": "CreationInfo", "@id": "_:made", "createdBy": ["_:made"]}
    edge = relation("r", "image", "hasDeclaredLicense", "a")
    found = read(
        {
            "@context": CONTEXT,
            "@graph": [made, package(), first, second, collection, other, edge],
        }
    )
    (part,) = found.of(Component)
    assert part.licenses == (License(f"{HERE}a", "name", "declared"),)


def test_sets_of_sets_that_would_double_at_every_level() -> None:
    sets = [
        element(
            "expandedlicensing_ConjunctiveLicenseSet",
            f"s{number}",
            expandedlicensing_member=[f"{HERE}s{number + 1}"] * 2,
        )
        for number in range(200)
    ]
    edge = relation("r", "image", "hasDeclaredLicense", "s0")
    (part,) = read(graph(package(), *sets, edge)).of(Component)
    assert part.licenses == (License(f"{HERE}s0", "name", "declared"),)


def licenses_of(*sets: Any) -> list[License]:
    """The licenses of a package under the first of some sets."""
    edge = relation("r", "image", "hasDeclaredLicense", "s0")
    (part,) = read(graph(package(), *sets, edge)).of(Component)
    return list(part.licenses)


def test_exceptions_to_themselves_that_would_double_at_every_level() -> None:
    sets = [
        element(
            "expandedlicensing_WithAdditionOperator",
            f"s{number}",
            expandedlicensing_subjectExtendableLicense=f"{HERE}s{number + 1}",
            expandedlicensing_subjectAddition=f"{HERE}s{number + 1}",
        )
        for number in range(28)
    ]
    mit = "https://spdx.org/licenses/MIT"
    sets[-1] |= {
        "expandedlicensing_subjectExtendableLicense": mit,
        "expandedlicensing_subjectAddition": mit,
    }
    assert licenses_of(*sets) == [License(f"{HERE}s0", "name", "declared")]
    assert licenses_of(sets[-1] | {"spdxId": f"{HERE}s0"})[0].value == "MIT WITH MIT"


def test_sets_that_share_a_large_one_take_no_size_of_it_each() -> None:
    listed = [f"https://spdx.org/licenses/L{number}" for number in range(6_000)]
    large = element("expandedlicensing_ConjunctiveLicenseSet", "large")
    large["expandedlicensing_member"] = listed
    graph_ = [package(), large]
    for number in range(400):
        one = element("expandedlicensing_DisjunctiveLicenseSet", f"s{number}")
        one["expandedlicensing_member"] = [f"{HERE}large", f"https://spdx.org/licenses/X{number}"]
        graph_ += [one, relation(f"r{number}", "image", "hasDeclaredLicense", f"s{number}")]
    found = read(graph(*graph_))
    (part,) = found.of(Component)
    assert [one.form for one in part.licenses[::399]] == ["expression", "name"]
    assert sum(len(one.value) for one in part.licenses) < 6_000_000
    assert found.entries("spdx/license-set")
    assert found.status == "clean"


def test_a_prefix_of_any_length_is_spelled_out_only_where_it_is_short() -> None:
    for length, ref in ((512, "u" * 512 + "x"), (513, "p:x")):
        document = graph({**package(), "spdxId": "p:x"})
        document["@context"] = [CONTEXT, {"p": "u" * length}]
        found = read(document)
        assert [part.ref for part in found.of(Component)] == [ref]
        assert bool(found.entries("spdx/long-prefix")) == (length > 512)


def test_fields_and_targets_of_a_relation_are_not_multiplied() -> None:
    fields = {f"f{number}": number for number in range(50)}
    edge = relation("r", "image", "contains", *[f"p{number}" for number in range(50)])
    found = read(graph(package(), {**edge, **fields}))
    details = [detail.about for detail in found.of(Detail) if detail.kind in fields]
    assert len(details) == 50
    assert len({id(about) for about in details}) == 1


def test_types_in_lists_and_types_that_are_none() -> None:
    listed = {**package("listed"), "type": ["x:y", "software_Package"]}
    odd = [{**package(f"odd{at}"), "type": value} for at, value in enumerate([{}, [], 5, None])]
    found = read(graph(package(), listed, *odd))
    assert [part.ref for part in found.of(Component)] == [f"{HERE}image", f"{HERE}listed"]
    assert "schema/enum" in found.defects


def test_elements_inside_elements_are_bounded() -> None:
    inner: Any = element("Organization", "o")
    for number in range(100):
        inner = relation(f"r{number}", "image", "other", "image") | {"to": [inner]}
    found = read(graph(package(), inner))
    assert found.entries("spdx/too-deep")
    assert len(found.of(Component)) == 1


def test_what_is_no_utf_8_costs_one_element() -> None:
    content = json.dumps(graph(package(), package("other", comment="ODD"))).encode()
    found = read(content.replace(b"ODD", b"\xff"))
    assert found.entries("spdx/unreadable-element")
    assert [part.ref for part in found.of(Component)] == [f"{HERE}image"]


def test_json_that_is_nested_too_deep_is_refused_or_costs_one_element() -> None:
    for levels in (300, 900, 5_000):
        content = json.dumps(graph(package(), package("other", comment="DEEP"))).encode()
        attempt(spdx3_json, content.replace(b'"DEEP"', b"[" * levels + b"]" * levels))


def test_what_is_no_list_is_no_graph() -> None:
    content = f'{{"@context":"{CONTEXT}","@graph":{{"a":1}}}}'.encode()
    found = read(content)
    assert "schema/type" in found.defects
    assert found.of(Component) == []


def test_many_targets_take_no_more_than_their_number() -> None:
    edge = relation("r", "image", "contains", *[f"p{number}" for number in range(100_000)])
    found = read(graph(package(), edge))
    assert len(found.of(Relation)[0].targets) == 100_000


@pytest.mark.parametrize(
    ("reader", "document", "name"),
    [
        (spdx3_json, {"@context": CONTEXT, "@graph": []}, "@graph"),
        (syft_json, {"artifacts": [], "schema": {"url": "anchore/syft"}}, "artifacts"),
        (
            github_json,
            {"detector": {}, "job": {}, "scanned": "", "sha": "", "manifests": {}},
            "manifests",
        ),
    ],
)
def test_a_doubled_list_does_not_hide_behind_more_names_than_can_be_listed(
    reader: ModuleType, document: Any, name: str
) -> None:
    many = ",".join(f'"n{number}":1,"n{number}":1' for number in range(200))
    content = json.dumps(document)[:-1] + f',"x":{{"{"k" * 100_000}":{{{many}}}}},"{name}":[]}}'
    sketch = Sketch(MemoryBlob("a", content.encode()))
    assert reader.recognise(sketch)
    entries = [item for _, item in reader.read(sketch) if isinstance(item, Defect)]
    (entry,) = [one for one in entries if one.id == "decoding/duplicate-name"]
    assert "more names stand twice than can be listed" in entry.detail

"""Whatever the bytes are: facts and a ledger, or an error with a name; never a hang."""

from __future__ import annotations

import copy
import json
import random
import tracemalloc
from typing import Any

import pytest
from cyclonedx_material import Read, component, document, everything, read
from hypothesis import given, settings
from hypothesis import strategies as st
from sbom_material import attempt, insert_anywhere, put_anywhere

from provenance import limits
from provenance.model.component import Component, DocumentLink
from provenance.model.statement import Signature
from provenance.readers.sbom import cyclonedx_json

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["bom-ref", "name", "components", "license", "alg", "ref", "url", "x"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=6,
)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(["1.2", "1.5", "1.7"]), st.randoms(use_true_random=False), VALUES)
def test_any_value_in_any_place(version: str, choose: random.Random, value: Any) -> None:
    plain = everything(version)
    put_anywhere(plain, choose, value)
    attempt(cyclonedx_json, json.dumps(plain).encode())


@settings(max_examples=400, deadline=None)
@given(st.randoms(use_true_random=False), st.binary(min_size=1, max_size=4))
def test_any_bytes_in_any_place(choose: random.Random, inserted: bytes) -> None:
    content = json.dumps(everything()).encode()
    attempt(cyclonedx_json, insert_anywhere(content, choose, inserted))


@settings(max_examples=100, deadline=None)
@given(st.randoms(use_true_random=False))
def test_truncated_anywhere(choose: random.Random) -> None:
    content = json.dumps(everything()).encode()
    attempt(cyclonedx_json, content[: choose.randrange(len(content))])


def test_components_inside_components_are_bounded() -> None:
    inner: dict[str, Any] = component(bom_ref="0")
    for depth in range(1, limits.COMPONENT_DEPTH + 9):
        inner = component(bom_ref=str(depth), components=[inner])
    found = read(document(inner))
    assert len(found.of(Component)) == limits.COMPONENT_DEPTH + 1
    (entry,) = found.entries("cyclonedx/too-deep")
    assert entry.place == "/components/0" * limits.COMPONENT_DEPTH + "/components"
    assert not entry.whole
    assert found.status == "defective"


def test_text_that_is_not_utf8_costs_one_field() -> None:
    content = json.dumps(document(component(bom_ref="a", author="@"), component())).encode()
    found = read(content.replace(b'"@"', b'"\xff"'))
    assert len(found.of(Component)) == 3
    assert [entry.place for entry in found.entries("cyclonedx/unreadable-field")] == [
        "/components/0/author"
    ]


def test_two_lists_of_components_are_a_defect_and_the_last_is_read() -> None:
    content = json.dumps(document(component(name="second"))).encode()
    found = read(content.replace(b'{"bomFormat"', b'{"components": [], "bomFormat"', 1))
    assert [entry.place for entry in found.entries("decoding/duplicate-name")] == ["/components"]
    assert [fact.name for _, fact in found.of(Component)] == ["fw", "second"]


@pytest.mark.parametrize("number", ["1e5", "1E400", "123456789012345678901234567890", "-0.0"])
def test_a_doubled_name_is_not_hidden_by_a_number(number: str) -> None:
    evidence = f'{{"": 1, "": {number}, "\\u0022": 2}}'
    content = json.dumps(document(component(evidence="@"))).replace('"@"', evidence)
    found = read(content.encode())
    places = [entry.place for entry in found.entries("decoding/duplicate-name")]
    unreadable = [entry.place for entry in found.entries("cyclonedx/unreadable-field")]
    assert places == ["/components/0/evidence/"] or unreadable == ["/components/0/evidence"]


def test_odd_documents_take_work_in_proportion(count_calls) -> None:
    """Every element goes the careful way: twice the elements take about twice the calls."""
    part = component(swid={"tagId": "t", "name": "n"}, unknown=1, hashes=[{"alg": 1}])

    def calls(number: int) -> int:
        content = json.dumps(document(*(copy.copy(part) for _ in range(number)))).encode()
        return count_calls(lambda: read(content))

    assert calls(2_000) < 2.3 * calls(1_000)


def test_an_unreadable_field_hides_no_doubled_name() -> None:
    content = json.dumps(document(component(author="@", cpe="c"))).encode()
    broken = content.replace(b'"author": "@"', b'"author": "\xff", "cpe": %s' % (b"1" * 5_000))
    found = read(broken)
    assert [entry.place for entry in found.entries("decoding/duplicate-name")] == [
        "/components/0/cpe"
    ]
    assert [entry.place for entry in found.entries("cyclonedx/unreadable-field")] == [
        "/components/0/author"
    ]
    assert found.facts[-2][1].identifiers[0].value == "c"


NAMED = {"type": "library", "name": "a"}
LARGE: dict[str, dict[str, Any]] = {
    "licenses": {"licenses": [{"license": {"id": f"l{number}"}} for number in range(50_000)]},
    "hashes": {"hashes": [{"alg": "x", "content": 7}] * 50_000},
    "texts": {"name": "n" * 10_000_000, "purl": "p" * 10_000_000, "type": "t" * 1_000_000},
    "names": {"k" * 1_000_000: 1},
    "expression": {"licenses": [{"expression": " OR ".join(["MIT"] * 100_000)}]},
    "references": {"externalReferences": [{"type": "x", "url": "a b"}] * 50_000},
    "properties": {"properties": [{"name": 7}] * 50_000},
    "ancestors": {"pedigree": {"ancestors": [{"type": "x"}] * 50_000}},
}


@pytest.mark.parametrize("name", LARGE)
def test_what_is_large_and_wrong_is_named_in_few_words(name: str) -> None:
    found = read(document(NAMED | LARGE[name]))
    assert found.status == ("clean" if name == "expression" else "defective")
    assert len(found.ledger) < 3_000
    assert max((len(entry.detail) for entry in found.ledger), default=0) < 500


def test_deep_values_beside_long_lists() -> None:
    deep: Any = 1
    for _ in range(480):
        deep = [deep]
    part = NAMED | {"properties": [{"name": 7}] * 2_000, "odd": deep}
    assert read(document(part)).status == "defective"


SIGNATURE = {"algorithm": "Ed25519", "value": "AA"}


def peak_of(plain: dict[str, Any]) -> tuple[int, Read]:
    """Bytes of memory that reading a document takes for each byte of it, and what was read."""
    content = json.dumps(plain).encode()
    read(content)
    tracemalloc.start()
    try:
        found = read(content)
        return tracemalloc.get_traced_memory()[1] // len(content), found
    finally:
        tracemalloc.stop()


def inside(depth: int, leaf: dict[str, Any]) -> dict[str, Any]:
    for _ in range(depth):
        leaf = NAMED | {"signature": SIGNATURE, "components": [leaf]}
    return leaf


HOLDERS = {
    "declarations": {"declarations": {"k" * 100_000: [{}] * 10_000}},
    "definitions": {"definitions": {"k" * 100_000: {str(at): [] for at in range(10_000)}}},
    "signed in signed": {"components": [inside(60, NAMED | {"description": "x" * 1_000_000})]},
    "signers": {
        "components": [NAMED | {"description": "x" * 2_000_000}],
        "signature": {"signers": [SIGNATURE] * 64},
    },
}


@pytest.mark.parametrize("name", HOLDERS)
def test_memory_for_signatures_is_in_proportion(name: str) -> None:
    times, found = peak_of(document(**HOLDERS[name]))
    assert times < 32
    if name.startswith("sign"):
        last = found.entries("cyclonedx/unusable-signature")[-1]
        assert "too" in last.detail
        assert len(found.of(Signature)) > 6


def test_signed_elements_leave_room_for_the_signature_of_the_document() -> None:
    deep = inside(60, NAMED | {"description": "x" * 1_000_000})
    found = read(document(deep, signature=SIGNATURE))
    assert [place for place, _ in found.of(Signature)][-1] == "/signature"
    assert found.entries("cyclonedx/unusable-signature")


def test_digests_of_one_document_named_often_are_all_kept() -> None:
    link = "urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1"
    references = [
        {"type": "bom", "url": link, "hashes": [{"alg": "SHA-256", "content": f"{at:064x}"}]}
        for at in range(1, 20_001)
    ]
    ((place, found),) = read(document(NAMED | {"externalReferences": references})).of(DocumentLink)
    assert place == "/components/0/externalReferences/0/url"
    assert len(found.digests) == 20_000


def test_equal_elements_take_work_in_proportion(count_calls) -> None:
    def calls(number: int) -> int:
        parts = [component(description=str(at), bom_ref="a") for at in range(number)]
        content = json.dumps(document(*parts)).encode()
        return count_calls(lambda: read(content))

    assert calls(2_000) < 2.3 * calls(1_000)


@pytest.mark.parametrize("name", ["swhid", "author", "authors", "hashes", "purl", "manufacturer"])
@pytest.mark.parametrize("value", [1.5, ["a"], {"name": 1}, None])
def test_a_service_with_the_field_of_a_component(name: str, value: Any) -> None:
    found = read(document(services=[{"name": "a", name: value}]))
    assert [entry.id for entry in found.ledger] == ["schema/additionalProperties"]
    assert found.of(Component)[-1][1].name == "a"

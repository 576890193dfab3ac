"""Every fact stands where its place says, and a fault anywhere changes nothing elsewhere."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from typing import Any

import pytest
from cyclonedx_material import (
    Read,
    corpus_documents,
    everything,
    plain_documents,
    read,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from sbom_material import ROOT, needs_corpus, objects, resolve

from provenance.blobs import MemoryBlob
from provenance.model.component import (
    Completeness,
    Component,
    Detail,
    DocumentLink,
    Relation,
    Vulnerability,
)
from provenance.model.origin import escape_pointer
from provenance.model.predicate import Claim
from provenance.model.statement import Signature
from provenance.readers.sbom import _cyclonedx_elements, _cyclonedx_graph
from provenance.readers.sbom._cyclonedx_repeated import Odd

DOCUMENTS = plain_documents()
IDS = [name for name, _ in DOCUMENTS]
each_document = pytest.mark.parametrize("plain", [plain for _, plain in DOCUMENTS], ids=IDS)


# -- an independent walk ---------------------------------------------------------------------------


def walk(value: Any, name: str, pointer: str) -> Iterator[tuple[str, dict[str, Any], int]]:
    """Pointer, object and number of inner objects of everything in a list and below it."""
    for number, element in enumerate(value if isinstance(value, list) else []):
        if isinstance(element, dict):
            yield from walk_one(element, name, f"{pointer}/{number}")


def walk_one(element: dict[str, Any], name: str, pointer: str) -> Iterator[Any]:
    inner = element.get(name)
    yield pointer, element, len(inner) if isinstance(inner, list) else 0
    yield from walk(inner, name, f"{pointer}/{name}")


def walk_all(plain: dict[str, Any]) -> list[tuple[str, dict[str, Any], int]]:
    root = plain.get("metadata", {}).get("component")
    found = list(walk_one(root, "components", "/metadata/component")) if root else []
    for name in ("components", "services"):
        found += walk(plain.get(name), name, f"/{name}")
    return found


@each_document
def test_places_resolve_to_what_they_say(plain: dict[str, Any]) -> None:
    for place, fact in read(plain).facts:
        if not isinstance(fact, DocumentLink | MemoryBlob):
            check_place(fact, place, resolve(plain, place))


def check_place(fact: Any, place: str, element: Any) -> None:
    if isinstance(fact, Component):
        assert fact.name == element.get("name")
        assert fact.ref == (element.get("bom-ref") or f"#{place}")
    elif isinstance(fact, Completeness):
        assert fact.subject in [*element.get("assemblies", ()), *element.get("dependencies", ())]
    elif isinstance(fact, Vulnerability):
        assert list(fact.affects) == [one["ref"] for one in element.get("affects", ())]
    elif isinstance(fact, Detail):
        assert json.loads(fact.content) == element
    elif isinstance(fact, Claim):
        assert fact.stands == element.get("predicate", "")
    elif isinstance(fact, Signature):
        assert "algorithm" in element
    elif fact.kind == "contains":
        assert fact.source == (element.get("bom-ref") or f"#{place}")
    else:
        assert fact.source == element["ref"]
        assert list(fact.targets) == element.get(fact.kind, [])


@each_document
def test_counts_equal_an_independent_walk(plain: dict[str, Any]) -> None:
    found = read(plain)
    walked = walk_all(plain)
    assert len(found.of(Component)) == len(walked)
    assert {place for place, _ in found.of(Component)} == {pointer for pointer, _, _ in walked}
    edges = sum(inner for _, _, inner in walked)
    for dependency in plain.get("dependencies", []):
        edges += len(dependency.get("dependsOn", [])) + len(dependency.get("provides", []))
    assert sum(len(fact.targets) for _, fact in found.of(Relation)) == edges


@each_document
def test_the_careful_way_says_the_same(
    plain: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = read(plain)

    def odd(*_: Any) -> Any:
        raise Odd

    monkeypatch.setattr(_cyclonedx_elements.Fast, "read", odd)
    monkeypatch.setattr(_cyclonedx_graph, "_decoder_of", lambda version: _refuse)
    careful = read(plain)
    assert careful.heading == quick.heading
    assert careful.facts == quick.facts
    assert set(careful.ledger) == set(quick.ledger)


def _refuse(raw: bytes) -> Any:
    raise ValueError


# -- faults ----------------------------------------------------------------------------------------


def double(plain: dict[str, Any], pointer: str, name: str) -> bytes:
    """The document with one name twice in one object, with equal values."""
    faulty = copy.deepcopy(plain)
    target = resolve(faulty, pointer)
    members = list(target.items())
    target.clear()
    target["@@twice@@"] = dict(members)[name]
    target.update(members)
    return json.dumps(faulty).replace('"@@twice@@"', json.dumps(name), 1).encode()


def check_doubled(plain: dict[str, Any], choose: random.Random) -> None:
    before = read(plain)
    pointer, target = choose.choice([found for found in objects(plain) if found[1]])
    name = choose.choice(list(target))
    after = read(double(plain, pointer, name))
    new = {entry for entry in set(after.ledger) - set(before.ledger) if entry.kind == "defect"}
    assert [(entry.id, entry.place) for entry in new] == [
        ("decoding/duplicate-name", f"{pointer}/{escape_pointer(name)}")
    ]
    assert not next(iter(new)).whole
    assert after.status == "defective"
    assert (after.heading, graph(after)) == (before.heading, graph(before))


def graph(found: Read) -> list[tuple[str, Any]]:
    """The facts without what is kept as it is written, and what is said of other documents."""
    aside = Detail | DocumentLink | Signature | MemoryBlob
    return [pair for pair in found.facts if not isinstance(pair[1], aside)]


def judged(plain: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Objects that the reader looks into: elements, and some that stand in their lists."""
    found = [(pointer, element) for pointer, element, _ in walk_all(plain)]
    for pointer, element in list(found):
        for name in ("hashes", "externalReferences"):
            parts = element.get(name, [])
            found += [(f"{pointer}/{name}/{at}", part) for at, part in enumerate(parts)]
        for name in ("supplier", "manufacturer"):
            if name in element:
                found.append((f"{pointer}/{name}", element[name]))
    for at, part in enumerate(plain.get("dependencies", [])):
        found.append((f"/dependencies/{at}", part))
    return found


def check_unknown(plain: dict[str, Any], choose: random.Random) -> None:
    before = read(plain)
    if before.status != "clean":  # one fault may change what became of another one
        return
    pointer, _ = choose.choice([("", plain), *judged(plain)])
    faulty = copy.deepcopy(plain)
    resolve(faulty, pointer)["x/unknown"] = [{"deep": None}]
    after = read(faulty)
    new = set(after.ledger) - set(before.ledger)
    closed = plain.get("specVersion", "1.7") not in ("1.2", "1.3")
    name = "schema/additionalProperties" if closed else "cyclonedx/unknown-field"
    assert [(entry.id, entry.place, entry.count) for entry in new] == [
        (name, f"{pointer}/x~1unknown", 1)
    ]
    assert (after.heading, graph(after)) == (before.heading, graph(before))
    kept = [json.loads(fact.content) for _, fact in after.of(Detail)]
    unknown = [{"deep": None}]
    assert any(unknown in (one, isinstance(one, dict) and one.get("x/unknown")) for one in kept)


TEXTS = {"name", "version", "purl", "cpe", "type", "url", "alg", "content", "author"}
LISTS = {"hashes", "licenses", "externalReferences", "dependsOn", "provides"}


def check_wrong_type(plain: dict[str, Any], choose: random.Random) -> None:
    before = read(plain)
    if before.status != "clean":  # one fault may change what became of another one
        return
    candidates = [
        (pointer, name)
        for pointer, target in judged(plain)
        for name in target
        if name in TEXTS | LISTS and not _is_kept(pointer, name)
    ]
    if not candidates:
        return
    pointer, name = choose.choice(candidates)
    faulty = copy.deepcopy(plain)
    resolve(faulty, pointer)[name] = 7
    after = read(faulty)
    new = set(after.ledger) - set(before.ledger)
    assert new
    assert {entry.kind for entry in new} == {"defect"}
    assert {entry.place for entry in new} == {f"{pointer}/{name}"}
    assert len(graph(after)) >= len(graph(before)) - (name == "provides")
    elsewhere = [fact for fact in graph(before) if not _touches(fact[0], pointer)]
    assert [fact for fact in graph(after) if not _touches(fact[0], pointer)] == elsewhere


def _is_kept(pointer: str, name: str) -> bool:
    """Whether the field is of an object in which it is not read: `url` of an organization."""
    return name == "url" and "externalReferences" not in pointer


def _touches(place: str, pointer: str) -> bool:
    return f"{pointer}/".startswith(f"{place}/")


CHECKS = [check_doubled, check_unknown, check_wrong_type]


@pytest.mark.parametrize("check", CHECKS)
@each_document
def test_a_fault_appears_where_it_is(check: Any, plain: dict[str, Any]) -> None:
    choose = random.Random(len(json.dumps(plain)))
    size = len(json.dumps(plain))
    for _ in range(6 if size < 100_000 else 2):
        check(plain, choose)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(CHECKS),
    st.sampled_from(["1.2", "1.3", "1.4", "1.5", "1.6", "1.7"]),
    st.randoms(use_true_random=False),
)
def test_a_fault_in_a_document_with_everything(
    check: Any, version: str, choose: random.Random
) -> None:
    check(everything(version), choose)


def test_malformed_documents_of_the_corpus_do_not_stop_the_reader() -> None:
    needs_corpus()
    for _, content in corpus_documents():
        try:
            Read(content)
        except AssertionError:  # not recognised: no JSON object that can be split
            assert not content.rstrip().endswith(b"}") or b'"bomFormat"' in content


def test_the_corpus_is_among_the_documents() -> None:
    needs_corpus()
    assert sum(name.startswith("sbom/") for name in IDS) > 300


def test_the_samples_are_clean() -> None:
    for path in sorted((ROOT / "samples" / "deliveries").glob("*/*.cdx.json")):
        assert Read(path.read_bytes()).status == "clean"

"""Every fact of SPDX 2 stands where its place says, and a fault changes nothing elsewhere."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from typing import Any, get_args, get_origin

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sbom_material import attempt, containers, insert_anywhere, objects, put_anywhere, resolve
from spdx2_material import (
    Read,
    corpus_documents,
    document,
    everything,
    package,
    read,
    relationship,
)

from provenance.decoding.schema import schema_of
from provenance.model.component import Component, Detail, Relation
from provenance.model.origin import escape_pointer
from provenance.readers.sbom import _spdx2_document, _spdx2_shapes, spdx2_json


def plain_documents() -> list[tuple[str, dict[str, Any]]]:
    found = [(f"everything {version}", everything(version)) for version in ("2.2", "2.3")]
    for row, content in corpus_documents("JSON"):
        try:
            plain = json.loads(content.decode("utf-8-sig"))
        except ValueError:  # the UTF-16 one and the malformed ones are asked elsewhere
            continue
        if "Document" not in plain:
            found.append((row["path"], plain))
    return found


DOCUMENTS = plain_documents()
each_document = pytest.mark.parametrize(
    "plain", [plain for _, plain in DOCUMENTS], ids=[name for name, _ in DOCUMENTS]
)
GAPS = ("NONE", "NOASSERTION")


# -- an independent walk ---------------------------------------------------------------------------


def listed(plain: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return [one for one in plain.get(name) or [] if isinstance(one, dict)]


def edges(plain: dict[str, Any]) -> int:
    """Relationships between two things, and what is only implied by other fields."""
    found = [
        (one["spdxElementId"], one.get("relationshipType"), one["relatedSpdxElement"])
        for one in listed(plain, "relationships")
        if one.get("spdxElementId") and one.get("relatedSpdxElement", "NONE") not in GAPS
    ]
    depending = sum(len(one.get("fileDependencies") or []) for one in listed(plain, "files"))
    return len(found) + depending + len(implied(plain) - set(map(turned, found)))


def turned(edge: tuple[str, Any, str]) -> tuple[str, Any, str]:
    source, kind, target = edge
    if kind in ("CONTAINED_BY", "DESCRIBED_BY"):
        source, kind, target = target, {"C": "CONTAINS", "D": "DESCRIBES"}[kind[0]], source
    return ("SPDXRef-DOCUMENT" if kind == "DESCRIBES" else source, kind, target)


def implied(plain: dict[str, Any]) -> set[tuple[Any, Any, Any]]:
    found: set[tuple[Any, Any, Any]] = set()
    for ref in plain.get("documentDescribes") or []:
        found.add(("SPDXRef-DOCUMENT", "DESCRIBES", ref))
    for one in listed(plain, "packages"):
        refs = (one.get("hasFiles") or []) + [file["SPDXID"] for file in listed(one, "files")]
        found |= {(one.get("SPDXID"), "CONTAINS", ref) for ref in refs}
    for one in listed(plain, "snippets"):
        found.add((one["snippetFromFile"], "CONTAINS", one["SPDXID"]))
    return found


def inside(package: dict[str, Any], place: str) -> list[str]:
    """Whole files inside a package, which some tools write."""
    return [f"{place}/files/{number}" for number, _ in enumerate(listed(package, "files"))]


@each_document
def test_counts_equal_an_independent_walk(plain: dict[str, Any]) -> None:
    found = read(plain)
    elements = [
        place
        for name in ("packages", "files", "snippets")
        for number, one in enumerate(plain.get(name) or [])
        if isinstance(one, dict)
        for place in (f"/{name}/{number}", *inside(one, f"/{name}/{number}"))
    ]
    assert [place for place, _ in found.of(Component)] == elements
    assert sum(len(fact.targets) for _, fact in found.of(Relation)) == edges(plain)


@each_document
def test_places_resolve_to_what_they_say(plain: dict[str, Any]) -> None:
    for place, fact in read(plain).facts:
        value = resolve(plain, place)
        if isinstance(fact, Component):
            assert fact.ref == (value.get("SPDXID") or f"#{place}")
            assert fact.name == value.get("fileName", value.get("name"))
        elif isinstance(fact, Detail):
            assert msgspec.json.decode(fact.content) == value


@each_document
def test_the_careful_way_says_the_same(
    plain: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = read(plain)
    carefully(monkeypatch)
    same(quick, read(plain))


def carefully(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> Any:
        raise msgspec.ValidationError

    monkeypatch.setattr(spdx2_json, "list_decoder", lambda section, version: refuse)
    monkeypatch.setattr(_spdx2_document.msgspec, "convert", fitting)


def same(first: Read, other: Read) -> None:
    assert first.heading == other.heading
    for kind in {type(fact) for _, fact in (*first.facts, *other.facts)}:
        assert first.of(kind) == other.of(kind)
    assert first.ledger == other.ledger


ODD = {
    "no object": "7",
    "unknown field": '{"SPDXID": "SPDXRef-odd", "name": "odd", "downloadLocation": "NONE", "x": 1}',
    "doubled name": '{"SPDXID": "SPDXRef-odd", "name": "a", "name": "b", '
    '"downloadLocation": "NONE"}',
    "hidden quotes": '{"SPDXID": "SPDXRef-odd", "name": "\\u0022", "downloadLocation": "NONE"}',
    "wrong type": '{"SPDXID": ["SPDXRef-odd"], "name": "odd", "downloadLocation": "NONE"}',
    "the id of a gap": '{"SPDXID": "NONE", "name": "odd", "downloadLocation": "NONE"}',
    "the id of another": '{"SPDXID": "SPDXRef-p5", "name": "odd", "downloadLocation": "NONE"}',
}
RELATED = {
    "no object": "[]",
    "gap": '{"spdxElementId": "SPDXRef-p1", "relationshipType": "DEPENDS_ON", '
    '"relatedSpdxElement": "NONE"}',
    "comment": '{"spdxElementId": "SPDXRef-p1", "relationshipType": "DEPENDS_ON", '
    '"relatedSpdxElement": "SPDXRef-p2", "comment": ""}',
    "contains": '{"spdxElementId": "SPDXRef-p1", "relationshipType": "CONTAINS", '
    '"relatedSpdxElement": "SPDXRef-p2"}',
    "turned": '{"spdxElementId": "SPDXRef-p1", "relationshipType": "DEPENDENCY_OF", '
    '"relatedSpdxElement": "SPDXRef-p2"}',
    "dangling": '{"spdxElementId": "SPDXRef-p1", "relationshipType": "DEPENDS_ON", '
    '"relatedSpdxElement": "SPDXRef-nobody"}',
    "doubled name": '{"spdxElementId": "SPDXRef-p1", "spdxElementId": "SPDXRef-p3", '
    '"relationshipType": "DEPENDS_ON", "relatedSpdxElement": "SPDXRef-p2"}',
}


ODDITIES = {"@package": ODD, "@relation": RELATED}


@pytest.mark.parametrize(
    ("mark", "odd"),
    [(mark, odd[name]) for mark, odd in ODDITIES.items() for name in odd],
    ids=[f"{mark}: {name}" for mark, odd in ODDITIES.items() for name in odd],
)
def test_one_odd_element_among_many_changes_nothing_elsewhere(
    mark: str, odd: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Elements are decoded together, and each by itself where one of them is odd."""
    many = [package(f"p{number}") for number in range(600)]
    related = [relationship(f"p{one}", "DEPENDS_ON", f"p{one + 1}") for one in range(598)]
    plain = document(
        *many[:300],
        "@package",
        *many[300:],
        relationships=[*related[:280], "@relation", *related[280:]],
    )
    text = json.dumps(plain).replace(f'"{mark}"', odd)
    for other, plain_one in (("@package", "ext"), ("@relation", "")):
        sound = package(plain_one) if plain_one else related[0]
        text = text.replace(f'"{other}"', json.dumps(sound))
    quick = read(text.encode())
    assert len(quick.of(Relation)) >= 598
    with monkeypatch.context() as patch:
        patch.setattr(spdx2_json, "_TOGETHER", 1)
        same(quick, read(text.encode()))
    carefully(monkeypatch)
    same(quick, read(text.encode()))


_convert = msgspec.convert


def fitting(value: Any, type: Any, **options: Any) -> Any:
    if getattr(type, "__struct_config__", None) and type.__struct_config__.forbid_unknown_fields:
        raise msgspec.ValidationError
    return _convert(value, type, **options)


# -- the compiled schemas --------------------------------------------------------------------------

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["SPDXID", "name", "algorithm", "comment", "reference", "x"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(["2.2", "2.3"]), st.randoms(use_true_random=False), VALUES)
def test_a_strict_shape_takes_what_the_schema_takes(
    version: str, choose: random.Random, value: Any
) -> None:
    plain = everything(version)
    section = choose.choice(_spdx2_shapes.LISTS)
    element = choose.choice(plain[section])
    holder = choose.choice([found for found in containers(element) if found])
    keys = list(holder) if isinstance(holder, dict) else range(len(holder))
    if choose.random() < 0.5:
        holder[choose.choice(list(keys))] = value
    elif isinstance(holder, dict):
        del holder[choose.choice(list(keys))]
    valid = schema_of(f"spdx-{version}").part(f"#/properties/{section}/items").is_valid(element)
    try:
        _spdx2_shapes.list_decoder(section, version)(json.dumps([element]).encode())
    except msgspec.ValidationError:
        assert not valid or has_integral_float(element)
    else:
        assert valid or any(name in json.dumps(element) for name in _spdx2_shapes.ALLOWED)


def has_integral_float(value: Any) -> bool:
    """1.0 is a whole number by JSON Schema; such an element goes the careful way."""
    return any(isinstance(one, float) for one in leaves(value))


def leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from leaves(part)
    else:
        yield value


def inner_types(shape: Any) -> Iterator[Any]:
    """Every type inside a strict shape."""
    yield shape
    if isinstance(shape, type) and issubclass(shape, msgspec.Struct):
        for field in msgspec.structs.fields(shape):
            yield from inner_types(field.type)
    else:
        for inner in get_args(shape):
            if not isinstance(inner, str):
                yield from inner_types(inner)


@pytest.mark.parametrize("version", ["2.2", "2.3"])
@pytest.mark.parametrize("section", _spdx2_shapes.LISTS)
def test_only_some_sections_hold_anything(section: str, version: str) -> None:
    """Elsewhere a value that is encoded again is never longer than it was written."""
    types = list(inner_types(_spdx2_shapes.strict(section, version)))
    open_ones = [one for one in types if one is Any or one is float or get_origin(one) is dict]
    assert bool(open_ones) is (section in _spdx2_shapes.ANYTHING_INSIDE)


@settings(max_examples=300, deadline=None)
@given(st.text() | st.integers(-(2**63), 2**64 - 1) | st.booleans())
def test_what_is_encoded_again_is_never_longer(value: Any) -> None:
    for written in (json.dumps(value), json.dumps(value, ensure_ascii=False)):
        try:
            again = msgspec.json.encode(msgspec.json.decode(written))
        except (msgspec.DecodeError, UnicodeError):
            continue
        assert len(again) <= len(written.encode(errors="surrogatepass"))


# -- faults ----------------------------------------------------------------------------------------


FACTLESS = ("Detail",)


def facts_outside(found: Read, pointer: str) -> list[Any]:
    """Facts that do not stand in one element, for an element may change with a fault inside."""
    element = "/".join(pointer.split("/")[:3])
    return [
        (place, fact)
        for place, fact in found.facts
        if not (place + "/").startswith(element + "/") and type(fact).__name__ not in FACTLESS
    ]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["2.2", "2.3"]), st.randoms(use_true_random=False))
def test_an_unknown_field_anywhere_is_named_and_changes_nothing_else(
    version: str, choose: random.Random
) -> None:
    plain = everything(version)
    pointer, holder = choose.choice(
        [found for found in objects(plain) if "artifactOfs" not in found[0]]
    )
    before = read(copy.deepcopy(plain))
    holder["x/~odd"] = 1
    found = read(plain)
    places = [entry.place for entry in found.entries("schema/additionalProperties")]
    assert places == [f"{pointer}/x~1~0odd"]
    if pointer.count("/") > 1:
        assert facts_outside(found, pointer) == facts_outside(before, pointer)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["2.2", "2.3"]), st.randoms(use_true_random=False))
def test_a_doubled_name_anywhere_is_found_at_its_pointer(
    version: str, choose: random.Random
) -> None:
    plain = everything(version)
    pointer, holder = choose.choice(list(objects(plain)))
    name = choose.choice(sorted(holder))
    holder["@@"] = 0
    text = json.dumps(plain).replace('"@@": 0', f"{json.dumps(name)}: {json.dumps(holder[name])}")
    found = read(text.encode())
    assert [entry.place for entry in found.entries("decoding/duplicate-name")] == [
        f"{pointer}/{escape_pointer(name)}"
    ]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["2.2", "2.3"]), st.randoms(use_true_random=False))
def test_a_wrong_type_anywhere_is_named(version: str, choose: random.Random) -> None:
    plain = everything(version)
    pointer, holder = choose.choice(
        [found for found in objects(plain) if "artifactOfs" not in found[0]]
    )
    name = choose.choice([key for key in sorted(holder) if key != "spdxVersion"])
    holder[name] = {} if isinstance(holder[name], list) else []
    found = read(plain)
    entries = [entry.place for entry in found.ledger if entry.id.startswith("schema/")]
    assert f"{pointer}/{name}" in entries or f"{pointer}/{name}" == "/annotations"


# -- anything --------------------------------------------------------------------------------------


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(["2.2", "2.3"]), st.randoms(use_true_random=False), VALUES)
def test_any_value_in_any_place(version: str, choose: random.Random, value: Any) -> None:
    plain = everything(version)
    put_anywhere(plain, choose, value)
    attempt(spdx2_json, json.dumps(plain).encode())
    attempt(spdx2_json, json.dumps({"Document": plain}).encode())


@settings(max_examples=300, deadline=None)
@given(st.randoms(use_true_random=False), st.binary(min_size=1, max_size=4))
def test_any_bytes_in_any_place(choose: random.Random, inserted: bytes) -> None:
    content = json.dumps(everything()).encode()
    attempt(spdx2_json, insert_anywhere(content, choose, inserted))


def test_odd_documents_take_work_in_proportion(count_calls: Any) -> None:
    """Every element goes the careful way: twice the elements take about twice the calls."""

    def calls(number: int) -> int:
        odd = (package(f"a_{n}", unknown=1, checksums=[{"algorithm": 1}]) for n in range(number))
        content = json.dumps(document(*odd)).encode()
        return int(count_calls(lambda: read(content)))

    assert calls(1_000) < 2.3 * calls(500)

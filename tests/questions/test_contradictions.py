"""What documents say about one component that cannot both be true."""

from __future__ import annotations

from typing import Any

import pytest

from provenance.graph.evidence import Chapter
from provenance.model.component import Component, Identifier, License, Party
from provenance.model.digest import Digest, Scope
from provenance.model.document import Document, Heading
from provenance.questions.contradictions import contradictions

PURL = (Identifier("purl", "pkg:generic/zlib@1"),)


def document(name: str, *components: Component) -> Chapter:
    places = [f"/{at}" for at in range(len(components))]
    facts: dict[type, tuple[list[Any], list[str]]] = {Component: (list(components), places)}
    digest = Digest("sha256", name[0] * 64)
    return Chapter(Document(digest, name, "SPDX"), heading=Heading("SPDX"), facts=facts)


def zlib(**fields: Any) -> Component:
    return Component("r", "zlib", **({"version": "1", "identifiers": PURL} | fields))


def sha(value: str, scope: Scope = "file") -> tuple[Digest, ...]:
    return (Digest("sha256", value * 64, scope),)


def licensed(*values: str, stage: Any = "declared", form: Any = "expression") -> Component:
    return zlib(licenses=tuple(License(value, form, stage) for value in values))


def found(*documents: Chapter, about: Any = None) -> list[tuple[str, str]]:
    """Where each contradiction is, and which document it names."""
    names = {id(one): one.document.address for one in documents}
    rows = contradictions(documents, about or {}).items()
    return sorted((names[key] + place, value.other.path) for (key, place), value in rows)


BOTH = [("a/0", "b"), ("b/0", "a")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (zlib(digests=sha("1")), zlib(digests=sha("2"))),
        (zlib(digests=sha("1")), zlib(digests=sha("2", "image"))),
        (zlib(supplier=Party("Acme")), zlib(supplier=Party("Other"))),
        (zlib(producer=Party("Acme")), zlib(producer=Party("Other"))),
        (licensed("MIT"), licensed("Zlib")),
        (licensed("MIT", "Zlib"), licensed("MIT OR Zlib")),
        (zlib(), zlib(version="2")),
    ],
)
def test_both_origins_are_named(one: Component, other: Component) -> None:
    assert found(document("a", one), document("b", other)) == BOTH


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (zlib(digests=sha("1")), zlib(digests=sha("2", "source"))),
        (zlib(digests=sha("1")), zlib()),
        (zlib(supplier=Party("Acme GmbH")), zlib(supplier=Party("ACME, Inc."))),
        (licensed("MIT"), licensed("Zlib", stage="concluded")),
        (licensed("MIT OR Zlib"), licensed("zlib or mit")),
        (licensed("MIT", "Zlib"), licensed("Zlib AND MIT")),
        (licensed("the Zlib license", form="name"), licensed("Zlib")),
        (zlib(version=None), zlib()),
        (zlib(identifiers=()), zlib(identifiers=(), version="2")),
    ],
)
def test_what_may_both_be_true(one: Component, other: Component) -> None:
    assert found(document("a", one), document("b", other)) == []


def test_one_document_is_its_own_affair() -> None:
    assert found(document("a", zlib(), zlib(version="2"))) == []


def test_a_document_that_also_says_the_same_does_not_contradict() -> None:
    both = document("a", zlib(), zlib(version="2"))
    assert found(both, document("b", zlib(version="2"))) == [("a/0", "b")]


def test_the_same_bytes_under_other_names() -> None:
    one = Component("r", "one", "1", digests=sha("1"))
    other = Component("r", "two", "2", digests=sha("1"))
    assert found(document("a", one), document("b", other)) == BOTH


def test_one_package_in_two_versions_in_documents_about_one_thing() -> None:
    newer = (Identifier("purl", "pkg:generic/zlib@2"),)
    one, other = document("a", zlib()), document("b", zlib(version="2", identifiers=newer))
    assert found(one, other) == []
    about = {id(one): "gateway.img", id(other): "gateway.img"}
    assert found(one, other, about=about) == BOTH
    several = document("c", zlib(), zlib(version="2", identifiers=newer))
    about = {id(one): "gateway.img", id(several): "gateway.img"}
    assert found(one, several, about=about) == []


def test_many_documents_that_agree_take_time_in_proportion(count_calls: Any) -> None:
    calls = []
    for count in (200, 400):
        agreeing = [document("a", zlib(digests=sha("1"))) for _ in range(count)]
        odd = document("b", zlib(digests=sha("2")))
        calls.append(count_calls(lambda: contradictions([*agreeing, odd], {})))  # noqa: B023
        assert len(contradictions([*agreeing, odd], {})) == count + 1
    assert calls[1] < 2.3 * calls[0]

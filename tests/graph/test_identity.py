"""What makes two components maybe the same, and by how much."""

from __future__ import annotations

from typing import Any

import pytest

from provenance.graph.evidence import Chapter
from provenance.graph.identity import alike, line_of, maybe_same, weak_key
from provenance.model.component import Component, Identifier, Party
from provenance.model.digest import Digest
from provenance.model.document import Document, Heading

ACME = Party("Acme GmbH")


def document(name: str, *components: Component) -> Chapter:
    places = [f"/{at}" for at in range(len(components))]
    facts: dict[type, tuple[list[Any], list[str]]] = {Component: (list(components), places)}
    digest = Digest("sha256", name * 64)
    return Chapter(Document(digest, name, "SPDX"), heading=Heading("SPDX"), facts=facts)


def named(*identifiers: tuple[str, str], version: str = "1", supplier: Any = ACME) -> Component:
    found = tuple(Identifier(kind, value) for kind, value in identifiers)
    return Component("r", "zlib", version, None, found, supplier=supplier)


PURL = ("purl", "pkg:generic/zlib@1")
CPE = ("cpe", "cpe:2.3:a:zlib:zlib:1:*:*:*:*:*:*:*")


@pytest.mark.parametrize(
    ("one", "other", "because"),
    [
        (named(PURL, CPE), named(PURL, CPE), "purl"),
        (named(PURL, CPE), named(CPE), "CPE"),
        (named(("cpe", CPE[1].upper())), named(CPE), "CPE"),
        (named(("swid", "acme-zlib-1")), named(("swid", "acme-zlib-1")), "SWID tag id"),
        (named(("swhid", "swh:1:cnt:" + "a" * 40)),) * 2 + ("SWHID",),
        (named(("omnibor", "gitoid:blob:sha1:" + "a" * 40)),) * 2 + ("OmniBOR gitoid",),
        (named(PURL), named(CPE), "name, version and supplier"),
        (named(("purl", "pkg:Generic/zlib@1")), named(PURL), "purl"),
        (named(PURL, supplier=None), named(CPE, supplier=None), None),
        (named(PURL, version="2"), named(CPE), None),
    ],
)
def test_the_strongest_evidence_counts(
    one: Component, other: Component, because: str | None
) -> None:
    found = [pair.because for pair in maybe_same([document("a", one), document("b", other)])]
    assert found == ([] if because is None else [because])


def test_one_document_is_related_to_no_other() -> None:
    assert list(maybe_same([document("a", named(PURL), named(PURL))])) == []


def test_documents_are_alike_by_counts() -> None:
    one = document("a", named(PURL), named(CPE, version="2"))
    other = document("b", named(PURL), named(CPE, version="3"))
    ((row,),) = alike([one, other]).values()
    assert row.other is one
    assert row.because == {"purl": 1, "CPE": 1}
    assert (row.one.path, row.its.path) == ("b", "a")


def test_as_many_relations_as_identities() -> None:
    many = [document("a", named(PURL, CPE)) for _ in range(100)]
    assert sum(1 for _ in maybe_same(many)) == 99


def test_a_file_is_known_by_its_bytes_only() -> None:
    assert weak_key(Component("f", "Makefile", "1", "file", supplier=ACME)) is None
    assert weak_key(named(CPE, PURL)) == ("purl", PURL[1])


def test_a_line_is_a_package_without_its_version() -> None:
    text = "pkg:deb/debian/zlib1g@1?arch=arm64"
    assert line_of(named(("purl", text))) == "pkg:deb/debian/zlib1g?arch=arm64"
    assert line_of(named(CPE)) is None

"""Single facts that can hardly be meant, and all those that can."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from provenance import limits
from provenance.graph.evidence import Chapter
from provenance.graph.plausibility import implausible
from provenance.model.component import Component, Identifier, License, Support
from provenance.model.digest import Digest
from provenance.model.document import Defect, Document, Heading

DOCUMENT = Document(Digest("sha256", "0" * 64), "bom.json", "CycloneDX")
EMPTY = hashlib.sha256(b"").hexdigest()


def ids(*components: Component, **heading: Any) -> list[str]:
    return [entry.id for entry in entries(*components, **heading)]


def entries(*components: Component, **heading: Any) -> list[Defect]:
    places = [f"/components/{at}" for at in range(len(components))]
    facts: dict[type, tuple[list[Any], list[str]]] = {Component: (list(components), places)}
    chapter = Chapter(DOCUMENT, heading=Heading("CycloneDX", **heading), facts=facts)
    found = list(implausible(chapter))
    assert all(entry.kind == "observation" for entry in found)
    return found


def purl(text: str, name: str, version: str | None, group: str | None = None) -> list[str]:
    return ids(Component("a", name, version, None, (Identifier("purl", text),), group=group))


@pytest.mark.parametrize(
    ("text", "name", "version"),
    [
        ("pkg:generic/zlib@1.3.1", "zlib", "1.3.1"),
        ("pkg:generic/zlib@v1.3.1", "zlib", "1.3.1"),
        ("pkg:generic/zlib@1.3.1", "zlib", "v1.3.1"),
        ("pkg:golang/github.com/acme/lib@v1.0.0%2Bincompatible", "lib", "1.0.0"),
        ("pkg:golang/github.com/acme/lib@v1.0.0", "github.com/acme/lib", "v1.0.0"),
        (
            "pkg:deb/debian/libc6@2.36-9%2Bdeb12u4?arch=amd64&distro=debian-12",
            "libc6",
            "2.36-9+deb12u4",
        ),
        ("pkg:deb/debian/dpkg@1.21.22?arch=amd64&epoch=1", "dpkg", "1:1.21.22"),
        ("pkg:rpm/redhat/bash@5.1.8-6.el9?arch=x86_64&epoch=0", "bash", "5.1.8-6.el9"),
        ("pkg:rpm/redhat/bash@5.1.8-6.el9", "bash", "5.1.8"),
        ("pkg:npm/%40angular/core@17.0.0", "@angular/core", "17.0.0"),
        ("pkg:npm/%40angular/core@17.0.0", "core", "17.0.0"),
        ("pkg:pypi/typing-extensions@4.9.0", "typing_extensions", "4.9.0"),
        ("pkg:maven/org.apache.commons/commons-io@2.6", "org.apache.commons:commons-io", "2.6"),
        ("pkg:maven/org.acme/Lib_X@2.6", "Lib_X", "2.6"),
        ("pkg:oci/alpine@sha256:" + "a" * 64, "alpine", "3.19"),
        ("pkg:github/acme/tool@0123456789abcdef0123456789abcdef01234567", "tool", "2.1"),
        ("pkg:generic/zlib", "zlib", "1.3.1"),
        ("pkg:generic/zlib@1.3.1", "zlib", None),
        ("pkg:cargo/serde@1.0.0", "serde", "1.0.0"),
    ],
)
def test_what_only_spells_alike_is_no_contradiction(
    text: str, name: str, version: str | None
) -> None:
    assert purl(text, name, version) == []


def test_the_group_belongs_to_the_name() -> None:
    assert purl("pkg:maven/org.acme/lib@1", "lib", "1", group="org.acme") == []
    assert purl("pkg:generic/acme-lib@1", "lib", "1", group="acme") == []


@pytest.mark.parametrize(
    ("text", "name", "version", "what"),
    [
        ("pkg:generic/zlib@1.3.1", "zlib", "1.2.11", "fact/purl-version"),
        ("pkg:generic/zlib@1.3.1", "zlib", "1.3.10", "fact/purl-version"),
        ("pkg:generic/zlib@1.3.1", "zlib", "11.3.1", "fact/purl-version"),
        ("pkg:generic/zlib@1.3.1", "openssl", "1.3.1", "fact/purl-name"),
        ("zlib@1.3.1", "zlib", "1.3.1", "fact/purl-malformed"),
        ("pkg:zlib", "zlib", None, "fact/purl-malformed"),
        ("pkg:swift/zlib@1.0", "zlib", "1.0", "fact/purl-malformed"),
        ("pkg:Generic/zlib@1.3.1", "zlib", "1.3.1", "fact/purl-spelling"),
        ("pkg:deb/debian/zlib@1?distro=b&arch=a", "zlib", "1", "fact/purl-spelling"),
        ("pkg:pypi/Django@1.0", "Django", "1.0", "fact/purl-spelling"),
        ("pkg:generic/a@1?download_url=https://acme.example/a", "a", "1", "fact/purl-spelling"),
        ("pkg:generic/a@1?Key=b", "a", "1", "fact/purl-spelling"),
    ],
)
def test_a_purl_that_cannot_be_meant(text: str, name: str, version: str, what: str) -> None:
    assert purl(text, name, version) == [what]


def test_digests_of_nothing() -> None:
    def with_digest(value: str) -> Component:
        return Component("a", "a", digests=(Digest("sha256", value),))

    assert ids(with_digest(EMPTY)) == ["fact/degenerate-digest"]
    assert ids(with_digest("0" * 64)) == ["fact/degenerate-digest"]
    assert ids(with_digest("1" * 64)) == []
    both = Component("a", "a", digests=(Digest("sha256", EMPTY), Digest("sha1", "0" * 40)))
    (entry,) = entries(both)
    assert entry.detail == "of 'a', sha1 is all zeros, sha256 is that of an empty file"


@pytest.mark.parametrize(
    ("license", "what"),
    [
        (License("MIT"), []),
        (License("GPL-2.0-only WITH Classpath-exception-2.0 OR LicenseRef-acme"), []),
        (License("MIT AND"), ["fact/license-expression"]),
        (License("GPLv2"), ["fact/license-id"]),
        (License("GPLv2", form="name"), []),
        (License(" OR ".join(["MIT"] * 100_000)), ["fact/license-expression"]),
    ],
)
def test_licenses(license: License, what: list[str]) -> None:
    assert ids(Component("a", "a", licenses=(license,))) == what


@pytest.mark.parametrize(
    ("heading", "what"),
    [
        ({"timestamp": "2026-01-02T03:04:05Z"}, []),
        ({"timestamp": "2026-01-02T03:04:05.678+01:00"}, []),
        ({"timestamp": "2026-01-02 at noon"}, ["fact/timestamp"]),
        ({"timestamp": "1970-01-01T00:00:00Z"}, ["fact/timestamp"]),
        ({"identifier": "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79"}, []),
        ({"identifier": "https://acme.example/spdx/1"}, []),
        ({"identifier": "urn:uuid:My_uuid_1234"}, ["fact/serial-number"]),
        ({"identifier": "urn:uuid:00000000-0000-0000-0000-000000000000"}, ["fact/serial-number"]),
        ({"identifier": "number 7"}, ["fact/serial-number"]),
    ],
)
def test_headings(heading: dict[str, str], what: list[str]) -> None:
    assert ids(Component("a", "a"), **heading) == what


def test_the_end_of_support_is_a_time() -> None:
    assert ids(Component("a", "a", support=Support(until="2030-12-31"))) == []
    assert ids(Component("a", "a", support=Support(until="soon"))) == ["fact/timestamp"]


def test_all_of_a_kind_are_counted() -> None:
    many = 3 * limits.LISTED_REMARKS
    found = ids(*(Component(str(at), "a", licenses=(License("?"),)) for at in range(many)))
    assert len(found) == limits.LISTED_REMARKS + 1

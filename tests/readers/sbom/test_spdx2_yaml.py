"""SPDX 2 in YAML: the same as in JSON, and hostile YAML refused by name."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from sbom_material import needs_corpus
from spdx2_material import (
    Read,
    corpus_documents,
    document,
    everything,
    package,
    read,
)

from provenance.blobs import MemoryBlob
from provenance.chapters import Task, write_chapter
from provenance.decoding.sketch import Sketch
from provenance.errors import DecodingError
from provenance.model.component import Component
from provenance.readers.sbom import spdx2_json, spdx2_tag_value, spdx2_yaml


def text_of(plain: Any, *, sort: bool = False) -> bytes:
    return yaml.dump(plain, Dumper=NoAliases, sort_keys=sort, allow_unicode=True).encode()


class NoAliases(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def read_yaml(content: bytes) -> Read:
    return Read(content, spdx2_yaml)


@pytest.mark.parametrize("version", ["2.2", "2.3"])
@pytest.mark.parametrize("sort", [True, False])
def test_the_same_is_read_as_in_json(version: str, *, sort: bool) -> None:
    plain = everything(version)
    as_yaml, as_json = read_yaml(text_of(plain, sort=sort)), read(plain)
    assert as_yaml.heading == as_json.heading
    assert as_yaml.facts == as_json.facts
    assert as_yaml.ledger == as_json.ledger


def many(count: int) -> dict[str, Any]:
    """A document of several pieces, in which something is to be noted of some packages."""
    odd = [{"filesAnalyzed": "false"}, {"comment": None}, {"versionInfo": 2}, {"checksums": "x"}]
    packages = [
        package(f"p{n}", name=f"p{n}", **(odd[n // 40 % 4] if n % 40 == 7 else {}))
        for n in range(count)
    ]
    return document(*packages)


@pytest.mark.parametrize("count", [1, 63, 64, 65, 300])
def test_any_order_of_the_lists_and_the_heading_says_the_same(count: int) -> None:
    plain = many(count)
    expected = read_yaml(text_of(plain))
    assert len(expected.of(Component)) == count
    for order in (sorted(plain), list(plain)[::-1], sorted(plain, key=len)):
        found = read_yaml(text_of({name: plain[name] for name in order}))
        assert found.heading == expected.heading
        assert found.facts == expected.facts
        assert found.ledger == expected.ledger


def test_a_heading_behind_long_lists_is_recognised() -> None:
    plain = document(*(package(f"p{n}", comment="x" * 9_000) for n in range(150)))
    content = text_of({name: plain[name] for name in list(plain)[::-1]})
    assert content.startswith((b"relationships:", b"packages:"))
    assert len(content) > 1 << 20
    assert len(read_yaml(content).of(Component)) == 150


def test_digits_of_numbers_and_odd_values_stay_in_long_lists() -> None:
    plain = [package(f"p{n}", versionInfo="1") for n in range(200)]
    content = text_of(document(*plain)).replace(b"versionInfo: '1'", b"versionInfo: 1.10", 100)
    found = read_yaml(content)
    assert [fact.version for _, fact in found.of(Component)] == ["1.10"] * 100 + ["1"] * 100
    assert found.entries("schema/type")[0].count == 100


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_encodings_with_a_mark(encoding: str) -> None:
    content = text_of(everything()).decode().encode(encoding)
    assert read_yaml(content).facts == read(everything()).facts


def test_a_version_at_the_end_is_seen_behind_a_long_text() -> None:
    content = text_of(document(comment="x " * 20_000), sort=True)
    assert read_yaml(b"# made by hand\n" + content).of(Component)


@pytest.mark.parametrize(
    "content",
    [
        b"SPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0\nSPDXID: SPDXRef-DOCUMENT\n",
        b"name: a\nversion: 1\n",
        b"comment: spdxVersion\nSPDXID: a\n",
        b'{"spdxVersion": "SPDX-2.3"}',
        b"Document: a\n",
        b"#!/bin/sh\nspdxVersion: no\n",
        b"",
    ],
)
def test_other_texts_are_not_recognised(content: bytes) -> None:
    assert not spdx2_yaml.recognise(Sketch(MemoryBlob("a", content)))


def test_what_is_yaml_is_neither_json_nor_tag_value() -> None:
    sketch = Sketch(MemoryBlob("a", text_of(everything())))
    assert not spdx2_json.recognise(sketch)
    assert not spdx2_tag_value.recognise(sketch)


def test_numbers_for_versions_keep_their_digits_and_are_named() -> None:
    found = read_yaml(text_of(document()).replace(b"versionInfo: '1'", b"versionInfo: 1.10"))
    assert found.only(Component).version == "1.10"
    (entry,) = found.entries("schema/type")
    assert (entry.place, entry.kind) == ("/packages/0/versionInfo", "defect")


def test_a_quoted_boolean_is_one_as_in_the_official_examples() -> None:
    found = read_yaml(text_of(document(package(filesAnalyzed="false"))))
    assert found.status == "clean"
    assert [entry.id for entry in found.ledger] == ["yaml/quoted-value"]
    assert found.only(Component).properties == (("filesAnalyzed", "false"),)


def test_odd_yaml_is_named_where_it_stands() -> None:
    content = text_of(document(package(comment="@"), package("b")))
    content = content.replace(b"comment: '@'", b"comment: !own x\n  name: twice")
    found = read_yaml(content + b"---\nspdxVersion: SPDX-2.2\n")
    odd = {entry.id: entry.place for entry in found.ledger}
    assert odd["yaml/tag"] == "/packages/0/comment"
    assert odd["decoding/duplicate-name"] == "/packages/0/name"
    assert "yaml/several-documents" in odd


@pytest.mark.parametrize(
    ("addition", "name"),
    [
        (b"comment: &a x\nannotations: [*a]\n", "decoding/yaml-alias"),
        (b"comment: " + b"[" * 2_000, "decoding/limit"),
        (b"? {a: b}\n: c\n", "decoding/malformed"),
    ],
)
def test_what_cannot_be_read_says_why(addition: bytes, name: str) -> None:
    sketch = Sketch(MemoryBlob("a", text_of(document()) + addition))
    assert spdx2_yaml.recognise(sketch)
    chapter, blobs = write_chapter(Task(sketch), spdx2_yaml, spdx2_yaml.read(sketch))
    assert blobs == []
    assert [entry.id for entry in chapter.defects] == [name]
    assert chapter.document.status == "unreadable"
    assert chapter.document.format == "SPDX"


def test_sections_that_are_no_lists_are_named_and_kept() -> None:
    found = read_yaml(text_of(document(files="none", packages={"a": 1})))
    assert {entry.place for entry in found.entries("schema/type")} == {"/files", "/packages"}
    assert {place: fact.content for place, fact in found.facts if place.count("/") == 1} == {
        "/files": '"none"',
        "/packages": '{"a":1}',
    }


@settings(max_examples=150, deadline=None)
@given(st.randoms(use_true_random=False), st.binary(min_size=1, max_size=4))
def test_any_bytes_in_any_place(choose: random.Random, inserted: bytes) -> None:
    content = text_of(everything())
    start = choose.randrange(len(content))
    sketch = Sketch(MemoryBlob("a", content[:start] + inserted + content[start:]))
    try:
        if spdx2_yaml.recognise(sketch):
            list(spdx2_yaml.read(sketch))
    except DecodingError:
        pass


def test_the_corpus_is_read_as_its_index_says() -> None:
    needs_corpus()
    for row, content in corpus_documents("YAML"):
        found = read_yaml(content)
        expected = {"accept": "clean", "lenient": "defective"}.get(row["expected"], found.status)
        assert found.status == expected, row["path"]
        assert found.of(Component)


def test_the_official_examples_say_the_same_in_json_and_yaml() -> None:
    needs_corpus()
    twins = {
        row["path"].rpartition("Example-")[2].partition(".spdx")[0]: content
        for row, content in corpus_documents("YAML")
        if "tools-python/data__SPDXYAML" in row["path"]
    }
    for row, content in corpus_documents("JSON"):
        version = row["path"].rpartition("Example-")[2].partition(".spdx")[0]
        if "tools-python/data__SPDXJSON" in row["path"] and version == "v2.3":
            names = {fact.ref for _, fact in read(json.loads(content)).of(Component)}
            assert names == {fact.ref for _, fact in read_yaml(twins[version]).of(Component)}


def test_a_license_may_stand_before_everything() -> None:
    plain = b"spdxVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\ndataLicense: CC0-1.0\n"
    assert spdx2_yaml.recognise(Sketch(MemoryBlob("sbom", b"# a license\n" * 2_000 + plain)))
    assert not spdx2_yaml.recognise(Sketch(MemoryBlob("sbom", b"# a license\n" * 20_000)))


def test_what_stood_before_the_fault_is_read() -> None:
    document = (
        b"spdxVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\ndataLicense: CC0-1.0\n"
        b"packages:\n- SPDXID: SPDXRef-p\n  name: p\n  downloadLocation: NONE\n<html>\n"
    )
    sketch = Sketch(MemoryBlob("sbom", document))
    chapter, _ = write_chapter(Task(sketch), spdx2_yaml, spdx2_yaml.read(sketch))
    assert [one.name for one in chapter.facts(Component)] == ["p"]
    (fault,) = [one for one in chapter.defects if one.id == "decoding/malformed"]
    assert "at line 9" in fault.detail

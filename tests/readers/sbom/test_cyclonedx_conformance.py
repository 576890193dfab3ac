"""The verdict by element is that of the official schema on the whole document, never another."""

from __future__ import annotations

import copy
import json
import random
from typing import Any

import msgspec
import pytest
from cyclonedx_material import (
    corpus_documents,
    corpus_rows,
    everything,
    plain_documents,
    read,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from sbom_material import containers, needs_corpus

from provenance.blobs import MemoryBlob
from provenance.chapters import Task, write_chapter
from provenance.decoding.schema import schema_of
from provenance.decoding.sketch import Sketch
from provenance.errors import DecodingError
from provenance.readers.sbom import cyclonedx_json
from provenance.readers.sbom._cyclonedx_elements import Elements
from provenance.readers.sbom._cyclonedx_fields import (
    TABLES,
    VERSIONS,
    algorithms_of,
    kinds_of,
    table_of,
)
from provenance.readers.sbom._cyclonedx_repeated import Odd
from provenance.readers.sbom._cyclonedx_workbench import Workbench

SMALL = [plain for _, plain in plain_documents() if len(json.dumps(plain)) < 40_000]
NAMES = sorted({name for table in TABLES.values() for name in table} | {"odd", "x/y"})
VALUES: list[Any] = [
    *(None, True, 0, 1, -1, 1.5, "", "x", "a b", "é\n", "x" * 1_100, "MIT", "1.4", [], {}),
    *([1], [{}], {"name": "n"}, ["a", "a"], [{"ref": "a"}, {"ref": "a"}]),
    "urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#x",
]


def conforms(plain: dict[str, Any]) -> bool:
    """What the schema says of the whole document, at once."""
    version = plain.get("specVersion")
    known = version if version in VERSIONS else VERSIONS[-1]
    return schema_of(f"cyclonedx-{known}").is_valid(plain)


def disturb(plain: Any, choose: random.Random) -> None:
    """Change, drop, add or repeat something somewhere."""
    holder = choose.choice(list(containers(plain)))
    value, act = copy.deepcopy(choose.choice(VALUES)), choose.random()
    if isinstance(holder, dict):
        if act < 0.4 or not holder:
            holder[choose.choice(NAMES)] = value
        elif act < 0.7:
            holder[choose.choice(list(holder))] = value
        else:
            del holder[choose.choice(list(holder))]
    elif holder:
        at = choose.randrange(len(holder))
        if act < 0.4:
            holder.append(copy.deepcopy(holder[at]))
        elif act < 0.7:
            holder[at] = value
        else:
            del holder[at]


@settings(max_examples=600, deadline=None)
@given(st.sampled_from(SMALL), st.integers(0, 2), st.randoms(use_true_random=False))
def test_by_element_as_by_the_whole(
    plain: dict[str, Any], faults: int, choose: random.Random
) -> None:
    faulty = copy.deepcopy(plain)
    for _ in range(faults):
        disturb(faulty, choose)
    if not cyclonedx_json.recognise(Sketch(MemoryBlob("a", json.dumps(faulty).encode()))):
        return
    found = [entry for entry in read(faulty).ledger if entry.id.startswith("schema/")]
    assert conforms(faulty) is not bool(found)


@settings(max_examples=600, deadline=None)
@given(st.sampled_from(VERSIONS), st.randoms(use_true_random=False))
def test_what_the_fast_way_reads_conforms(version: str, choose: random.Random) -> None:
    part = choose.choice(everything(version)["components"])
    if choose.random() < 0.8:
        disturb(part, choose)
    try:
        elements = Elements(Workbench(version, "a"))
        elements._fast.read(json.dumps(part).encode(), "/components/0")
    except (Odd, ValueError, msgspec.MsgspecError, DecodingError):
        return
    alone = part | {"components": []}
    assert schema_of(f"cyclonedx-{version}").part("#/definitions/component").is_valid(alone)


# -- the tables are those of the schemas ----------------------------------------------------------

DEFINITIONS = {
    "component": "component",
    "service": "service",
    "dependency": "dependency",
    "composition": "compositions",
    "vulnerability": "vulnerability",
    "annotation": "annotations",
    "hash": "hash",
    "externalReference": "externalReference",
    "license": "license",
    "organization": "organizationalEntity",
    "contact": "organizationalContact",
    "tool": "tool",
    "property": "property",
    "attachment": "attachment",
    "commit": "commit",
    "patch": "patch",
    "swid": "swid",
    "metadata": "metadata",
}


LATER = {("composition", "1.2"), ("vulnerability", "1.2"), ("vulnerability", "1.3")} | {
    *(("annotation", version) for version in ("1.2", "1.3", "1.4")),
    ("property", "1.2"),
}
"""Objects of versions that have none of their own, in the schema neither."""


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("kind", DEFINITIONS)
def test_a_table_has_the_fields_of_the_schema(kind: str, version: str) -> None:
    definition = schema_of(f"cyclonedx-{version}").content["definitions"].get(DEFINITIONS[kind], {})
    assert ("properties" not in definition) is ((kind, version) in LATER)
    if "properties" in definition:
        assert set(table_of(kind, version)) == set(definition["properties"])


@pytest.mark.parametrize("version", VERSIONS)
def test_the_document_has_the_fields_of_the_schema(version: str) -> None:
    content = schema_of(f"cyclonedx-{version}").content
    assert set(table_of("document", version)) - {"$schema"} == set(content["properties"]) - {
        "$schema"
    }


@pytest.mark.parametrize("version", VERSIONS)
def test_words_are_those_of_the_schema(version: str) -> None:
    definitions = schema_of(f"cyclonedx-{version}").content["definitions"]
    assert kinds_of(version) == set(definitions["component"]["properties"]["type"]["enum"])
    assert set(algorithms_of(version)) == set(definitions["hash-alg"]["enum"])


KEYWORDS = {
    *("type", "title", "description", "required", "properties", "additionalProperties"),
    *("$id", "$comment", "examples", "default", "deprecated", "meta:enum", "allOf"),
}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("kind", ["component", "externalReference", "hash", "property"])
def test_the_schema_asks_nothing_that_the_fast_way_does_not_know(kind: str, version: str) -> None:
    definition = schema_of(f"cyclonedx-{version}").content["definitions"].get(kind, {})
    assert set(definition) <= KEYWORDS
    # versions and ranges of 1.7, which go the careful way
    assert ("allOf" in definition) is ((kind, version) == ("component", "1.7"))


# -- the corpus ------------------------------------------------------------------------------------


def status_of(path: str, content: bytes) -> str:
    sketch = Sketch(MemoryBlob(path, content))
    if not cyclonedx_json.recognise(sketch):
        return "unreadable"
    items = cyclonedx_json.read(sketch)
    return write_chapter(Task(sketch), cyclonedx_json, items)[0].document.status


def test_the_verdicts_of_the_corpus() -> None:
    needs_corpus()
    expected = {row["path"]: row["expected"] for row in corpus_rows()}
    allowed = {
        "accept": {"clean"},
        "lenient": {"defective"},
        "policy-fail": {"clean", "defective"},
        "reject": {"defective", "unreadable"},
        "support": {"clean", "defective"},
    }
    wrong = {
        path: status
        for path, content in corpus_documents()
        if (status := status_of(path, content)) not in allowed[expected[path]]
    }
    assert not wrong

"""Lines of SPDX 2 documents that patterns could go over again and again: minutes, if they did."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from provenance.intake import read
from provenance.model.document import Tool
from provenance.readers.sbom._spdx2_parties import actor, sbom_types, tool

LONG = 200_000
SECONDS = 10


def spdx(package: dict[str, Any], creators: list[str], comment: str = "") -> dict[str, Any]:
    created = {"created": "2026-01-02T03:04:05Z", "creators": creators, "comment": comment}
    return {
        "spdxVersion": "SPDX-2.3",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": "n",
        "dataLicense": "CC0-1.0",
        "documentNamespace": "https://acme.example/n",
        "creationInfo": created,
        "documentDescribes": ["SPDXRef-p"],
        "packages": [
            {"SPDXID": "SPDXRef-p", "name": "p", "downloadLocation": "NONE", **package},
        ],
    }


@pytest.mark.parametrize(
    "document",
    [
        spdx({}, ["Tool: " + "- " * LONG + "x"]),
        spdx({"supplier": "Organization: a" + " " * LONG + "x"}, ["Tool: x-1"]),
        spdx({"originator": "Person: a" + " (" * LONG}, ["Tool: x-1"]),
        spdx({}, ["Tool: x-1"], "type" + " " * LONG + "is" + " " * LONG),
        spdx({"licenseDeclared": "DocumentRef-" * LONG}, ["Tool: x-1"]),
    ],
    ids=["tool", "supplier", "originator", "comment", "license"],
)
def test_a_long_line_is_gone_over_once(tmp_path: Path, document: dict[str, Any]) -> None:
    path = tmp_path / "sbom"
    path.write_text(json.dumps(document))
    start = time.process_time()
    (chapter,) = read(path).chapters
    assert chapter.document.format == "SPDX"
    assert time.process_time() - start < SECONDS


def test_blank_lines_do_not_keep_recognition_busy(tmp_path: Path) -> None:
    path = tmp_path / "sbom"
    path.write_text("Document:\n" + "\n" * LONG)
    start = time.process_time()
    (chapter,) = read(path).chapters
    assert chapter.document.status == "unrecognised"
    assert time.process_time() - start < SECONDS


@pytest.mark.parametrize(
    ("line", "name", "version"),
    [
        ("made-1.0", "made", "1.0"),
        ("made 1.0", "made", "1.0"),
        ("made - v2-rc1", "made", "v2-rc1"),
        ("my tool-3-1", "my tool", "3-1"),
        ("tool-2 of ours", "tool-2 of ours", None),
        ("a-b", "a-b", None),
        ("-1", "-1", None),
        ("1.0", "1.0", None),
    ],
)
def test_a_tool_has_a_version_where_one_follows(line: str, name: str, version: str | None) -> None:
    assert tool(line) == Tool(name, version)


def test_names_with_an_address_and_types_are_found_as_before() -> None:
    made = actor("Organization: Acme (Europe) (sbom@acme.example)").party
    assert made is not None
    assert (made.name, made.contacts) == ("Acme (Europe)", ("sbom@acme.example",))
    empty = actor("Person: Ada ()").party
    assert empty is not None
    assert (empty.name, empty.contacts) == ("Ada", ())
    assert sbom_types("SBOM type is: no; type: build") == ("build",)

"""The same document in other bytes: encodings, line ends, what stands behind it, one per line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cyclonedx_material import everything

import provenance
from provenance.graph.evidence import Chapter
from provenance.model.component import Component

PLAIN = json.dumps(everything(), indent=1).encode()
NAMES = ["fw", "zlib", "tagged", "plain", "zlib", "innermost", "update server", "mirror"]


def chapters(folder: Path, content: bytes) -> tuple[Chapter, ...]:
    path = folder / "bom.json"
    path.write_bytes(content)
    return provenance.read(path).chapters


def names(chapter: Chapter) -> list[Any]:
    return [one.name for one in chapter.facts(Component)]


def defects(chapter: Chapter) -> list[str]:
    return [entry.id for entry in chapter.defects if entry.kind == "defect"]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (PLAIN, []),
        (PLAIN.replace(b"\n", b"\r\n"), []),
        (PLAIN + b"\n\r\n \t", []),
        (b"\xef\xbb\xbf" + PLAIN, ["json/encoding"]),
        (PLAIN.decode().encode("utf-16"), ["json/encoding"]),
        (PLAIN.decode().encode("utf-16-be"), ["json/encoding"]),
        (PLAIN.decode().encode("utf-32"), ["json/encoding"]),
        (PLAIN + b"\n</body></html>", ["json/trailing-data"]),
        (PLAIN.replace(b'"Mark"', b'"\xff"'), ["cyclonedx/unreadable-field"]),
    ],
)
def test_other_bytes_are_read_and_named(content: bytes, found: list[str], tmp_path: Path) -> None:
    (chapter,) = chapters(tmp_path, content)
    assert defects(chapter) == found
    assert chapter.document.status == ("defective" if found else "clean")
    assert names(chapter) == NAMES


def test_documents_on_lines(tmp_path: Path) -> None:
    line = json.dumps(everything()).encode()
    found = chapters(tmp_path, line + b"\n" + line.replace(b'"zlib"', b'"lz4"') + b"\n")
    inside = [chapter for chapter in found if chapter.document.format == "CycloneDX"]
    assert [names(chapter)[1] for chapter in inside] == ["zlib", "lz4"]


@pytest.mark.parametrize("end", [1, 100, 1_000, -1, -2])
def test_a_cut_document_is_unreadable(end: int, tmp_path: Path) -> None:
    (chapter,) = chapters(tmp_path, PLAIN[:end])
    assert chapter.document.status in ("unreadable", "unrecognised")
    assert not names(chapter)

"""convert: what is written fits its schema, is the same every time, and loses nothing unlisted."""

from __future__ import annotations

import csv
import hashlib
import json
import lzma
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from provenance.conversion import Converted, convert, targets
from provenance.decoding.schema import schema_of
from provenance.errors import UsageError
from provenance.graph.evidence import Chapter
from provenance.graph.losses import Loss
from provenance.graph.merging import Merged, merge
from provenance.intake import read
from provenance.model.component import Completeness, Component, Relation

ROOT = Path(__file__).resolve().parents[2]
CORPUS = Path(os.environ.get("PROVENANCE_CORPUS", ROOT.parent / "shared" / "corpus"))
TARGETS = ("cyclonedx-1.6", "cyclonedx-1.7", "spdx-2.3", "spdx-3.0.1")
EVERY = 12
"""One in so many documents of the corpus is converted here; `make conformance` takes them all."""
LARGEST = 300_000


def corpus() -> Iterator[Path]:
    """Some documents of the corpus, chosen by their names, that are not large."""
    if not (CORPUS / "index.csv").is_file():
        return
    with (CORPUS / "index.csv").open(newline="", encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            path = CORPUS / row["path"]
            chosen = hashlib.sha256(row["path"].encode()).digest()[0] % EVERY == 0
            if chosen and row["path"].startswith("sbom/") and row["expected"] != "support":
                content = path.read_bytes()
                size = len(lzma.decompress(content)) if path.suffix == ".xz" else len(content)
                if size <= LARGEST:
                    yield path


PATHS = list(corpus())


def test_every_target_has_a_writer() -> None:
    assert tuple(targets()) == TARGETS


def test_there_is_a_corpus_to_convert() -> None:
    if not PATHS:
        pytest.skip("the shared corpus is not there: documents to convert")
    assert len(PATHS) > 40


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name[-60:])
def test_documents_of_the_corpus(path: Path, target: str, tmp_path: Path) -> None:
    evidence = read(path)
    merged = merge(evidence)
    if not merged.components:
        with pytest.raises(UsageError, match="no document says what is inside"):
            convert(evidence, target)
        return
    found = convert(evidence, target)
    assert convert(read(path), target) == found
    plain = json.loads(found.content)
    assert list(schema_of(target).errors(plain)) == []
    chapter = read_again(found, tmp_path)
    assert chapter.document.status == "clean"
    assert unlisted(merged, chapter, found) == []


def read_again(found: Converted, folder: Path) -> Chapter:
    path = folder / "converted.json"
    path.write_bytes(found.content)
    return read(path).chapters[0]


def unlisted(merged: Merged, chapter: Chapter, found: Converted) -> list[Any]:
    """Facts that do not come back and that no loss names: what an auditor would not know."""
    listed = {(loss.subject, loss.what) for loss in found.losses}
    labels = {component.ref: component.label for component in merged.components}
    return [
        *(row for row in not_as_written(merged, chapter, found) if row not in listed),
        *(
            edge
            for edge in edges_lost(merged, chapter, found)
            if Loss(labels.get(edge[0], edge[0]), edge[1], labels.get(edge[2], edge[2]))
            not in found.losses
        ),
        *(row for row in states_lost(merged, chapter, found, labels) if row not in listed),
    ]


def not_as_written(merged: Merged, chapter: Chapter, found: Converted) -> Iterator[tuple[str, str]]:
    for component in merged.components:
        again = chapter.component(found.names[component.ref])
        if again is None:
            yield component.label, "component"
            continue
        for field in Component.__struct_fields__[1:]:
            mine, theirs = getattr(component, field), getattr(again.fact, field)
            if isinstance(mine, tuple) and isinstance(theirs, tuple):
                mine, theirs = sorted(map(repr, mine)), sorted(map(repr, theirs))
            if mine != theirs:
                yield component.label, field


def edges_lost(
    merged: Merged, chapter: Chapter, found: Converted
) -> Iterator[tuple[str, str, str]]:
    written = {
        (relation.source, relation.kind, target)
        for relation in chapter.facts(Relation)
        for target in relation.targets
    }
    for relation in merged.relations:
        for target in relation.targets:
            source, other = (found.names.get(ref, ref) for ref in (relation.source, target))
            if (source, relation.kind, other) not in written:
                yield relation.source, relation.kind, target


def states_lost(
    merged: Merged, chapter: Chapter, found: Converted, labels: dict[str, str]
) -> Iterator[tuple[str, str]]:
    written = {(fact.subject, fact.kind, fact.state) for fact in chapter.facts(Completeness)}
    for fact in merged.completeness:
        if (found.names.get(fact.subject, fact.subject), fact.kind, fact.state) not in written:
            yield labels.get(fact.subject, fact.subject), f"completeness of {fact.kind}"

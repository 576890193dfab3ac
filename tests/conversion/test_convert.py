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
from click.testing import CliRunner

from provenance.commands.convert import command
from provenance.conversion import Converted, convert, targets
from provenance.decoding.schema import schema_of
from provenance.errors import UsageError
from provenance.graph.evidence import Chapter, Evidence
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


# -- several documents ---------------------------------------------------------------------------


def component(ref: str, name: str, **more: Any) -> dict[str, Any]:
    return {"type": "library", "bom-ref": ref, "name": name, **more}


def bom(number: int, components: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:5f0c4c1e-7a52-4d0e-9b1d-{number:012x}",
        "version": 1,
        "metadata": {
            "timestamp": "2026-10-01T08:00:00Z",
            "component": {"type": "firmware", "bom-ref": f"root-{number}", "name": "gateway"},
        },
        "components": components,
        **more,
    }


def delivery(folder: Path, *documents: dict[str, Any]) -> Evidence:
    for number, document in enumerate(documents):
        (folder / f"{number}.cdx.json").write_text(json.dumps(document))
    return read(folder)


SHA = {"alg": "SHA-256", "content": "ab" * 32}


def test_one_digest_makes_one_component_and_dissent_is_listed(tmp_path: Path) -> None:
    ours = component("a", "zlib", version="1.3", hashes=[SHA])
    theirs = component("b", "zlib", version="1.2.11", hashes=[SHA], copyright="Mark Adler")
    found = convert(delivery(tmp_path, bom(1, [ours]), bom(2, [theirs])), "cyclonedx-1.6")
    made = json.loads(found.content)["components"]
    zlib = [one for one in made if one["name"] == "zlib"]
    assert [(one["version"], one["copyright"]) for one in zlib] == [("1.3", "Mark Adler")]
    dissent = next(loss for loss in found.losses if loss.what == "version")
    assert (dissent.was, dissent.reads) == ("1.2.11", "1.3")
    assert "1.cdx.json" in dissent.subject


def test_a_name_joins_nothing_and_equal_refs_stay_apart(tmp_path: Path) -> None:
    ours = component("a", "zlib", version="1.3", purl="pkg:generic/zlib@1.3")
    found = convert(delivery(tmp_path, bom(1, [ours]), bom(2, [ours])), "cyclonedx-1.6")
    refs = [one["bom-ref"] for one in json.loads(found.content)["components"]]
    assert sorted(ref for ref in refs if ref.endswith("a")) == ["2:a", "a"]


def test_two_equal_digests_in_one_document_join_nothing(tmp_path: Path) -> None:
    twins = [component("a", "copy-1", hashes=[SHA]), component("b", "copy-2", hashes=[SHA])]
    merged = merge(delivery(tmp_path, bom(1, twins), bom(2, [component("c", "x", hashes=[SHA])])))
    assert len(merged.components) == 5


def test_completeness_comes_back(tmp_path: Path) -> None:
    document = bom(
        1,
        [component("a", "zlib"), component("b", "png")],
        dependencies=[{"ref": "root-1", "dependsOn": ["a", "b"]}, {"ref": "a"}],
        compositions=[{"aggregate": "incomplete", "dependencies": ["b"]}],
    )
    for target in TARGETS:
        found = convert(delivery(tmp_path, document), target)
        chapter = read_again(found, tmp_path / "..")
        states = {(fact.subject, fact.state) for fact in chapter.facts(Completeness)}
        lost = any(loss.what == "completeness of dependsOn" for loss in found.losses)
        assert lost or (found.names["b"], "incomplete") in states


# -- the command ---------------------------------------------------------------------------------


def test_the_command_writes_document_and_losses(tmp_path: Path) -> None:
    delivery(tmp_path, bom(1, [component("a", "zlib", group="net", version="1.3")]))
    output, losses = tmp_path / "out.json", tmp_path / "losses.jsonl"
    words = [str(tmp_path), "--to", "spdx-2.3", "-o", str(output), "--losses", str(losses)]
    result = CliRunner().invoke(command, words)
    assert result.exit_code == 0
    assert json.loads(output.read_text())["spdxVersion"] == "SPDX-2.3"
    rows = [json.loads(line) for line in losses.read_text().splitlines()]
    assert {"subject": "zlib 1.3", "what": "group", "was": "net", "reads": ""} in rows
    assert f"{len(rows)} facts" in result.stderr


def test_a_target_that_is_none_is_named(tmp_path: Path) -> None:
    evidence = delivery(tmp_path, bom(1, []))
    with pytest.raises(UsageError, match=r"'cyclonedx-9' cannot be written; one of cyclonedx-1\.6"):
        convert(evidence, "cyclonedx-9")

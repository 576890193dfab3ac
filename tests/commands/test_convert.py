"""provenance convert: where the document goes, what is said of it, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from provenance.cli import main

HOSTILE = "\x1b]0;owned\x07\u202e"
DOCUMENT = {
    "bomFormat": "CycloneDX",
    "specVersion": "1.6",
    "version": 1,
    "metadata": {"component": {"type": "firmware", "bom-ref": "root", "name": "gateway"}},
    "components": [{"type": "library", "bom-ref": "a", "name": f"zlib{HOSTILE}", "group": "net"}],
}


@pytest.fixture
def bom(tmp_path: Path) -> str:
    path = tmp_path / "bom.json"
    path.write_text(json.dumps(DOCUMENT), encoding="utf-8")
    return str(path)


def test_the_document_goes_to_standard_output(bom: str, capsysbinary: Any) -> None:
    assert main(["convert", bom, "--to", "spdx-2.3"]) == 0
    written, said = capsysbinary.readouterr()
    assert json.loads(written)["spdxVersion"] == "SPDX-2.3"
    assert said.startswith(b"spdx-2.3 says ")
    assert b"group: " in said


def test_document_and_losses_go_into_files(bom: str, tmp_path: Path, capsys: Any) -> None:
    output, losses = tmp_path / "out.json", tmp_path / "losses.jsonl"
    output.write_text("what was there before")
    words = ["convert", bom, "--to", "spdx-3.0.1", "-o", str(output), "--losses", str(losses)]
    assert main(words) == 0
    assert json.loads(output.read_text("utf-8"))["@graph"]
    rows = [json.loads(line) for line in losses.read_text("utf-8").splitlines()]
    assert all(row.keys() == {"subject", "what", "was", "reads"} for row in rows)
    assert ("group", "net", "") in [(row["what"], row["was"], row["reads"]) for row in rows]
    written, said = capsys.readouterr()
    assert written == ""
    assert f"says {len(rows)} facts otherwise" in said


def test_nothing_lost_is_said_too(bom: str, tmp_path: Path, capsys: Any) -> None:
    losses = tmp_path / "losses.jsonl"
    assert main(["convert", bom, "--to", "cyclonedx-1.6", "--losses", str(losses)]) == 0
    assert "cyclonedx-1.6 says everything that the delivery says" in capsys.readouterr().err
    assert losses.read_text() == ""


def test_what_documents_say_cannot_speak_to_the_terminal(bom: str, capsys: Any) -> None:
    assert main(["convert", bom, "--to", "spdx-2.3"]) == 0
    said = capsys.readouterr().err
    assert not set(said) & set(HOSTILE) - set("]0;owned")
    assert r"zlib\x1b]0;owned" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["BOM", "--to", "spdx-9"], "'spdx-9' cannot be written; one of cyclonedx-1.6, "),
        (["nowhere.json", "--to", "spdx-9"], "'spdx-9' cannot be written"),
        (["BOM"], "--to"),
        (["--to", "spdx-2.3"], "DELIVERY"),
        (["nowhere.json", "--to", "spdx-2.3"], "nowhere.json"),
        (["EMPTY", "--to", "spdx-2.3"], "no document says what is inside"),
        (["BOM", "--to", "spdx-2.3", "-o", "FOLDER"], "cannot be written"),
        (["BOM", "--to", "spdx-2.3", "-o", "FOLDER/none/x.json"], "cannot be written"),
        (["BOM", "--to", "spdx-2.3", "-o", "out.json", "--losses", "FOLDER"], "cannot be written"),
    ],
)
def test_what_cannot_be_done_is_named(
    words: list[str], said: str, bom: str, tmp_path: Path, capsys: Any, monkeypatch: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    empty = tmp_path / "empty"
    empty.mkdir()
    (empty / "notes.txt").write_text("nothing in here")
    places = {"BOM": bom, "EMPTY": str(empty), "FOLDER": str(empty)}
    for name, place in places.items():
        words = [word.replace(name, place) for word in words]
    assert main(["convert", *words]) == 2
    written, problem = capsys.readouterr()
    assert said in problem
    assert written == ""

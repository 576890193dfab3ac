"""provenance read: what it lists, in which order, and with which status it ends."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from provenance import cli

ROOT = Path(__file__).resolve().parents[1]
DELIVERY = ROOT / "samples" / "deliveries" / "gateway-2.4.0"
SBOM = {
    "bomFormat": "CycloneDX",
    "specVersion": "1.6",
    "components": [{"type": "library", "name": "zlib", "purl": None}],
}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("sbom.json").write_text(json.dumps(SBOM))
    Path("delivery").mkdir()
    Path("delivery/a.json").write_text(json.dumps(SBOM))
    Path("delivery/image.bin").write_bytes(b"\x7fELF\0")
    Path("broken.json").write_text(json.dumps(SBOM)[:-9])
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    status = cli.main(["read", *words])
    out, err = capsys.readouterr()
    return status, out, err


def documents(capsys: pytest.CaptureFixture[str], *paths: str) -> tuple[int, list[dict[str, Any]]]:
    status, out, _ = run(capsys, *paths, "--format", "json")
    printed = json.loads(out)
    assert list(printed) == ["documents"]
    return status, printed["documents"]


def test_one_document(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, (found,) = documents(capsys, "sbom.json")
    assert status == 0
    assert found["path"] == "sbom.json"
    assert found["digest"].startswith("sha256:")
    assert (found["format"], found["specVersion"]) == ("CycloneDX", "1.6")
    assert found["status"] == "defective"
    assert found["counts"]["components"] == 1
    entry = next(entry for entry in found["ledger"] if entry["id"] == "schema/type")
    assert entry == {
        "id": "schema/type",
        "pointer": "/components/0/purl",
        "kind": "defect",
        "detail": "is null, not text",
        "readAs": "nothing",
        "whole": False,
        "count": 1,
    }


def test_given_paths_come_first_and_in_order(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, found = documents(capsys, "delivery/", "nowhere", "sbom.json", "delivery/image.bin")
    assert status == 2
    assert [(row["path"], row["status"]) for row in found] == [
        ("delivery/", "clean"),
        ("nowhere", "unreadable"),
        ("sbom.json", "defective"),
        ("delivery/image.bin", "unrecognised"),
        ("delivery/a.json", "defective"),
        ("delivery/image.bin", "unrecognised"),
    ]
    assert found[1]["ledger"][0]["id"] == "delivery/unreadable-path"


def test_what_lies_in_an_envelope_follows(capsys: pytest.CaptureFixture[str]) -> None:
    status, found = documents(capsys, str(DELIVERY))
    assert status == 0
    paths = [row["path"] for row in found]
    assert paths[0] == str(DELIVERY)
    assert f"{DELIVERY}/provenance.intoto.jsonl!line-1!payload" in paths
    assert len(paths) == len(set(paths))


@pytest.mark.parametrize(
    "name", ["broken.json", "broken.json.gz", "nowhere", "", "a\0b", "x" * 999]
)
def test_what_cannot_be_read_ends_2(
    place: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    Path("broken.json.gz").write_bytes(gzip.compress(Path("broken.json").read_bytes(), mtime=0))
    status, found = documents(capsys, name, "sbom.json")
    assert status == 2
    assert found[0]["path"] == name
    assert found[1]["status"] == "defective"
    assert "unreadable" in [row["status"] for row in found]
    ledger = [entry for row in found if row["status"] == "unreadable" for entry in row["ledger"]]
    assert ledger
    assert all(entry["detail"] for entry in ledger)


def test_a_broken_document_inside_a_delivery_is_listed_and_stops_nobody(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("broken.json").rename("delivery/broken.json")
    status, found = documents(capsys, "delivery")
    assert status == 0
    assert {row["path"]: row["status"] for row in found} == {
        "delivery": "clean",
        "delivery/a.json": "defective",
        "delivery/broken.json": "unreadable",
        "delivery/image.bin": "unrecognised",
    }


def test_a_compressed_document(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("sbom.json.gz").write_bytes(gzip.compress(Path("sbom.json").read_bytes(), mtime=0))
    status, found = documents(capsys, "sbom.json.gz")
    assert status == 0
    assert found[0]["path"] == "sbom.json.gz"
    assert found[1]["path"].startswith("sbom.json.gz!")
    assert found[1]["format"] == "CycloneDX"


@pytest.mark.parametrize(
    "content",
    [json.dumps(SBOM, indent=1).replace("\n", "\r\n"), json.dumps(SBOM, indent=1)],
    ids=["CRLF", "LF"],
)
def test_line_ends_of_windows_are_observed(
    place: Path, capsys: pytest.CaptureFixture[str], content: str
) -> None:
    Path("sbom.json").write_bytes(content.encode())
    _, (found,) = documents(capsys, "sbom.json")
    ids = [entry["id"] for entry in found["ledger"] if entry["kind"] == "observation"]
    assert ("text/line-ends" in ids) == ("\r\n" in content)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_byte_order_marks_are_observed(
    place: Path, capsys: pytest.CaptureFixture[str], encoding: str
) -> None:
    text = '<bom xmlns="http://cyclonedx.org/schema/bom/1.6" version="1"><components/></bom>'
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    Path("bom.xml").write_bytes(f"{mark}{text}".encode(encoding))
    _, (found,) = documents(capsys, "bom.xml")
    details = {entry["id"]: entry["detail"] for entry in found["ledger"]}
    told = encoding.removesuffix("-sig").removesuffix("-be").upper()
    expected = None if encoding == "utf-8" else f"begins with the byte order mark of {told}"
    assert details.get("text/byte-order-mark") == expected
    assert found["format"] == "CycloneDX"


@pytest.mark.parametrize("name", ["sboms.json", "sboms.jsonl"])
def test_lines_called_json_are_observed(
    place: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    Path(name).write_text(f"{json.dumps(SBOM)}\n" * 2)
    _, found = documents(capsys, name)
    assert [row["format"] for row in found] == ["JSON lines", "CycloneDX", "CycloneDX"]
    ids = [entry["id"] for entry in found[0]["ledger"]]
    assert ids == (["json-lines/name"] if name.endswith(".json") else [])


def test_text_is_for_people(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, "delivery", "nowhere")
    assert (status, err) == (2, "")
    assert "CycloneDX 1.6 · defective · 1 components" in out
    told = "defect schema/type at /components/0/purl: is null, not text; read as nothing"
    assert f"{told}; the graph is not whole" in out
    assert "as as " not in out


def test_a_name_cannot_draw_on_the_terminal(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hostile = {"bomFormat": "CycloneDX", "specVersion": "1.6\x1b[2J\ud800"}
    Path("delivery/a.json").write_text(json.dumps(hostile | {"serialNumber": "\x1b]0;x\x07"}))
    _, out, _ = run(capsys, "delivery")
    assert "\x1b" not in out
    assert "\x07" not in out


def test_the_same_bytes_each_time(capsys: pytest.CaptureFixture[str]) -> None:
    words = [str(DELIVERY), "--format", "json"]
    assert run(capsys, *words) == run(capsys, *words)


@pytest.mark.parametrize("words", [[], ["--format", "xml", "."], ["--bogus"]])
def test_bad_usage_ends_2_without_a_traceback(
    capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    status, out, err = run(capsys, *words)
    assert (status, out) == (2, "")
    assert "Traceback" not in err
    assert "Usage: provenance read" in err


def test_an_unknown_command_ends_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["frobnicate"]) == 2
    assert "frobnicate" in capsys.readouterr().err


def test_an_error_of_ours_is_a_message(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(words: list[str]) -> int:
        raise cli.ProvenanceError("the trust root is empty")

    monkeypatch.setattr(cli, "_run", fail)
    assert cli.main(["read", "."]) == 2
    assert capsys.readouterr().err == "provenance: the trust root is empty\n"


def test_an_interrupt_ends_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(words: list[str]) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "_run", interrupt)
    assert cli.main(["read", "."]) == 130


def test_a_reader_that_goes_away_is_no_error() -> None:
    command = [sys.executable, "-m", "provenance", "read", str(DELIVERY), "--format", "json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == b""
        process.wait(timeout=60)
    assert process.returncode == 141


def test_what_is_two_formats_at_once_is_read_as_neither(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    link = {"_type": "link", "name": "pack", "materials": {}, "products": {}}
    envelope = {"payload": "e30=", "payloadType": "text/plain", "signatures": []}
    Path("delivery/both.json").write_text(json.dumps(link | envelope))
    Path("delivery/link.json").write_text(json.dumps(link))
    status, found = documents(capsys, "delivery")
    rows = {row["path"]: row for row in found}
    assert status == 0
    assert rows["delivery/both.json"]["status"] == "unreadable"
    assert "as DSSE and as in-toto link" in rows["delivery/both.json"]["ledger"][0]["detail"]
    assert rows["delivery/link.json"]["status"] != "unreadable"

"""Hostile deliveries through the command, as an auditor meets them, each beside its innocent twin.

What must hold for all: an exit status of the documented four, a sentence that names the file, no
traceback, no pass, and nothing of the innocent rest lost.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

SBOM = {
    "bomFormat": "CycloneDX",
    "specVersion": "1.6",
    "version": 1,
    "metadata": {
        "timestamp": "2026-01-02T03:04:05Z",
        "component": {"type": "firmware", "name": "fw", "version": "1", "bom-ref": "root"},
    },
    "components": [
        {
            "type": "library",
            "name": "zlib",
            "version": "1.3",
            "bom-ref": "z",
            "hashes": [{"alg": "SHA-256", "content": "ab" * 32}],
        }
    ],
    "dependencies": [{"ref": "root", "dependsOn": ["z"]}, {"ref": "z"}],
}
LAYOUT = {
    "signatures": [],
    "signed": {
        "_type": "layout",
        "expires": "2036-01-01T00:00:00Z",
        "inspect": [],
        "keys": {},
        "readme": "",
        "steps": [],
    },
}


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, at a fixed time."""
    done = subprocess.run(
        [sys.executable, "-m", "provenance", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "Traceback" not in done.stderr + done.stdout, done.stderr
    assert done.returncode in (0, 1, 2, 3), done.stderr
    return done


def audit(delivery: Path) -> subprocess.CompletedProcess[str]:
    return run("audit", delivery, "--at", "2026-11-22T12:00:00Z")


def documents(path: Path) -> dict[str, dict[str, object]]:
    """What `read` lists, by path."""
    listed = json.loads(run("read", path, "--format", "json").stdout)["documents"]
    return {Path(str(document["path"])).name: document for document in listed}


def ledger_ids(document: dict[str, object]) -> set[str]:
    entries = document["ledger"]
    assert isinstance(entries, list)
    return {entry["id"] for entry in entries}


def text(value: object) -> bytes:
    return json.dumps(value).encode()


def twice(member: bytes) -> bytes:
    """The SBOM with one more member in front of its first component's name."""
    return text(SBOM).replace(b'"name": "zlib"', member + b', "name": "zlib"')


BROKEN_JSON: dict[str, bytes] = {
    "truncated": text(SBOM)[:-40],
    "deep": b'{"bomFormat":"CycloneDX","specVersion":"1.6","components":' + b"[" * 200_000,
    "not-a-number": text(SBOM).replace(b'"version": 1,', b'"version": NaN,'),
    "not-utf-8": text(SBOM).replace(b"zlib", b"zl\xffb"),
    "lone-surrogate": text(SBOM).replace(b"zlib", b"\\ud800"),
    "duplicate-key": twice(b'"name": "evil"'),
    "duplicate-top-level": text(SBOM).replace(b'"version": 1,', b'"version": 1, "version": 2,'),
}


@pytest.mark.parametrize("name", BROKEN_JSON)
def test_broken_json_is_named_and_never_passes(name: str, tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_bytes(BROKEN_JSON[name])
    (tmp_path / "good.json").write_bytes(text(SBOM))
    listed = documents(tmp_path)
    assert listed["broken.json"]["status"] in ("unreadable", "defective")
    assert listed["broken.json"]["ledger"]
    assert listed["good.json"]["status"] == "clean"
    assert listed["good.json"]["counts"]["components"] == 2  # type: ignore[index]
    assert audit(tmp_path).returncode in (1, 3)


READ_ANYWAY: dict[str, bytes] = {
    "utf-16": text(SBOM).decode().encode("utf-16"),
    "utf-16-without-mark": text(SBOM).decode().encode("utf-16-le"),
    "byte-order-mark": b"\xef\xbb\xbf" + text(SBOM),
    "crlf": json.dumps(SBOM, indent=1).replace("\n", "\r\n").encode(),
    "page-footer": text(SBOM) + b"\n<footer>downloaded from a portal</footer>\n",
}


@pytest.mark.parametrize("name", READ_ANYWAY)
def test_odd_encodings_are_read_and_said(name: str, tmp_path: Path) -> None:
    path = tmp_path / "sbom.json"
    path.write_bytes(READ_ANYWAY[name])
    document = documents(path)["sbom.json"]
    assert document["counts"]["components"] == 2  # type: ignore[index]
    odd = name != "crlf"
    assert document["status"] == ("defective" if odd else "clean")


MISNAMED: dict[str, bytes] = {
    "sbom.json": b"\x7fELF\x02\x01\x01" + bytes(64),
    "root.layout": b"just text\n",
    "provenance.intoto.jsonl": b"<html></html>",
    "SHA256SUMS": b"this is no list of digests\n",
    "fw.tar.gz": b"\x1f\x8b\x08\x00broken",
    "image.zip": b"PK\x03\x04broken",
}


@pytest.mark.parametrize("name", MISNAMED)
def test_names_prove_nothing(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(MISNAMED[name])
    assert documents(tmp_path)[name]["status"] in ("unrecognised", "unreadable", "defective")
    assert audit(tmp_path).returncode in (1, 3)


def test_an_empty_delivery_is_inconclusive(tmp_path: Path) -> None:
    done = audit(tmp_path)
    assert done.returncode == 3
    assert "INCONCLUSIVE" in done.stdout


def test_a_missing_path_is_a_sentence(tmp_path: Path) -> None:
    done = audit(tmp_path / "nowhere")
    assert done.returncode == 2
    assert "nowhere" in done.stderr


# -- archives --------------------------------------------------------------------------------------


def member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    return info


def tar(path: Path, *members: tuple[tarfile.TarInfo, bytes]) -> Path:
    with tarfile.open(path, "w") as archive:
        for info, content in members:
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return path


HOSTILE_MEMBERS: dict[str, list[tuple[tarfile.TarInfo, bytes]]] = {
    "traversal": [(member("../../etc/passwd"), b"x")],
    "hidden-traversal": [(member("a/../../etc/passwd"), b"x")],
    "absolute": [(member("/etc/passwd"), b"x")],
    "drive": [(member("C:/windows/x"), b"x")],
    "symbolic-link": [(member("fw", tarfile.SYMTYPE, "/etc/passwd"), b"")],
    "hard-link": [(member("fw2", tarfile.LNKTYPE, "sbom.json"), b"")],
    "device": [(member("null", tarfile.CHRTYPE), b"")],
    "pipe": [(member("pipe", tarfile.FIFOTYPE), b"")],
    "duplicate": [(member("fw.bin"), b"one"), (member("fw.bin"), b"two")],
    "case": [(member("fw.bin"), b"one"), (member("FW.bin"), b"two")],
}


@pytest.mark.parametrize("name", HOSTILE_MEMBERS)
def test_hostile_members_are_named_and_the_rest_is_read(name: str, tmp_path: Path) -> None:
    hostile = tar(tmp_path / "d.tar", (member("sbom.json"), text(SBOM)), *HOSTILE_MEMBERS[name])
    listed = documents(hostile)
    assert listed["sbom.json"]["status"] == "clean"
    assert ledger_ids(listed["d.tar"])
    assert audit(hostile).returncode in (1, 3)


def test_an_innocent_archive_has_a_clean_ledger(tmp_path: Path) -> None:
    innocent = tar(tmp_path / "d.tar", (member("sbom.json"), text(SBOM)), (member("fw.bin"), b"fw"))
    listed = documents(innocent)
    assert listed["d.tar"]["status"] == "clean"
    assert listed["fw.bin"]["status"] == "unrecognised"


def test_links_and_pipes_in_a_folder_are_not_opened(tmp_path: Path) -> None:
    (tmp_path / "sbom.json").write_bytes(text(SBOM))
    (tmp_path / "link").symlink_to("/etc/passwd")
    os.mkfifo(tmp_path / "pipe")
    listed = json.loads(run("read", tmp_path, "--format", "json").stdout)["documents"]
    places = {entry["pointer"] for entry in listed[0]["ledger"]}
    assert places == {"link", "pipe"}
    assert audit(tmp_path).returncode in (1, 3)


def zip_of(path: Path, content: bytes, times: int = 1) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(times):
            archive.writestr(f"fw{number}.bin", content)
    return path


BOMBS: dict[str, Callable[[Path], Path]] = {
    "gz": lambda folder: _write(folder / "bomb.json.gz", gzip.compress(b'{"a":"' + bytes(1 << 28))),
    "zip": lambda folder: zip_of(folder / "bomb.zip", bytes(1 << 28)),
}


def _write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("kind", BOMBS)
def test_bombs_are_refused_by_name(kind: str, tmp_path: Path) -> None:
    bomb = BOMBS[kind](tmp_path)
    done = audit(bomb)
    assert done.returncode in (1, 2, 3)
    assert "PASSED" not in done.stdout


def test_an_ordinary_compressed_document_is_a_delivery(tmp_path: Path) -> None:
    path = _write(tmp_path / "sbom.json.gz", gzip.compress(text(SBOM)))
    listed = json.loads(run("read", path, "--format", "json").stdout)["documents"]
    assert any(document["counts"]["components"] == 2 for document in listed)


# -- digests, layouts ------------------------------------------------------------------------------

BAD_HASHES: dict[str, dict[str, str]] = {
    "short": {"alg": "SHA-512", "content": "ab" * 32},
    "unknown-algorithm": {"alg": "CRC-32", "content": "ab" * 4},
    "not-hexadecimal": {"alg": "SHA-256", "content": "zz" * 32},
}


@pytest.mark.parametrize("name", BAD_HASHES)
def test_digests_that_cannot_be_are_named_with_a_pointer(name: str, tmp_path: Path) -> None:
    odd = json.loads(text(SBOM))
    odd["components"][0]["hashes"] = [BAD_HASHES[name]]
    document = documents(_write(tmp_path / "sbom.json", text(odd)))["sbom.json"]
    # the official schema lets every algorithm have every length, and only that makes a defect
    assert document["status"] == ("clean" if name == "short" else "defective")
    pointers = [entry["pointer"] for entry in document["ledger"]]  # type: ignore[index]
    assert any(pointer.startswith("/components/0/hashes/0") for pointer in pointers)


def test_upper_case_digests_are_read(tmp_path: Path) -> None:
    odd = json.loads(text(SBOM))
    odd["components"][0]["hashes"][0]["content"] = "AB" * 32
    document = documents(_write(tmp_path / "sbom.json", text(odd)))["sbom.json"]
    assert document["status"] == "clean"


@pytest.mark.parametrize("threshold", [0, -1, True, "1", None])
def test_thresholds_that_ask_for_nobody_are_defects(threshold: object, tmp_path: Path) -> None:
    layout = json.loads(text(LAYOUT))
    step = {"_type": "step", "name": "build", "threshold": threshold, "pubkeys": []}
    step |= {"expected_materials": [], "expected_products": [], "expected_command": []}
    layout["signed"]["steps"] = [step]
    path = _write(tmp_path / "root.layout", text(layout))
    assert documents(path)["root.layout"]["status"] == "defective"
    assert run("verify", path).returncode in (1, 3)

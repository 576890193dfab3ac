"""A delivery in an archive has the verdict of the directory that the archive was made of."""

from __future__ import annotations

import gzip
import io
import json
import lzma
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from acceptance_runs import DELIVERIES, JUDGED, Run

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

Pack = Callable[[Path, str], bytes]


def tar(folder: Path, top: str) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        archive.add(folder, arcname=top or ".")
    return stream.getvalue()


def zipped(folder: Path, top: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*"), reverse=True):
            archive.write(path, Path(top) / path.relative_to(folder))
    return stream.getvalue()


PACKS: dict[str, Pack] = {
    ".tar": tar,
    ".tar.gz": lambda folder, top: gzip.compress(tar(folder, top)),
    ".tar.xz": lambda folder, top: lzma.compress(tar(folder, top)),
    ".tar.zst": lambda folder, top: zstd.compress(tar(folder, top)),
    ".zip": zipped,
}


@pytest.mark.parametrize("top", ["", "gateway"], ids=["from inside", "from outside"])
@pytest.mark.parametrize("suffix", PACKS)
@pytest.mark.parametrize(("name", "status"), [("gateway-2.4.0", 0), ("gateway-2.4.1-tampered", 1)])
def test_an_archive_has_the_verdict_of_its_directory(
    name: str, status: int, suffix: str, top: str, tmp_path: Path, run: Run
) -> None:
    archive = tmp_path / f"{name}{suffix}"
    archive.write_bytes(PACKS[suffix](DELIVERIES / name, top))
    packed = run("audit", archive, *JUDGED, "--format", "json")
    plain = run("audit", DELIVERIES / name, *JUDGED, "--format", "json")
    assert packed.status == plain.status == status
    one, other = json.loads(packed.out), json.loads(plain.out)
    assert (one.pop("delivery"), other.pop("delivery")) == (archive.name, name)
    assert one == other


@pytest.mark.parametrize("suffix", PACKS)
def test_what_is_read_and_verified_is_the_same_too(suffix: str, tmp_path: Path, run: Run) -> None:
    folder, archive = DELIVERIES / "gateway-2.4.1", tmp_path / f"d{suffix}"
    archive.write_bytes(PACKS[suffix](folder, ""))
    shown = [run("read", path, "--format", "json") for path in (folder, archive)]
    listed = [json.loads(one.out)["documents"] for one in shown]
    for path, documents in zip((folder, archive), listed, strict=True):
        assert documents[0]["path"] == str(path)
        for document in documents:
            document["path"] = document["path"].removeprefix(str(path))
    assert listed[0][1:] == listed[1][1:]
    verified = [run("verify", path, *JUDGED[2:]) for path in (folder, archive)]
    assert [one.status for one in verified] == [0, 0]
    assert verified[0].out.splitlines()[1:] == verified[1].out.splitlines()[1:]

"""A delivery says the same in a directory and in any archive of it."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import tarfile
import zipfile
from pathlib import Path

import pytest

from provenance.errors import UnreadableError
from provenance.graph.evidence import Evidence
from provenance.intake import read

SBOM = {
    "bomFormat": "CycloneDX",
    "specVersion": "1.6",
    "version": 1,
    "components": [{"type": "library", "name": "zlib", "version": "1.3", "bom-ref": "z"}],
}
FILES = {
    "sbom.cdx.json": json.dumps(SBOM).encode(),
    "images/gateway.img": bytes(range(256)) * 40,
    "notes.txt": b"hello\n",
}


def tar_of(files: dict[str, bytes] = FILES) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name, content in sorted(files.items()):
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return stream.getvalue()


def zip_of(files: dict[str, bytes] = FILES) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            archive.writestr(name, content)
    return stream.getvalue()


ARCHIVES = {
    "plain tar": tar_of,
    "tar.gz": lambda: gzip.compress(tar_of()),
    "tar.xz": lambda: lzma.compress(tar_of()),
    "tar.bz2": lambda: bz2.compress(tar_of()),
    "tar.gz.gz": lambda: gzip.compress(gzip.compress(tar_of())),
    "zip": zip_of,
}


def said(evidence: Evidence) -> object:
    documents = [
        (d.address, d.format, d.status, d.digest, chapter.counts)
        for chapter in evidence.chapters
        if (d := chapter.document).address != "."
    ]
    return sorted(map(str, documents)), [(f.artifact, f.role) for f in evidence.files]


@pytest.mark.parametrize("form", ARCHIVES)
def test_an_archive_says_what_its_directory_says(form, tmp_path):
    for name, content in FILES.items():
        path = tmp_path / "d" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    archive = tmp_path / "without a telling name"
    archive.write_bytes(ARCHIVES[form]())
    packed = read(archive)
    assert said(packed) == said(read(tmp_path / "d"))
    assert packed.given[0].chapter.document.status == "clean"
    assert packed.digest == read(tmp_path / "d").digest


@pytest.mark.parametrize("form", ["plain tar", "zip"])
def test_an_archive_made_from_outside_the_directory_says_the_same(form, tmp_path):
    pack = {"plain tar": tar_of, "zip": zip_of}[form]
    (tmp_path / "inside").write_bytes(pack())
    (tmp_path / "outside").write_bytes(pack({f"gateway/{name}": FILES[name] for name in FILES}))
    packed = read(tmp_path / "outside")
    assert said(packed) == said(read(tmp_path / "inside"))
    assert packed.digest == read(tmp_path / "inside").digest
    (entry,) = packed.given[0].chapter.defects
    assert (entry.id, entry.kind) == ("archive/top-folder", "observation")


def chapters(evidence: Evidence) -> dict[str, tuple[str, str]]:
    return {d.address: (d.format, d.status) for d in evidence.documents}


def test_an_archive_inside_a_delivery_is_not_opened(tmp_path):
    (tmp_path / "in.tar.gz").write_bytes(gzip.compress(tar_of()))
    (tmp_path / "in.tar").write_bytes(tar_of())
    (tmp_path / "in.zip").write_bytes(zip_of())
    found = read(tmp_path)
    assert len(found.files) == len(found.unclaimed) == 3
    assert chapters(found) == {
        ".": ("directory", "clean"),
        "in.tar": ("tar", "unrecognised"),
        "in.tar.gz": ("gzip", "unrecognised"),
        "in.zip": ("zip", "unrecognised"),
    }


def test_a_compressed_document_is_read_and_a_compressed_image_is_not(tmp_path):
    (tmp_path / "sbom.json.gz").write_bytes(gzip.compress(FILES["sbom.cdx.json"]))
    (tmp_path / "rootfs.gz").write_bytes(gzip.compress(os.urandom(5_000)))
    found = read(tmp_path)
    assert chapters(found)["sbom.json.gz!gzip"] == ("CycloneDX", "clean")
    assert chapters(found)["rootfs.gz"] == ("gzip", "unrecognised")
    assert "rootfs.gz!gzip" not in chapters(found)
    assert [artifact.path for artifact in found.unclaimed] == ["rootfs.gz"]
    outer = next(d for d in found.documents if d.address == "sbom.json.gz")
    inner = next(d for d in found.documents if d.address == "sbom.json.gz!gzip")
    assert inner.parent == outer.digest


def test_a_compressed_document_alone_is_a_delivery(tmp_path):
    path = tmp_path / "sbom.json.xz"
    path.write_bytes(lzma.compress(FILES["sbom.cdx.json"]))
    found = read(path)
    assert found.given[0].chapter.document.format == "xz"
    assert [chapter.counts["components"] for chapter in found.chapters] == [0, 1]


def test_junk_behind_a_compressed_document_is_in_its_ledger(tmp_path):
    path = tmp_path / "sbom.json.gz"
    path.write_bytes(gzip.compress(FILES["sbom.cdx.json"]) + b"junk")
    outer, inner = read(path).chapters
    assert [defect.id for defect in outer.defects] == ["archive/trailing-data"]
    assert (outer.document.status, inner.document.status) == ("defective", "clean")


def test_junk_behind_a_compressed_archive_is_in_its_ledger(tmp_path):
    path = tmp_path / "d.tar.gz"
    path.write_bytes(gzip.compress(tar_of()) + b"junk")
    found = read(path)
    assert [defect.id for defect in found.given[0].chapter.defects] == ["archive/trailing-data"]
    assert len(found.files) == len(FILES)


@pytest.mark.parametrize("cut", [25, 100])
def test_a_broken_compressed_document_is_unreadable_and_named(cut, tmp_path):
    packed = gzip.compress(json.dumps({**SBOM, "x": os.urandom(500).hex()}).encode())
    (tmp_path / "broken.json.gz").write_bytes(packed[:-cut])
    (tmp_path / "good.json").write_bytes(FILES["sbom.cdx.json"])
    found = read(tmp_path)
    assert chapters(found)["broken.json.gz"] == ("gzip", "unreadable")
    assert chapters(found)["good.json"] == ("CycloneDX", "clean")


@pytest.mark.parametrize(
    "content",
    [tar_of()[:700], gzip.compress(tar_of())[:-30], zip_of()[:-40], b"PK\x03\x04broken"],
    ids=["tar", "tar.gz", "zip", "no zip"],
)
def test_a_broken_archive_cannot_be_read_and_says_why(content, tmp_path):
    path = tmp_path / "delivery"
    path.write_bytes(content)
    with pytest.raises(UnreadableError) as caught:
        read(path)
    assert str(path) in str(caught.value)


def test_several_deliveries_keep_their_names(tmp_path):
    for name in ("a.tar", "b.tar"):
        (tmp_path / name).write_bytes(tar_of())
    found = read(tmp_path / "a.tar", tmp_path / "b.tar")
    assert len(found.files) == 2 * len(FILES)
    assert found.files[0].artifact.path == f"{tmp_path}/a.tar/images/gateway.img"


def test_a_matryoshka_is_bounded(tmp_path):
    content = FILES["sbom.cdx.json"]
    for _ in range(20):
        content = gzip.compress(content)
    path = Path(tmp_path / "doll.gz")
    path.write_bytes(content)
    (chapter,) = read(path).chapters
    assert chapter.document.status == "unreadable"
    assert "compressed more than 8 times" in chapter.defects[0].detail

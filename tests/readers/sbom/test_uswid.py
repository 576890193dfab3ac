"""uSWID headers and `.sbom` sections: found inside images, which stay images."""

from __future__ import annotations

import lzma
import struct
import tarfile
import zlib
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from swid_material import CORPUS, Read, coswid, needs_corpus, pe, tag, uswid

from provenance import limits
from provenance.blobs import Blob, MemoryBlob
from provenance.decoding.sketch import Sketch
from provenance.decoding.uswid import MAGIC
from provenance.errors import DecodingError
from provenance.graph.evidence import Evidence
from provenance.intake import read as read_delivery
from provenance.model.component import Component
from provenance.readers.sbom import embedded
from provenance.readers.sbom import uswid as reader

SBOM = coswid(tag())
CYCLONEDX = b'{"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1}'


def delivered(tmp_path: Path, content: bytes, name: str = "firmware.bin") -> Evidence:
    (tmp_path / name).write_bytes(content)
    return read_delivery(tmp_path)


def statuses(evidence: Evidence) -> list[tuple[str, str, str]]:
    return [
        (document.address, document.format, document.status)
        for document in evidence.documents
        if document.address != "."
    ]


def payload(blob: Blob) -> bytes:
    return bytes(blob.view())


# -- a file that is one header and its payload ----------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        uswid(SBOM, 1),
        uswid(SBOM, 2),
        uswid(zlib.compress(SBOM), 2, 1),
        uswid(lzma.compress(SBOM), 3, 1, 2),
        uswid(lzma.compress(SBOM, lzma.FORMAT_ALONE), 3, 1, 2),
        uswid(zlib.compress(SBOM), 4, 1, 1, 0),
    ],
)
def test_every_version_and_compression_is_read(content: bytes) -> None:
    found = Read(reader, content)
    assert found.ids == []
    assert [payload(blob) for blob in found.blobs] == [SBOM]


def test_the_payload_is_what_its_bytes_say(tmp_path: Path) -> None:
    evidence = delivered(tmp_path, uswid(CYCLONEDX, 4, 0, 0, 0), "sbom.uswid")
    assert [row[1] for row in statuses(evidence)] == ["uSWID", "CycloneDX"]
    assert evidence.files[0].role == "evidence"


def test_a_header_over_something_else_claims_nothing(tmp_path: Path) -> None:
    evidence = delivered(tmp_path, uswid(b"\x7fELF" + bytes(range(200))))
    assert evidence.files[0].role == ""
    assert [row[2] for row in statuses(evidence)] == ["clean", "unrecognised"]


def test_unknown_compression_is_named() -> None:
    found = Read(reader, uswid(SBOM, 3, 1, 9))
    assert (found.ids, found.blobs) == (["uswid/unknown-compression"], [])


def test_bytes_behind_the_compressed_data_are_named() -> None:
    found = Read(reader, uswid(zlib.compress(SBOM) + b"hidden", 2, 1))
    assert found.ids == ["archive/trailing-data"]
    assert payload(found.blobs[0]) == SBOM


def test_broken_compression_makes_the_file_unreadable(tmp_path: Path) -> None:
    broken = delivered(tmp_path, uswid(zlib.compress(SBOM)[:-6], 2, 1))
    assert [row[2] for row in statuses(broken)] == ["unreadable"]


def test_a_bomb_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "RATIO_FLOOR", 1 << 20)
    bomb = uswid(zlib.compress(b"\xa3" + bytes(8 << 20)), 2, 1)
    evidence = delivered(tmp_path, bomb)
    assert [row[2] for row in statuses(evidence)] == ["unreadable"]
    assert evidence.chapters[-1].defects[0].id == "decoding/limit"


def test_a_great_payload_that_compresses_well_is_no_coswid(tmp_path: Path) -> None:
    head = b"\xda\x53\x57\x49\x44" + SBOM
    evidence = delivered(tmp_path, uswid(zlib.compress(head + bytes(6 << 20)), 2, 1))
    assert [row[2] for row in statuses(evidence)] == ["clean", "unreadable"]
    assert evidence.chapters[-1].defects[0].id == "decoding/limit"


# -- inside an image ----------------------------------------------------------------------------


def test_an_image_with_an_sbom_inside_stays_an_image(tmp_path: Path) -> None:
    image = bytes(range(256)) * 5_000 + uswid(SBOM) + b"\xff" * 70_000
    evidence = delivered(tmp_path, image)
    assert [file.role for file in evidence.files] == [""]
    assert [artifact.path for artifact in evidence.unclaimed] == ["firmware.bin"]
    at = f"{256 * 5_000:#x}"
    assert statuses(evidence) == [
        ("firmware.bin", "file with an SBOM inside", "clean"),
        (f"firmware.bin!uswid-{at}", "uSWID", "clean"),
        (f"firmware.bin!uswid-{at}!payload", "CoSWID", "clean"),
    ]
    assert [said.fact.name for said in evidence.said(Component)] == ["bootloader"]
    assert evidence.documents[-1].parent == evidence.documents[-2].digest


def test_every_header_is_found_wherever_it_stands(tmp_path: Path) -> None:
    chunk = 1 << 20
    for at in (chunk - 30, chunk - 16, chunk - 15, chunk - 1, chunk):
        image = bytes(at) + uswid(SBOM) + uswid(coswid(tag(i0="b"))) + bytes(9)
        found = Read(embedded, b"\1" + image)
        assert [blob.address for blob in found.blobs] == [
            f"sbom!uswid-{at + 1:#x}",
            f"sbom!uswid-{at + 1 + len(uswid(SBOM)):#x}",
        ]


def test_the_magic_alone_is_no_header(tmp_path: Path) -> None:
    program = b"\x7fELF" + MAGIC + bytes(20) + MAGIC + b"\xff" * 20 + MAGIC
    assert statuses(delivered(tmp_path, program)) == [("firmware.bin", "", "unrecognised")]


def test_a_payload_that_is_not_all_there_is_named(tmp_path: Path) -> None:
    image = bytes(100) + uswid(SBOM, size=1 << 30) + bytes(10) + uswid(SBOM) + bytes(10)
    found = Read(embedded, image)
    assert found.status == "defective"
    assert "embedded/truncated" in found.ids
    # a lie about a length hides nothing behind it
    assert any(payload(blob) == uswid(SBOM) for blob in found.blobs)


def test_a_torn_header_is_not_read_again_and_again(tmp_path: Path) -> None:
    evidence = delivered(tmp_path, uswid(SBOM)[:-20])
    assert len(statuses(evidence)) == 1


def test_many_headers_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "EMBEDDED_DOCUMENTS", 10)
    image = b"\1" + uswid(b"x") * 11
    with pytest.raises(DecodingError):
        Read(embedded, image)
    assert len(Read(embedded, b"\1" + uswid(b"x") * 10).blobs) == 10


def test_a_header_inside_a_payload_is_not_taken_out_of_it() -> None:
    image = b"\1" + uswid(b"a" + uswid(SBOM) + b"b") + b"\1"
    assert len(Read(embedded, image).blobs) == 1


def test_archives_are_archives_whatever_they_hold(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "firmware.bin").write_bytes(b"\1" + uswid(SBOM) + b"\1")
    with tarfile.open(tmp_path / "delivery.tar", "w") as archive:
        archive.add(tmp_path / "in" / "firmware.bin", "firmware.bin")
    inside = read_delivery(tmp_path / "delivery.tar")
    assert [row[1] for row in statuses(inside)][-1] == "CoSWID"
    (tmp_path / "in" / "firmware.bin").unlink()
    lying = read_delivery(tmp_path)
    assert [row[1] for row in statuses(lying)] == ["tar"]


# -- PE -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "formats"),
    [
        (SBOM, ["CoSWID"]),
        (coswid(tag(), tag(i0="b")), ["CoSWID"]),
        (uswid(SBOM), ["uSWID", "CoSWID"]),
        (CYCLONEDX, ["CycloneDX"]),
    ],
)
def test_an_sbom_section_is_a_document(tmp_path: Path, content: bytes, formats: list[str]) -> None:
    evidence = delivered(tmp_path, pe((b".text", b"code"), (b".sbom", content)), "boot.efi")
    found = statuses(evidence)
    assert [row[1] for row in found[1:]] == formats
    assert found[1][0] == "boot.efi!.sbom"
    assert {row[2] for row in found} == {"clean"}
    assert evidence.files[0].role == ""


def test_padding_of_a_section_is_no_fault(tmp_path: Path) -> None:
    content = bytearray(pe((b".sbom", SBOM)))
    content[64 + 24 + 8 : 64 + 24 + 12] = bytes(4)  # no virtual size: the raw one counts
    evidence = delivered(tmp_path, bytes(content), "boot.efi")
    assert [row[2] for row in statuses(evidence)] == ["clean", "clean"]
    assert [entry.id for entry in evidence.chapters[-1].defects] == ["swid/padding"]


def test_a_section_out_of_range_is_named(tmp_path: Path) -> None:
    evidence = delivered(tmp_path, pe((b".sbom", SBOM), lie=5_000), "boot.efi")
    host = evidence.chapters[1]
    assert [entry.id for entry in host.defects] == ["embedded/truncated"]
    assert evidence.files[0].role == ""


def overlapping(starts: list[int], size: int) -> bytes:
    """A PE file with one `.sbom` section from each start to its end."""
    rows = b"".join(struct.pack("<8s4I16x", b".sbom", size - at, 0, size - at, at) for at in starts)
    header = b"MZ" + bytes(58) + struct.pack("<I", 64)
    coff = b"PE\0\0" + struct.pack("<2xH12xH2x", len(starts), 0)
    return (header + coff + rows).ljust(size, b"\0")


@pytest.mark.parametrize("starts", [[0], [0, 0, 0, 0], [64] * 4, [1_024, 0, 1_024, 2_048]])
def test_sections_over_one_another_are_read_once(tmp_path: Path, starts: list[int]) -> None:
    """Each level would hold all of them again."""
    evidence = delivered(tmp_path, overlapping(starts, 4_096))
    assert len(evidence.chapters) <= 3
    ids = [entry.id for chapter in evidence.chapters for entry in chapter.defects]
    assert set(ids) == {"embedded/overlap"}


def test_an_empty_section_lies_over_nothing(tmp_path: Path) -> None:
    content = bytearray(pe((b".sbom", b""), (b".sbom", SBOM)))
    evidence = delivered(tmp_path, bytes(content))
    assert [entry.id for chapter in evidence.chapters for entry in chapter.defects] == []


def test_a_program_without_an_sbom_is_an_artifact(tmp_path: Path) -> None:
    evidence = delivered(tmp_path, pe((b".text", b"code")), "boot.efi")
    assert statuses(evidence) == [("boot.efi", "", "unrecognised")]
    dos = b"MZ" + bytes(100)
    assert not embedded.recognise(Sketch(MemoryBlob("a", dos)))


@given(st.data())
def test_any_change_gives_blobs_or_a_named_error(data: st.DataObject) -> None:
    whole = bytearray(data.draw(st.sampled_from([uswid(SBOM, 4, 0, 0, 0), pe((b".sbom", SBOM))])))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, min(len(whole), 200) - 1))
        whole[at] = data.draw(st.integers(0, 255))
    sketch = Sketch(MemoryBlob("image", bytes(whole)))
    for module in (reader, embedded):
        if module.recognise(sketch):
            with suppress(DecodingError):
                for _, item in module.read(sketch):
                    assert not isinstance(item, Blob) or item.digest


@needs_corpus
@pytest.mark.parametrize(
    ("name", "formats", "components"),
    [
        ("dell-xps13.bin", ["uSWID", "CoSWID"], 5),
        ("lenovo-x1-carbon.bin", ["uSWID", "CoSWID"], 5),
        ("sbom.cdx.json", ["CycloneDX"], 1),
        ("dell-xps13.ini", [""], 0),
        ("dell-xps13.metainfo.xml", [""], 0),
        ("Shell.inf", [""], 0),
    ],
)
def test_the_examples_of_python_uswid(name: str, formats: list[str], components: int) -> None:
    evidence = read_delivery(CORPUS / "python-uswid" / name)
    assert [document.format for document in evidence.documents] == formats
    assert len(list(evidence.said(Component))) >= components
    assert {document.status for document in evidence.documents} <= {
        "clean",
        "defective",
        "unrecognised",
    }

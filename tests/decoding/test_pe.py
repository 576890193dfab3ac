"""PE files: sections by name, and headers that lie."""

from __future__ import annotations

import io
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "readers" / "sbom"))
from swid_material import pe

from provenance.decoding.pe import Section, looks_like_pe, sections
from provenance.errors import DecodingError


def read(content: bytes) -> tuple[Section, ...]:
    return sections(io.BytesIO(content))


def test_sections_are_found_with_their_content() -> None:
    content = pe((b".text", b"code"), (b".sbom", b"the SBOM"))
    assert looks_like_pe(content[:4096])
    text, sbom = read(content)
    assert [text.name, sbom.name] == [".text", ".sbom"]
    # what the linker padded is no content
    assert content[sbom.start : sbom.start + sbom.size] == b"the SBOM"
    assert text.missing == sbom.missing == 0


def test_a_section_out_of_range_says_what_is_missing() -> None:
    content = pe((b".sbom", b"x" * 512), lie=1_000)
    (section,) = read(content)
    assert (section.size, section.missing) == (512, 1_000)
    far = bytearray(pe((b".sbom", b"x")))
    struct.pack_into("<I", far, 64 + 24 + 20, 0xFFFF_FFFF)
    (section,) = read(bytes(far))
    assert (section.size, section.missing) == (0, 1)


@pytest.mark.parametrize(
    "content",
    [
        b"MZ",
        b"MZ" + bytes(58) + b"\xff\xff\xff\xff" + b"x" * 100,
        b"MZ" + bytes(58) + struct.pack("<I", 64) + b"NE\0\0" + bytes(100),
        b"MZ" + bytes(58) + struct.pack("<I", 64) + b"PE\0\0" + struct.pack("<HH", 0, 0xFFFF),
        pe((b".text", b"x"))[:100],
    ],
)
def test_broken_headers_are_named(content: bytes) -> None:
    with pytest.raises(DecodingError):
        read(content)


def test_65535_sections_are_a_table_and_nothing_more() -> None:
    header = b"MZ" + bytes(58) + struct.pack("<I", 64)
    coff = b"PE\0\0" + struct.pack("<HHIIIHH", 0x8664, 0xFFFF, 0, 0, 0, 0, 0)
    assert len(read(header + coff + bytes(40 * 0xFFFF))) == 0xFFFF


@given(st.integers(0, 600), st.binary(min_size=1, max_size=4))
def test_any_change_gives_sections_or_a_named_error(at: int, change: bytes) -> None:
    content = bytearray(pe((b".text", b"code"), (b".sbom", b"the SBOM")))
    content[at : at + len(change)] = change
    try:
        found = read(bytes(content))
    except DecodingError:
        return
    assert all(0 <= section.size <= len(content) for section in found)


@pytest.mark.skipif(shutil.which("objcopy") is None, reason="missing tool: objcopy")
def test_what_objcopy_writes_is_read(tmp_path: Path) -> None:
    program, sbom = tmp_path / "a.efi", tmp_path / "sbom"
    program.write_bytes(b"\x90" * 64)
    sbom.write_bytes(b"this is the SBOM")
    add = ["objcopy", "-I", "binary", "-O", "pei-x86-64", f"--add-section=.sbom={sbom}"]
    done = subprocess.run([*add, program, program], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("this objcopy writes no PE")
    content = program.read_bytes()
    section = next(section for section in read(content) if section.name == ".sbom")
    assert content[section.start : section.start + section.size].rstrip(b"\0") == sbom.read_bytes()

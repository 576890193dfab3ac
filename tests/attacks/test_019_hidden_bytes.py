"""019: bytes that travel beside a compressed bill of materials, where no reader sees them."""

from __future__ import annotations

import gzip
import lzma
from collections.abc import Callable
from pathlib import Path

import pytest
from attack_material import EVIL, Workshop, complaints, encode

RULE = "process/vacuous-audit"


def _packed(folder: Path, name: str, pack: Callable[[bytes], bytes]) -> Workshop:
    workshop = Workshop(folder)
    workshop.parts.discard("sbom")
    packed = pack(encode(workshop.sbom))
    workshop.extra[name] = packed
    workshop.extra[f"{name}.sig"] = workshop.key("release").sign(packed)
    return workshop


def _with_field(flag: int, field: bytes) -> Callable[[bytes], bytes]:
    def pack(content: bytes) -> bytes:
        plain = gzip.compress(content)
        return plain[:3] + bytes([flag]) + plain[4:10] + field + plain[10:]

    return pack


_EXTRA = len(EVIL).to_bytes(2, "little") + EVIL
_FRAME = b"\x50\x2a\x4d\x18" + len(EVIL).to_bytes(4, "little") + EVIL


def _zstd(content: bytes) -> bytes:
    """A frame of one raw block (RFC 8878): what a compressor writes that cannot make it smaller."""
    size = len(content).to_bytes(4, "little")
    return b"\x28\xb5\x2f\xfd\xa0" + size + (len(content) << 3 | 1).to_bytes(3, "little") + content


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("sbom.json.gz", _with_field(4, _EXTRA)),
        ("sbom.json.gz", _with_field(16, EVIL.replace(b"\0", b"-") + b"\0")),
        ("sbom.json.gz", lambda content: gzip.compress(content) + gzip.compress(b"") * 3),
        ("sbom.json.xz", lambda content: lzma.compress(content) + lzma.compress(b"")),
        ("sbom.json.xz", lambda content: lzma.compress(content) + bytes(1 << 16)),
        ("sbom.json.zst", lambda content: _zstd(content) + _FRAME),
    ],
    ids=["extra field", "comment", "gzip members", "xz streams", "xz padding", "zstd frame"],
)
def test_019_bytes_beside_the_content_stand_in_the_way(
    name: str, pack: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    verdict = _packed(tmp_path, name, pack).audit()
    assert verdict.verdict == "INCONCLUSIVE"
    assert complaints(verdict, RULE) == [(name, "open")]


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("sbom.json.gz", gzip.compress),
        ("sbom.json.gz", _with_field(8, b"sbom.json\0")),
        ("sbom.json.gz", lambda content: gzip.compress(content[:9]) + gzip.compress(content[9:])),
        ("sbom.json.xz", lzma.compress),
        ("sbom.json.xz", lambda content: lzma.compress(content[:9]) + lzma.compress(content[9:])),
        ("sbom.json.zst", _zstd),
    ],
    ids=["gzip", "gzip with a name", "gzip members", "xz", "xz streams", "zstd"],
)
def test_019_compression_as_programs_write_it_is_no_offense(
    name: str, pack: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    verdict = _packed(tmp_path, name, pack).audit()
    assert complaints(verdict, RULE) == []
    assert verdict.verdict == "PASSED"

"""Compressed blobs: decoded on demand, whole or not at all, within bounds."""

from __future__ import annotations

import bz2
import gzip as gzip_module
import io
import lzma
import os
import shutil
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance import limits
from provenance.blobs import Blob, MemoryBlob
from provenance.decoding.compressed import CompressedBlob
from provenance.decoding.sketch import Sketch
from provenance.errors import DecodingError, LimitExceededError
from provenance.model.document import Defect
from provenance.readers.archive import bzip2, gzip, xz, zstd

if sys.version_info >= (3, 14):
    from compression import zstd as zstd_module
else:
    from backports import zstd as zstd_module

READERS = {"gzip": gzip, "xz": xz, "bzip2": bzip2, "zstd": zstd}
PACK = {
    "gzip": gzip_module.compress,
    "xz": lzma.compress,
    "bzip2": bz2.compress,
    "zstd": lambda data: zstd_module.compress(
        data, options={zstd_module.CompressionParameter.checksum_flag: 1}
    ),
}
NOISE = os.urandom(300_000)
ALL = pytest.mark.parametrize("form", READERS)


def opened(form: str, packed: bytes) -> tuple[CompressedBlob, list[Defect]]:
    """The blob inside, and what is said after it."""
    sketch = Sketch(MemoryBlob("f", packed))
    assert [name for name, reader in READERS.items() if reader.recognise(sketch)] == [form]
    (_, blob), *rest = READERS[form].read(sketch)
    assert isinstance(blob, CompressedBlob)
    return blob, [defect for _, defect in rest]


@ALL
def test_what_was_packed_comes_out(form):
    for content in (b"", b"one", NOISE, bytes(1_000_000)):
        blob, defects = opened(form, PACK[form](content))
        assert (blob.size, bytes(blob.view())) == (len(content), content)
        assert blob.digest == MemoryBlob("", content).digest
        assert blob.head(4_096) == content[:4_096]
        with blob.open() as stream:
            assert stream.read() == content
        assert defects == []


@ALL
def test_content_of_the_real_tool(form):
    if not shutil.which(form):
        pytest.skip(f"missing tool: {form}")
    packed = subprocess.run([form, "-c"], input=NOISE, capture_output=True, check=True).stdout
    blob, defects = opened(form, packed)
    assert bytes(blob.view()) == NOISE
    assert defects == []


@ALL
def test_several_members_are_one_content(form):
    packed = PACK[form](b"one") + PACK[form](b"two") + PACK[form](NOISE)
    blob, defects = opened(form, packed)
    assert bytes(blob.view()) == b"onetwo" + NOISE
    assert defects == []


def unread(form: str, packed: bytes, content: bytes) -> list[str]:
    """What is said about bytes that do not become content."""
    blob, defects = opened(form, packed)
    assert bytes(blob.view()) == content
    assert all(d.kind == "defect" and not d.whole for d in defects)
    assert {defect.id for defect in defects} <= {"archive/unread-data"}
    return [defect.detail for defect in defects]


@ALL
@pytest.mark.parametrize("where", ["before", "between", "behind"])
def test_members_that_hold_nothing_are_said(form, where):
    one, two, none = PACK[form](b"one"), PACK[form](b"two"), PACK[form](b"")
    packed = {"before": none + one + two, "between": one + none + two, "behind": one + two + none}
    assert unread(form, packed[where], b"onetwo") == [
        f"1 of 3 members of the {form} data hold nothing"
    ]
    assert unread(form, none, b"") == []


def member(flags: int, fields: bytes, content: bytes = b"one") -> bytes:
    """A gzip member whose header goes on with some fields."""
    plain = gzip_module.compress(content, mtime=7)
    return plain[:3] + bytes([flags]) + plain[4:10] + fields + plain[10:]


@pytest.mark.parametrize(
    ("flags", "fields", "what"),
    [
        (4, b"\x05\0XX\x01\0z", "an extra field"),
        (4, b"\xff\xff" + bytes(0xFFFF), "an extra field"),
        (16, b"a comment\0", "a comment"),
        (24, b"name\0a comment\0", "a comment"),
        (8, b"n" * 256 + b"\0", "a name of more than 255 bytes"),
        (8, b"n" * 100_000 + b"\0", "a name of more than 255 bytes"),
    ],
)
def test_what_a_gzip_header_hides_is_said(flags, fields, what):
    for packed in (member(flags, fields), member(0, b"", b"x") + member(flags, fields)):
        count = 2 if packed.startswith(member(0, b"", b"x")) else 1
        detail, *_ = unread("gzip", packed, b"xone" if count == 2 else b"one")
        assert detail == f"1 of {count} members of the gzip data hold {what}, which is not read"


def test_a_gzip_header_as_programs_write_it_is_clean():
    assert unread("gzip", member(8, b"image.bin\0"), b"one") == []
    assert unread("gzip", member(8, b"n" * 255 + b"\0"), b"one") == []
    block = member(4, b"\x06\0BC\x02\0\x1e\0")
    end = bytes.fromhex("1f8b08040000000000ff0600424302001b0003000000000000000000")
    assert unread("gzip", block + block + end, b"oneone") == []


@pytest.mark.parametrize("form", ["gzip", "xz"])
def test_much_that_becomes_nothing_is_said(form):
    (detail,) = unread(form, PACK[form](b"one") + bytes(40_000), b"one")
    assert f"bytes of {form} data become no more than 3" in detail
    empty_blocks = b"\0\0\0\xff\xff" * 20_000
    hollow = member(0, b"")
    (detail,) = unread("gzip", hollow[:10] + empty_blocks + hollow[10:], b"one")
    assert "become no more than 3" in detail


@ALL
@pytest.mark.parametrize("content", [b"", b"one", NOISE[:200_000]], ids=["empty", "one", "noise"])
def test_junk_behind_the_data_is_a_defect(form, content):
    blob, defects = opened(form, PACK[form](content) + b"junk")
    assert bytes(blob.view()) == content
    assert [(defect.id, defect.whole) for defect in defects] == [("archive/trailing-data", False)]
    assert "4 bytes stand behind" in defects[0].detail


@pytest.mark.parametrize("form", ["gzip", "xz"])
def test_zeros_behind_the_data_are_padding(form):
    blob, defects = opened(form, PACK[form](b"one") + bytes(512) + PACK[form](b"two") + bytes(512))
    assert bytes(blob.view()) == b"onetwo"
    assert defects == []


@ALL
def test_data_that_was_cut_is_a_named_error(form):
    packed = PACK[form](NOISE)
    for size in (len(packed) - 1, len(packed) // 2, 20):
        sketch = Sketch(MemoryBlob("f", packed[:size]))
        blob = next(READERS[form].read(sketch))[1]
        for use in (blob.view, lambda blob=blob: blob.size, blob.view):
            with pytest.raises(DecodingError, match=f"{form} data ends too early"):
                use()


@ALL
def test_data_that_was_changed_is_a_named_error(form):
    packed = bytearray(PACK[form](NOISE))
    packed[len(packed) // 2] ^= 0x40
    with pytest.raises(DecodingError, match=f"{form} data is broken"):
        opened(form, bytes(packed))


@ALL
def test_bombs_are_refused_while_they_are_decoded(form, monkeypatch):
    monkeypatch.setattr(limits, "RATIO_FLOOR", 1 << 20)
    bomb = PACK[form](bytes(1 << 24))
    blob = next(READERS[form].read(Sketch(MemoryBlob("f", bomb))))[1]
    assert blob.head(4_096) == bytes(4_096)
    with pytest.raises(LimitExceededError, match=f"of {form} data become more than"):
        blob.view()
    with pytest.raises(LimitExceededError):
        blob.head(1)
    assert opened(form, PACK[form](bytes(1 << 19)))[0].size == 1 << 19


@ALL
def test_sizes_are_bounded(form, monkeypatch):
    packed = PACK[form](NOISE)
    monkeypatch.setattr(limits, "MEMORY_BLOB", 1_000)
    blob, _ = opened(form, packed)
    assert blob.size == len(NOISE)
    with pytest.raises(LimitExceededError, match="more than 1000 bytes after decoding"):
        blob.view()
    monkeypatch.setattr(limits, "ARCHIVE_BYTES", 2_000)
    with pytest.raises(LimitExceededError, match="more than 2000 bytes after decoding"):
        opened(form, packed)


class Counted(MemoryBlob):
    """A blob that knows how many of its bytes were read."""

    read = 0

    def open(self):
        blob = self

        class Stream(io.BytesIO):
            def read(self, size=-1, /):
                data = super().read(size)
                blob.read += len(data)
                return data

        return Stream(bytes(self.view()))


@ALL
def test_a_head_costs_a_head(form):
    packed = Counted("f", PACK[form](NOISE * 16))
    blob = next(READERS[form].read(Sketch(packed)))[1]
    assert isinstance(blob, Blob)
    assert blob.head(4_096) == NOISE[:4_096]
    assert packed.read < 1_500_000 < blob.size


@ALL
def test_a_sketch_of_a_large_image_decodes_its_start_only(form):
    packed = Counted("f", PACK[form](NOISE * 16))
    sketch = Sketch(next(READERS[form].read(Sketch(packed)))[1])
    assert not sketch.is_text
    assert not sketch.looks_like_json
    assert sketch.members == {}
    assert packed.read < 1_500_000


def test_a_huge_window_is_refused(monkeypatch):
    packed = lzma.compress(b"x")
    monkeypatch.setattr(limits, "DECODER_MEMORY", 1 << 20)
    with pytest.raises(DecodingError, match="xz data is broken: Memory usage limit"):
        opened("xz", packed)
    # A frame header with a window of 2^30 bytes (RFC 8878, section 3.1.1.1.2) and one raw block.
    packed = b"\x28\xb5\x2f\xfd\0" + bytes([(30 - 10) << 3]) + b"\x09\0\0x"
    with pytest.raises(DecodingError, match="zstd data is broken"):
        opened("zstd", packed)
    assert opened("zstd", packed[:5] + b"\x50" + packed[6:])[0].view() == b"x"


def test_skippable_frames_are_skipped_and_said():
    frame = b"\x50\x2a\x4d\x18" + (5).to_bytes(4, "little") + b"hello"
    blob, defects = opened("zstd", frame + PACK["zstd"](b"one") + frame)
    assert bytes(blob.view()) == b"one"
    assert [(defect.id, defect.whole) for defect in defects] == [("archive/unread-data", False)] * 2
    assert "2 of 3 members of the zstd data hold a frame to be skipped" in defects[0].detail


@ALL
@settings(deadline=None)
@given(junk=st.binary(max_size=300), size=st.integers(4, 40))
def test_any_bytes_behind_a_header_give_content_or_a_named_error(form, junk, size):
    packed = PACK[form](b"some content of a document")[:size] + junk
    blob = next(READERS[form].read(Sketch(MemoryBlob("f", packed))))[1]
    try:
        content = bytes(blob.view())
    except DecodingError:
        return
    assert len(content) == blob.size

"""ZIP: its two sets of headers must agree, its bytes must be what they declare."""

from __future__ import annotations

import io
import shutil
import struct
import subprocess
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance import limits
from provenance.blobs import Blob, FileBlob, MemoryBlob, SpanBlob
from provenance.decoding.sketch import Sketch
from provenance.errors import DecodingError, LimitExceededError
from provenance.model.document import Defect
from provenance.readers.archive import zip as reader

FILES = {
    "root.layout": b'{"signatures": []}',
    "images/gateway.img": bytes(range(256)) * 40,
    "empty": b"",
    "notes/ä.txt": "grüße".encode(),
}


class Unseekable(io.RawIOBase):
    """A pipe, so that sizes come behind the content."""

    def __init__(self) -> None:
        self.content = b""

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        self.content += bytes(data)
        return len(data)


def make(files=FILES, method=zipfile.ZIP_DEFLATED, *, piped=False) -> bytes:
    stream = Unseekable() if piped else io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.content if piped else stream.getvalue()


def items(archive: bytes) -> list[tuple[str, object]]:
    sketch = Sketch(MemoryBlob("d.zip", archive))
    assert reader.recognise(sketch)
    return list(reader.read(sketch))


def files(found: list[tuple[str, object]]) -> dict[str, bytes]:
    return {place: bytes(item.view()) for place, item in found if isinstance(item, Blob)}


def faults(found: list[tuple[str, object]]) -> dict[str, str]:
    return {place: item.id for place, item in found if isinstance(item, Defect)}


@pytest.mark.parametrize("piped", [False, True])
@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_an_innocent_archive_is_read_as_it_is(method, piped):
    found = items(make(method=method, piped=piped))
    assert files(found) == FILES
    assert faults(found) == {}
    for place, blob in found:
        assert isinstance(blob, Blob)
        assert isinstance(blob, SpanBlob) == (method == zipfile.ZIP_STORED)
        assert blob.size == len(FILES[place])
        assert blob.digest == MemoryBlob("", FILES[place]).digest


def test_an_empty_archive_has_no_entries():
    assert items(make({})) == []


@pytest.mark.skipif(not shutil.which("zip"), reason="missing tool: zip")
@pytest.mark.parametrize("option", ["-q", "-0q", "-qz", "-fzq"])
def test_archives_of_info_zip(option, tmp_path):
    for name, content in FILES.items():
        path = tmp_path / "d" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    archive = tmp_path / "d.zip"
    command = ["zip", option, "-r", str(archive), "."]
    subprocess.run(command, check=True, cwd=tmp_path / "d", input=b"a comment\n")
    found = list(reader.read(Sketch(FileBlob("d.zip", archive))))
    assert files(found) == FILES
    assert faults(found) == {}


def test_zip64_is_read():
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(stream, "w") as archive,
        archive.open("fw.bin", "w", force_zip64=True) as member,
    ):
        member.write(b"one")
    assert files(items(stream.getvalue())) == {"fw.bin": b"one"}
    plain = make({"fw.bin": b"one"})
    start, size = struct.unpack_from("<2L", plain, len(plain) - 10)[::-1]
    end64 = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, size, start)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, len(plain) - 22, 1)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 65535, 65535, 2**32 - 1, 2**32 - 1, 0)
    assert files(items(plain[:-22] + end64 + locator + end)) == {"fw.bin": b"one"}
    with pytest.raises(DecodingError, match="without a locator"):
        items(plain[:-22] + end64 + bytes(20) + end)
    with pytest.raises(DecodingError, match="without the record"):
        items(plain[:-22] + bytes(56) + locator + end)


def odd(name: str, content: bytes = b"x", **more) -> bytes:
    """An innocent entry, one that is odd, and another innocent one."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("fw.bin", b"one")
        info = zipfile.ZipInfo("x")
        info.filename = name
        for key, value in more.items():
            setattr(info, key, value)
        archive.writestr(info, content)
        archive.writestr("last", b"two")
    return stream.getvalue()


HOSTILE = {
    "up": (odd("../x"), "delivery/unsafe-name"),
    "absolute": (odd("/etc/passwd"), "delivery/unsafe-name"),
    "drive": (odd("C:/x"), "delivery/unsafe-name"),
    "backslash": (odd("a\\x"), "delivery/unsafe-name"),
    "control": (odd("a\x07x"), "delivery/unsafe-name"),
    "folder up": (odd("../x/", b""), "delivery/unsafe-name"),
    "folder with content": (odd("d/"), "delivery/special-entry"),
    "twice": (odd("./fw.bin"), "delivery/duplicate-name"),
    "case": (odd("FW.bin"), "delivery/colliding-name"),
    "below a file": (odd("fw.bin/x"), "delivery/colliding-name"),
    "link": (odd("l", external_attr=0o120777 << 16), "delivery/special-entry"),
    "device": (odd("l", external_attr=0o020666 << 16), "delivery/special-entry"),
    "bzip2": (odd("m", compress_type=zipfile.ZIP_BZIP2), "archive/unsupported-method"),
    "lzma": (odd("m", compress_type=zipfile.ZIP_LZMA), "archive/unsupported-method"),
    "other name": (
        odd("n", extra=struct.pack("<2HBL", 0x7075, 6, 1, 0) + b"m"),
        "archive/contradicting-headers",
    ),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_entries_are_named_and_the_rest_is_read(case):
    archive, expected = HOSTILE[case]
    found = items(archive)
    assert files(found) == {"fw.bin": b"one", "last": b"two"}
    assert list(faults(found).values()) == [expected]
    assert all(place.isprintable() for place, _ in found)


def changed(archive: bytes, old: bytes, new: bytes, nth: int = 0) -> bytes:
    """The archive with the nth occurrence of some bytes replaced by as many others."""
    at = -1
    for _ in range(nth + 1):
        at = archive.index(old, at + 1)
    assert len(old) == len(new)
    return archive[:at] + new + archive[at + len(old) :]


def patch(archive: bytes, mark: bytes, offset: int, field: bytes) -> bytes:
    """The archive with a field replaced in the first header that has this mark."""
    at = archive.index(mark) + offset
    return archive[:at] + field + archive[at + len(field) :]


LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
ONE = make({"fw.bin": b"one" * 9})
STORED = make({"fw.bin": b"one" * 9}, zipfile.ZIP_STORED)

CONTRADICTING = {
    "name": (changed(ONE, b"fw.bin", b"xx.bin"), "archive/contradicting-headers"),
    "method": (patch(ONE, LOCAL, 8, b"\0\0"), "archive/contradicting-headers"),
    "crc": (patch(ONE, LOCAL, 14, b"1234"), "archive/contradicting-headers"),
    "size": (patch(ONE, LOCAL, 22, b"\1\0\0\0"), "archive/contradicting-headers"),
    "packed size": (patch(ONE, LOCAL, 18, b"\1\0\0\0"), "archive/contradicting-headers"),
    "encrypted": (
        patch(patch(ONE, LOCAL, 6, b"\1\0"), CENTRAL, 8, b"\1\0"),
        "archive/encrypted",
    ),
    "encrypted in one": (patch(ONE, CENTRAL, 8, b"\1\0"), "archive/contradicting-headers"),
    "declares less": (
        patch(patch(ONE, LOCAL, 22, b"\x05\0\0\0"), CENTRAL, 24, b"\x05\0\0\0"),
        "archive/limit",
    ),
    "declares more": (
        patch(patch(ONE, LOCAL, 22, b"\xff\0\0\0"), CENTRAL, 24, b"\xff\0\0\0"),
        "archive/malformed",
    ),
    "content": (changed(STORED, b"oneone", b"oneOne"), "archive/malformed"),
    "stored, two sizes": (
        patch(patch(STORED, LOCAL, 22, b"\x05\0\0\0"), CENTRAL, 24, b"\x05\0\0\0"),
        "archive/contradicting-headers",
    ),
    "broken deflate": (
        patch(ONE, b"fw.bin", 6, b"\xff\xff"),
        "archive/malformed",
    ),
}


@pytest.mark.parametrize("case", CONTRADICTING)
def test_entries_that_contradict_themselves_are_not_opened(case):
    archive, expected = CONTRADICTING[case]
    found = items(archive)
    assert files(found) == {}
    assert faults(found) == {"fw.bin": expected}


BROKEN = {
    "cut": (ONE[:-30], "no end of central directory"),
    "cut in the end": (ONE[:-3], "no end of central directory"),
    "no directory": (ONE[:40] + ONE[-22:], "its directory ends at"),
    "something in front": (LOCAL + b"x" + ONE, "its directory ends at"),
    "second disk": (patch(ONE, END, 4, b"\1\0"), "one part of an archive in several files"),
    "entry elsewhere": (patch(ONE, CENTRAL, 34, b"\1\0"), "lies in another file"),
    "too few entries": (patch(ONE, END, 8, b"\2\0\2\0"), "fewer entries than it says"),
    "too many entries": (patch(ONE, END, 8, b"\0\0\0\0"), "more than its entries"),
    "offset": (patch(ONE, CENTRAL, 42, b"\1\0\0\0"), "not where it says"),
    "far offset": (patch(ONE, CENTRAL, 42, b"\xf0\xff\0\0"), "starts behind the entries"),
    "long": (patch(ONE, CENTRAL, 20, b"\xf0\xff\0\0"), "reaches into the directory"),
    "name length": (patch(ONE, CENTRAL, 28, b"\xff\xff"), "ends inside an entry"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_broken_archives_are_named_errors(case):
    archive, message = BROKEN[case]
    with pytest.raises(DecodingError) as caught:
        items(archive)
    assert message in str(caught.value)


def test_entries_that_share_bytes_are_refused():
    archive = make({"a": b"x" * 100, "b": b"y" * 100}, zipfile.ZIP_STORED)
    second = archive.index(CENTRAL, archive.index(CENTRAL) + 1)
    shared = archive[: second + 42] + bytes(4) + archive[second + 46 :]
    shared = shared[: second + 46] + b"a" + shared[second + 47 :]
    with pytest.raises(DecodingError, match="a shares bytes with another entry"):
        items(shared)


def test_an_end_inside_a_comment_is_refused():
    fake = struct.pack("<4s4H2LH", END, 0, 0, 0, 0, 0, 0, 0)
    archive = ONE[:-2] + len(fake).to_bytes(2, "little") + fake
    with pytest.raises(DecodingError, match="two ends of its directory"):
        items(archive)
    assert files(items(ONE[:-2] + b"\x05\0hello")) == {"fw.bin": b"one" * 9}


def test_an_archive_stored_inside_is_no_second_end():
    found = items(make({"inner.zip": ONE}, zipfile.ZIP_STORED))
    assert files(found) == {"inner.zip": ONE}
    assert faults(found) == {}


def test_what_belongs_to_no_entry_is_said():
    assert faults(items(ONE + b"junk")) == {"": "archive/trailing-data"}
    hidden = make({"a": b"x", "hidden": b"y"}, zipfile.ZIP_STORED)
    first = hidden.index(CENTRAL)
    second = hidden.index(CENTRAL, first + 1)
    end = struct.pack("<4s4H2LH", END, 0, 0, 1, 1, second - first, first, 0)
    found = items(hidden[:second] + end)
    assert files(found) == {"a": b"x"}
    assert faults(found) == {"": "archive/unclaimed-bytes"}


def test_bombs_are_refused_before_and_while_they_are_inflated(monkeypatch):
    bomb = make({"bomb": bytes(100_000), "fw.bin": b"one"})
    assert len(files(items(bomb))) == 2
    monkeypatch.setattr(limits, "RATIO_FLOOR", 50_000)
    monkeypatch.setattr(limits, "COMPRESSION_RATIO", 20)
    found = items(bomb)
    assert files(found) == {"fw.bin": b"one"}
    assert faults(found) == {"bomb": "archive/limit"}
    monkeypatch.setattr(limits, "MEMBER_BYTES", 99_999)
    assert faults(items(bomb)) == {"bomb": "archive/limit"}
    monkeypatch.setattr(limits, "ARCHIVE_BYTES", 100_002)
    with pytest.raises(LimitExceededError, match="more than 100002 bytes together"):
        items(bomb)
    monkeypatch.setattr(limits, "ARCHIVE_MEMBERS", 1)
    with pytest.raises(LimitExceededError, match="2 entries; at most 1"):
        items(bomb)


def test_members_that_are_not_held_are_inflated_again(monkeypatch):
    monkeypatch.setattr(limits, "HELD_MEMBER", 100)
    found = items(make())
    assert files(found) == FILES
    assert files(found) == FILES
    for place, blob in found:
        assert isinstance(blob, Blob)
        assert blob.digest == MemoryBlob("", FILES[place]).digest


def test_names_without_the_flag_are_in_the_code_page_of_the_first_pcs():
    archive = odd("n\u00e4").replace("nä".encode(), "nä".encode("cp437") + b"?")
    plain = archive.replace(b"n\x84?", b"n\x84x")
    at = plain.index(b"n\x84x") - 30
    unflagged = plain[: at + 6] + b"\0\0" + plain[at + 8 :]
    at = plain.index(b"n\x84x", at + 40) - 46
    unflagged = unflagged[: at + 8] + b"\0\0" + unflagged[at + 10 :]
    assert "näx" in files(items(unflagged))


@settings(deadline=None)
@given(st.binary(max_size=600))
def test_any_bytes_behind_the_mark_give_entries_or_a_named_error(junk):
    for archive in (LOCAL + junk, ONE[:50] + junk + ONE[50:], ONE + junk):
        try:
            found = items(archive)
        except DecodingError:
            continue
        assert all(isinstance(item, Blob | Defect) for _, item in found)


INNOCENT = make(piped=True)


@settings(deadline=None, max_examples=300)
@given(data=st.data())
def test_mutated_archives_give_what_was_packed_or_say_so(data):
    archive = bytearray(INNOCENT)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(4, len(archive) - 1))
        archive[at] = data.draw(st.integers(0, 255))
    try:
        found = items(bytes(archive))
    except DecodingError:
        return
    # Names may have been changed in both places; content has a checksum.
    known = {zlib.crc32(content) for content in FILES.values()}
    assert all(zlib.crc32(content) in known for content in files(found).values())


def dressed(*, comment: bytes = b"", extra: bytes = b"", note: bytes = b"") -> bytes:
    """An archive of one file with a comment, extra fields, and a comment on the file."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        entry = zipfile.ZipInfo("a")
        entry.extra, entry.comment, archive.comment = extra, note, comment
        archive.writestr(entry, b"one")
    return stream.getvalue()


def field(kind: int, length: int) -> bytes:
    return struct.pack("<2H", kind, length) + b"x" * length


@pytest.mark.parametrize(
    ("archive", "detail"),
    [
        (dressed(comment=b"c" * 3_000), "the comment of the archive has 3000 bytes"),
        (dressed(note=b"c" * 3_000), "3000 bytes of comments and unknown fields of 1 entries"),
        (dressed(extra=field(0x4242, 70)), "140 bytes of comments and unknown fields"),
        (dressed(extra=field(0x5455, 500)), "974 bytes of comments and unknown fields"),
        (dressed(extra=field(0xCAFE, 65)), "130 bytes of comments and unknown fields"),
    ],
)
def test_what_headers_hide_is_said(archive, detail):
    found = items(archive)
    assert files(found) == {"a": b"one"}
    ((place, defect),) = [(p, item) for p, item in found if isinstance(item, Defect)]
    assert (place, defect.id, defect.whole) == ("", "archive/unread-data", False)
    assert detail in defect.detail


def test_what_programs_write_into_headers_is_clean():
    known = field(0x5455, 9) + field(0x7875, 11) + field(0x000A, 32) + field(0xCAFE, 0)
    found = items(dressed(comment=b"c" * 40, extra=known, note=b"a note"))
    assert files(found) == {"a": b"one"}
    assert faults(found) == {}


def test_data_in_front_of_the_first_entry_and_between_two_is_said():
    plain = make({"a": b"one", "b": b"two"})
    second = plain.index(b"PK\x03\x04", 4)
    first = plain.index(b"PK\x01\x02")
    end = plain.index(b"PK\x05\x06")
    junk = b"PK\x03\x04" + bytes(60)
    entries = plain[first:end]
    at_second = entries.index(b"PK\x01\x02", 4)
    for before, between in ((junk, b""), (b"", junk)):
        moved = [len(before), second + len(before) + len(between)]
        rows = [entries[:at_second], entries[at_second:]]
        rows = [r[:42] + struct.pack("<L", at) + r[46:] for r, at in zip(rows, moved, strict=True)]
        start = struct.pack("<L", first + len(junk))
        tail = plain[end : end + 16] + start + plain[end + 20 :]
        archive = before + plain[:second] + between + plain[second:first] + b"".join(rows) + tail
        found = items(archive)
        assert files(found) == {"a": b"one", "b": b"two"}
        assert faults(found) == {"": "archive/unclaimed-bytes"}

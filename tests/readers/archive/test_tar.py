"""tar: what is in it is read as it is, what is hostile is named and never opened."""

from __future__ import annotations

import gzip
import io
import shutil
import subprocess
import tarfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance import limits
from provenance.blobs import Blob, FileBlob, MemoryBlob
from provenance.decoding.sketch import Sketch
from provenance.errors import DecodingError, LimitExceededError
from provenance.model.document import Defect
from provenance.readers.archive import gzip as gzip_reader
from provenance.readers.archive import tar

FILES = {
    "root.layout": b'{"signatures": []}',
    "images/gateway.img": bytes(range(256)) * 40,
    "empty": b"",
    "block": bytes(512),
    "notes/" + "long" * 40 + "/ä.txt": "grüße".encode(),
}


def info(name: str, content: bytes = b"", kind: bytes = tarfile.REGTYPE, **more) -> tuple:
    found = tarfile.TarInfo(name)
    found.type, found.size = kind, len(content)
    for key, value in more.items():
        setattr(found, key, value)
    return found, content


def make(*members: tuple, form: int = tarfile.PAX_FORMAT) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=form) as archive:
        for member, content in members:
            archive.addfile(member, io.BytesIO(content))
    return stream.getvalue()


def innocent(form: int = tarfile.PAX_FORMAT) -> bytes:
    return make(*(info(name, content) for name, content in FILES.items()), form=form)


def sealed(block: bytes) -> bytes:
    """A header block with the checksum that belongs to it."""
    blank = block[:148] + b" " * 8 + block[156:]
    return blank[:148] + b"%06o\0 " % sum(blank) + blank[156:]


def patched(archive: bytes, at: int, field: bytes, block: int = 0) -> bytes:
    """The archive with a field of one header replaced, and its checksum made to fit."""
    start = block * 512
    header = bytearray(archive[start : start + 512])
    header[at : at + len(field)] = field
    return archive[:start] + sealed(bytes(header)) + archive[start + 512 :]


def items(archive: bytes, *, compressed: bool = False) -> list[tuple[str, object]]:
    blob: Blob = MemoryBlob("d.tar", gzip.compress(archive, 1) if compressed else archive)
    if compressed:
        blob = next(gzip_reader.read(Sketch(blob)))[1]
    sketch = Sketch(blob)
    assert tar.recognise(sketch)
    return list(tar.read(sketch))


def files(found: list[tuple[str, object]]) -> dict[str, bytes]:
    return {place: bytes(item.view()) for place, item in found if isinstance(item, Blob)}


def faults(found: list[tuple[str, object]]) -> dict[str, str]:
    return {place: item.id for place, item in found if isinstance(item, Defect)}


@pytest.mark.parametrize("compressed", [False, True])
@pytest.mark.parametrize("form", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT])
def test_an_innocent_archive_is_read_as_it_is(form, compressed):
    found = items(innocent(form), compressed=compressed)
    assert files(found) == FILES
    assert faults(found) == {}
    for _, blob in found:
        assert isinstance(blob, Blob)
        assert blob.size == len(bytes(blob.view()))
        assert blob.digest == MemoryBlob("", bytes(blob.view())).digest
        assert blob.head(10) == bytes(blob.view())[:10]
        with blob.open() as stream:
            assert stream.read() == blob.view()


@pytest.mark.skipif(not shutil.which("tar"), reason="missing tool: tar")
@pytest.mark.parametrize("form", ["v7", "oldgnu", "gnu", "ustar", "pax"])
def test_archives_of_the_systems_tar(form, tmp_path):
    short = {name: content for name, content in FILES.items() if len(name) < 90}
    for name, content in short.items():
        path = tmp_path / "d" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    archive = tmp_path / "d.tar"
    command = ["tar", f"--format={form}", "-cf", str(archive), "-C", str(tmp_path / "d"), "."]
    subprocess.run(command, check=True)
    sketch = Sketch(FileBlob("d.tar", archive))
    assert tar.recognise(sketch)
    found = list(tar.read(sketch))
    assert files(found) == short
    assert faults(found) == {}


HOSTILE = {
    "up": (info("../../etc/passwd", b"x"), "delivery/unsafe-name"),
    "up inside": (info("a/../../b", b"x"), "delivery/unsafe-name"),
    "absolute": (info("/etc/passwd", b"x"), "delivery/unsafe-name"),
    "drive": (info("C:/windows/x", b"x"), "delivery/unsafe-name"),
    "backslash": (info("a\\b", b"x"), "delivery/unsafe-name"),
    "control": (info("a\nb", b"x"), "delivery/unsafe-name"),
    "turned": (info("a\u202egmi.exe", b"x"), "delivery/unsafe-name"),
    "no text": (info("a\udcff", b"x"), "delivery/unsafe-name"),
    "empty": (info(".", b"x"), "delivery/unsafe-name"),
    "long": (info("a" * 5_000, b"x"), "delivery/unsafe-name"),
    "folder up": (info("../x", kind=tarfile.DIRTYPE), "delivery/unsafe-name"),
    "symbolic link": (info("l", kind=tarfile.SYMTYPE, linkname="/"), "delivery/special-entry"),
    "hard link": (info("l", kind=tarfile.LNKTYPE, linkname="fw.bin"), "delivery/special-entry"),
    "device": (info("l", kind=tarfile.CHRTYPE), "delivery/special-entry"),
    "block device": (info("l", kind=tarfile.BLKTYPE), "delivery/special-entry"),
    "pipe": (info("l", kind=tarfile.FIFOTYPE), "delivery/special-entry"),
    "unknown kind": (info("l", b"x", kind=b"Q"), "delivery/special-entry"),
    "sparse": (info("l", b"", kind=tarfile.GNUTYPE_SPARSE), "delivery/special-entry"),
    "sparse pax": (
        info("l", b"x", pax_headers={"GNU.sparse.major": "1", "GNU.sparse.minor": "0"}),
        "delivery/special-entry",
    ),
    "twice": (info("fw.bin", b"other"), "delivery/duplicate-name"),
    "twice, spelled oddly": (info("./fw.bin", b"other"), "delivery/duplicate-name"),
    "case": (info("FW.bin", b"other"), "delivery/colliding-name"),
    "composition": (info("u\u0308.bin", b"other"), "delivery/colliding-name"),
    "below a file": (info("fw.bin/x", b"other"), "delivery/colliding-name"),
    "file above files": (info("d", b"other"), "delivery/colliding-name"),
}


@pytest.mark.parametrize("compressed", [False, True])
@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_entries_are_named_and_the_rest_is_read(case, compressed):
    member, expected = HOSTILE[case]
    good = [info("fw.bin", b"one"), info("\u00fc.bin", b"two"), info("d/e", b"three")]
    found = items(make(*good, member, info("last", b"four")), compressed=compressed)
    read = {"fw.bin": b"one", "\u00fc.bin": b"two", "d/e": b"three", "last": b"four"}
    assert files(found) == read
    assert list(faults(found).values()) == [expected]
    for place, item in found:
        assert place == place.encode().decode()
        assert place.isprintable()
        assert not isinstance(item, Defect) or not item.whole


def test_directories_and_idle_parts_of_names():
    members = [info("./", kind=tarfile.DIRTYPE), info("a/", kind=tarfile.DIRTYPE)]
    found = items(make(*members, info("./a//b/./c", b"x"), info("a/", kind=tarfile.DIRTYPE)))
    assert files(found) == {"a/b/c": b"x"}
    assert faults(found) == {}


def test_an_old_archive_without_magic_is_known_by_its_checksum():
    archive = patched(make(info("fw.bin", b"x"), form=tarfile.USTAR_FORMAT), 257, bytes(8))
    assert files(items(archive)) == {"fw.bin": b"x"}
    assert not tar.recognise(Sketch(MemoryBlob("x", archive[:148] + bytes(512))))
    assert not tar.recognise(Sketch(MemoryBlob("x", bytes(10_240))))


BROKEN = {
    "checksum": (lambda a: a[:100] + b"9" + a[101:], "its checksum is wrong"),
    "later checksum": (lambda a: a[:1024] + b"X" + a[1025:], "byte=1024-1536"),
    "size": (lambda a: patched(a, 124, b"zzzzzzzzzzz\0"), "has a size that is no number"),
    "negative size": (lambda a: patched(a, 124, b"\xff" * 12), "has a size that is no number"),
    "huge size": (lambda a: patched(a, 124, b"\x80" + b"\xff" * 11), "entries of more than"),
    "link with content": (lambda a: patched(a, 156, b"2"), "without content has 3 bytes"),
    "cut in the content": (lambda a: a[:514], "ends 510 bytes early"),
    "cut in a header": (lambda a: a[:1100], "ends inside a header"),
}


@pytest.mark.parametrize("compressed", [False, True])
@pytest.mark.parametrize("case", BROKEN)
def test_broken_archives_are_named_errors(case, compressed):
    change, message = BROKEN[case]
    archive = make(info("fw.bin", b"one"), info("b", b"two"), form=tarfile.USTAR_FORMAT)
    assert len(files(items(archive, compressed=compressed))) == 2
    with pytest.raises(DecodingError) as caught:
        items(change(archive), compressed=compressed)
    assert message in str(caught.value)


def pax(records: bytes, name: bytes = b"real", size: int = 3, kind: bytes = b"x") -> bytes:
    """An extended header as written, then an entry of three bytes."""
    extended = patched(make(info("h", records), form=tarfile.USTAR_FORMAT), 156, kind)
    entry = make(info(name.decode(), b"x" * size), form=tarfile.USTAR_FORMAT)
    return extended[: 512 + -(-len(records) // 512) * 512] + entry


@pytest.mark.parametrize(
    ("records", "message"),
    [
        (b"12 path=bad\n", None),
        (b"99 path=bad\n", "not as long as it says"),
        (b"path=bad\n", "has no length"),
        (b"0 path=bad\n", "not as long as it says"),
        (b"8 nokey\n", "not as long as it says"),
        (b"10 path=a\n10 path=b\n", "says path twice"),
        (b"9 size=x\n", "size that is no number"),
        (b"9 size=\xb2\n", "size that is no number"),
        (b"22 size=9999999999999\n", "entries of more than"),
    ],
)
def test_extended_headers_are_read_strictly(records, message):
    if message is None:
        assert files(items(pax(records))) == {"bad": b"xxx"}
        return
    with pytest.raises(DecodingError, match=message):
        items(pax(records))


def test_two_sizes_of_one_entry_are_a_defect():
    archive = pax(b"9 size=2\n")
    assert faults(items(archive)) == {
        "real": "archive/contradicting-size",
        "": "archive/unclaimed-bytes",
    }
    assert files(items(pax(b"9 size=3\n"))) == {"real": b"xxx"}


def test_a_global_header_may_comment_but_not_name():
    assert files(items(pax(b"13 comment=x\n", kind=b"g"))) == {"real": b"xxx"}
    with pytest.raises(DecodingError, match="gives every entry the path"):
        items(pax(b"12 path=bad\n", kind=b"g"))


def test_extended_headers_are_bounded():
    header = make(info("h", b""), form=tarfile.USTAR_FORMAT)[:512]
    long = patched(patched(header, 156, b"x"), 124, b"77777777777\0")
    with pytest.raises(LimitExceededError, match="an extended header of"):
        items(long + bytes(1024))
    endless = patched(header, 156, b"x") * 5
    with pytest.raises(DecodingError, match="extended headers without an entry"):
        items(endless + bytes(1024))


def test_what_stands_behind_the_end_is_said():
    archive = make(info("fw.bin", b"one"))
    assert faults(items(archive + bytes(5_000))) == {}
    hidden = items(archive + make(info("hidden", b"two")))
    assert files(hidden) == {"fw.bin": b"one"}
    assert faults(hidden) == {"": "archive/trailing-data"}


@pytest.mark.parametrize("compressed", [False, True])
def test_what_fills_up_the_block_of_an_entry_is_said(compressed):
    archive = make(info("a", b"one"), info("b", b"two"), form=tarfile.USTAR_FORMAT)
    hidden = archive[:600] + b"hidden" + archive[606:]
    assert files(items(hidden, compressed=compressed)) == {"a": b"one", "b": b"two"}
    assert faults(items(hidden, compressed=compressed)) == {"": "archive/unclaimed-bytes"}
    assert faults(items(archive, compressed=compressed)) == {}


def test_pax_keys_that_nobody_knows_are_fine():
    assert faults(items(pax(b"20 ACME.note=a note\n"))) == {}


def test_an_archive_that_was_cut_between_entries_is_said():
    found = items(make(info("fw.bin", b"one"), form=tarfile.USTAR_FORMAT)[:1024])
    assert files(found) == {"fw.bin": b"one"}
    assert faults(found) == {"": "archive/no-end"}


def test_members_are_counted_and_bounded(monkeypatch):
    archive = make(*(info(f"f{number}", b"x") for number in range(5)))
    monkeypatch.setattr(limits, "ARCHIVE_MEMBERS", 4)
    with pytest.raises(LimitExceededError, match="more than 4 entries"):
        items(archive)
    monkeypatch.setattr(limits, "ARCHIVE_MEMBERS", 5)
    monkeypatch.setattr(limits, "ARCHIVE_BYTES", 4)
    with pytest.raises(LimitExceededError, match="more than 4 bytes"):
        items(archive)


def test_members_that_are_not_held_are_decoded_again(monkeypatch):
    big = {"a.bin": bytes(range(256)) * 64, "b.json": b'{"a": 1}' * 4_000, "c": b"c"}
    archive = make(*(info(name, content) for name, content in big.items()))
    monkeypatch.setattr(limits, "HELD_MEMBER", 1_000)
    found = items(archive, compressed=True)
    assert files(found) == big
    assert files(found[::-1]) == big
    for place, blob in found:
        assert isinstance(blob, Blob)
        assert blob.size == len(big[place])
        assert blob.digest == MemoryBlob("", big[place]).digest
        assert blob.hash("sha512") == MemoryBlob("", big[place]).hash("sha512")
        assert blob.head(4_096) == big[place][:4_096]
        assert blob.head(5_000) == big[place][:5_000]


def test_a_large_image_does_not_push_the_evidence_out(monkeypatch):
    monkeypatch.setattr(limits, "HELD_MEMBERS", 10_000)
    members = [info("a.img", bytes(4_900)), info("b.img", bytes(200)), info("c", b"x" * 5_000)]
    held = {place: type(item) for place, item in items(make(*members), compressed=True)}
    assert [kind is MemoryBlob for kind in held.values()] == [True, False, True]


def test_decoding_again_is_bounded(monkeypatch):
    monkeypatch.setattr(limits, "HELD_MEMBER", 10)
    monkeypatch.setattr(limits, "REPEATED_BYTES", 50_000)
    members = [info(f"f{number}", bytes(5_000)) for number in range(4)]
    found = items(make(*members), compressed=True)
    with pytest.raises(LimitExceededError, match="unpack it and audit the directory"):
        list(map(files, [found[::-1]] * 9))


@settings(deadline=None)
@given(st.binary(max_size=1_600))
def test_any_bytes_behind_a_header_give_entries_or_a_named_error(junk):
    header = make(info("fw.bin", b"one"), form=tarfile.USTAR_FORMAT)[:512]
    for compressed in (False, True):
        try:
            found = items(header + junk, compressed=compressed)
        except DecodingError:
            continue
        assert all(isinstance(item, Blob | Defect) for _, item in found)


INNOCENT = innocent()


@settings(deadline=None, max_examples=200)
@given(data=st.data())
def test_mutated_archives_give_entries_or_a_named_error(data):
    archive = bytearray(INNOCENT)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(archive) - 1))
        archive[at] = data.draw(st.integers(0, 255))
    block = data.draw(st.integers(0, len(archive) // 512 - 1)) * 512
    archive[block : block + 512] = sealed(bytes(archive[block : block + 512]))
    cut = bytes(archive[: data.draw(st.integers(512, len(archive)))])
    if not tar.recognise(Sketch(MemoryBlob("", cut))):
        return
    seen = []
    for compressed in (False, True):
        try:
            found = items(cut, compressed=compressed)
            seen.append((files(found), faults(found)))
        except DecodingError as error:
            seen.append(str(error))
    assert seen[0] == seen[1]

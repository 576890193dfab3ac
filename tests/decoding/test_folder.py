"""Names that are safe everywhere, and directories of which nothing is lost."""

from __future__ import annotations

import os

import pytest

from provenance.blobs import FileBlob
from provenance.decoding.folder import NameGuard, printable, walk_folder
from provenance.errors import UnreadableError
from provenance.model.document import Defect


@pytest.mark.parametrize(
    "name", ["a", "a/b", ".hidden", "a b", "ä/ß.bin", "..a", "a..", "c:", "x/C:/y", "日本語"]
)
def test_ordinary_names_pass(name):
    expected = "delivery/unsafe-name" if name == "c:" else None
    fault = NameGuard().check(name)
    assert (None if fault is None else fault.id) == expected


@pytest.mark.parametrize(
    "name",
    ["", "/a", "\\a", "a\\b", "../a", "a/..", "a/../b", "C:a", "a\0", "a\x7f", "a\x85", "a\u202e",
     "a\u2066", "a\u2028", "a\udcff", "a" * 5_000],
)  # fmt: skip
def test_unsafe_names_do_not(name):
    fault = NameGuard().check(name)
    assert fault is not None
    assert fault.id == "delivery/unsafe-name"
    assert fault.place.isprintable()


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["a", "a"], "duplicate"),
        (["a", "A"], "colliding"),
        (["straße", "STRASSE"], "colliding"),
        (["\u00fc", "u\u0308"], "colliding"),
        (["a/b", "a"], "colliding"),
        (["a", "a/b"], "colliding"),
        (["a", "A/b/c"], "colliding"),
        (["a/b", "a/c"], None),
        (["a/b", "ab"], None),
    ],
)
def test_names_that_meet(names, expected):
    guard = NameGuard()
    first, second = (guard.check(name) for name in names)
    assert first is None
    assert (None if second is None else second.id) == (
        None if expected is None else f"delivery/{expected}-name"
    )


def test_printable_names_show_what_they_hide():
    assert printable("ä b") == "ä b"
    assert printable("a\u202eb\n\udcff") == "a\\u202eb\\n\\udcff"


def test_links_and_pipes_are_said_and_not_opened(tmp_path):
    (tmp_path / "file").write_bytes(b"x")
    (tmp_path / "link").symlink_to("/etc/passwd")
    (tmp_path / "folder link").symlink_to("/etc")
    os.mkfifo(tmp_path / "pipe")
    found = dict(walk_folder(tmp_path))
    assert isinstance(found.pop("file"), FileBlob)
    assert sorted(found) == ["folder link", "link", "pipe"]
    assert {item.id for item in found.values() if isinstance(item, Defect)} == {
        "delivery/special-entry"
    }


def test_a_name_that_is_no_text_is_said(tmp_path):
    (tmp_path / os.fsdecode(b"a\xff")).write_bytes(b"x")
    ((place, fault),) = walk_folder(tmp_path)
    assert place == "a\\udcff"
    assert isinstance(fault, Defect)


def test_a_folder_that_cannot_be_read_is_said(tmp_path, monkeypatch):
    (tmp_path / "closed").mkdir()
    (tmp_path / "file").write_bytes(b"x")
    scandir = os.scandir

    def refuse(path):
        if os.fspath(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    found = dict(walk_folder(tmp_path))
    assert isinstance(found.pop("file"), FileBlob)
    assert [(place, item.id) for place, item in found.items() if isinstance(item, Defect)] == [
        ("closed", "delivery/unreadable-entry")
    ]


def test_a_folder_that_is_gone_is_an_error(tmp_path):
    with pytest.raises(UnreadableError, match="cannot be read"):
        list(walk_folder(tmp_path / "gone"))

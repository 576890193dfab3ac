"""Given paths that the system itself refuses: each is a sentence with the path, for Python too."""

from __future__ import annotations

from pathlib import Path

import pytest

import provenance
from provenance.errors import UnreadableError

REFUSED = {
    "missing": ("nowhere", "does not exist"),
    "below a file": ("fw.bin/inside", "cannot be read"),
    "too long": ("n" * 5_000, "cannot be read"),
    "with a NUL": ("a\0b", "cannot be read"),
    "a link to itself": ("loop", "cannot be read"),
    "a link to nothing": ("dangling", "does not exist"),
    "a lone surrogate": ("\ud800", "cannot be read"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_path_that_the_system_refuses_is_named(name: str, tmp_path: Path) -> None:
    (tmp_path / "fw.bin").write_bytes(b"fw")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "dangling").symlink_to("nothing")
    path, reason = REFUSED[name]
    with pytest.raises(UnreadableError) as caught:
        provenance.read(f"{tmp_path}/{path}")
    assert path in str(caught.value)
    assert reason in str(caught.value)


def test_an_ordinary_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "fw.bin").write_bytes(b"fw")
    assert [file.artifact.size for file in provenance.read(tmp_path / "fw.bin").files] == [2]

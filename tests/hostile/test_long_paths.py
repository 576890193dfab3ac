"""Folders deeper than the system can name: said by name, and the rest of the delivery is read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import provenance

STEP = "d" * 200


@pytest.fixture
def deep(tmp_path: Path) -> Iterator[Path]:
    """A folder below 30 others, made from within: no path leads there."""
    here = os.open(tmp_path, os.O_RDONLY)
    opened = [here]
    for _ in range(30):
        os.mkdir(STEP, dir_fd=here)
        here = os.open(STEP, os.O_RDONLY, dir_fd=here)
        opened.append(here)
    (tmp_path / "fw.bin").write_bytes(b"fw")
    yield tmp_path
    opened.pop()
    for one in reversed(opened):
        os.rmdir(STEP, dir_fd=one)
    for one in opened:
        os.close(one)


def test_a_folder_that_no_path_leads_to_is_said(deep: Path) -> None:
    evidence = provenance.read(deep)
    assert [file.artifact.path for file in evidence.files] == ["fw.bin"]
    (entry,) = evidence.given[0].chapter.defects
    assert (entry.id, entry.kind) == ("delivery/unreadable-entry", "defect")
    assert entry.place.startswith(STEP)


def test_a_folder_within_reach_is_read(tmp_path: Path) -> None:
    folder = tmp_path / STEP / STEP
    folder.mkdir(parents=True)
    (folder / "fw.bin").write_bytes(b"fw")
    evidence = provenance.read(tmp_path)
    assert [file.artifact.path for file in evidence.files] == [f"{STEP}/{STEP}/fw.bin"]
    assert evidence.given[0].chapter.defects == ()

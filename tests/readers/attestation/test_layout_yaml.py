"""Layouts in YAML are named, not read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import provenance
from provenance.errors import UsageError

TEXT = """expires: "2100-10-10T12:23:22Z"
functionaries:
  a:
    keyType: "ed25519"
steps:
  - name: "clone"
"""
BARE = {"expires": "2100-10-10T12:23:22Z", "functionaries": {}, "steps": []}


def test_a_layout_in_yaml_is_named_as_one(tmp_path: Path) -> None:
    path = tmp_path / "layout.yml"
    path.write_text(TEXT)
    (chapter,) = provenance.read(path).chapters
    assert (chapter.document.format, chapter.document.version) == ("in-toto layout", "YAML")
    with pytest.raises(UsageError, match="a layout in YAML is not read; write it as JSON"):
        provenance.lint(path)


@pytest.mark.parametrize("text", [TEXT.replace("steps", "plan"), f"notes on\n  {TEXT!r}"])
def test_other_text_is_not(text: str, tmp_path: Path) -> None:
    path = tmp_path / "layout.yml"
    path.write_text(text)
    assert not [c for c in provenance.read(path).chapters if c.document.format == "in-toto layout"]


def test_the_same_in_json_is_read(tmp_path: Path) -> None:
    path = tmp_path / "layout.json"
    path.write_text(json.dumps(BARE))
    assert provenance.lint(path)[0].steps == 0

"""The schemas that are carried along are those that their list of sources names, byte for byte."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path

import pytest

import provenance.decoding

SCHEMAS = Path(provenance.decoding.__file__).parent / "schemas"
LISTS = sorted(SCHEMAS.glob("*/SOURCES.toml"))


@pytest.mark.parametrize("sources", LISTS, ids=[path.parent.name for path in LISTS])
def test_every_schema_has_a_source_a_digest_and_a_license(sources: Path) -> None:
    listed = tomllib.loads(sources.read_text(encoding="utf-8"))
    present = {path.name for path in sources.parent.iterdir() if path.name != sources.name}
    assert set(listed) == present
    for name, entry in listed.items():
        content = (sources.parent / name).read_bytes()
        assert entry["sha256"] == hashlib.sha256(content).hexdigest(), name
        assert entry["source"].startswith("https://")
        assert entry["license"]

"""Hand-made verdicts, stored as files."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from provenance.model.verdict import Verdict
from provenance.reports import report

sys.path.insert(0, str(Path(__file__).parents[1] / "reports"))


@pytest.fixture
def stored(tmp_path: Path) -> Callable[[Verdict], str]:
    """Writes a verdict as JSON and gives its path."""

    def store(verdict: Verdict) -> str:
        path = tmp_path / "verdict.json"
        path.write_text(report(verdict, "json"), encoding="utf-8")
        return str(path)

    return store

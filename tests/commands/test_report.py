"""provenance report: a stored verdict again, and nothing judged."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from handmade import BAD, GOOD

from provenance.catalogue import entry_ids
from provenance.cli import main
from provenance.model.verdict import Verdict
from provenance.reports import report

Stored = Callable[[Verdict], str]


@pytest.mark.parametrize("form", entry_ids("provenance.reports"))
def test_it_is_what_the_audit_would_have_shown(
    form: str, stored: Stored, capsysbinary: Any
) -> None:
    assert main(["report", stored(BAD), "--format", form]) == 0
    assert capsysbinary.readouterr().out.decode() == report(BAD, form)


def test_it_goes_to_a_file(stored: Stored, tmp_path: Path, capsysbinary: Any) -> None:
    target = tmp_path / "report.md"
    assert main(["report", stored(GOOD), "--format", "markdown", "--output", str(target)]) == 0
    assert target.read_text(encoding="utf-8") == report(GOOD, "markdown")
    assert capsysbinary.readouterr().out == b""


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{}", "is not a verdict of ours"),
        ("[1", "is not JSON"),
        ('{"$schema": "urn:firmware-provenance:verdict:v1", "verdict": "GREEN"}', "/verdict"),
    ],
)
def test_what_is_no_verdict_ends_with_2_and_says_where(
    content: str, message: str, tmp_path: Path, capsys: Any
) -> None:
    path = tmp_path / "v.json"
    path.write_text(content)
    assert main(["report", str(path)]) == 2
    shown = capsys.readouterr().err
    assert str(path) in shown
    assert message in shown


def test_paths_that_cannot_be_used_end_with_2(stored: Stored, tmp_path: Path, capsys: Any) -> None:
    assert main(["report", str(tmp_path / "none.json")]) == 2
    assert main(["report", stored(GOOD), "--output", str(tmp_path / "no" / "x.txt")]) == 2
    assert "cannot be written" in capsys.readouterr().err

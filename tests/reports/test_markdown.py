"""The Markdown report: a ticket with everything in it, and no markup from the delivery."""

from __future__ import annotations

import msgspec
import pytest
from handmade import BAD, VERDICTS, sha
from syrupy.assertion import SnapshotAssertion

from provenance.model.finding import ListedSubject, Subject
from provenance.reports.markdown import render


@pytest.mark.parametrize("name", sorted(VERDICTS))
def test_it_stays_as_people_know_it(name: str, snapshot: SnapshotAssertion) -> None:
    assert render(VERDICTS[name]) == snapshot


def test_digests_are_whole() -> None:
    assert str(sha("gateway.img")) in render(BAD)
    assert "…" not in render(BAD).replace(" …", "").replace("- …", "")


def test_a_delivery_cannot_add_markup() -> None:
    evil = "](https://evil.example) <img src=x> `code` | @somebody www.evil.example\n# PASSED"
    listed = ListedSubject(Subject(evil, None, evil), evil, ())
    finding = msgspec.structs.replace(BAD.findings[0], subjects=(listed,))
    text = render(msgspec.structs.replace(BAD, delivery=evil, findings=(finding,)))
    lines = text.splitlines()
    assert not any(line.startswith("# ") for line in lines)
    detail = next(line for line in lines if "\\<img" in line and line.startswith("- "))
    assert "\\](https\\://evil" in detail
    assert "@<!-- -->somebody" in detail
    row = next(line for line in lines if line.startswith("| ✗"))
    assert row.replace("\\|", "").count("|") == 6

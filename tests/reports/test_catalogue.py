"""Formats are found by name and by suffix."""

from __future__ import annotations

import pytest
from handmade import BAD

from provenance.catalogue import entry_ids
from provenance.errors import UsageError
from provenance.reports import format_of_path, report


@pytest.mark.parametrize("form", entry_ids("provenance.reports"))
def test_every_format_renders_the_same_bytes_twice(form: str) -> None:
    text = report(BAD, form)
    assert text == report(BAD, form)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


@pytest.mark.parametrize(
    ("path", "form"),
    [("a.json", "json"), ("A.SARIF", "sarif"), ("b.md", "markdown"), ("c.txt", "text")],
)
def test_a_suffix_names_a_format(path: str, form: str) -> None:
    assert format_of_path(path) == form


def test_an_unknown_name_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match=r"\.sarif"):
        format_of_path("x.docx")
    with pytest.raises(UsageError, match="markdown"):
        report(BAD, "docx")

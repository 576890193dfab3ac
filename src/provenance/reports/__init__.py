"""Catalogue: one report format per file, verdict to text.

A report is a module with `render(verdict, *, color=False) -> str`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from provenance.catalogue import entry_ids, load_entry
from provenance.errors import UsageError

if TYPE_CHECKING:  # the help of a command lists the formats, and needs no verdict for it
    from provenance.model.verdict import Verdict

_SUFFIXES: Final = {".txt": "text", ".md": "markdown"}


def report(verdict: Verdict, form: str = "text", *, color: bool = False) -> str:
    """A verdict in a format of this catalogue: `text`, `json`, `markdown`, `sarif`, `csv`."""
    rendered: str = load_entry(__name__, form).render(verdict, color=color)
    return rendered


def format_of_path(path: str) -> str:
    """The format that a file name asks for by its suffix; a `UsageError` where it asks for none."""
    for form in entry_ids(__name__):
        if path.lower().endswith(f".{form}"):
            return form
    for suffix, form in _SUFFIXES.items():
        if path.lower().endswith(suffix):
            return form
    known = ", ".join(sorted([*_SUFFIXES, *(f".{form}" for form in entry_ids(__name__))]))
    raise UsageError(f"{path}: the suffix names no report format; known: {known}")

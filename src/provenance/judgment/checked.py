"""Checks of what stands in a policy file, each with file, line and key in what it says."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date as Day
from datetime import datetime
from typing import Any, Final

from provenance.decoding.toml import Step, TomlFile

Path = tuple[Step, ...]
Check = Callable[[TomlFile, Any, Path], Any]

_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
LATER: Final[Mapping[Path, str]] = {
    ("plugins",): "entries of other packages come with a later version of this tool",
}
"""Keys that are documented and not known yet."""


def checked_table(
    file: TomlFile, value: Any, path: Path, fields: Mapping[str, Check]
) -> dict[str, Any]:
    """A table with known keys only, each checked."""
    found: dict[str, Any] = {}
    for key, inner in checked_pairs(file, value, path):
        here = (*path, key)
        if here in LATER:
            raise file.error(f"is not known yet: {LATER[here]}", *here)
        if key not in fields:
            raise file.error(f"is not known here; known: {', '.join(sorted(fields))}", *here)
        found[key] = fields[key](file, inner, here)
    return found


def checked_pairs(file: TomlFile, value: Any, path: Path) -> list[tuple[str, Any]]:
    """The keys of a table with their values."""
    if not isinstance(value, dict):
        raise file.error("has to be a table", *path)
    return list(value.items())


def checked_text(file: TomlFile, value: Any, path: Path) -> str:
    """A text that is not blank."""
    if not isinstance(value, str) or not value.strip():
        raise file.error("has to be a text that is not empty", *path)
    return value


def checked_texts(file: TomlFile, value: Any, path: Path) -> list[str]:
    """An array of texts; order and repetition say nothing."""
    if not isinstance(value, list):
        raise file.error("has to be an array of texts", *path)
    return sorted({checked_text(file, item, path) for item in value})


def checked_flag(file: TomlFile, value: Any, path: Path) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise file.error("has to be true or false", *path)
    return value


def checked_number(file: TomlFile, value: Any, path: Path) -> int:
    """A whole number that is not negative."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise file.error("has to be a whole number, 0 or more", *path)
    return value


def checked_date(file: TomlFile, value: Any, path: Path) -> str:
    """A day, as a date of TOML or a text of that form."""
    if isinstance(value, Day) and not isinstance(value, datetime):
        return value.isoformat()
    try:
        text = checked_text(file, value, path)
        if _DAY.fullmatch(text) is None:
            raise ValueError(text)
        return Day.fromisoformat(text).isoformat()
    except ValueError as error:
        raise file.error("has to be a date such as 2027-01-31", *path) from error

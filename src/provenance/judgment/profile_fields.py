"""The tables `[profile]` and `[[field]]` of a policy file, checked key by key."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Final, get_args

from provenance.decoding.toml import TomlFile
from provenance.judgment.checked import (
    Check,
    Path,
    checked_date,
    checked_table,
    checked_text,
)
from provenance.model.profile import Mark, Need
from provenance.questions.fields import question_fault

_OF: Final = ("document", "component")
_NEEDED_OF_PROFILE: Final = ("title", "edition", "source", "mark")
_NEEDED_OF_FIELD: Final = ("name", "title", "of", "asks", "needs", "clause", "mark")


def read_profile(file: TomlFile, value: Any, path: Path) -> dict[str, Any]:
    """What a policy says of the standard whose fields it asks for."""
    found = checked_table(file, value, path, _PROFILE)
    _complete(file, found, _NEEDED_OF_PROFILE, path)
    start, end = found.get("from", ""), found.get("until", "")
    if start and end and end < start:
        raise file.error("lies before the day from which it is in force", *path, "until")
    return found


def read_asked(file: TomlFile, value: Any, path: Path) -> list[dict[str, Any]]:
    """The fields of a profile, in their order; each has a name of its own."""
    if not isinstance(value, list):
        raise file.error("has to be an array of tables: [[field]]", *path)
    found = [_field(file, item, (*path, number)) for number, item in enumerate(value)]
    seen: set[str] = set()
    for number, field in enumerate(found):
        if field["name"] in seen:
            raise file.error(f"{field['name']!r} is a field already", *path, number, "name")
        seen.add(field["name"])
    return found


def _field(file: TomlFile, value: Any, path: Path) -> dict[str, Any]:
    found = checked_table(file, value, path, _FIELD)
    _complete(file, found, _NEEDED_OF_FIELD, path)
    fault = question_fault(found["of"], found["asks"])
    if fault is not None:
        raise file.error(fault, *path, "asks")
    return found


def _complete(
    file: TomlFile, found: Mapping[str, Any], needed: tuple[str, ...], path: Path
) -> None:
    for key in needed:
        if key not in found:
            raise file.error(f"needs {key!r}", *path)


def _word(file: TomlFile, value: Any, path: Path, *, known: tuple[str, ...]) -> str:
    if value not in known:
        raise file.error(f"{value!r} is none of: {', '.join(known)}", *path)
    return str(value)


_PROFILE: Final[Mapping[str, Check]] = {
    "title": checked_text,
    "edition": checked_text,
    "source": checked_text,
    "mark": partial(_word, known=get_args(Mark)),
    "from": checked_date,
    "until": checked_date,
}
_FIELD: Final[Mapping[str, Check]] = {
    "name": checked_text,
    "title": checked_text,
    "of": partial(_word, known=_OF),
    "asks": checked_text,
    "needs": partial(_word, known=get_args(Need)),
    "clause": checked_text,
    "mark": partial(_word, known=get_args(Mark)),
    "cyclonedx": checked_text,
    "spdx-2": checked_text,
    "spdx-3": checked_text,
}

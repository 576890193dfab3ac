"""Patterns that auditors write: globs over delivery paths, and `*` in an expected text."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_STAR: Final = re.compile(r"(?<!\\)\*")


@lru_cache(maxsize=1024)
def _path_pattern(glob: str) -> re.Pattern[str]:
    return re.compile("".join(map(_translate, re.split(r"(\*\*/?|\*|\?)", glob))), re.DOTALL)


def _translate(part: str) -> str:
    known = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    return known.get(part, re.escape(part))


def path_matches(glob: str, path: str) -> bool:
    """Whether a glob means a path: `*` stays in one folder, `**` crosses them.

    A glob without a slash means a file name, in whatever folder it lies.
    """
    name = path if "/" in glob else path.rpartition("/")[2]
    return _path_pattern(glob).fullmatch(name) is not None


@lru_cache(maxsize=1024)
def _text_parts(glob: str) -> tuple[tuple[str, ...], ...]:
    """The literal texts between the stars, for each part between slashes."""
    return tuple(
        tuple(literal.replace(r"\*", "*") for literal in _STAR.split(part))
        for part in glob.split("/")
    )


def text_matches(expected: str, text: str) -> bool:
    r"""Whether a text is the expected one; `*` stands for any characters but a slash, `\*` for
    itself.

    The first place that fits a literal is as good as any, so that the time is bounded by the
    product of both lengths.
    """
    if expected == text:
        return True
    wanted, parts = _text_parts(expected), text.split("/")
    return len(wanted) == len(parts) and all(map(_part_matches, wanted, parts))


def _part_matches(literals: tuple[str, ...], part: str) -> bool:
    if len(literals) == 1:
        return literals[0] == part
    first, *between, last = literals
    at, end = len(first), len(part) - len(last)
    if end < at or not part.startswith(first) or not part.endswith(last):
        return False
    for literal in between:
        found = part.find(literal, at, end)
        if found < 0:
            return False
        at = found + len(literal)
    return True


def literally(text: str) -> str:
    r"""A text as a pattern that only this text matches."""
    return text.replace("*", r"\*")

"""Patterns that auditors write: globs over delivery paths, and `*` in an expected text."""

from __future__ import annotations

import re
from functools import lru_cache


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
def _text_pattern(glob: str) -> re.Pattern[str]:
    return re.compile("[^/]*".join(re.escape(part) for part in glob.split("*")), re.DOTALL)


def text_matches(expected: str, text: str) -> bool:
    """Whether a text is the expected one; `*` stands for any characters but a slash."""
    return expected == text or _text_pattern(expected).fullmatch(text) is not None

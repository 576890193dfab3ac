"""Patterns of artifact rules: globs of `fnmatch`, always case-sensitive, taken apart to be fast."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final, NamedTuple

_SPECIAL: Final = re.compile(r"[*?\[]")


class Glob(NamedTuple):
    """A glob taken apart: literal beginning, and literal end where only one `*` lies between.

    `matches` answers for a whole name; it is wanted only where there is no such end.
    """

    head: str
    tail: str | None
    matches: Callable[[str], object]


@lru_cache(maxsize=4096)
def split_glob(pattern: str) -> Glob:
    """What the names that a glob matches begin and end with."""
    found = _SPECIAL.search(pattern)
    head = pattern if found is None else pattern[: found.start()]
    rest = pattern[len(head) :]
    tail = rest[1:] if rest.startswith("*") and is_literal(rest[1:]) else None
    return Glob(head, tail, re.compile(fnmatch.translate(pattern)).match)


def is_literal(pattern: str) -> bool:
    """Whether a pattern can match only the name that it spells."""
    return _SPECIAL.search(pattern) is None


def is_all(pattern: str) -> bool:
    """Whether a pattern matches every name."""
    return bool(pattern) and not pattern.strip("*")


def folder_prefix(prefix: str) -> str:
    """The prefix of an IN clause with forward slashes and exactly one at its end, or nothing."""
    plain = prefix.replace("\\", "/")
    return f"{plain.rstrip('/')}/" if plain else ""

"""Texts that differ in the name and the version of their package only, and so are alike in form.

Locations and locators of a document mostly do. The forms that are asked for here (of a location, a
purl, a CPE 2.3 name) allow any letters, digits, dots, hyphens and underscores in each place where
they allow an underscore: a text has such a form where it has it with underscores in place of name
and version. Nor does that change the scheme of a location, in which no underscore may stand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

Words = tuple[str, str]
"""What an underscore may stand for: the name and the version of a package."""

_are_plain: Final = re.compile(r"[A-Za-z0-9._-]+ [A-Za-z0-9._-]+").fullmatch
_are_all_plain: Final = re.compile(r"(?:[A-Za-z0-9._-]++\n)*+").fullmatch
_MARK: Final = "_"
_NO_WORDS: Final = (_MARK, _MARK)
_REMEMBERED: Final = 4_096


def words_of(name: str | None, version: str | None) -> Words:
    """The name and the version, where neither holds anything that a form may not allow."""
    words = (name or _MARK, version or _MARK)
    return words if _are_plain(f"{words[0]} {words[1]}") else _NO_WORDS


def all_words(
    names: Sequence[str | None], versions: Sequence[str | None]
) -> tuple[Sequence[str], Sequence[str]]:
    """The same of several packages: their names, and their versions."""
    texts = [one or _MARK for one in names], [one or _MARK for one in versions]
    if all(map(_are_plain_lines, texts)):
        return texts
    words = list(map(words_of, names, versions))
    return [name for name, _ in words], [version for _, version in words]


def _are_plain_lines(texts: Sequence[str]) -> bool:
    lines = "\n".join(texts) + "\n"
    return lines.count("\n") == len(texts) and _are_all_plain(lines) is not None


class Alike:
    """The likenesses that are known to have one form; bounded in memory."""

    def __init__(self, fits: Callable[[str], object]) -> None:
        self._fits = fits
        self._known: set[str] = set()

    def fits(self, text: str, words: Words) -> bool:
        """Whether a text has the form."""
        likeness = text.replace(words[0], _MARK).replace(words[1], _MARK)
        return likeness in self._known or self._learn(likeness) or bool(self._fits(text))

    def _learn(self, likeness: str) -> bool:
        if not self._fits(likeness):
            return False
        if len(self._known) < _REMEMBERED:
            self._known.add(likeness)
        return True

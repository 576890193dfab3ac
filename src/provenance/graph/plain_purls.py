"""Package URLs that plainly are what their component is called: known by a few looks at each.

Nearly all purls of a document begin alike, end alike, and have the name and the version of their
component between, so that only what is rare or odd has to be taken apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import repeat
from typing import Any, Final

from provenance.decoding.purl import spelling_fault
from provenance.graph.evidence import Chapter
from provenance.model.component import Component

_ENCODED: Final = "%(?:2[0-9A-CF]|3[B-F]|40|5[B-E]|60|7[B-D])"
_is_lower: Final = re.compile(r"[a-z0-9.~-]+@[A-Za-z0-9._~:-]+").fullmatch
_is_any: Final = re.compile(r"[A-Za-z0-9._~-]+@[A-Za-z0-9._~:-]+").fullmatch
_is_version: Final = re.compile(f"(?:[A-Za-z0-9._~:-]|{_ENCODED})+").fullmatch
_are_qualifiers: Final = re.compile(
    f"[a-z][a-z0-9._-]*=(?:[A-Za-z0-9._~:/-]|{_ENCODED})+"
    f"(?:&[a-z][a-z0-9._-]*=(?:[A-Za-z0-9._~:/-]|{_ENCODED})+)*"
).fullmatch
_SLASHES: Final = "has a / in a qualifier, which the package URL specification writes %2F"
_LOWER_PROBE: Final = "x.y-1~@A.b"
_ANY_PROBE: Final = "X_y.z-1~@A.b"
"""A name and a version that a type folds or refuses if it folds or refuses any plain ones."""
_LINES: Final = {
    _is_lower: re.compile(r"(?:[a-z0-9.~-]++@[A-Za-z0-9._~:-]++\n)*+").fullmatch,
    _is_any: re.compile(r"(?:[A-Za-z0-9._~-]++@[A-Za-z0-9._~:-]++\n)*+").fullmatch,
}
"""What tells the same of several texts, each on a line."""
_WORD: Final = "N"
"""Stands for the name or the version in qualifiers, and nowhere in a key or an encoded character:
what holds of it there holds of every plain text.
"""
_REMEMBERED: Final = 65_536


class PlainPurls:
    """What was found out about beginnings and endings of purls so far; bounded in memory."""

    def __init__(self) -> None:
        self._heads: dict[str, Callable[[str], object]] = {}  # by all in front of the name
        self._endings: dict[str, str | None] = {"": "", "?": ""}  # by all behind the version

    def fault(self, text: str, component: Component) -> str | None:
        """Empty where nothing is odd about a purl, the one thing that is, or None if not sure."""
        name, version = component.name, component.version
        if name and version:
            rest = f"{name}@{version}"
            head, found, ending = text.partition(rest)
            fits = self._heads.get(head)
            if found and fits is not None and fits(rest):
                fault = self._fault_of(ending.replace(name, _WORD).replace(version, _WORD))
                if fault is not None:
                    return fault
        return self._learn(text, component)

    def faults(self, texts: Sequence[str], components: Sequence[Component]) -> list[str | None]:
        """The same of several purls, each with its component."""
        names: list[Any] = [one.name for one in components]
        versions: list[Any] = [one.version for one in components]
        if not texts or not all(names) or not all(versions):
            return list(map(self.fault, texts, components))
        rests = [f"{name}@{version}" for name, version in zip(names, versions, strict=True)]
        parts = map(str.partition, texts, rests)
        heads, found, ends = zip(*parts, strict=True)
        fits: set[Any] = set(map(self._heads.get, heads))
        are_plain = _LINES.get(fits.pop()) if len(fits) == 1 else None
        lines = "\n".join(rests) + "\n"
        # no line of its own in a name or a version, and each of them found
        if are_plain is None or lines.count("\n") > len(rests) or not are_plain(lines):
            return list(map(self.fault, texts, components))
        endings = map(str.replace, ends, names, repeat(_WORD))
        endings = map(str.replace, endings, versions, repeat(_WORD))
        faults = list(map(self._endings.get, endings))
        if None in faults or "" in found:
            for at, fault in enumerate(faults):
                if fault is None or not found[at]:
                    faults[at] = self.fault(texts[at], components[at])
        return faults

    def _learn(self, text: str, component: Component) -> str | None:
        """The same, for a purl of which a part was not seen before."""
        path, mark, qualifiers = text.partition("?")
        head, slash, rest = path.rpartition("/")
        name, _, version = rest.partition("@")
        if name != component.name:
            return None
        own = component.version
        if version != own and (version[:1] != "v" or version[1:] != own):
            if not own or not _is_version(version) or version.replace("%2B", "+") != own:
                return None
            rest = name + "@1"
        fits = self._heads.get(head + slash)
        if fits is None:
            fits = self._learn_head(head + slash)
        return self._fault_of(mark + qualifiers) if fits(rest) else None

    def _learn_head(self, head: str) -> Callable[[str], object]:
        """What tells whether a name and a version may follow: any plain ones, or only some."""
        found: Callable[[str], object] = _is_none
        if spelling_fault(head + _ANY_PROBE) is None:
            found = _is_any
        elif spelling_fault(head + _LOWER_PROBE) is None:
            found = _is_lower
        if len(self._heads) < _REMEMBERED:
            self._heads[head] = found
        return found

    def _fault_of(self, ending: str) -> str | None:
        if ending in self._endings:
            return self._endings[ending]
        found: str | None = None
        qualifiers = ending[1:]
        if ending[0] == "?" and _are_qualifiers(qualifiers) is not None and _are_sorted(qualifiers):
            found = _SLASHES if "/" in qualifiers else ""
        if len(self._endings) < _REMEMBERED:
            self._endings[ending] = found
        return found


def _is_none(rest: str) -> None:
    return None


def unsure_purls(chapter: Chapter) -> tuple[int, ...]:
    """Positions of components with a package URL that is not plainly well-formed, or not plainly of
    their name and version.
    """
    fault_of = PlainPurls().fault
    return tuple(
        position
        for position, component in enumerate(chapter.facts(Component))
        for identifier in component.identifiers
        if identifier.kind == "purl" and fault_of(identifier.value, component) is None
    )


def _are_sorted(qualifiers: str) -> bool:
    if "&" not in qualifiers:
        return True
    keys = [pair.partition("=")[0] for pair in qualifiers.split("&")]
    return keys == sorted(set(keys))

"""Package URLs that plainly are what their component is called: known by a few looks at each.

Nearly all purls of a document begin alike, end alike, and have the name and the version of their
component between, so that only what is rare or odd has to be taken apart.
"""

from __future__ import annotations

import re
from typing import Final

from provenance.decoding.purl import spelling_fault
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
_REMEMBERED: Final = 65_536


class PlainPurls:
    """What was found out about beginnings and qualifiers of purls so far; bounded in memory."""

    def __init__(self) -> None:
        self._heads: dict[str, int] = {}
        self._endings: dict[str, str | None] = {}

    def fault(self, text: str, component: Component) -> str | None:
        """Empty where nothing is odd about a purl, the one thing that is, or None if not sure."""
        path, _, qualifiers = text.partition("?")
        head, _, rest = path.rpartition("/")
        name, _, version = rest.partition("@")
        if name != component.name:
            return None
        own = component.version
        if version != own and (version[:1] != "v" or version[1:] != own):
            if not own or not _is_version(version) or version.replace("%2B", "+") != own:
                return None
            rest = name + "@1"
        kind = self._heads.get(head)
        if kind is None:
            kind = self._learn_head(head)
        if kind == 0 or not (_is_any if kind == 2 else _is_lower)(rest):
            return None
        return self._fault_of(qualifiers) if qualifiers else ""

    def _learn_head(self, head: str) -> int:
        """2 where any plain name may follow, 1 where one in lower case without `_` may, else 0."""
        found = 0
        if spelling_fault(f"{head}/{_ANY_PROBE}") is None:
            found = 2
        elif spelling_fault(f"{head}/{_LOWER_PROBE}") is None:
            found = 1
        if len(self._heads) < _REMEMBERED:
            self._heads[head] = found
        return found

    def _fault_of(self, qualifiers: str) -> str | None:
        if qualifiers in self._endings:
            return self._endings[qualifiers]
        found: str | None = None
        if _are_qualifiers(qualifiers) is not None and _are_sorted(qualifiers):
            found = _SLASHES if "/" in qualifiers else ""
        if len(self._endings) < _REMEMBERED:
            self._endings[qualifiers] = found
        return found


def _are_sorted(qualifiers: str) -> bool:
    if "&" not in qualifiers:
        return True
    keys = [pair.partition("=")[0] for pair in qualifiers.split("&")]
    return keys == sorted(set(keys))

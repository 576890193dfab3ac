"""Who made, supplied or annotated something, as SPDX 2 writes it on one line."""

from __future__ import annotations

import re
from functools import lru_cache
from string import whitespace
from typing import Final, NamedTuple

from provenance.model.component import Gap, Party
from provenance.model.document import Tool

GAPS: Final[dict[str, Gap]] = {"NOASSERTION": "noAssertion", "NONE": "none"}
"""The two ways of SPDX 2 to state that something is not known or not there."""

_LINE: Final = re.compile(r"\s*(Person|Organization|Tool):(.*)", re.DOTALL)
_BEFORE_VERSION: Final = re.compile(r"[-\s](?=v?[0-9])")
_SEPARATORS: Final = f"-{whitespace}"
_TYPES: Final = "design|source|build|analyzed|deployed|runtime"
_TYPE: Final = re.compile(
    rf"\b(?:type\s*+(?:is|of|[:=])?+\s*+['\"]?({_TYPES})\b|({_TYPES})[ -](?:time )?SBOM\b)",
    re.IGNORECASE,
)
_BARE_TYPE: Final = re.compile(rf"\s*({_TYPES})\s*", re.IGNORECASE)


class Actor(NamedTuple):
    """What a line says: somebody, or that they are not known; and what is wrong with the line."""

    party: Party | None
    gap: Gap | None = None
    fault: str | None = None


@lru_cache(maxsize=4096)
def actor(text: str) -> Actor:
    """A supplier, originator, creator, annotator or reviewer (SPDX 2.3, clauses 6.8 and 7.5)."""
    if text in GAPS:
        return Actor(None, GAPS[text])
    found = _LINE.fullmatch(text)
    if found is None:
        party = Party(text.strip()) if text.strip() else None
        return Actor(party, None, "does not begin with Person:, Organization: or Tool:")
    name, contacts = _name(found[2].strip())
    fault = None if name else "names nobody"
    kind = found[1].lower()
    if not name and not contacts:
        return Actor(None, None, fault)
    return Actor(Party(name or None, kind, contacts), None, fault)  # type: ignore[arg-type]


def _name(text: str) -> tuple[str, tuple[str, ...]]:
    before, bracket, inside = text.removesuffix(")").rpartition("(")
    if not bracket or not text.endswith(")") or ")" in inside:
        return text, ()
    inside = inside.strip()
    if not inside:
        return before.rstrip(), ()
    # what stands in parentheses and is no address is a part of the name
    return (before.rstrip(), (inside,)) if "@" in inside or "://" in inside else (text, ())


def tool(name: str) -> Tool:
    """`toolidentifier-version` taken apart (SPDX 2.3, clause 6.8)."""
    start = max(name.rfind(" "), 0)  # no version holds a blank
    found = _BEFORE_VERSION.search(name, start)
    plain = "" if found is None else name[: found.start()].rstrip(_SEPARATORS)
    return Tool(plain, name[found.end() :]) if found is not None and plain else Tool(name)


def sbom_types(comment: str) -> tuple[str, ...]:
    """The moments of the life cycle that a comment on the creation names, as it spells them."""
    bare = _BARE_TYPE.fullmatch(comment)
    if bare is not None:
        return (bare[1],)
    return tuple(dict.fromkeys(one or other for one, other in _TYPE.findall(comment)))

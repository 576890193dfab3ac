"""Who made, supplied or annotated something, as SPDX 2 writes it on one line."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from provenance.model.component import Gap, Party
from provenance.model.document import Tool

GAPS: Final[dict[str, Gap]] = {"NOASSERTION": "noAssertion", "NONE": "none"}
"""The two ways of SPDX 2 to state that something is not known or not there."""

_LINE: Final = re.compile(r"\s*(Person|Organization|Tool):(.*)", re.DOTALL)
_MAIL: Final = re.compile(r"(.*?)\s*\(([^()]*)\)", re.DOTALL)
_VERSIONED: Final = re.compile(r"(.+?)[-\s]+(v?[0-9]\S*)")
_TYPES: Final = "design|source|build|analyzed|deployed|runtime"
_TYPE: Final = re.compile(
    rf"\b(?:type\s*(?:is|of|[:=])?\s*['\"]?({_TYPES})\b|({_TYPES})[ -](?:time )?SBOM\b)",
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
    found = _MAIL.fullmatch(text)
    if found is None:
        return text, ()
    inside = found[2].strip()
    if not inside:
        return found[1], ()
    # what stands in parentheses and is no address is a part of the name
    return (found[1], (inside,)) if "@" in inside or "://" in inside else (text, ())


def tool(name: str) -> Tool:
    """`toolidentifier-version` taken apart (SPDX 2.3, clause 6.8)."""
    found = _VERSIONED.fullmatch(name)
    return Tool(name) if found is None else Tool(found[1], found[2])


def sbom_types(comment: str) -> tuple[str, ...]:
    """The moments of the life cycle that a comment on the creation names, as it spells them."""
    bare = _BARE_TYPE.fullmatch(comment)
    if bare is not None:
        return (bare[1],)
    return tuple(dict.fromkeys(one or other for one, other in _TYPE.findall(comment)))

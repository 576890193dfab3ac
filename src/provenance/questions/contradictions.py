"""What two documents say about one component that cannot both be true.

Two components are one where a digest says so; where only the purl does, they may be one, and then
both documents at least have to agree on what they say about that name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from provenance.graph.evidence import Chapter, Said
from provenance.graph.identity import agreement, keys_of
from provenance.model.component import Component, Party
from provenance.model.origin import Origin

Position = tuple[int, str]
Group = list[Said[Component]]


class Contradiction(NamedTuple):
    """What another document says, and where."""

    detail: str
    other: Origin


def contradictions(chapters: Sequence[Chapter]) -> dict[Position, Contradiction]:
    """The first contradiction of each component, by document and place."""
    found: dict[Position, Contradiction] = {}
    if len(chapters) < 2:
        return found
    for group in (*_by_purl(chapters), *_by_digest(chapters)):
        for said in group:
            position = id(said.chapter), said.place
            if position not in found:
                contradiction = _against(said, group)
                if contradiction is not None:
                    found[position] = contradiction
    return found


def _by_purl(chapters: Iterable[Chapter]) -> list[Group]:
    groups: dict[str, Group] = {}
    for chapter in chapters:
        for said in chapter.said(Component):
            purl = said.fact.purl
            if purl:
                groups.setdefault(purl, []).append(said)
    return [group for group in groups.values() if _documents(group) > 1]


def _by_digest(chapters: Iterable[Chapter]) -> list[Group]:
    groups: dict[tuple[str, str], Group] = {}
    for chapter in chapters:
        for said in chapter.said(Component):
            for key in keys_of(said.fact.digests):
                groups.setdefault(key, []).append(said)
    return [group for group in groups.values() if _documents(group) > 1]


def _documents(group: Group) -> int:
    return len({id(said.chapter) for said in group})


def _against(said: Said[Component], group: Group) -> Contradiction | None:
    """What another document says against this, unless that document also says the same.

    A document may hold two components of one name; that is its own affair.
    """
    by_document: dict[int, Group] = {}
    for other in group:
        if other.chapter is not said.chapter:
            by_document.setdefault(id(other.chapter), []).append(other)
    for others in by_document.values():
        clashes = [_clash(said.fact, other) for other in others]
        if clashes and all(clash is not None for clash in clashes):
            return clashes[0]
    return None


def _clash(one: Component, said: Said[Component]) -> Contradiction | None:
    other, where = said.fact, said.origin
    if one.version and other.version and one.version != other.version:
        detail = f"version {one.version} here, {other.version} in {where}"
        return Contradiction(detail, where)
    for kind in ("producer", "supplier"):
        mine, theirs = getattr(one, kind), getattr(other, kind)
        if mine and theirs and _plain(mine) != _plain(theirs):
            detail = f"{kind} {str(mine)!r} here, {str(theirs)!r} in {where}"
            return Contradiction(detail, where)
    if agreement(one.digests or (), other.digests or ()) == "different":
        return Contradiction(f"the digests differ from those in {where}", where)
    return None


def _plain(party: Party) -> str:
    return " ".join(str(party).casefold().split())

"""What two documents say about one component that cannot both be true.

Two components are one where a digest says so. Where only an identity of equal rank does (a purl, a
CPE, a tag id …), they may be one, and then both documents at least have to agree on what they say
about that name. In documents about one thing, a package that each of them lists in one version only
has that version in both.

For each kind of statement the documents are asked once, and as few of them are remembered as it
takes to contradict whatever anybody else says: time grows with the components, however many
documents agree.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from provenance.decoding.license_expression import normal_expression
from provenance.graph.evidence import Chapter, Said
from provenance.graph.identity import keys_of, line_of, weak_key
from provenance.model.component import Component, License, Party
from provenance.model.origin import Origin

Position = tuple[int, str]
Group = list[Said[Component]]
Statements = dict[Hashable, frozenset[str]]
"""What one component states, by kind of statement."""

_State = Callable[[Component], Statements]

_BYTES: Final = frozenset({"archive", "file", "image"})
_LONGEST: Final = 2_000
"""Characters of a license expression that is brought into one spelling; others are compared as
they are."""
_NO_WORD: Final = re.compile(r"[\W_]+")
_FORMS: Final = frozenset(
    {"ag", "bv", "co", "company", "corp", "corporation", "foundation", "gmbh", "inc"}
    | {"incorporated", "limited", "llc", "ltd", "project", "sa", "the"}
)
"""Words that a name has in one document and lacks in another."""


class Contradiction(NamedTuple):
    """What another document says, and where."""

    detail: str
    other: Origin


class _Witness(NamedTuple):
    """Values that one document states for all its components of a group, and the first of them."""

    values: frozenset[str]
    said: Said[Component]


def contradictions(
    chapters: Sequence[Chapter], about: Mapping[int, Hashable]
) -> dict[Position, Contradiction]:
    """The first contradiction of each component, by document and place.

    `about` says of documents, by id, what they are about where that is known.
    """
    found: dict[Position, Contradiction] = {}
    if len(chapters) < 2:
        return found
    for group in (*_by_name(chapters), *_by_digest(chapters)):
        _compare(group, _statements, found)
    for group in _by_line(chapters, about):
        _compare(group, _version, found)
    return found


# -- who may be one ------------------------------------------------------------------------------


def _by_name(chapters: Iterable[Chapter]) -> Iterator[Group]:
    groups: dict[Hashable, Group] = {}
    for chapter in chapters:
        for said in chapter.said(Component):
            key = weak_key(said.fact)
            if key is not None:
                groups.setdefault(key, []).append(said)
    return (group for group in groups.values() if _documents(group) > 1)


def _by_digest(chapters: Iterable[Chapter]) -> Iterator[Group]:
    groups: dict[Hashable, Group] = {}
    for chapter in chapters:
        for said in chapter.said(Component):
            for key in keys_of(said.fact.digests):
                groups.setdefault(key, []).append(said)
    return (group for group in groups.values() if _documents(group) > 1)


def _by_line(chapters: Iterable[Chapter], about: Mapping[int, Hashable]) -> Iterator[Group]:
    """Packages without their versions, in documents about one thing, one of each in each."""
    subjects: dict[Hashable, list[Chapter]] = {}
    for chapter in chapters:
        subject = about.get(id(chapter))
        if subject is not None:
            subjects.setdefault(subject, []).append(chapter)
    for same in subjects.values():
        if len(same) > 1:
            yield from _lines(same)


def _lines(chapters: Iterable[Chapter]) -> Iterator[Group]:
    groups: dict[str, dict[int, Group]] = {}
    for chapter in chapters:
        for said in chapter.said(Component):
            line = line_of(said.fact)
            if line is not None:
                groups.setdefault(line, {}).setdefault(id(chapter), []).append(said)
    for documents in groups.values():
        if len(documents) > 1:
            alone = [one for one in documents.values() if len({s.fact.version for s in one}) == 1]
            yield [said for one in alone for said in one]


def _documents(group: Group) -> int:
    first = group[0].chapter
    return 2 if any(said.chapter is not first for said in group) else 1


# -- what they say -------------------------------------------------------------------------------


def _version(component: Component) -> Statements:
    return {"version": frozenset({component.version})} if component.version else {}


def _statements(component: Component) -> Statements:
    found = _version(component)
    for kind, party in (("producer", component.producer), ("supplier", component.supplier)):
        plain = _plain(party) if party is not None else ""
        if plain:
            found[kind] = frozenset({plain})
    for stage in ("declared", "concluded", ""):
        text = _expression([one for one in component.licenses or () if one.stage == stage])
        if text:
            found["license", stage] = frozenset({text})
    values: dict[Hashable, set[str]] = {}
    for digest in component.digests or ():
        scope = "bytes" if digest.scope in _BYTES else digest.scope
        values.setdefault(("digest", digest.algorithm, scope), set()).add(digest.value)
    found.update((kind, frozenset(some)) for kind, some in values.items())
    return found


def _plain(party: Party) -> str:
    words = _NO_WORD.sub(" ", str(party).casefold()).split()
    return " ".join(word for word in words if word not in _FORMS) or " ".join(words)


def _expression(licenses: Sequence[License]) -> str:
    """All choices of one stage as one expression; empty where one of them is a mere name."""
    if not licenses or any(one.form == "name" for one in licenses):
        return ""
    text = " AND ".join(sorted(f"({one.value})" for one in licenses))
    return normal_expression(text) if len(text) <= _LONGEST else text


# -- who contradicts whom ------------------------------------------------------------------------


def _compare(group: Group, state: _State, found: dict[Position, Contradiction]) -> None:
    documents: dict[int, list[tuple[Said[Component], Statements]]] = {}
    for said in group:
        documents.setdefault(id(said.chapter), []).append((said, state(said.fact)))
    witnesses = _witnesses(documents.values())
    for rows in documents.values():
        for said, statements in rows:
            position = id(said.chapter), said.place
            contradiction = _against(said, statements, witnesses)
            if contradiction is not None:
                found.setdefault(position, contradiction)


def _witnesses(
    documents: Iterable[list[tuple[Said[Component], Statements]]],
) -> dict[Hashable, list[_Witness]]:
    """For each kind of statement, documents whose values have less and less in common.

    A document that states it for some of several components of the group states it for none: one of
    the others may be what somebody else means. What is in the values of all of these is in those of
    every document, and so nobody else has to be remembered.
    """
    common: dict[Hashable, frozenset[str]] = {}
    found: dict[Hashable, list[_Witness]] = {}
    for rows in documents:
        said, first = rows[0]
        for kind in first:
            if all(kind in statements for _, statements in rows):
                values = frozenset().union(*(statements[kind] for _, statements in rows))
                left = common[kind] & values if kind in common else values
                if kind not in common or len(left) < len(common[kind]):
                    common[kind] = left
                    found.setdefault(kind, []).append(_Witness(values, said))
    return found


def _against(
    said: Said[Component], statements: Statements, witnesses: Mapping[Hashable, list[_Witness]]
) -> Contradiction | None:
    for kind, values in statements.items():
        for witness in witnesses.get(kind, ()):
            if witness.said.chapter is not said.chapter and values.isdisjoint(witness.values):
                return _contradiction(kind, said.fact, witness.said)
    return None


def _contradiction(kind: Hashable, one: Component, said: Said[Component]) -> Contradiction:
    other, where = said.fact, said.origin
    if kind == "version":
        detail = f"version {one.version} here, {other.version} in {where}"
    elif kind in ("producer", "supplier"):
        mine, theirs = getattr(one, str(kind)), getattr(other, str(kind))
        detail = f"{kind} {str(mine)!r} here, {str(theirs)!r} in {where}"
    elif isinstance(kind, tuple) and kind[0] == "license":
        mine, theirs = (_written(part, kind[1]) for part in (one, other))
        detail = f"license {mine} here, {theirs} in {where}"
    else:
        detail = f"the digests differ from those in {where}"
    return Contradiction(detail, where)


def _written(component: Component, stage: str) -> str:
    licenses = [one.value for one in component.licenses or () if one.stage == stage]
    return " and ".join(text[:80] for text in licenses[:3])

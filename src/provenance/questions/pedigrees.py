"""Components that somebody changed, and what is said of their origin and of the changes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from provenance.graph.evidence import Chapter, Said
from provenance.model.component import Component, Detail, Relation
from provenance.questions.population import Population
from provenance.questions.replies import is_part

if TYPE_CHECKING:
    from provenance.questions.ask import Ask

_WORDS: Final = (
    *("vendor", "custom", "customized", "patched", "modified", "modded", "fork", "forked"),
    *("oem", "dirty"),
)
_WORD: Final = re.compile(
    rf"[0-9][^\s]*[-+.~_](?:{'|'.join(_WORDS)})(?![A-Za-z])",
    re.IGNORECASE,
)
"""Versions that name a change of somebody else's release. Distributions number theirs, and `-rc1`,
`-beta` or `-lts` are releases of the project itself: none of these says that it was changed."""

_LONGEST: Final = 200
"""Characters of a version that is looked at; a longer one is no version that anybody reads."""

_MARK: Final = ("modified", "true")
_DESCENT: Final = frozenset({"descendantOf"})
_CHANGES: Final = frozenset({"patchedBy", "modifiedBy"})


class Modified(NamedTuple):
    """A component that was changed, how that is known, and what is not said about it."""

    said: Said[Component]
    because: str
    missing: tuple[str, ...]


class Pedigrees:
    """Looks through the components of all documents once."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._flagged = {
            (id(said.chapter), ref)
            for said in ask.evidence.said(Detail)
            if said.fact.kind == "modified" and said.fact.content == "true"
            for ref in said.fact.about
        }
        self._related: dict[int, dict[str, set[str]]] = {}
        self._found: dict[tuple[int, str], Modified] = {}
        own = {
            (id(root.chapter), root.place)
            for chapter in ask.components.sboms
            for root in ask.components.roots(chapter)
        }
        for said in self._candidates():
            if (id(said.chapter), said.place) not in own and not is_part(said.fact):
                self._look_at(said)

    def _candidates(self) -> list[Said[Component]]:
        """What could have been changed, by one look at each."""
        every = self._ask.components.all
        flagged = {ref for _, ref in self._flagged}
        changed = _changed([said.fact.version or "" for said in every])
        if not changed and not flagged and _MARK[0] not in self._ask.components.properties:
            return [said for said in every if said.fact.pedigree is not None]
        return [
            said
            for said in every
            if (part := said.fact).pedigree is not None
            or (part.properties and _MARK in part.properties)
            or part.version in changed
            or part.ref in flagged
        ]

    def _look_at(self, said: Said[Component]) -> None:
        flagged = (id(said.chapter), said.fact.ref) in self._flagged
        because = "it is marked as modified" if flagged else _reason(said.fact)
        if not because:
            return
        key = id(said.chapter)
        if key not in self._related:
            self._related[key] = _related(said.chapter)
        missing = _missing(said.fact, self._related[key].get(said.fact.ref, set()))
        if missing:
            self._found[key, said.place] = Modified(said, because, missing)

    @property
    def population(self) -> Population:
        """Components, those suspect that were changed without a word about how."""
        return Population(len(self._ask.components.all), [one.said for one in self._found.values()])

    def of(self, said: Said[Component]) -> Modified:
        """What is not said about one of the suspects."""
        return self._found[id(said.chapter), said.place]


def _changed(versions: list[str]) -> set[str]:
    """Those of some versions that name a change; of most documents not one does."""
    lines = "\n".join(versions).lower()
    if lines.isascii() and not any(word in lines for word in _WORDS):
        return set()
    told = {text for text in versions if len(text) <= _LONGEST}
    return {text for text in told if _WORD.search(text) is not None}


def _reason(component: Component) -> str:
    if _MARK in component.properties:
        return "it is marked as modified"
    if component.pedigree is not None and (component.pedigree.patches or component.pedigree.notes):
        return "it was patched"
    if component.version and len(component.version) <= _LONGEST and _WORD.search(component.version):
        return f"its version is {component.version}"
    return ""


def _related(chapter: Chapter) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for relation in chapter.facts(Relation):
        if relation.targets:
            found.setdefault(relation.source, set()).add(relation.kind)
            if relation.kind == "ancestorOf":
                for ref in relation.targets:
                    found.setdefault(ref, set()).update(_DESCENT)
    return found


def _missing(component: Component, related: set[str]) -> tuple[str, ...]:
    pedigree = component.pedigree
    missing = []
    if related.isdisjoint(_DESCENT) and not (pedigree is not None and pedigree.ancestors):
        missing.append("what it was made from")
    changes = pedigree is not None and (pedigree.patches or pedigree.commits)
    if related.isdisjoint(_CHANGES) and not changes:
        missing.append("the patches or commits that changed it")
    return tuple(missing)

"""Components of one document that share an id or a purl and cannot be the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from provenance.graph.evidence import Chapter, Said
from provenance.graph.identity import agreement
from provenance.model.component import Component
from provenance.questions.population import Population

if TYPE_CHECKING:
    from provenance.questions.ask import Ask


_BYTES: Final = {"archive": "file", "image": "file"}
"""Scopes of digests that are compared with those of files."""


class Conflict(NamedTuple):
    """Another component that has this one's identity; `message` is constant for each kind."""

    other: Said[Component]
    message: str
    detail: str


class Identities:
    """Questions about components that share an identity within their document."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    @cached_property
    def conflicting(self) -> Population:
        """Components, those suspect that have the identity of an earlier one."""
        return Population(len(self._ask.components.all), [one for one, _ in self._found.values()])

    def conflict(self, said: Said[Component]) -> Conflict | None:
        """What an earlier component has that this one has too, and should not."""
        found = self._found.get((id(said.chapter), said.place))
        return None if found is None else found[1]

    @cached_property
    def _found(self) -> dict[tuple[int, str], tuple[Said[Component], Conflict]]:
        return {
            (id(chapter), said.place): (said, conflict)
            for chapter in self._ask.components.sboms
            for said, conflict in _conflicts(chapter)
        }


def _conflicts(chapter: Chapter) -> Iterator[tuple[Said[Component], Conflict]]:
    refs, purls, shared = chapter.by_ref, dict[str, _Namesakes](), _shared_purls(chapter)
    if not shared and len(refs) == len(chapter.facts(Component)):
        return
    for number, said in enumerate(chapter.said(Component)):
        component = said.fact
        if component.kind == "service":
            continue
        earlier = chapter.component(component.ref) if refs[component.ref] != number else None
        if earlier is not None:
            yield said, _same_id(component, earlier)
            continue
        purl = component.purl
        if purl is None or purl not in shared:
            continue
        for first in purls.setdefault(purl, _Namesakes()).before(said):
            difference = _difference(component, first.fact)
            if difference:
                message = "its purl is that of another component"
                yield said, Conflict(first, message, difference)
                break


class _Namesakes:
    """Components with one purl: the first that states a version, and a digest of each kind.

    What a component leaves out must not hide that two others differ.
    """

    def __init__(self) -> None:
        self._first: dict[object, Said[Component]] = {}

    def before(self, said: Said[Component]) -> Iterator[Said[Component]]:
        """Those with which a component has to agree; it is one of them from then on."""
        part, seen = said.fact, set[int]()
        kinds: list[object] = ["version"] if part.version else []
        kinds += ((d.algorithm, _BYTES.get(d.scope, d.scope)) for d in part.digests or ())
        for kind in kinds:
            first = self._first.setdefault(kind, said)
            if first is not said and id(first) not in seen:
                seen.add(id(first))
                yield first


def _shared_purls(chapter: Chapter) -> frozenset[str]:
    """Package URLs that stand at more than one component, or more than once at one."""
    every = [
        identifier.value
        for component in chapter.facts(Component)
        for identifier in component.identifiers
        if identifier.kind == "purl"
    ]
    if len(set(every)) == len(every):
        return frozenset()
    return frozenset(purl for purl, count in Counter(every).items() if count > 1)


def _same_id(component: Component, earlier: Said[Component]) -> Conflict:
    detail = f"{component.ref!r} is also the id of {earlier.fact.label}"
    return Conflict(earlier, "its id is that of another element", detail)


def _difference(one: Component, other: Component) -> str:
    """In what two components with one purl differ; a purl without a version covers several."""
    if one.version and other.version and one.version != other.version and "@" in (one.purl or ""):
        return f"it is of version {one.version}, the other of {other.version}"
    if agreement(one.digests or (), other.digests or ()) == "different":
        return f"its digest is not that of the other {other.label}"
    return ""

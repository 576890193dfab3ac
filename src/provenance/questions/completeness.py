"""Whether what an SBOM says of dependencies is all: declared, denied, not known, or not said.

A component that an SBOM lists with no dependencies is a leaf because somebody said so (an empty
entry under `dependencies` in CycloneDX, `NONE` in SPDX); one that stands in no relation at all is a
leaf only because nobody said anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from provenance.graph.evidence import Chapter, Said
from provenance.model.batch import by_shape
from provenance.model.component import Completeness, Component, Relation
from provenance.questions.population import Population
from provenance.questions.replies import CARRIERS, PARTS, gap_of, is_part

if TYPE_CHECKING:
    from provenance.questions.ask import Ask

State = Literal["complete", "incomplete", "unknown", "withheld", "leaf", "open", "silent"]
"""The first four as declared; `leaf` is listed without dependencies, `open` has some and no word
about whether these are all, `silent` stands in no relation."""

_DEPENDENCIES: Final = frozenset({"contains", "dependsOn"})
_DESCRIBED_ELSEWHERE: Final = PARTS | {"service"}
_SAID: Final = frozenset({"complete", "incomplete", "unknown", "withheld", "leaf"})


class Depth(NamedTuple):
    """How many components stand next to what an SBOM is about, and of how many of them it says
    what they need, or that they need nothing.
    """

    direct: int
    explained: int


class Wholeness:
    """What one document says about its lists."""

    def __init__(self, chapter: Chapter) -> None:
        self._refs = chapter.by_ref
        claims = chapter.facts(Completeness)
        self._declared: dict[str, str] = {
            one.subject: one.state for one in reversed(claims) if one.kind != "dependsOn"
        }
        self._declared |= {one.subject: one.state for one in claims if one.kind == "dependsOn"}
        self._targets = _targets(chapter)

    def state(self, component: Component) -> State:
        """What is said about the dependencies of one component."""
        declared = self._declared.get(component.ref)
        if declared is not None:
            return declared  # type: ignore[return-value]
        reply = gap_of(component, "dependencies")
        if reply in ("unknown", "withheld"):
            return reply
        targets = self._targets.get(component.ref)
        if targets is None:
            return "leaf" if reply == "none" else "silent"
        return "open" if targets else "leaf"

    @property
    def leading(self) -> Mapping[str, object]:
        """By ref, something true where anything is said to be below."""
        return self._targets

    @cached_property
    def unsettled(self) -> frozenset[str]:
        """Refs of which the lists do not say by themselves, in whatever way, if they are all."""
        targets_of = self._targets.get
        left = self._refs.keys() - self._declared.keys()
        return frozenset({ref for ref in left if targets_of(ref, True)})

    @cached_property
    def unmentioned(self) -> frozenset[str]:
        """Refs of whose dependencies nothing is said."""
        return frozenset(self._refs.keys() - self._targets.keys() - self._declared.keys())


def _targets(chapter: Chapter) -> Mapping[str, object]:
    """By ref, something true where a relation leads on, and something false where none does."""
    adjacency = chapter.adjacency
    if adjacency.kinds <= _DEPENDENCIES:
        return adjacency.table
    edges, others = by_shape(chapter.facts(Relation))
    found = dict.fromkeys(chain.from_iterable(run.sources for run in edges), True)
    for relation in others:
        if relation.kind in _DEPENDENCIES or relation.targets:
            found[relation.source] = found.get(relation.source, False) or bool(relation.targets)
    return found


def unstated(ask: Ask) -> Population:
    """Components, those suspect of which nothing says whether their dependencies are all; a file
    is described by what it belongs to.
    """
    groups = [group for one in ask.components.sboms for group in _unstated(ask, one) if group]
    return Population(len(ask.components.all), (), groups)


def _unstated(ask: Ask, chapter: Chapter) -> tuple[list[Said[Component]], list[Said[Component]]]:
    """Components of one document whose list may go on, and those of which nothing is said."""
    wholeness = ask.relations.wholeness(chapter)
    left = wholeness.unsettled
    going_on: list[Said[Component]] = []
    silent: list[Said[Component]] = []
    leads_on = wholeness.leading.get
    carried = bool(left) and not CARRIERS.keys().isdisjoint(ask.components.properties)
    for said in chapter.said(Component) if left else ():
        part = said.fact
        if part.ref in left and part.kind not in _DESCRIBED_ELSEWHERE:
            speaks = part.gaps or (carried and part.properties)
            if not speaks or wholeness.state(part) not in _SAID:
                (going_on if leads_on(part.ref) else silent).append(said)
    return going_on, silent


def _state(ask: Ask, said: Said[Component]) -> State:
    return ask.relations.wholeness(said.chapter).state(said.fact)


def depth_of(ask: Ask, chapter: Chapter) -> Depth:
    """How far an SBOM goes from what it is about; files are not counted."""
    roots = {root.fact.ref for root in ask.components.roots(chapter)}
    refs, components = chapter.by_ref, chapter.facts(Component)
    edges, others = by_shape(chapter.facts(Relation))
    pairs = chain.from_iterable(zip(run.sources, run.targets, strict=True) for run in edges)
    below = {target for source, target in pairs if source in roots}
    below.update(ref for one in others if one.source in roots for ref in one.targets)
    direct = {
        ref for ref in below - roots if ref in refs and components[refs[ref]].kind not in PARTS
    }
    return Depth(len(direct), len(direct - ask.relations.wholeness(chapter).unmentioned))


def loose_ends(ask: Ask, chapter: Chapter) -> list[Said[Component]]:
    """Components at which an SBOM ends without saying that there is nothing behind them."""
    unmentioned = ask.relations.wholeness(chapter).unmentioned
    left = [
        said
        for said in (chapter.said(Component) if unmentioned else ())
        if said.fact.ref in unmentioned and said.fact.kind != "service"
    ]
    return [one for one in left if not is_part(one.fact) and _state(ask, one) == "silent"]

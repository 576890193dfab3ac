"""What the functionaries of one step of a layout say that they did.

- Links are found by content: a link for the step, signed by one of its keys. Distinct keys are
  counted by key material, so a key under two ids is one functionary.
- Identical links of one key count once; those that differ are a failure, and so are links of a step
  with a threshold above one whose functionaries disagree. Only artifacts are compared.
- A functionary may hand over a layout in place of a link; its summary then stands for the link.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from provenance import limits
from provenance.graph.evidence import Said
from provenance.model.artifact import Listing
from provenance.model.authority import Authority
from provenance.model.build import Build, Step
from provenance.model.origin import Origin
from provenance.verification.artifact_rules import Artifacts, Flow, Side
from provenance.verification.digest_sets import compare
from provenance.verification.papers import Paper
from provenance.verification.signatures import Holder, Keyring, Signatures


class Made(NamedTuple):
    """What a step read and made: `read_by` and `made_by` are the links that say so."""

    flow: Flow
    read_by: Said[Build]
    made_by: Said[Build]
    command: tuple[str, ...] | None

    def origins(self, side: Side, names: Sequence[str]) -> list[Origin]:
        """Where some artifacts of the step stand, or the list that ought to have them."""
        said = self.read_by if side == "inputs" else self.made_by
        artifacts = self.flow.inputs if side == "inputs" else self.flow.outputs
        return [
            row_origin(said, side, name if name in artifacts else None)
            for name in names[: limits.LISTED_SUBJECTS]
        ]


def row_origin(said: Said[Build], side: Side, name: str | None = None) -> Origin:
    """Where a link states one of its artifacts, or the whole list."""
    listing = said.fact.inputs if side == "inputs" else said.fact.outputs
    if listing is None:
        return said.origin
    row = None if name is None else listing.names.index(name)
    return said.chapter.origin(listing.at.rstrip("/") if row is None else listing.place_of(row))


def made_by_link(said: Said[Build]) -> Made:
    """What one link says."""
    build = said.fact
    return Made(Flow(_rows(build.inputs), _rows(build.outputs)), said, said, build.command)


def _rows(listing: Listing | None) -> Artifacts:
    return {} if listing is None else dict(zip(listing.names, listing.digests, strict=True))


class Contribution(NamedTuple):
    """What one functionary says; `by` names the document for people."""

    holder: Holder
    made: Made
    by: str


@dataclass
class Crew:
    """The keys of one step, and what was found of each. `links` and `holders` are by key material.

    `broken` are links that claim one of the keys and do not verify, `strangers` links for the step
    that none of its keys made, `unusable` ids of keys of a kind that is not checked here.
    """

    step: Step
    ring: Keyring
    faults: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    unusable: list[str] = field(default_factory=list)
    links: dict[bytes, list[Paper[Build]]] = field(default_factory=dict)
    holders: dict[bytes, Holder] = field(default_factory=dict)
    broken: list[Paper[Build]] = field(default_factory=list)
    strangers: list[Paper[Build]] = field(default_factory=list)


def muster(step: Step, grants: Mapping[str, Authority | None]) -> Crew:
    """The distinct keys of a step, with what is wrong about its threshold and keys."""
    members: dict[bytes, Authority] = {}
    crew = Crew(step, Keyring(()))
    for hint in dict.fromkeys(step.keys):
        if hint not in grants:
            crew.remarks.append(f"the key {hint} is not among the keys of the layout")
            continue
        authority = grants[hint]
        if authority is None:
            crew.unusable.append(hint)
        elif authority.key in members:
            told = f"{hint} is a key that the step lists already, and counts as one functionary"
            crew.remarks.append(told)
        else:
            members[authority.key] = authority
    crew.ring = Keyring(members.values())
    crew.faults = _threshold_faults(step.threshold, len(members), len(crew.unusable))
    return crew


def _threshold_faults(threshold: int, keys: int, unusable: int) -> list[str]:
    if threshold < 1:
        return [f"its threshold is {threshold}, so that nobody would have to sign"]
    if threshold > keys + unusable:
        return [f"its threshold is {threshold}, but the layout has {keys} distinct keys for it"]
    return []


def collect(crew: Crew, links: Sequence[Paper[Build]], signatures: Signatures) -> None:
    """Sort the links for a step by the keys of the step that made them."""
    for paper in links:
        makers: dict[bytes, Holder] = {}
        accused = False
        for found in paper.found:
            if not found.in_toto:
                continue
            holder = signatures.made_by(found, crew.ring)
            if holder is not None:
                makers.setdefault(holder.authority.key, holder)
            accused |= found.malformed or bool(crew.ring.hinted(found.said.fact.hint))
        for key, holder in makers.items():
            crew.links.setdefault(key, []).append(paper)
            crew.holders.setdefault(key, holder)
        if not makers:
            (crew.broken if accused else crew.strangers).append(paper)


def agree(one: Made, other: Made) -> bool:
    """Whether two reports of one step are about the same artifacts."""
    return one.flow == other.flow or (
        _same(one.flow.inputs, other.flow.inputs) and _same(one.flow.outputs, other.flow.outputs)
    )


def _same(one: Artifacts, other: Artifacts) -> bool:
    return one.keys() == other.keys() and all(
        digests == other[name] or compare(digests, other[name]) == "same"
        for name, digests in one.items()
    )


def disagreement(contributions: Sequence[Contribution]) -> tuple[str, list[Origin]]:
    """The first two reports that differ, as a sentence and as the rows that do; or nothing."""
    for other in contributions[1:]:
        first = contributions[0]
        if agree(first.made, other.made):
            continue
        side, name = _first_difference(first.made.flow, other.made.flow)
        told = f"{first.by} and {other.by} differ in {side}, first in {name!r}"
        return told, first.made.origins(side, [name]) + other.made.origins(side, [name])
    return "", []


def _first_difference(one: Flow, other: Flow) -> tuple[Side, str]:
    sides: tuple[tuple[Side, Artifacts, Artifacts], ...] = (
        ("inputs", one.inputs, other.inputs),
        ("outputs", one.outputs, other.outputs),
    )
    for side, here, there in sides:
        for name in sorted(here.keys() | there.keys()):
            if not _same({name: here.get(name, ())}, {name: there.get(name, ())}):
                return side, name
            if (name in here) != (name in there):
                return side, name
    return "inputs", ""

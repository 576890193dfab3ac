"""What the functionaries of one step of a layout say that they did.

- Identical links of one functionary count once; those that differ are a failure, and so are links
  of a step with a threshold above one whose functionaries disagree. Only artifacts are compared.
- A functionary may hand over a layout in place of a link; its summary then stands for the link.
- A statement about a build says what a link says: subjects are products, resolved dependencies
  materials. Any other statement looked at its subjects and made nothing of them (ITE-10).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from provenance import limits
from provenance.graph.evidence import Said
from provenance.model.artifact import Listing
from provenance.model.build import Build
from provenance.model.origin import Origin
from provenance.model.statement import Statement
from provenance.verification.artifact_rules import Artifacts, Flow, Side
from provenance.verification.digest_sets import compare
from provenance.verification.signatures import Holder

SIDES: Final[tuple[Side, Side]] = ("inputs", "outputs")


class Made(NamedTuple):
    """What a step read and made: `read_by` and `made_by` are the facts that say so."""

    flow: Flow
    read_by: Said[Any]
    made_by: Said[Any]
    command: tuple[str, ...] | None

    def origins(self, side: Side, names: Sequence[str]) -> list[Origin]:
        """Where some artifacts of the step stand, or the list that ought to have them."""
        said = self.read_by if side == "inputs" else self.made_by
        artifacts = self.flow.inputs if side == "inputs" else self.flow.outputs
        return [
            row_origin(said, side, name if name in artifacts else None)
            for name in names[: limits.LISTED_SUBJECTS]
        ]


def listing_of(fact: object, side: Side) -> Listing | None:
    """What a build, or a statement about what is there already, lists as read or made."""
    if isinstance(fact, Build):
        return fact.inputs if side == "inputs" else fact.outputs
    return fact.subjects if isinstance(fact, Statement) and side == "inputs" else None


def row_origin(said: Said[Any], side: Side, name: str | None = None) -> Origin:
    """Where a document states one of its artifacts, or the whole list."""
    listing = listing_of(said.fact, side)
    if listing is None:
        return said.origin
    row = None if name is None else listing.names.index(name)
    return said.chapter.origin(listing.at.rstrip("/") if row is None else listing.place_of(row))


def made_by_link(said: Said[Build]) -> Made:
    """What one link, or one statement about a build, says."""
    return _made(said, said.fact.command)


def looked_at(said: Said[Statement]) -> Made:
    """What a statement that is about no build says: these artifacts were there."""
    return _made(said, None)


def _made(said: Said[Any], command: tuple[str, ...] | None) -> Made:
    read, made = (_rows(listing_of(said.fact, side)) for side in SIDES)
    return Made(Flow(read, made), said, said, command)


def _rows(listing: Listing | None) -> Artifacts:
    return {} if listing is None else dict(zip(listing.names, listing.digests, strict=True))


def doubled_name(made: Made) -> str:
    """A name to which a statement gives several digests, so that nobody knows which it means."""
    for said, side, artifacts in zip((made.read_by, made.made_by), SIDES, made.flow, strict=True):
        listing = listing_of(said.fact, side)
        if listing is None or len(listing) == len(artifacts):
            continue
        for name, digests in listing.rows():
            if name and digests != artifacts[name]:
                return name
    return ""


class Contribution(NamedTuple):
    """What one functionary says; `by` names the document for people."""

    holder: Holder
    made: Made
    by: str


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

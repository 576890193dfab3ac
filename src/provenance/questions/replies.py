"""What a document says about one field: a value, a stated kind of not knowing, or nothing.

The three are never the same: "nobody knows" can be believed, "we do not tell" can be asked about,
and silence is a fault of the document.
"""

from __future__ import annotations

from typing import Final

from provenance.model.component import Component, Gap
from provenance.model.document import Heading
from provenance.model.profile import Reply

STATED: Final[dict[Gap, Reply]] = {
    "unknown": "unknown",
    "noAssertion": "unknown",
    "withheld": "withheld",
    "none": "none",
}
SPOKEN: Final[dict[Reply, str]] = {
    "present": "has it",
    "unknown": "declares that it is not known",
    "withheld": "withholds it",
    "none": "states that there is none",
    "notSaid": "does not say",
    "notApplicable": "need not have it",
}
"""How people say it."""

PARTS: Final = frozenset({"file", "snippet"})
"""Kinds of component that are parts of one: theirs is the name, producer and license of that."""

CARRIERS: Final[dict[str, Reply]] = {
    "cdx:cisa:unknown-information": "unknown",
    "cdx:cisa:withheld-information": "withheld",
}
"""Properties that name the fields for which not knowing is stated (proposed for CycloneDX)."""


def is_declared(reply: Reply) -> bool:
    """Whether a document says in so many words why it has no value."""
    return reply in ("unknown", "withheld", "none")


def is_part(component: Component) -> bool:
    """Whether it is a file or a piece of one, which is described by what it belongs to."""
    return component.kind in PARTS


def gap_of(thing: Component | Heading, *names: str) -> Reply:
    """What is said instead of a value: by the first of some names for which anything is."""
    for name in names:
        for field, gap in thing.gaps:
            if field == name:
                return STATED[gap]
    return _by_property(thing, names) if thing.properties else "notSaid"


def _by_property(thing: Component | Heading, names: tuple[str, ...]) -> Reply:
    for name, value in thing.properties:
        reply = CARRIERS.get(name)
        if reply is not None and _names_one(value, names):
            return reply
    return "notSaid"


def _names_one(value: str, names: tuple[str, ...]) -> bool:
    words = {word for name in names for word in (name, name.removesuffix("s"))}
    return not words.isdisjoint(value.replace(",", " ").split())

"""Who made a component, or handed it over, as its document says."""

from __future__ import annotations

from typing import Final

from provenance.model.component import Component, Party
from provenance.model.profile import Reply
from provenance.questions.ask import Ask
from provenance.questions.population import Population
from provenance.questions.replies import gap_of, is_part

_ROLES: Final = {
    "producer": ("producer",),
    "supplier": ("supplier",),
    "either": ("producer", "supplier"),
}


def parties_of(component: Component, roles: str = "either") -> tuple[Party, ...]:
    """Those who are named in some roles: `producer`, `supplier` or `either`."""
    named = [getattr(component, role) for role in _ROLES[roles]]
    return tuple(party for party in named if party is not None and str(party).strip())


def producer_reply(component: Component, roles: str = "either") -> Reply:
    """How a component answers who made it; a file is answered for by what it is a part of."""
    if parties_of(component, roles):
        return "present"
    reply = gap_of(component, *_ROLES[roles])
    return "notApplicable" if reply == "notSaid" and is_part(component) else reply


def without_producer(ask: Ask, roles: str, *, contact: bool) -> Population:
    """Components, those suspect that do not plainly name somebody with a name."""
    every = ask.components.all
    if contact:
        return Population(len(every), every)
    first, second = (_ROLES[roles] * 2)[:2]
    suspects = [
        said
        for said in (ask.components.meager if roles == "either" else every)
        if not (
            ((party := getattr(said.fact, first)) is not None and party.name)
            or ((party := getattr(said.fact, second)) is not None and party.name)
        )
    ]
    return Population(len(every), suspects)

"""What a component leaves unsaid: fields without a value and without a word about why."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final

from provenance.model.component import Component
from provenance.model.profile import Reply
from provenance.questions.components import all_digests
from provenance.questions.conditional import identifier_reply
from provenance.questions.licensing import license_reply
from provenance.questions.population import Population
from provenance.questions.producers import producer_reply
from provenance.questions.replies import gap_of, is_part

if TYPE_CHECKING:
    from provenance.questions.ask import Ask


def version_reply(component: Component) -> Reply:
    """How a component answers which version it is; a file needs none beside its digest."""
    if component.version and not component.version.isspace():
        return "present"
    reply = gap_of(component, "version")
    return "notApplicable" if reply == "notSaid" and is_part(component) else reply


def digest_reply(component: Component) -> Reply:
    """How a component answers for a digest of its own, or of where it can be fetched."""
    if all_digests(component):
        return "present"
    return gap_of(component, "digests")


def any_license_reply(component: Component) -> Reply:
    """How a component answers under which license it is; a file is licensed with its whole."""
    reply = license_reply(component)
    return "notApplicable" if reply == "notSaid" and is_part(component) else reply


FIELDS: Final[dict[str, Callable[[Component], Reply]]] = {
    "version": version_reply,
    "producer": producer_reply,
    "license": any_license_reply,
    "digest": digest_reply,
    "identifier": identifier_reply,
}
"""What every component says something about, by the word that a policy uses."""


def unsaid(component: Component, fields: Iterable[str]) -> list[str]:
    """Fields about which a component says nothing at all."""
    return [name for name in fields if FIELDS[name](component) == "notSaid"]


def silent(ask: Ask) -> Population:
    """Components, those suspect that do not plainly have every field."""
    suspects = [
        said
        for said in ask.components.meager
        if not (
            (part := said.fact).version
            and part.licenses
            and part.digests
            and part.identifiers
            and (part.producer is not None or part.supplier is not None)
        )
    ]
    return Population(len(ask.components.all), suspects)

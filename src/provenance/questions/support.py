"""How long somebody stands behind components: what documents say, and what an auditor brings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from provenance.decoding.purl import Purl, split_purl
from provenance.decoding.time import parse_time
from provenance.errors import DecodingError
from provenance.graph.evidence import Said
from provenance.model.component import Component
from provenance.questions.headings import heading_of, timestamp_fault
from provenance.questions.population import Population
from provenance.questions.replies import gap_of, is_part

if TYPE_CHECKING:
    from provenance.questions.ask import Ask

_DAY: Final = len("2026-01-01")
_ENDED: Final = frozenset(
    {"abandoned", "end-of-life", "endofsupport", "no longer maintained", "nosupport", "unsupported"}
)
"""Levels of support, in small letters, that say that nobody mends it any more: the FDA's words, and
those of SPDX 3."""


def has_ended(until: str, at: str) -> bool | None:
    """Whether a last day of support lies before a time; None where it is no time.

    A bare date is a whole day: support ends when it does.
    """
    last, now = parse_time(until), parse_time(at)
    if last is None or now is None:
        return None
    return now >= last + timedelta(days=1) if len(until) == _DAY else now > last


# -- what documents say --------------------------------------------------------------------------


def is_silent(component: Component) -> bool:
    """Whether nothing is said of level and end of support, nor why that is not said; a file is
    supported with what it belongs to.
    """
    support = component.support
    if is_part(component) or (support is not None and support.level and support.until):
        return False
    if support is not None and _is_abandoned(component):
        return False
    return gap_of(component, "support") == "notSaid"


def silent(ask: Ask) -> Population:
    """Components, those suspect that do not say both level and end of support."""
    suspects = [said for said in ask.components.all if is_silent(said.fact)]
    return Population(len(ask.components.all), suspects)


def stating(ask: Ask) -> list[Said[Component]]:
    """What the delivery is about, and every component that states an end of support."""
    roots = {
        (id(chapter), root.place)
        for chapter in ask.components.sboms
        if not ask.components.is_part_of_another(chapter)
        for root in ask.components.roots(chapter)
    }
    return [
        said
        for said in ask.components.all
        if (said.fact.support is not None and said.fact.support.until)
        or (id(said.chapter), said.place) in roots
    ]


def _is_abandoned(component: Component) -> bool:
    level = component.support.level if component.support is not None else None
    return bool(level) and str(level).strip().casefold() in _ENDED


# -- what an auditor brings ----------------------------------------------------------------------


class End(NamedTuple):
    """One line of a list of ends: a package URL, as far as it goes, and the last day."""

    purl: Purl
    until: str


@lru_cache(maxsize=8)
def ends_of(lines: tuple[str, ...]) -> dict[str, list[End]]:
    """Lines `PURL DATE` by name of the package; `unreadable` tells which are none."""
    found: dict[str, list[End]] = {}
    for line in lines:
        end = _end(line)
        if end is not None:
            found.setdefault(end.purl.name.casefold(), []).append(end)
    return found


def _end(line: str) -> End | None:
    text, _, until = line.strip().rpartition(" ")
    try:
        return End(split_purl(text.strip()), until) if parse_time(until) is not None else None
    except DecodingError:
        return None


def unreadable(lines: Iterable[str]) -> list[str]:
    """Lines of a list of ends that mean nothing."""
    return [line for line in lines if _end(line) is None]


def end_of(component: Component, ends: dict[str, list[End]]) -> End | None:
    """The first line that means a component, by its package URL or else by name and version."""
    version = _version_of(component)
    lines = _lines_about(component, ends)
    return next((end for end in lines if _is_of(version, end.purl.version)), None)


def may_have_ended(component: Component, ends: dict[str, list[End]]) -> End | None:
    """The first line that may mean a component of which nobody says the version."""
    return None if _version_of(component) else next(_lines_about(component, ends), None)


def _version_of(component: Component) -> str | None:
    purl = _purl_of(component)
    return (purl.version if purl is not None else None) or component.version


def _lines_about(component: Component, ends: dict[str, list[End]]) -> Iterator[End]:
    purl = _purl_of(component)
    name = purl.name if purl is not None else component.name or ""
    for end in ends.get(name.casefold(), ()):
        if _is_package(purl, end.purl):
            yield end


def _purl_of(component: Component) -> Purl | None:
    if component.purl is None:
        return None
    try:
        return split_purl(component.purl)
    except DecodingError:
        return None  # the ledger says so, and the name is left


def _is_package(purl: Purl | None, wanted: Purl) -> bool:
    """A line about a generic package means every package of that name."""
    if purl is None or wanted.type == "generic":
        return True
    return (purl.type, purl.namespace) == (wanted.type, wanted.namespace)


def _is_of(version: str | None, line: str | None) -> bool:
    """Whether a version belongs to a line of releases: 1.1.1w to 1.1.1, and 1.10 not to 1.1."""
    if line is None:
        return True
    own = (version or "").removeprefix("v")
    own = own.partition(":")[2] or own
    rest = own.removeprefix(line)
    return own == line or (rest != own and not rest[:1].isdigit())


def release_time(said: Said[Component], at: str) -> str:
    """When a component was delivered: the time of its document, if it can be true, else that of
    the audit.
    """
    stated = heading_of(said.chapter).timestamp
    return stated if stated and timestamp_fault(stated, at) is None else at


def past_end(ask: Ask, ends: dict[str, list[End]]) -> Population:
    """Components, those suspect that a list says to be at their end, or that say so themselves."""
    suspects = [
        said
        for said in ask.components.all
        if _is_abandoned(said.fact)
        or (ends and (end_of(said.fact, ends) or may_have_ended(said.fact, ends)) is not None)
    ]
    return Population(len(ask.components.all), suspects)


def lists(ask: Ask, rule: str) -> tuple[str, ...]:
    """The lines of ends of life that the policy brings."""
    return tuple(ask.parameter(rule, "ended", ()))

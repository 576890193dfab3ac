"""A layout as a whole: its steps and their names, when it ends, and what it wants to have run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from provenance.decoding.fields import quote
from provenance.decoding.time import parse_time
from provenance.linting.finding import LintFinding
from provenance.model.build import Inspection, Layout, Step
from provenance.model.origin import Place

_SOON: Final = timedelta(days=30)
_LATE: Final = timedelta(days=3_653)


def lint_schedule(layout: Layout, place: Place, at: str | None) -> Iterator[LintFinding]:
    """What is wrong with a layout before anybody signs a step of it."""
    yield from _expiry(layout, f"{place}/expires", at)
    if not layout.steps:
        yield LintFinding(
            "no-steps",
            "plans no step: a verifier that asks for nothing else accepts anything",
            "plan the steps that lead to what is delivered",
            f"{place}/steps",
        )
    yield from _names(layout)
    for inspection in layout.inspections:
        yield LintFinding(
            "inspection",
            "is a command for the verifier to run; it is never run here, so that what it would "
            "check stays open",
            "plan a step in its place, or a statement that somebody signs",
            inspection.places[0],
            inspection.name,
        )


def _expiry(layout: Layout, place: Place, at: str | None) -> Iterator[LintFinding]:
    expires = None if layout.expires is None else parse_time(layout.expires)
    now = None if at is None else parse_time(at)
    if expires is None:
        yield LintFinding(
            "never-expires",
            "does not say in a readable way when it expires, and never holds here",
            "state `expires` as RFC 3339 has it",
            place,
        )
    elif now is not None and expires <= now:
        yield LintFinding("expired", f"expired at {layout.expires}", "sign a new layout", place)
    elif now is not None and expires <= now + _SOON:
        told = f"expires at {layout.expires}, less than {_SOON.days} days after {at}"
        yield LintFinding("expires-soon", told, "sign the next layout in time", place)
    elif now is not None and expires > now + _LATE:
        told = f"expires at {layout.expires}, more than ten years after {at}: in effect never"
        yield LintFinding("expires-late", told, "let it expire, and sign a new one", place)


def _names(layout: Layout) -> Iterator[LintFinding]:
    items: tuple[Step | Inspection, ...] = (*layout.steps, *layout.inspections)
    counts = Counter(item.name for item in items)
    for item in items:
        name = item.name
        where = f"{item.places[0]}/name"
        if not name or name in (".", "..") or {"/", "\\"} & set(name) or not name.isprintable():
            told = f"is called {quote(name)}: tools that make a file name of it write elsewhere"
            yield LintFinding("step-name", told, "use letters, digits and hyphens", where, name)
        if counts[name] > 1:
            told = f"shares its name with {counts[name] - 1} more, so that rules cannot tell them"
            yield LintFinding("doubled-name", told, "give each a name of its own", where, name)

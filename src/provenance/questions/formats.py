"""Formats that a policy accepts: `CycloneDX`, `SPDX>=2.2,<3`, `SPDX>=2.2.1 until 2026-02-20`."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, Final, NamedTuple

from provenance.decoding.time import parse_time

_WRITTEN: Final = re.compile(
    r"(?P<name>[A-Za-z][\w .-]*?)\s*(?P<bounds>(?:(?:>=|<=|==|<|>)\s*[0-9.]+\s*,?\s*)*)"
    r"(?:\s+until\s+(?P<until>[0-9]{4}-[0-9]{2}-[0-9]{2}))?"
)
_BOUND: Final = re.compile(r"(>=|<=|==|<|>)\s*([0-9.]+)")
_COMPARE: Final[dict[str, Callable[[Any, Any], bool]]] = {
    ">=": operator.ge,
    "<=": operator.le,
    "==": operator.eq,
    "<": operator.lt,
    ">": operator.gt,
}


class Accepted(NamedTuple):
    """One accepted format, with bounds of its version and the last day on which it is accepted."""

    name: str
    bounds: tuple[tuple[str, tuple[int, ...]], ...]
    until: str


@lru_cache(maxsize=256)
def parse_format(text: str) -> Accepted | None:
    """An accepted format as a policy writes it, or None where it is not written like that."""
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        return None
    bounds = tuple((sign, _version(value)) for sign, value in _BOUND.findall(found["bounds"]))
    return Accepted(found["name"].strip(), bounds, found["until"] or "")


def is_accepted(name: str, version: str, accepted: Iterable[str], at: str) -> bool:
    """Whether a format and version is among the accepted ones, as of a stated time."""
    written = map(parse_format, accepted)
    return any(one is not None and _covers(one, name, version, at) for one in written)


def _covers(one: Accepted, name: str, version: str, at: str) -> bool:
    if one.name.casefold() != name.casefold() or _is_over(one.until, at):
        return False
    stated = _version(version)
    return all(_COMPARE[sign](stated, bound) for sign, bound in one.bounds)


def _is_over(until: str, at: str) -> bool:
    last, now = parse_time(until) if until else None, parse_time(at)
    return last is not None and now is not None and now.date() > last.date()


def _version(text: str) -> tuple[int, ...]:
    """The numbers of a version; what follows them (`3.0-rc1`) says nothing here."""
    numbers = re.match(r"[0-9.]*", text.strip().removeprefix("SPDX-"))
    parts = tuple(int(part[:9]) for part in (numbers[0] if numbers else "").split(".") if part)
    return parts + (0,) * (3 - len(parts))

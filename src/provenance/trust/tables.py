"""Tables of a trust root file: what a key may hold, and every fault with its line and key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, Final, TypeVar

from provenance.decoding.time import parse_time
from provenance.decoding.toml import Step, TomlFile

T = TypeVar("T")
Place = tuple[Step, ...]


def table_at(file: TomlFile, place: Place, value: object) -> dict[str, Any]:
    """The table at a place of the file, or an error that names the place."""
    if not isinstance(value, dict):
        raise file.error("is not a table", *place)
    return value


def refuse_unknown(
    file: TomlFile, place: Place, table: dict[str, Any], known: frozenset[str]
) -> None:
    """A key that nothing reads is a mistake, not a remark."""
    for name in table:
        if name not in known:
            message = f"is not known here; known are {', '.join(sorted(known))}"
            raise file.error(message, *place, name)


def optional(
    file: TomlFile,
    place: Place,
    table: dict[str, Any],
    name: str,
    check: Callable[[object], T | None],
) -> T | None:
    """The value of a key that may be left out; `check` gives None for a value of a wrong kind."""
    if name not in table:
        return None
    value = check(table[name])
    if value is None:
        raise file.error(f"is not {_WANTED[check]}", *place, name)
    return value


def required(
    file: TomlFile,
    place: Place,
    table: dict[str, Any],
    name: str,
    check: Callable[[object], T | None],
) -> T:
    """The value of a key that must be there."""
    value = optional(file, place, table, name, check)
    if value is None:
        raise file.error(f"has no {name}", *place)
    return value


def text(value: object) -> str | None:
    """A text that says something."""
    return value if isinstance(value, str) and value.strip() else None


def texts(value: object) -> tuple[str, ...] | None:
    """One or more texts, in order and each once."""
    if not isinstance(value, list) or not value or not all(text(part) for part in value):
        return None
    return tuple(sorted(set(value)))


def count(value: object) -> int | None:
    """A whole number; TOML's booleans are none."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def day_or_moment(value: object) -> tuple[datetime, bool] | None:
    """A moment in UTC, and whether it was written as a whole day."""
    if isinstance(value, datetime):
        return None if value.tzinfo is None else (value.astimezone(UTC), False)
    written = value.isoformat() if isinstance(value, date) else value
    moment = parse_time(written) if isinstance(written, str) else None
    return None if moment is None else (moment, len(str(written)) == len("2026-01-01"))


_WANTED: Final[dict[Callable[..., Any], str]] = {
    text: "text",
    texts: "a list of one or more texts",
    count: "a whole number",
    day_or_moment: "a date, or a time with its offset from UTC",
}


def read_validity(
    file: TomlFile,
    place: Place,
    table: dict[str, Any],
    valid_from: str | None = None,
    valid_until: str | None = None,
) -> tuple[str | None, str | None]:
    """From and until in UTC, narrowed to a certificate's; a day counts to its last second."""
    since = optional(file, place, table, "from", day_or_moment)
    until = optional(file, place, table, "until", day_or_moment)
    starts = [*_given(since, last=False), *_given(_bound(valid_from), last=False)]
    ends = [*_given(until, last=True), *_given(_bound(valid_until), last=True)]
    start, end = max(starts, default=None), min(ends, default=None)
    if start is not None and end is not None and start > end:
        raise file.error(f"ends at {end}, before it starts at {start}", *place, "until")
    return start, end


def _bound(written: str | None) -> tuple[datetime, bool] | None:
    return None if written is None else day_or_moment(written)


def _given(moment: tuple[datetime, bool] | None, *, last: bool) -> list[str]:
    if moment is None:
        return []
    time, whole_day = moment
    if last and whole_day:
        time = time.replace(hour=23, minute=59, second=59)
    return [time.replace(microsecond=0, tzinfo=None).isoformat() + "Z"]

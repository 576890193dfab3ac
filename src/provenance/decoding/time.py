"""Times as RFC 3339 writes them; the one place that turns text into a time."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final

_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PLAIN: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-5][0-9]Z")
_TIME: Final = re.compile(
    r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ](?P<minute>[0-9]{2}:[0-9]{2}):(?P<second>[0-9]{2})"
    r"(?:\.(?P<fraction>[0-9]{1,64}))?(?P<offset>[Zz]|[+-][0-9]{2}:[0-5][0-9])"
)


def parse_time(text: str) -> datetime | None:
    """A time of RFC 3339 section 5.6, or a bare date as its first moment, in UTC; else None.

    A time without an offset says nothing that two people would read alike, and is None too.
    """
    try:
        if _PLAIN.fullmatch(text):  # as nearly all are written
            return datetime.fromisoformat(text)
        if _DATE.fullmatch(text):
            return datetime.fromisoformat(text).replace(tzinfo=UTC)
        found = _TIME.fullmatch(text)
        return None if found is None else _moment(found)
    except (ValueError, OverflowError):
        return None


def _moment(found: re.Match[str]) -> datetime:
    second, offset = found["second"], found["offset"].upper()
    # A leap second is the moment after :59 for everybody who counts in 60s.
    leap = second == "60"
    fraction = "0" if leap else (found["fraction"] or "0")
    whole = f"{found['date']}T{found['minute']}:{'59' if leap else second}"
    zone = "+00:00" if offset == "Z" else offset
    moment = datetime.fromisoformat(f"{whole}.{fraction[:6]:0<6}{zone}").astimezone(UTC)
    return moment + timedelta(seconds=1) if leap else moment

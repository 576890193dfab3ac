"""Whether somebody may speak at a time, which is always stated and never the clock's."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from provenance.decoding.time import parse_time
from provenance.model.authority import Authority


def valid_at(authority: Authority, at: str) -> bool:
    """Whether a time lies in an authority's validity, both ends included, in whole seconds.

    A time or a bound that cannot be read shows nothing, so it is not inside.
    """
    moment = _second(at)
    if moment is None:
        return False
    for bound, early in ((authority.valid_from, True), (authority.valid_until, False)):
        if bound is None:
            continue
        limit = _second(bound)
        if limit is None or (moment < limit if early else moment > limit):
            return False
    return True


@lru_cache(maxsize=1_024)
def _second(text: str) -> datetime | None:
    """X.509 and TOML dates end with a whole second, and that second still belongs to them."""
    moment = parse_time(text)
    return None if moment is None else moment.replace(microsecond=0)

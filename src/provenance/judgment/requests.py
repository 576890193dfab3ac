"""What to ask the supplier for, in plain words: once each, however many rules it would settle."""

from __future__ import annotations

from collections.abc import Iterable

from provenance import limits
from provenance.judgment.tally import Asked, Seen
from provenance.model.finding import Request


def collect_requests(asked: Iterable[Asked]) -> tuple[Request, ...]:
    """The requests of everything that is open or failed and that nobody accepted, sorted."""
    rules: dict[str, set[str]] = {}
    for one in asked:
        groups: dict[str, list[Seen]] = {}
        for seen in one.seen:
            if seen.observation.request and not seen.settled:
                groups.setdefault(seen.observation.message, []).append(seen)
        for message, group in groups.items():
            for text in _texts(message, group):
                rules.setdefault(text, set()).add(one.rule)
    return tuple(Request(text, tuple(sorted(rules[text]))) for text in sorted(rules))


def _texts(message: str, group: list[Seen]) -> list[str]:
    """Each request once; beyond what a finding lists, how many more there are."""
    texts = sorted({seen.observation.request for seen in group})
    more = len(texts) - limits.LISTED_SUBJECTS
    if more <= 0:
        return texts
    rest = f"the same for {more} more, of which it was found: {message}"
    return [*texts[: limits.LISTED_SUBJECTS], rest]

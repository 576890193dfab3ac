"""What reads better said once: findings that say the same, requests that differ in a name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import takewhile
from typing import Final, NamedTuple

from provenance.model.finding import Finding, ListedSubject, Request

_FEWEST: Final = 3
"""Two requests that are alike read better one after the other."""


def alike_findings(findings: Iterable[Finding]) -> tuple[tuple[Finding, ...], ...]:
    """Findings that say the same about the same subjects, where the first of them stands.

    Five rules that all wait for an SBOM are one thing to do. A waived finding stands alone.
    """
    groups: dict[object, list[Finding]] = {}
    for finding in findings:
        weight = (finding.outcome, finding.level, finding.blocking)
        said = (*weight, finding.message, finding.subjects, finding.digest)
        key = (finding.rule, finding.message) if finding.waiver else said
        groups.setdefault(key, []).append(finding)
    return tuple(map(tuple, groups.values()))


def describe_listed(listed: ListedSubject) -> str:
    """A subject with what was seen there, and one place; nothing is said twice."""
    label, detail = listed.subject.label, listed.detail
    named = detail.startswith((f"{label} ", f"{label}: ")) or detail.endswith(f" {label}")
    if not detail or detail == label:
        text = label
    else:
        text = detail.removeprefix(f"{label}: {label}") if named else f"{label}: {detail}"
    place = str(listed.origins[0]) if listed.origins else ""
    return f"{text} ({place})" if place and place not in text else text


class Asked(NamedTuple):
    """One request; `parts` are what it is to be done for, empty where `text` says it all."""

    text: str
    parts: tuple[str, ...] = ()


def alike_requests(requests: Iterable[Request]) -> tuple[Asked, ...]:
    """Requests that settle the same rules in the same words, where the first of them stands."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for request in requests:
        groups.setdefault((request.text.partition(" ")[0], *request.rules), []).append(request.text)
    return tuple(asked for texts in groups.values() for asked in _merge(texts))


def _merge(texts: list[str]) -> Iterator[Asked]:
    head = _common_start(texts).rpartition(" ")[0]
    tail = _common_start([text[::-1] for text in texts])[::-1].partition(" ")[2]
    parts = tuple(text.removeprefix(head).removesuffix(tail).strip(" ,") for text in texts)
    if len(texts) < _FEWEST or len(head.split()) < _FEWEST or not all(parts):
        yield from map(Asked, texts)
    else:
        yield Asked(f"{head} each of these{f', {tail}' if tail else ''}:", parts)


def _common_start(texts: list[str]) -> str:
    pairs = zip(min(texts), max(texts), strict=False)
    return "".join(one for one, _ in takewhile(lambda pair: pair[0] == pair[1], pairs))

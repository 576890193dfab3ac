"""Group what was seen: a bad document with 100,000 components is one finding, not 100,000."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from json.encoder import encode_basestring_ascii as _quoted
from typing import Any, Final

from provenance import limits
from provenance.judgment.tally import Asked, Crowd, Seen
from provenance.model.digest import Digest
from provenance.model.finding import Finding, ListedSubject, Subject
from provenance.model.policy import Waiver
from provenance.questions.subjects import texts_of

_AT_ONCE: Final = 1024
_Key = tuple[str, str, tuple[str, ...]]


def group_findings(asked: Iterable[Asked]) -> tuple[Finding, ...]:
    """One finding for each rule, outcome, message and waiver, in that order."""
    found: list[Finding] = []
    for one in asked:
        groups: dict[_Key, list[Seen]] = {}
        for seen in one.seen:
            key = seen.outcome, seen.observation.message, _waiver_key(seen.waiver)
            groups.setdefault(key, []).append(seen)
        alone: dict[_Key, Finding] = {}
        for crowd in one.crowds:
            key = crowd.observation.outcome, crowd.observation.message, ()
            finding = None if key in groups else _finding_of(one, crowd)
            if finding is None:
                groups.setdefault(key, []).extend(map(crowd.see, crowd.rows))
            else:
                alone[key] = finding
        keys = sorted({*groups, *alone})
        found += [alone[key] if key in alone else _finding(one, groups[key]) for key in keys]
    return tuple(found)


def _waiver_key(waiver: Waiver | None) -> tuple[str, ...]:
    if waiver is None:
        return ()
    return waiver.until, waiver.subject, waiver.owner, waiver.reason


def _finding_of(asked: Asked, crowd: Crowd) -> Finding | None:
    """One finding on a crowd, in which only those who are listed get a subject; None where two of
    them look the same, since then their details tell who comes first.
    """
    rows = sorted((*texts_of(said.fact), at) for at, said in enumerate(crowd.rows))
    if len({row[0] for row in rows}) < len(rows) and len({row[:3] for row in rows}) < len(rows):
        return None
    shown = [crowd.see(crowd.rows[row[3]]) for row in rows[: limits.LISTED_SUBJECTS]]
    images = sorted(set(crowd.images))
    return Finding(
        rule=asked.rule,
        level=asked.tally.level,
        blocking=asked.tally.blocking,
        outcome=crowd.observation.outcome,
        message=crowd.observation.message,
        count=len(rows),
        subjects=tuple(map(_listed, shown)),
        digest=_digest_of(rows),
        images=tuple(images[: limits.LISTED_IMAGES]),
        image_count=len(images),
    )


def _finding(asked: Asked, group: list[Seen]) -> Finding:
    first = group[0]
    rows = _sorted(group)
    images = _images(group)
    return Finding(
        rule=asked.rule,
        level=asked.tally.level,
        blocking=asked.tally.blocking,
        outcome=first.outcome,
        message=first.observation.message,
        count=len(rows),
        subjects=tuple(_listed(seen) for seen in rows[: limits.LISTED_SUBJECTS]),
        digest=digest_of_subjects(seen.subject for seen in rows),
        images=tuple(images[: limits.LISTED_IMAGES]),
        image_count=len(images),
        waiver=first.waiver,
        waiver_expired=first.expired,
    )


def _images(group: list[Seen]) -> list[str]:
    """Paths of all images concerned; what concerns them all shares one tuple of paths."""
    shared = {id(seen.images): seen.images for seen in group}
    return sorted({path for concerned in shared.values() for path in concerned})


def _sorted(group: list[Seen]) -> list[Seen]:
    """In the order of what people read; origins, many and often shared, are compared once."""
    origins = {id(seen.observation.origins): seen.observation.origins for seen in group}
    ranks = {key: rank for rank, key in enumerate(sorted(origins, key=origins.__getitem__))}

    def order(seen: Seen) -> tuple[str, str, str, str, int]:
        subject, observation = seen.subject, seen.observation
        rank = ranks[id(observation.origins)]
        return subject.label, str(subject.digest), subject.key, observation.detail, rank

    return sorted(group, key=order)


def _listed(seen: Seen) -> ListedSubject:
    return ListedSubject(seen.subject, seen.observation.detail, seen.observation.origins)


def digest_of_subjects(subjects: Iterable[Subject]) -> Digest:
    """SHA-256 over one line of JSON for each subject of the list: label, digest, key."""
    texts = ((s.label, "" if s.digest is None else str(s.digest), s.key) for s in subjects)
    return _digest_of([*texts])


def _digest_of(rows: Sequence[tuple[Any, ...]]) -> Digest:
    hasher = hashlib.sha256()
    for start in range(0, len(rows), _AT_ONCE):
        hasher.update(_lines_of(rows[start : start + _AT_ONCE]).encode())
    return Digest("sha256", hasher.hexdigest())


def _lines_of(rows: Sequence[tuple[Any, ...]]) -> str:
    """Their JSON; texts are only quoted one by one where any of them needs it."""
    lines = [f'["{row[0]}","{row[1]}","{row[2]}"]' for row in rows]
    text = "".join(lines)
    plain = text.isascii() and text.isprintable() and "\\" not in text
    if not plain or text.count('"') != 6 * len(rows):
        lines = [f"[{_quoted(row[0])},{_quoted(row[1])},{_quoted(row[2])}]" for row in rows]
    return "\n".join([*lines, ""])

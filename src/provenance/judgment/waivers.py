"""Accepted findings: by digest or purl, with an end. A dead waiver is shown and settles nothing."""

from __future__ import annotations

from provenance.decoding.time import parse_time
from provenance.model.finding import Subject
from provenance.model.policy import Waiver
from provenance.questions.identifiers import canonical_purl


class Waivers:
    """The waivers of a policy as of a time, and which of them were needed."""

    def __init__(self, waivers: tuple[Waiver, ...], at: str) -> None:
        self._waivers, self._at = waivers, at
        self._rules = frozenset(waiver.rule for waiver in waivers)
        self._used: set[Waiver] = set()

    def concern(self, rule: str) -> bool:
        """Whether any waiver is for a rule."""
        return rule in self._rules

    def find(self, rule: str, subject: Subject) -> Waiver | None:
        """The waiver for a subject of a rule; one that has not expired comes first."""
        if rule not in self._rules:
            return None
        found = [w for w in self._waivers if w.rule == rule and _means(w.subject, subject)]
        self._used.update(found)
        found.sort(key=lambda waiver: waiver.until, reverse=True)
        return found[0] if found else None

    def expired(self, waiver: Waiver) -> bool:
        """Whether its last day is over."""
        moment, last = parse_time(self._at), parse_time(waiver.until)
        return moment is None or last is None or moment.date() > last.date()

    def unused(self) -> tuple[Waiver, ...]:
        """Waivers that matched nothing, or whose date has passed."""
        return tuple(w for w in self._waivers if w not in self._used or self.expired(w))


def _means(written: str, subject: Subject) -> bool:
    if written in (subject.key, str(subject.digest)):
        return True
    if not written.startswith("pkg:") or not subject.key.startswith("pkg:"):
        return False
    canonical = canonical_purl(written)
    return canonical is not None and canonical == canonical_purl(subject.key)

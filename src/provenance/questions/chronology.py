"""Times that documents state, and which of them exclude one another.

- A build starts before it ends, and ends before its statement was signed, where a log or timestamp
  that is believed shows when that was.
- Whoever names the digest of what a build made was there after the build: a bill of materials, a
  summary, a scan, a test result, a manifest. Where several builds made the same bytes, the first of
  them counts, because a rebuild takes nothing away from what was said before.
- Nothing happens after the audit.

Clocks of two machines differ by a little; within one document the order has to be exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from provenance.graph.evidence import Chapter, Said
from provenance.graph.identity import keys_of
from provenance.model.artifact import Listing
from provenance.model.authority import Verification
from provenance.model.build import Build
from provenance.model.digest import Digest
from provenance.model.origin import Origin
from provenance.model.predicate import Scan, Summary, Trace
from provenance.model.statement import Statement
from provenance.questions.headings import CONTEXTS, contexts_of, heading_of

if TYPE_CHECKING:
    from provenance.questions.ask import Ask

SKEW: Final = timedelta(minutes=5)
"""What two clocks that nobody tampered with may differ by; Kerberos allows as much."""

Stated = Said[Summary] | Said[Scan] | Said[Trace]


class Moment(NamedTuple):
    """Something that happened at a stated time; the audit itself has no place."""

    what: str
    text: str
    origin: Origin | None = None


Pair = tuple[Moment, Moment]


class Chronology:
    """Questions about the order of what happened, as of the stated time of the audit."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    @property
    def _audit(self) -> Moment:
        return Moment("this audit", self._ask.proof.at)

    @cached_property
    def signed(self) -> tuple[Verification, ...]:
        """Signatures that hold and of which it is known when they were there."""
        return tuple(found for found in self._ask.signatures.holding if found.times)

    @cached_property
    def stated(self) -> tuple[Stated, ...]:
        """Summaries, scans and traces that say when they were made."""
        said = self._ask.evidence.said
        return (
            *(one for one in said(Summary) if one.fact.verified_at is not None),
            *(one for one in said(Scan) if one.fact.started or one.fact.finished),
            *(one for one in said(Trace) if one.fact.started or one.fact.finished),
        )

    # -- pairs of moments, of which the first was not after the second ---------------------------

    def of_build(self, said: Said[Build]) -> Iterator[Pair]:
        """Start, end, signature and audit of one build."""
        own = list(_run(said, "started", "finished"))
        yield from _in_turn([*own, self._audit])
        for found in self._ask.signatures.over(said.chapter):
            signature = _signature(found) if found.outcome == "pass" else None
            if own and signature is not None:
                yield own[-1], signature

    def of_sbom(self, chapter: Chapter) -> Iterator[Pair]:
        """A bill of materials beside the builds that made what it is about."""
        heading = heading_of(chapter)
        if heading.timestamp is None:
            return
        made = Moment("the SBOM was made", heading.timestamp, chapter.origin("/metadata/timestamp"))
        after = {CONTEXTS.get(word) for word in contexts_of(heading)} == {"after"}
        builds = self._ask.builds.builds_of(chapter)
        yield from self._beside(builds, made, ends=after)
        yield made, self._audit

    def of_statement(self, said: Stated) -> Iterator[Pair]:
        """What somebody looked at its subjects for, beside the builds that made these."""
        own = list(_moments(said))
        listings = [one.subjects for one in said.chapter.facts(Statement)]
        rows = [row for listing in listings for row in listing.digests]
        yield from _in_turn([*own, self._audit])
        if own:
            yield from self._beside(self._makers(rows), own[0], ends=True)

    def of_signature(self, found: Verification) -> Iterator[Pair]:
        """A signature beside the builds that made what it reaches, other than by its builds."""
        signature = _signature(found)
        if signature is None:
            return
        yield signature, self._audit
        makers = self._makers(self._reached(found))
        yield from self._beside(makers, signature, ends=True)

    def _beside(
        self, builds: Iterable[Said[Build]], later: Moment, *, ends: bool
    ) -> Iterator[Pair]:
        """The first of some builds, of which something that came later knows the outcome."""
        names = ("finished", "started") if ends else ("started",)
        known = [next(_run(said, *names), None) for said in builds]
        timed = [(when, one) for one in known if one and (when := self.time(one.text))]
        if timed:
            yield min(timed, key=lambda pair: pair[0])[1], later

    # -- digests -----------------------------------------------------------------------------------

    def _reached(self, found: Verification) -> Iterator[tuple[Digest, ...]]:
        """The digests that a signature is about: signed bytes, subjects, rows of a manifest."""
        signs = found.signature.signs
        yield (signs,)
        for chapter in self._ask.evidence.chapters_by_digest.get(signs, ()):
            if any(build.step is None for build in chapter.facts(Build)):
                return  # compared with its own build
            for statement in chapter.facts(Statement):
                yield from statement.subjects.digests
            for listing in chapter.facts(Listing):
                yield from listing.digests if listing.role == "manifest" else ()

    def _makers(self, rows: Iterable[tuple[Digest, ...]]) -> list[Said[Build]]:
        found = {}
        for row in rows:
            for key in keys_of(row):
                found.update({id(said): said for said in self._made.get(key, ())})
        return list(found.values())

    @cached_property
    def _made(self) -> dict[tuple[str, str], list[Said[Build]]]:
        found: dict[tuple[str, str], list[Said[Build]]] = {}
        for said in self._ask.builds.claimed:
            outputs = said.fact.outputs
            for row in outputs.digests if outputs is not None else ():
                for key in keys_of(row):
                    found.setdefault(key, []).append(said)
        return found

    def time(self, text: str) -> datetime | None:
        """A stated time, or None where it is not one."""
        return self._ask.builds.time(text)

    def is_reversed(self, pair: Pair) -> bool:
        """Whether the second moment was before the first, by more than clocks may differ."""
        first, second = pair
        early, late = self.time(first.text), self.time(second.text)
        if early is None or late is None:
            return False
        one_clock = first.origin is None or second.origin is None
        one_clock = one_clock or _document(first) == _document(second)
        return early - late > (timedelta() if one_clock else SKEW)


def _document(moment: Moment) -> Digest | None:
    return None if moment.origin is None else moment.origin.digest


def _in_turn(moments: list[Moment]) -> Iterator[Pair]:
    yield from pairwise(moments)


def _run(said: Said[Build], *names: str) -> Iterator[Moment]:
    words = {"started": "its build started", "finished": "its build finished"}
    for name in names:
        text = getattr(said.fact, name)
        if text is not None:
            yield Moment(words[name], text, said.origin)


def _moments(said: Stated) -> Iterator[Moment]:
    fact, origin = said.fact, said.origin
    if isinstance(fact, Summary):
        yield Moment("it was verified", fact.verified_at or "", origin)
        return
    for what, text in (("it started", fact.started), ("it finished", fact.finished)):
        if text is not None:
            yield Moment(what, text, origin)


def _signature(found: Verification) -> Moment | None:
    """The first time at which a signature is known to have been there."""
    first = min(found.times, key=lambda one: one.time, default=None)
    if first is None:
        return None
    return Moment(f"it was signed, as {first.by} shows,", first.time, found.origin)

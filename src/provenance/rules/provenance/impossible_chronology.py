"""Stated times are in an order that is possible: started, finished, signed, described, audited.

*Why it matters.* A build that ended before it began, a signature that a log had three hours before
the build started, or an SBOM that knows the digest of an image before that was built, was put
together afterwards or belongs to something else. Times are claims and prove nothing by themselves;
that they cannot all be true does. Every document of the delivery that states a time is asked.

*Fix.* Let the build platform write the times, in UTC as RFC 3339 has it, sign when the build is
done, and make SBOM, scans and summaries in or after the build that they are about.

*References*

- OWASP SCVS 1.0, 2.7 [read]
- NIST SP 800-53 SR-4 [general knowledge]
"""

from __future__ import annotations

from collections.abc import Iterator

from provenance.graph.evidence import Chapter, Said
from provenance.model.authority import Verification
from provenance.model.build import Build
from provenance.model.finding import Observation
from provenance.model.origin import Origin
from provenance.questions.ask import Ask
from provenance.questions.chronology import Moment, Pair, Stated
from provenance.questions.places import cite

LEVEL = "warning"
NEEDS = "statement"

_Subject = Said[Build] | Chapter | Stated | Verification


def subjects(ask: Ask) -> Iterator[_Subject]:
    """Every build that has a place for times, and every document beside one that states some."""
    yield from ask.builds.claimed
    if ask.builds.claimed:
        yield from ask.components.sboms
    yield from ask.chronology.stated
    yield from ask.chronology.signed


def judge(ask: Ask, subject: _Subject) -> Observation | None:
    """Fail where one stated time excludes another."""
    silent = _silent(subject)
    if silent is not None:
        return silent
    pairs = list(_pairs(ask, subject))
    for moment in dict.fromkeys(moment for pair in pairs for moment in pair):
        if ask.chronology.time(moment.text) is None:
            return _unreadable(moment)
    wrong = next((pair for pair in pairs if ask.chronology.is_reversed(pair)), None)
    return None if wrong is None else _reversed(wrong)


def _pairs(ask: Ask, subject: _Subject) -> Iterator[Pair]:
    if isinstance(subject, Chapter):
        yield from ask.chronology.of_sbom(subject)
    elif isinstance(subject, Verification):
        yield from ask.chronology.of_signature(subject)
    elif isinstance(subject.fact, Build):
        yield from ask.chronology.of_build(subject)
    else:
        yield from ask.chronology.of_statement(subject)


def _silent(subject: _Subject) -> Observation | None:
    """A build or bill of materials that does not say when."""
    if isinstance(subject, Chapter):
        if subject.heading is not None and subject.heading.timestamp is not None:
            return None
        request = f"an SBOM with the time at which it was made, for {cite(subject)}"
        places = (subject.origin(),)
        return Observation("open", "it does not say when", "no timestamp", places, request)
    if isinstance(subject, Verification) or not isinstance(subject.fact, Build):
        return None
    if subject.fact.started is None and subject.fact.finished is None:
        request = f"provenance with start and end of the build, for {cite(subject.chapter)}"
        places = (subject.origin,)
        return Observation("open", "it does not say when", "no start, no end", places, request)
    return None


def _unreadable(moment: Moment) -> Observation:
    places = _places(moment)
    request = f"a time as RFC 3339 has it in place of {moment.text!r} in {places[0]}"
    detail = f"{moment.what}: {moment.text!r}"
    return Observation("open", "a time cannot be read", detail, places, request)


def _reversed(pair: Pair) -> Observation:
    first, second = pair
    detail = f"{first.what} {first.text}, {second.what} {second.text}"
    message = "its times are in an order that is not possible"
    return Observation("fail", message, detail, tuple(dict.fromkeys(_places(second, first))))


def _places(*moments: Moment) -> tuple[Origin, ...]:
    return tuple(moment.origin for moment in moments if moment.origin is not None)

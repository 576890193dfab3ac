"""Stated times are in an order that is possible: started, finished, described, audited.

*Why it matters.* A build that ended before it began, or an SBOM that knows the digest of an image
before the build of that image started, was put together afterwards or belongs to something else.
Times are claims and prove nothing by themselves; that they cannot all be true does.

*Fix.* Let the build platform write the times, in UTC as RFC 3339 has it, and make the SBOM in or
after the build that it describes.

*References*

- OWASP SCVS 1.0, 2.7 [read]
- NIST SP 800-53 SR-4 [general knowledge]
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from provenance.graph.evidence import Chapter, Said
from provenance.model.build import Build
from provenance.model.finding import Observation
from provenance.model.origin import Origin
from provenance.questions.ask import Ask
from provenance.questions.places import cite

LEVEL = "warning"
NEEDS = "statement"

_REVERSED = "its times are in an order that is not possible"


def subjects(ask: Ask) -> Iterator[Said[Build] | Chapter]:
    """Every build that has a place for times, and every bill of materials beside one."""
    yield from ask.builds.claimed
    if ask.builds.claimed:
        yield from ask.components.sboms


def judge(ask: Ask, subject: Said[Build] | Chapter) -> Observation | None:
    """Fail where one stated time excludes another."""
    if isinstance(subject, Chapter):
        return _judge_sbom(ask, subject)
    build = subject.fact
    stated = [
        ("started", build.started),
        ("finished", build.finished),
        ("this audit", ask.builds.at),
    ]
    if build.started is None and build.finished is None:
        request = f"provenance with start and end of the build, for {cite(subject.chapter)}"
        return Observation(
            "open", "it does not say when", "no start, no end", (subject.origin,), request
        )
    return _in_order(ask, stated, (subject.origin,))


def _judge_sbom(ask: Ask, chapter: Chapter) -> Observation | None:
    written = chapter.heading.timestamp if chapter.heading is not None else None
    origin = chapter.origin("/metadata/timestamp" if written is not None else "")
    if written is None:
        request = f"an SBOM with the time at which it was made, for {cite(chapter)}"
        return Observation("open", "it does not say when", "no timestamp", (origin,), request)
    for said in ask.builds.builds_of(chapter):
        stated = [("its build started", said.fact.started), ("the SBOM was made", written)]
        found = _in_order(ask, stated, (origin, said.origin))
        if found is not None:
            return found
    stated = [("the SBOM was made", written), ("this audit", ask.builds.at)]
    return _in_order(ask, stated, (origin,))


def _in_order(
    ask: Ask, stated: list[tuple[str, str | None]], places: tuple[Origin, ...]
) -> Observation | None:
    """The first two times that are the wrong way round; one that cannot be read leaves it open."""
    known = [(what, text) for what, text in stated if text is not None]
    for what, text in known:
        if ask.builds.time(text) is None:
            request = f"a time as RFC 3339 has it in place of {text!r} in {places[0]}"
            return Observation(
                "open", "a time cannot be read", f"{what}: {text!r}", places, request
            )
    for (first, before), (second, after) in pairwise(known):
        early, late = ask.builds.time(before), ask.builds.time(after)
        if early is not None and late is not None and late < early:
            detail = f"{first} {before}, {second} {after}"
            return Observation("fail", _REVERSED, detail, places)
    return None

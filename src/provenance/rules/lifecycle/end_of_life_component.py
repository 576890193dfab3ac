"""No component was past its end of life when it was delivered.

*Why it matters.* What its makers have given up gets no more fixes, and every flaw that is found in
it from then on stays. To ship it in a new release is a decision that somebody ought to have made.

*Fix.* Move to a line of releases that is maintained. For the check, the policy brings a list of
ends of life (`ended`, lines such as `pkg:generic/openssl@1.1.1 2023-09-11`): nothing is fetched.

*References*

- OWASP SCVS 1.0, 5.8 [read]
- FDA 2026 Premarket Cybersecurity Guidance, V.A.4(b) [second-hand]
- NIST SP 800-193 and platform requirements GEC-1 [general knowledge]
"""

from __future__ import annotations

from collections.abc import Iterable

from provenance.graph.evidence import Chapter, Said
from provenance.model.component import Component
from provenance.model.finding import Observation
from provenance.questions.ask import Ask
from provenance.questions.places import cite
from provenance.questions.population import Population
from provenance.questions.support import (
    end_of,
    ends_of,
    has_ended,
    lists,
    may_have_ended,
    past_end,
    release_time,
    unreadable,
)

LEVEL = "error"
NEEDS = "sbom"
PARAMETERS = {"ended": "texts"}

_ID = "lifecycle/end-of-life-component"


def subjects(ask: Ask) -> Population | Iterable[Chapter | Said[Component]]:
    """Every component of every bill of materials; where no list was given, the documents, and
    components that are given up by their own words.
    """
    ends = ends_of(lists(ask, _ID))
    found = past_end(ask, ends)
    return found if ends else [*ask.components.sboms, *found.suspects]


def judge(ask: Ask, subject: Said[Component] | Chapter) -> Observation | None:
    """Fail for what was at its end at the time of its document, open without a list of ends."""
    lines = lists(ask, _ID)
    if isinstance(subject, Chapter):
        return _open(subject, unreadable(lines))
    part = subject.fact
    end, released = end_of(part, ends_of(lines)), release_time(subject, ask.proof.at)
    perhaps = may_have_ended(part, ends_of(lines)) if end is None else None
    if perhaps is not None:
        detail = f"{part.label} has no version, and {perhaps.purl.name} has lines that ended"
        request = f"the version of {part.label}, in {cite(subject.chapter)}"
        message = "it may be past its end of life"
        return Observation("open", message, detail, (subject.origin,), request)
    if end is None:
        level = part.support.level if part.support is not None else ""
        detail = f"its SBOM says of its support: {level}"
        return Observation("fail", "nobody maintains it any more", detail, (subject.origin,))
    if not has_ended(end.until, released):
        return None
    detail = f"{part.label} was at its end on {end.until}, before {released}"
    return Observation("fail", "it is past its end of life", detail, (subject.origin,))


def _open(chapter: Chapter, odd: list[str]) -> Observation:
    detail = f"the policy brings none: {odd[0][:80]!r} is no line" if odd else "the policy has none"
    request = f"which components of {cite(chapter)} are at the end of their life (OpenEoX or CLE)"
    message = "there is no list of ends of life to compare with"
    return Observation("open", message, detail, (chapter.origin(),), request)

"""One invocation of a build is never stated for different subjects or releases.

*Why it matters.* The invocation id is what makes a build one event that can be looked up in the
logs of its platform. The same id on another image means that a statement was copied and edited,
or that the platform cannot tell its builds apart. A platform that writes one statement for each
of several images of one run is told apart by `several-statements`: they then have to agree in
everything else, as have two statements of one type about the same subjects. With `--baseline` the
invocations of an earlier delivery count too: the run that made 2.3.0 did not make 2.3.1. A
statement that is delivered again as it was reuses nothing; it vouches for the subjects that it
always had, and for nothing else.

*Fix.* State one invocation id per build, with all of its outputs as subjects of one statement.

*References*

- SLSA 1.2 Build L3, provenance is unforgeable [read; the rule itself is our reading]
"""

from __future__ import annotations

from collections.abc import Iterable

from provenance.graph.evidence import Said
from provenance.model.build import Build
from provenance.model.finding import Observation
from provenance.questions.ask import Ask
from provenance.questions.baseline import earlier_origin
from provenance.questions.places import cite

LEVEL = "error"
NEEDS = "statement"
PARAMETERS = {"several-statements": "flag"}


def subjects(ask: Ask) -> Iterable[Said[Build]]:
    """Every build that has a place for an invocation id."""
    return ask.builds.claimed


def judge(ask: Ask, subject: Said[Build]) -> Observation | None:
    """Fail where another statement has the same invocation and says otherwise."""
    build = subject.fact
    if not build.invocation:
        request = f"provenance with an invocation id, for {cite(subject.chapter)}"
        return Observation("open", "it states no invocation", "", (subject.origin,), request)
    other = ask.builds.invocations.contradicting(build)
    if other is None:
        return _judge_again(ask, subject) or _judge_earlier(ask, subject)
    detail = f"{build.invocation} is also stated in {other.origin}, for other subjects"
    places = (subject.origin, other.origin)
    return Observation("fail", "its invocation is stated for another build too", detail, places)


def _judge_again(ask: Ask, subject: Said[Build]) -> Observation | None:
    other = ask.builds.invocations.disagreeing(subject)
    if other is None:
        return None
    detail = f"{subject.fact.invocation} is also stated in {other.origin}"
    message = "its invocation is stated with another source, other parameters or inputs"
    return Observation("fail", message, detail, (subject.origin, other.origin))


def _judge_earlier(ask: Ask, subject: Said[Build]) -> Observation | None:
    other = ask.builds.invocations.reused(subject.fact)
    if other is None:
        return None
    place = earlier_origin(other.origin)
    detail = f"{subject.fact.invocation} was stated in {place}, for other subjects"
    message = "its invocation was stated for an earlier delivery"
    return Observation("fail", message, detail, (subject.origin, place))

"""Build type, source, ref, package and external parameters are those expected, and no others.

*Why it matters.* External parameters are what an outsider can set: a branch, a flag such as
`--enable-debug`, another repository. A genuine platform signs whatever it was asked to build, so
that only an expectation tells the wanted build from another one: from which repository and which
ref it was made, and of which package it is. A parameter that nobody expects fails, because nobody
thought about what it does. What is expected and not stated is open.

*Fix.* Build with the expected parameters, from the expected repository and ref, or add to
`[expect]` what you looked at and want: `build-types`, `parameters`, `sources`, `refs` (such as
`refs/tags/v2.*`) and `packages` (such as `pkg:npm/%40acme/gateway@2.*`). A text may hold `*` for
anything but a slash.

*References*

- SLSA 1.2, verification step 2: unrecognised parameters are rejected [read]
- SLSA 1.2, threats A to D: the expected source repository, branch and build process [read]
"""

from __future__ import annotations

from collections.abc import Iterator

from provenance.graph.evidence import Chapter, Said
from provenance.model.build import Build
from provenance.model.finding import Observation
from provenance.model.statement import Statement
from provenance.questions.ask import Ask
from provenance.questions.deviations import (
    Deviation,
    build_deviations,
    package_deviations,
    parameter_deviations,
    source_deviations,
)
from provenance.questions.places import cite
from provenance.trust.purposes import purpose_of_predicate

LEVEL = "error"
NEEDS = "parameters"

_Subject = Said[Build] | Said[Statement]


def subjects(ask: Ask) -> Iterator[_Subject]:
    """Every build that says how it was asked for, and what else is said of a package."""
    yield from ask.builds.claimed
    if ask.policy.expect.packages is not None:
        yield from ask.builds.about_packages


def judge(ask: Ask, subject: _Subject) -> tuple[Observation, ...] | None:
    """Fail on every build type, source, ref, package or parameter that is not the expected one."""
    found = [_observe(subject, one) for one in _deviations(ask, subject)]
    if isinstance(subject.fact, Statement):
        found += _disowned(ask, subject.chapter, subject.fact)
    return tuple(found) or None


def _deviations(ask: Ask, subject: _Subject) -> Iterator[Deviation]:
    expect = ask.policy.expect
    if isinstance(subject.fact, Statement):
        yield from package_deviations(expect, subject.fact.subjects)
        return
    yield from build_deviations(expect, subject.fact)
    yield from source_deviations(expect, subject.fact)
    elsewhere = () if expect.packages is None else ask.builds.named_packages.of(subject)
    yield from package_deviations(expect, subject.fact.outputs, elsewhere)
    yield from parameter_deviations(expect, subject.fact)


def _disowned(ask: Ask, chapter: Chapter, statement: Statement) -> Iterator[Observation]:
    """What nobody whom we trust with it says of a package, whatever the statement is called."""
    purpose = purpose_of_predicate(statement.predicate_type)
    standing = None if purpose is None else ask.signatures.standing(chapter, purpose)
    if purpose is None or standing is None or standing.outcome == "pass":
        return
    message = "nobody who is trusted with it stands behind what is said of the package"
    places = (chapter.origin(), *standing.origins)
    request = standing.request(cite(chapter), purpose) if standing.outcome == "open" else ""
    yield Observation(standing.outcome, message, standing.reason, places, request)


def _observe(subject: _Subject, found: Deviation) -> Observation:
    places = (subject.origin, *found.origins)
    if not found.lacks:
        return Observation("fail", found.message, found.detail, places)
    request = f"provenance with {found.lacks} for {cite(subject.chapter)}"
    return Observation("open", found.message, found.detail, places, request)

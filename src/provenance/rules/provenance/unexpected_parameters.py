"""Build type and external parameters are what the policy expects, and there are no others.

*Why it matters.* External parameters are what an outsider can set: a branch, a flag such as
`--enable-debug`, another repository. A genuine platform signs whatever it was asked to build, so
that only an expectation tells the wanted build from another one. A parameter that nobody expects
fails, because nobody thought about what it does.

*Fix.* Build with the expected parameters, or add to `[expect] parameters` and `build-types` what
you looked at and want. A text may hold `*` for anything but a slash.

*References*

- SLSA 1.2, verification step 2: unrecognised parameters are rejected [read]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from provenance.graph.evidence import Said
from provenance.model.build import Build
from provenance.model.finding import Observation
from provenance.questions.ask import Ask
from provenance.questions.expectations import parameter_matches
from provenance.questions.places import cite

LEVEL = "error"
NEEDS = "parameters"


def subjects(ask: Ask) -> Iterable[Said[Build]]:
    """Every build that says how it was asked for."""
    return ask.builds.claimed


def judge(ask: Ask, subject: Said[Build]) -> tuple[Observation, ...] | None:
    """Fail on every build type or parameter that is not the expected one."""
    return tuple(_observations(ask, subject)) or None


def _observations(ask: Ask, subject: Said[Build]) -> Iterator[Observation]:
    expect, build, where = ask.policy.expect, subject.fact, (subject.origin,)
    request = f"provenance with build type and parameters for {cite(subject.chapter)}"
    if expect.build_types is not None:
        if build.build_type is None:
            yield Observation("open", "it has no build type", "", where, request)
        elif build.build_type not in expect.build_types:
            yield Observation("fail", "nobody expects this build type", build.build_type, where)
    if expect.parameters is not None and build.parameters is None:
        yield Observation("open", "it does not state its parameters", "", where, request)
    elif expect.parameters is not None:
        yield from _compare(dict(expect.parameters), dict(build.parameters or ()), subject)


def _compare(
    expected: dict[str, str], stated: dict[str, str], subject: Said[Build]
) -> Iterator[Observation]:
    where = (subject.origin,)
    for name in sorted(expected.keys() | stated.keys()):
        if name not in stated:
            detail = f"{name} is not stated, {expected[name]} is expected"
            yield Observation("fail", "an expected parameter is missing", detail, where)
        elif name not in expected:
            detail = f"{name} is {stated[name]}"
            yield Observation("fail", "nobody expects a parameter", detail, where)
        elif not parameter_matches(expected[name], stated[name]):
            detail = f"{name} is {stated[name]}, not {expected[name]}"
            yield Observation("fail", "a parameter is not the expected one", detail, where)

"""How a build differs from what is expected of builds, one sentence for each difference."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from provenance.model.artifact import Listing
from provenance.model.build import Build
from provenance.model.origin import Origin
from provenance.model.policy import Expectations
from provenance.questions.expectations import (
    commits_of,
    is_configured_from,
    is_pinned,
    parameter_matches,
    repository_of,
    revision_of,
)
from provenance.questions.globs import text_matches
from provenance.questions.packages import Named, is_expected_package, packages_of

_TYPE_AND_PARAMETERS = "build type and parameters"


class Deviation(NamedTuple):
    """One difference; `lacks` names what is not stated, where that is why nobody can tell."""

    message: str
    detail: str = ""
    lacks: str = ""
    origins: tuple[Origin, ...] = ()


def build_deviations(expect: Expectations, build: Build) -> Iterator[Deviation]:
    """The build type, where one is expected."""
    if expect.build_types is None:
        return
    if build.build_type is None:
        yield Deviation("it has no build type", lacks=_TYPE_AND_PARAMETERS)
    elif not any(text_matches(wanted, build.build_type) for wanted in expect.build_types):
        yield Deviation("nobody expects this build type", build.build_type)


def source_deviations(expect: Expectations, build: Build) -> Iterator[Deviation]:
    """The repository that the build was configured from, and its ref."""
    yield from _repository_deviations(expect, build)
    if expect.refs is None:
        return
    ref = None if build.source is None else revision_of(build.source)
    if ref is None:
        detail = "it names no repository" if build.source is None else f"it names {build.source}"
        yield Deviation("it does not say from which ref it was made", detail, "the source ref")
    elif not any(text_matches(wanted, ref) for wanted in expect.refs):
        if is_pinned(build.source or ""):
            yield Deviation("it names a commit, and no ref that is expected", ref, "the source ref")
        else:
            yield Deviation("nobody expects a build of this ref", ref)


def _repository_deviations(expect: Expectations, build: Build) -> Iterator[Deviation]:
    prefixes, earlier = expect.sources, expect.repositories
    if prefixes is None and earlier is None:
        return
    if build.source is None:
        # Where a build type has no place for it, parameters tell, or a repository that was read.
        if expect.parameters is None and not _read_from(build, prefixes or earlier or ()):
            yield Deviation(
                "it does not say from which repository it was made", "", "the source repository"
            )
    elif prefixes is not None:
        if not is_configured_from(build.source, prefixes):
            yield Deviation("nobody expects a build of this repository", build.source)
    elif repository_of(build.source) not in (earlier or ()):
        yield Deviation("nobody expects a build of this repository", build.source)


def _read_from(build: Build, prefixes: tuple[str, ...]) -> bool:
    """Whether a repository at a commit is among the inputs, and every such one is expected."""
    read = [
        entry.uri
        for entry in build.resolved or ()
        if entry.uri is not None and any(commits_of(entry.uri, entry.digests))
    ]
    return bool(read) and all(is_configured_from(uri, prefixes) for uri in read)


def package_deviations(
    expect: Expectations, listing: Listing | None, elsewhere: tuple[Named, ...] = ()
) -> Iterator[Deviation]:
    """The packages among subjects; file names are none, and say nothing of a package.

    `elsewhere` are the packages of such files by believed releases and summaries.
    """
    if expect.packages is None:
        return
    named = [Named(name) for _, name in packages_of(listing)] or list(elsewhere)
    if not named:
        yield Deviation(
            "it does not say of which package it is",
            "no subject is a URI",
            "the package as subject",
        )
    for name, origins in named:
        if not is_expected_package(name, expect.packages):
            yield Deviation("nobody expects this package", name, origins=origins)


def parameter_deviations(expect: Expectations, build: Build) -> Iterator[Deviation]:
    """External parameters: missing, unexpected, or with another value."""
    if expect.parameters is None:
        return
    if build.parameters is None:
        yield Deviation("it does not state its parameters", lacks=_TYPE_AND_PARAMETERS)
        return
    expected, stated = dict(expect.parameters), dict(build.parameters)
    for name, value in build.parameters:
        if stated[name] != value:
            yield Deviation("a parameter is stated twice", f"{name} is {value}, and {stated[name]}")
    yield from _unlike(expect, expected, stated)


def _unlike(
    expect: Expectations, expected: dict[str, str], stated: dict[str, str]
) -> Iterator[Deviation]:
    for name in sorted(expected.keys() | stated.keys()):
        if name not in stated:
            if name not in expect.optional:
                detail = f"{name} is not stated, {expected[name] or 'some value'} is expected"
                yield Deviation("an expected parameter is missing", detail)
        elif name not in expected:
            yield Deviation("nobody expects a parameter", f"{name} is {stated[name]}")
        elif not parameter_matches(expected[name], stated[name]):
            detail = f"{name} is {stated[name]}, not {expected[name]}"
            yield Deviation("a parameter is not the expected one", detail)

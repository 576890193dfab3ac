"""What an earlier delivery lets one expect of the next one, from its verified builds alone.

- Platforms, build types and the repositories that builds were configured from: those that it has.
- The ref: a branch where all builds are of one; where all are of version tags that begin alike, any
  tag that begins so. Else none is expected, because the ref of the next release is another one.
- Parameters by name. The value is expected where all builds state the same one, any value where
  they differ or where it holds the commit, since that changes with every release. In a value that
  holds the ref or the version of its tag, these may be others. What only some builds state may be
  left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from provenance.graph.evidence import Said
from provenance.model.build import Build
from provenance.model.origin import Origin
from provenance.model.policy import Expectations
from provenance.questions.expectations import repository_of, revision_of
from provenance.questions.globs import literally

if TYPE_CHECKING:
    from provenance.questions.ask import Ask

_VERSION_TAG: Final = re.compile(r"refs/tags/((?:[^/0-9]*/)*[^/0-9]*)([0-9]+(?:\.[0-9]+){1,3})")
_BRANCH: Final = "refs/heads/"
_PLACE: Final = "baseline:"


def verified_builds(ask: Ask) -> tuple[Said[Build], ...]:
    """Builds whose statement somebody stands behind who may speak for their platform."""
    standing = ask.signatures.standing
    return tuple(
        said
        for said in ask.builds.claimed
        if standing(said.chapter, "provenance", platform=said.fact.platform).outcome == "pass"
    )


def earlier_origin(origin: Origin) -> Origin:
    """A place in the baseline, told apart from one of the delivery."""
    return Origin(f"{_PLACE}{origin.path}", origin.digest, origin.pointer)


def expectations_from(builds: Iterable[Said[Build]]) -> Expectations:
    """What these builds let one expect of the next ones."""
    facts = [said.fact for said in builds]
    refs = _expected_ref(facts)
    parameters = _expected_parameters(facts, refs)
    repositories = {repository_of(fact.source or "") for fact in facts} - {None}
    return Expectations(
        platforms=_all_of(fact.platform for fact in facts),
        build_types=_all_of(fact.build_type for fact in facts),
        repositories=tuple(sorted(filter(None, repositories))) or None,
        refs=None if refs is None else (refs,),
        parameters=parameters,
        optional=tuple(_optional(facts)) if parameters is not None else (),
    )


def merged(own: Expectations, earlier: Expectations) -> Expectations:
    """What a policy expects, and an earlier delivery where the policy says nothing."""
    found = {}
    for field in ("platforms", "build_types", "refs", "parameters"):
        if getattr(own, field) is None:
            found[field] = getattr(earlier, field)
    if own.sources is None:
        found["repositories"] = earlier.repositories
    if own.parameters is None:
        found["optional"] = earlier.optional
    return replace(own, **found)


def _all_of(texts: Iterable[str | None]) -> tuple[str, ...] | None:
    """Every text as a pattern for itself; None where there is none, or somebody says nothing."""
    found = set(texts)
    if not found or None in found:
        return None
    return tuple(sorted(literally(text) for text in found if text is not None))


def _expected_ref(builds: Sequence[Build]) -> str | None:
    refs = {None if build.source is None else revision_of(build.source) for build in builds}
    known = sorted(ref for ref in refs if ref is not None)
    if not known or None in refs:
        return None
    if known[0].startswith(_BRANCH):
        return literally(known[0]) if len(known) == 1 else None
    prefixes = {found[1] if (found := _VERSION_TAG.fullmatch(ref)) else None for ref in known}
    prefix = prefixes.pop()
    return None if prefix is None or prefixes else f"refs/tags/{literally(prefix)}*"


# -- parameters ----------------------------------------------------------------------------------


def _expected_parameters(
    builds: Sequence[Build], ref: str | None
) -> tuple[tuple[str, str], ...] | None:
    values: dict[str, set[str]] = {}
    for build in builds:
        if build.parameters is None:
            return None
        for name, text in build.parameters:
            values.setdefault(name, set()).add(_expected_value(build, text, ref))
    return tuple(
        (name, next(iter(found)) if len(found) == 1 else "")
        for name, found in sorted(values.items())
    )


def _expected_value(build: Build, text: str, expected_ref: str | None) -> str:
    """The JSON text that is expected where a build states this; empty for any value."""
    if build.revision and build.revision in text:
        return ""
    ref = None if build.source is None else revision_of(build.source)
    tag = _VERSION_TAG.fullmatch(ref or "")
    pattern = literally(text)
    if ref and ref in text:
        if expected_ref is None:
            return ""
        pattern = _with(text, ref, expected_ref)
    elif tag is not None and tag[2] in text:
        pattern = _with(text, tag[2], "*")
    return json.dumps(pattern, ensure_ascii=False)


def _with(text: str, part: str, pattern: str) -> str:
    """A text as a pattern, with another pattern in place of a part of it."""
    before, _, after = text.partition(part)
    return f"{literally(before)}{pattern}{literally(after)}"


def _optional(builds: Sequence[Build]) -> Iterator[str]:
    stated = [{name for name, _ in build.parameters or ()} for build in builds]
    every = set[str]().union(*stated)
    yield from sorted(every - every.intersection(*stated))

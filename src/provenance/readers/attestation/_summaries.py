"""Verdicts: SLSA verification summaries v0.2 and v1, SVR v0.1 and v0.2, and our own."""

from __future__ import annotations

import re
from typing import Any, Final, NamedTuple

from provenance.decoding.fields import Fields, quote
from provenance.model.artifact import Listing
from provenance.model.digest import Digest, check_digest
from provenance.model.document import Defect
from provenance.model.predicate import Resource, Summary
from provenance.readers.attestation._kept import Kept, stated_time
from provenance.readers.attestation._resources import inner_resource, listed, resources

_RESULTS: Final = ("PASSED", "FAILED")
_TRACK: Final = re.compile(r"SLSA_([A-Z0-9_]+)_LEVEL_[0-9]+")
_SVR: Final = ("verifier", "timeCreated", "properties")


class _Names(NamedTuple):
    """How a version spells the fields."""

    time: str
    resource: str
    inputs: str
    result: str
    levels: str
    dependencies: str


_V1: Final = _Names(
    "timeVerified",
    "resourceUri",
    "inputAttestations",
    "verificationResult",
    "verifiedLevels",
    "dependencyLevels",
)
_V02: Final = _Names(
    "time_verified",
    "resource_uri",
    "input_attestations",
    "verification_result",
    "policy_level",
    "dependency_levels",
)


def vsa_v1(predicate: Fields, subjects: Listing, kept: Kept) -> None:
    """SLSA 1.2, verification summary, predicate version 1."""
    levels = predicate.texts(_V1.levels, required=True) or ()
    _note_levels(predicate, levels)
    version = predicate.text("slsaVersion")
    _summary(predicate, kept, _V1, levels, version)


def vsa_v02(predicate: Fields, subjects: Listing, kept: Kept) -> None:
    """SLSA 0.2 verification summary: one level, and names in snake case."""
    level = predicate.text(_V02.levels, required=True)
    _summary(predicate, kept, _V02, () if level is None else (level,), None)


def svr(predicate: Fields, subjects: Listing, kept: Kept) -> None:
    """A simple verification result (svr.md, versions 0.1 and 0.2): properties that hold."""
    verifier = predicate.inner("verifier", required=True)
    policies = resources(verifier, "policies", kept)
    # Of several policies a summary has room for one; all of them are kept.
    kept.rest(verifier, ("id",), frozenset(("policies", "policy")), kind="verifier")
    summary = Summary(
        "summary",
        verifier.text("id", required=type(predicate.value.get("verifier")) is dict),
        stated_time(predicate, "timeCreated", required=True),
        None,
        policies[0] if policies else None,
        None,
        predicate.texts("properties", required=True) or (),
    )
    kept.add(predicate.pointer, summary)
    kept.rest(predicate, _SVR)


def svr_v02(predicate: Fields, subjects: Listing, kept: Kept) -> None:
    """A simple verification result that must say which policies were applied, if any."""
    svr(predicate, subjects, kept)
    verifier = predicate.value.get("verifier")
    if type(verifier) is dict and verifier:
        predicate.inner("verifier").get("policies", list, required=True)


def verdict_v1(predicate: Fields, subjects: Listing, kept: Kept) -> None:
    """A verdict of ours, as the summary that it is too; all else that it says is kept.

    What it says of each image is for whoever derives it again: as a summary it has one answer.
    """
    policy = predicate.inner("policy", required=True)
    name = policy.text("name", required=bool(policy.value))
    algorithm, _, value = (policy.text("digest", required=bool(policy.value)) or "").partition(":")
    digests = () if check_digest(algorithm, value) else (Digest(algorithm, value, "unknown"),)
    summary = Summary(
        "summary",
        policy.text("verifier"),
        stated_time(predicate, "at", required=True),
        None,
        Resource(None, name, digests),
        predicate.text("verdict", required=True),
        (),
    )
    kept.add(predicate.pointer, summary)
    kept.rest(predicate, ("verdict", "at", "policy"), frozenset(predicate.value))
    kept.rest(policy, ("name", "digest", "verifier"), frozenset(policy.value), kind="policy")


def _summary(
    predicate: Fields, kept: Kept, names: _Names, levels: tuple[str, ...], version: str | None
) -> None:
    verifier = predicate.inner("verifier", required=True)
    result = predicate.text(names.result, required=True)
    if result is not None and result not in _RESULTS:
        detail = f"is {quote(result)}, not {' or '.join(_RESULTS)}"
        predicate.note("bad-result", names.result, detail, read_as="as written")
    predicate.get("policy", dict, required=True)
    policy = inner_resource(predicate, "policy", kept)
    if type(predicate.value.get("policy")) is dict and (policy is None or policy.uri is None):
        predicate.inner("policy").note("missing-field", "uri", "is missing")
    inputs = listed(predicate, names.inputs, kept)
    _note_inputs(predicate, inputs)
    summary = Summary(
        "summary",
        verifier.text("id", required=type(predicate.value.get("verifier")) is dict),
        stated_time(predicate, names.time),
        predicate.text(names.resource, required=True),
        policy,
        result,
        levels,
        inputs,
        _dependency_levels(predicate, names.dependencies),
        version,
    )
    kept.add(predicate.pointer, summary)
    kept.rest(verifier, ("id",), frozenset(("version",)), kind="verifier")
    kept.rest(predicate, (*names, "verifier", "policy", "slsaVersion"))


def _note_inputs(predicate: Fields, inputs: Listing | None) -> None:
    """Each attestation that was looked at must be identified."""
    for row, digests in enumerate(inputs.digests if inputs is not None else ()):
        if inputs is not None and not digests:
            detail, family = "has no usable digest", predicate.family
            place = inputs.place_of(row)
            predicate.notes.add(Defect(f"{family}/input-without-digest", place, detail))


def _note_levels(predicate: Fields, levels: tuple[str, ...]) -> None:
    """One level of each track is allowed; a level implies those below it."""
    seen: dict[str, str] = {}
    for level in levels:
        found = _TRACK.fullmatch(level)
        if found is not None and seen.setdefault(found[1], level) != level:
            detail = f"has {quote(seen[found[1]])} and {quote(level)}, of one track"
            predicate.note("several-levels", _V1.levels, detail)


def _dependency_levels(predicate: Fields, name: str) -> tuple[tuple[str, int], ...] | None:
    """How many dependencies have which level; None where nothing is claimed of them."""
    levels: dict[str, Any] | None = predicate.get(name, dict)
    if levels is None:
        return None
    holder, found = predicate.inner(name), []
    for level, count in levels.items():
        if type(count) is str and count.isdecimal() and len(count) < 20:
            count = int(count)  # as protocol buffers write numbers of 64 bits
        if type(count) is int and count >= 0:
            found.append((level, count))
        else:
            holder.note("bad-count", level, "is no number of dependencies", whole=False)
    return tuple(found)

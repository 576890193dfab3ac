"""verify_verdict(): does a signed verdict hold, and is it about these bytes?

1. Every line is a DSSE envelope around an in-toto Statement, exactly one of them a verdict.
2. Every envelope is signed by a key that may speak for verdicts at the time of the verdict.
3. The statement's subjects are the images of the verdict, with the same digests, and its parts do
   not contradict one another.
4. The files of the delivery are the inputs of the verdict: nothing changed, missing or extra.
5. Beside the verdict lies the VSA of each image that has an answer, once for what it is for, and
   says what the verdict says. The order of the lines means nothing.
6. Where it can be derived again, as of the recorded time, it comes out the same, byte for byte.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from os import PathLike
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from provenance import intake, limits
from provenance.attestation.consistency import contradictions, summary_problems
from provenance.decoding import json
from provenance.decoding.envelope import PAYLOAD_TYPE, STATEMENT_TYPE, Envelope, read_envelope
from provenance.decoding.verdict import (
    canonical_verdict,
    spelled,
    verdict_from_plain,
    verdict_to_plain,
)
from provenance.errors import DecodingError, UnreadableError
from provenance.graph.evidence import Evidence
from provenance.model.statement import VERDICT_TYPE
from provenance.model.verdict import BaselineUsed, JudgedSubject, Verdict
from provenance.trust.purposes import speaks_for
from provenance.trust.root import TrustRoot
from provenance.verification.signatures import check

Rerun = Callable[[str], Verdict]
"""Derives the verdict again, as of the time that it is given."""


class Countercheck(Struct, frozen=True):
    """What checking a signed verdict showed; it holds where there are no `problems`.

    `signers` are the names of those who signed every envelope, `summaries` counts the VSAs beside
    the verdict, `derived_again` says whether step 6 was taken.
    """

    verdict: Verdict | None
    problems: tuple[str, ...]
    signers: tuple[str, ...] = ()
    summaries: int = 0
    derived_again: bool = False

    @property
    def holds(self) -> bool:
        """Whether signatures, bytes and, where asked for, the derivation are as they should be."""
        return self.verdict is not None and not self.problems


class _Signed(Struct, frozen=True):
    line: int
    envelope: Envelope
    statement: dict[str, Any]


def verify_verdict(
    path: str | PathLike[str],
    trust: TrustRoot,
    delivery: str | PathLike[str],
    rerun: Rerun | None = None,
) -> Countercheck:
    """Check a signed verdict against keys and delivered bytes, and derive it again where asked.

    Raises `UnreadableError` where the file or the delivery cannot be read at all.
    """
    try:
        signed = list(_lines(Path(path)))
        verdict, statement = _verdict_of(signed)
    except DecodingError as error:
        return Countercheck(
            None, (f"{path}: is not a signed verdict, as --sign writes it: {error}",)
        )
    problems: list[str] = []
    signers = _signers(signed, trust, verdict.at, problems)
    problems += _subject_problems(statement, verdict)
    problems += contradictions(verdict)
    problems += _delivery_problems(intake.read(delivery), verdict)
    others = [one for one in signed if one.statement is not statement]
    problems += summary_problems([(one.line, one.statement) for one in others], verdict)
    if rerun is not None:
        problems += _derivation_problems(verdict, rerun(verdict.at))
    return Countercheck(verdict, tuple(problems), signers, len(others), rerun is not None)


# -- 1: envelopes ------------------------------------------------------------------------------


def _lines(path: Path) -> Iterator[_Signed]:
    try:
        with path.open("rb") as stream:
            data = stream.read(limits.MEMORY_BLOB + 1)
    except OSError as error:
        raise UnreadableError(f"{path}: cannot be read: {error.strerror}") from error
    if len(data) > limits.MEMORY_BLOB:
        raise UnreadableError(f"{path}: is larger than {limits.MEMORY_BLOB} bytes")
    for number, line in json.decode_lines(data):
        try:
            yield _signed(number, line)
        except DecodingError as error:
            raise error.below(f"line={number}") from error


def _signed(number: int, line: bytes) -> _Signed:
    envelope = read_envelope(line)
    if envelope.payload_type != PAYLOAD_TYPE:
        raise DecodingError(f"is not {PAYLOAD_TYPE}", "/payloadType")
    try:
        statement = json.decode(envelope.payload)
    except DecodingError as error:
        raise error.below("/payload!") from error
    if not isinstance(statement, dict) or statement.get("_type") != STATEMENT_TYPE:
        raise DecodingError("is not an in-toto Statement v1", "/payload!/_type")
    return _Signed(number, envelope, statement)


def _verdict_of(signed: list[_Signed]) -> tuple[Verdict, dict[str, Any]]:
    found = [one.statement for one in signed if one.statement.get("predicateType") == VERDICT_TYPE]
    if len(found) != 1:
        raise DecodingError(f"{len(found)} statements of the type {VERDICT_TYPE}; one is needed")
    try:
        return verdict_from_plain(found[0].get("predicate")), found[0]
    except DecodingError as error:
        raise error.below("/payload!/predicate") from error


# -- 2: signatures -----------------------------------------------------------------------------


def _signers(
    signed: list[_Signed], trust: TrustRoot, at: str, problems: list[str]
) -> tuple[str, ...]:
    """Names of those who signed every envelope."""
    common: set[str] | None = None
    for one in signed:
        keys = _who_signed(one.envelope, trust, at)
        needed = max(trust.threshold("verdict"), 1)
        if len(keys) < needed:
            found = f"{len(keys)} of {needed} signatures by keys that may speak for verdicts"
            problems.append(f"line {one.line} has {found} at {at}")
        names = {name for several in keys.values() for name in several}
        common = names if common is None else common & names
    return tuple(sorted(common or ()))


def _who_signed(envelope: Envelope, trust: TrustRoot, at: str) -> dict[bytes, set[str]]:
    """Names by key material, since two names of one key are one signer."""
    able = [one for one in trust.authorities if speaks_for(one, "verdict", at=at)]
    found: dict[bytes, set[str]] = {}
    for _, value in envelope.signatures[: limits.SIGNATURES_PER_MESSAGE]:
        for authority in able:
            if check(authority, value, envelope.message) is not None:
                found.setdefault(authority.key, set()).add(authority.name)
    return found


# -- 3, 4: subjects and delivered bytes ---------------------------------------------------------


def _digests(image: JudgedSubject) -> dict[str, str]:
    return {digest.algorithm: digest.value for digest in image.digests}


def _subject_problems(statement: dict[str, Any], verdict: Verdict) -> Iterator[str]:
    wanted = [
        {"name": spelled(image.path), "digest": _digests(image)} for image in verdict.subjects
    ]
    if statement.get("subject") != wanted:
        yield "the subjects of the statement are not the images of the verdict"
    inputs = {file.path: file.digest for file in verdict.inputs}
    for image in verdict.subjects:
        if _digests(image).get("sha256") != getattr(inputs.get(image.path), "value", ""):
            yield f"the image {image.path} is not among the inputs of the verdict"


def _delivery_problems(evidence: Evidence, verdict: Verdict) -> Iterator[str]:
    delivered = {spelled(artifact.path): artifact.digest for artifact in evidence.artifacts}
    judged = {file.path: file.digest for file in verdict.inputs}
    for path in sorted(delivered.keys() | judged.keys()):
        if path not in delivered:
            yield f"{path} was judged and is not in the delivery"
        elif path not in judged:
            yield f"{path} is in the delivery and was not judged"
        elif delivered[path].value != judged[path].value:
            yield f"{path} is {delivered[path]}, but {judged[path]} was judged"
    if evidence.digest.value != verdict.input_digest.value:
        yield f"the delivery is {evidence.digest}, but {verdict.input_digest} was judged"
    yield from _longer_digest_problems(evidence, verdict)


def _longer_digest_problems(evidence: Evidence, verdict: Verdict) -> Iterator[str]:
    files = {spelled(file.artifact.path): file for file in evidence.files}
    for image in verdict.subjects:
        file = files.get(image.path)
        if file is None or file.artifact.digest.value != _digests(image).get("sha256"):
            continue  # another file, and that was said
        for judged in image.digests:
            found = (
                judged.value if judged.algorithm == "sha256" else file.blob.hash(judged.algorithm)
            )
            if found != judged.value:
                yield f"{image.path} is {judged.algorithm}:{found}, but {judged} was judged"


# -- 6: derivation ----------------------------------------------------------------------------


def _derivation_problems(recorded: Verdict, found: Verdict) -> Iterator[str]:
    # What a folder is called is nothing that anybody judged.
    derived = msgspec.structs.replace(
        found,
        delivery=recorded.delivery,
        baseline=_called_as(recorded.baseline, found.baseline),
        expected_from=_called_as(recorded.expected_from, found.expected_from),
    )
    if canonical_verdict(recorded) == canonical_verdict(derived):
        return
    if derived.policy.digest != recorded.policy.digest:
        used, given = (f"{one.policy.name} {one.policy.digest}" for one in (recorded, derived))
        yield f"the verdict was derived by the policy {used}; given was {given}"
    if derived.trust.digest != recorded.trust.digest:
        used, given = (str(one.trust.digest or "none") for one in (recorded, derived))
        yield f"the verdict was derived under the trust root {used}; given was {given}"
    yield from _earlier_problems("compared with", recorded.baseline, derived.baseline)
    yield from _earlier_problems(
        "derived with expectations from", recorded.expected_from, derived.expected_from
    )
    one, other = verdict_to_plain(recorded), verdict_to_plain(derived)
    members = [name for name in one | other if one.get(name) != other.get(name)]
    yield f"derived again, the verdict is {derived.verdict} and differs in {', '.join(members)}"


def _called_as(recorded: BaselineUsed | None, found: BaselineUsed | None) -> BaselineUsed | None:
    if recorded is None or found is None:
        return found
    return msgspec.structs.replace(found, name=recorded.name)


def _earlier_problems(
    verb: str, recorded: BaselineUsed | None, derived: BaselineUsed | None
) -> Iterator[str]:
    """The same earlier delivery is needed, byte for byte."""
    used, given = (
        "none" if one is None else f"{one.name} {one.digest}" for one in (recorded, derived)
    )
    if used != given:
        yield f"the verdict was {verb} the earlier delivery {used}; given was {given}"

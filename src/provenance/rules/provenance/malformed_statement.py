"""Statements are well-formed: known types, and a strong digest for every subject.

*Why it matters.* A statement about a subject without a digest, or with MD5 or SHA-1 alone, can be
held up beside any bytes; one that two readers may read differently says two things. Both look
like evidence. A predicate of an unknown type may say anything, so that its statement is left
open; name types that you know to be harmless in `predicate-types`.

*Fix.* Give every subject at least a SHA-256 digest in lower-case hexadecimal, and write
statements with a library that knows the in-toto attestation framework.

*References*

- in-toto attestation framework, Statement v1 [read; duplicate keys: general knowledge]
- SLSA 1.2, verification step 1 [read]
"""

from __future__ import annotations

from collections.abc import Iterator

from provenance.graph.evidence import Chapter, Said
from provenance.model.digest import HEX_LENGTHS
from provenance.model.finding import Observation
from provenance.model.origin import Origin
from provenance.model.statement import Statement
from provenance.questions.ask import Ask
from provenance.questions.places import cite, row_origin

LEVEL = "error"
NEEDS = "statement"
PARAMETERS = {"predicate-types": "texts"}


def subjects(ask: Ask) -> Iterator[Said[Statement] | Chapter]:
    """Every statement, and every document that claims to be one and could not be read."""
    yield from ask.builds.statements
    yield from ask.builds.broken_statements


def judge(ask: Ask, subject: Said[Statement] | Chapter) -> Observation | None:
    """Fail on what the format forbids and on subjects that nothing identifies."""
    chapter = subject if isinstance(subject, Chapter) else subject.chapter
    for defect in chapter.defects:
        if defect.kind == "defect":
            detail = f"{defect.id}: {defect.detail}"
            return Observation(
                "fail", "its format forbids what it says", detail, (chapter.origin(defect.place),)
            )
    if isinstance(subject, Chapter):
        detail = f"{subject.document.format} of which nothing was read"
        return Observation("fail", "it cannot be read", detail, (subject.origin(),))
    return _judge_subjects(subject) or _judge_type(ask, subject)


def _judge_subjects(said: Said[Statement]) -> Observation | None:
    listing = said.fact.subjects
    if not listing.names:
        return Observation("fail", "it is about nothing", "it has no subject", (said.origin,))
    for row, (name, digests) in enumerate(listing.rows()):
        if not any(digest.strong or digest.scope == "source" for digest in digests):
            found = ", ".join(digest.algorithm for digest in digests) or "none"
            detail = f"{name!r} has no strong digest, but {found}"
            place = row_origin(said, listing, row)
            if any(digest.algorithm not in HEX_LENGTHS for digest in digests):
                return _unknown(f"{name!r} has {found}", place, said)
            return Observation("fail", "a subject is not identified", detail, (place,))
    return None


def _unknown(detail: str, place: Origin, said: Said[Statement]) -> Observation:
    """A format may have digests of its own, which are no weak ones and cannot be compared here."""
    request = f"a SHA-256 digest for each subject of {cite(said.chapter)}"
    message = "a subject has only digests that this version does not know"
    return Observation("open", message, detail, (place,), request)


def _judge_type(ask: Ask, said: Said[Statement]) -> Observation | None:
    written = said.fact.predicate_type
    also = ask.parameter("provenance/malformed-statement", "predicate-types", [])
    if ask.builds.is_understood(said) or written in also:
        return None
    return Observation(
        "open",
        "the type of its predicate is not known",
        f"{written!r} is no predicate type that this version knows",
        (said.origin,),
        f"what a predicate of type {written} means, in {cite(said.chapter)}",
    )

"""Every delivered image has the digest that manifest, statement, layout and SBOM state for it.

*Why it matters.* A file that carries the right name and other bytes is the plainest sign of
tampering, of a mixed-up release, or of documents made for another build. Names accuse, only
digests acquit: one document that names the file and states other bytes is a failure, whoever
signed it, because then two things that were delivered together cannot both be right. Digests of
different kinds of bytes (an archive, a region, a source tree) are never compared with the file.

*Fix.* Deliver the file that the documents are about, or documents about the file that is
delivered. Where the accusing document is a leftover of another release, take it out of the
delivery.

*References*

- CISA 2026 Minimum Elements, Component Hash [second-hand]
- NIST SSDF 1.1 (SP 800-218) PS.2.1 [read]
- NIST SP 800-53 SI-7 [general knowledge]
- OSPS Baseline BR-06.01 [read]
"""

from __future__ import annotations

from collections.abc import Iterator

from provenance.model.artifact import Artifact
from provenance.model.finding import Observation
from provenance.questions.ask import Ask
from provenance.questions.bytes import Naming

LEVEL = "error"
NEEDS = ""


def subjects(ask: Ask) -> Iterator[Artifact]:
    """Every image, and every other delivered file that some listing names."""
    images = frozenset(image.path for image in ask.images)
    for artifact in ask.evidence.artifacts:
        if artifact.path in images or ask.bytes.named(artifact):
            yield artifact


def judge(ask: Ask, subject: Artifact) -> Observation | None:
    """Fail where something that names the file states other bytes, pass where a digest is right."""
    accusers = ask.bytes.accusers(subject)
    if accusers:
        return _mismatch(subject, accusers)
    acquitters = ask.bytes.acquitters(subject)
    if acquitters:
        return None
    named = ask.bytes.named(subject) or ask.bytes.mentions(subject)
    if named:
        return Observation(
            "open",
            "nothing that names it states a digest that shows its bytes",
            f"{named[0].by} gives {named[0].spell()}",
            tuple(naming.origin for naming in named),
            f"a SHA-256 or stronger digest of {subject.path}, {subject.digest}",
        )
    return Observation(
        "open",
        "no document states its digest",
        f"nothing names {subject.digest}",
        request=f"a manifest, statement or SBOM that states the digest of {subject.path},"
        f" {subject.digest}",
    )


def _mismatch(subject: Artifact, accusers: tuple[Naming, ...]) -> Observation:
    first = accusers[0]
    belief = "verified" if first.verified else "not verified"
    detail = (
        f"delivered as {subject.digest}, but {first.by} says {first.spell()} for"
        f" {first.name} ({belief})"
    )
    if len(accusers) > 1:
        detail += f", and {len(accusers) - 1} more say so"
    return Observation(
        "fail",
        "it was delivered with other bytes than documents state",
        detail,
        tuple(dict.fromkeys(origin for naming in accusers for origin in naming.origins)),
        f"{subject.path} as its documents state it, or documents for {subject.digest}",
    )

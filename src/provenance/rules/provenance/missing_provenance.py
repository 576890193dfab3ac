"""Verified provenance exists for every delivered image, bound to it by digest.

*Why it matters.* Without it nobody can say where the bytes come from; with a statement that only
carries the right name, anybody can. A statement that nobody verified shows nothing yet, so it
leaves the question open, as does a missing one: evidence that is not there is never a pass. A
statement that names the image and states other bytes is a failure: the provenance that was
delivered is of something else. What is wrong with signers or layouts is said by the rules about
those.

*Fix.* Deliver SLSA provenance or an in-toto layout with its links whose subjects, or last
products, have the digest of the image as it is delivered: after signing it and after packing it.

*References*

- SLSA 1.2 Build L1, verification step 1 [read]
- S2C2F AUD-1 [read]
- NIST SSDF 1.1 (SP 800-218) PS.3.2 [read]
- NIST SP 800-53 SR-4 [general knowledge]
"""

from __future__ import annotations

from collections.abc import Iterable

from provenance.model.artifact import Artifact
from provenance.model.finding import Observation
from provenance.questions.ask import Ask
from provenance.questions.bytes import PROVENANCE

LEVEL = "error"
NEEDS = "provenance"


def subjects(ask: Ask) -> Iterable[Artifact]:
    """Every image."""
    return ask.images


def judge(ask: Ask, subject: Artifact) -> Observation | None:
    """Pass where a verified build made exactly these bytes."""
    if ask.builds.is_verified_output(subject):
        return None
    request = f"provenance (SLSA or in-toto links) of {subject.path}, {subject.digest}"
    if ask.builds.only_handed_on(subject):
        return Observation(
            "open",
            "a build handed it on, and none is known to have made it",
            f"verified builds read {subject.digest} and left it as it was",
            request=request,
        )
    said = [naming for naming in ask.bytes.mentions(subject) if naming.about == PROVENANCE]
    places = tuple(naming.origin for naming in said)
    failed = ask.builds.failed_with(places)
    if failed:
        first = failed[0]
        origins = tuple(dict.fromkeys(o for found in failed for o in found.origins))
        detail = f"the {first.about} {first.subject} does not hold: {first.reason}"
        return Observation("fail", "its provenance does not hold", detail, origins, request)
    if said:
        return Observation(
            "open",
            "its provenance is not verified",
            f"{said[0].by} has its digest, but no believed signature stands behind that",
            places,
            ask.signatures.or_keys(f"{request}, signed by somebody whom you trust with that"),
        )
    others = [naming for naming in ask.bytes.accusers(subject) if naming.about == PROVENANCE]
    if others:
        return Observation(
            "fail",
            "its provenance is of other bytes",
            f"{others[0].by} is about {others[0].spell()}, delivered was {subject.digest}",
            tuple(naming.origin for naming in others),
            request,
        )
    return Observation("open", "no provenance names it", _untold(ask, subject), (), request)


def _untold(ask: Ask, image: Artifact) -> str:
    """What is known of its siblings: a statement may have been left out of their bundle."""
    told = f"nothing says who built {image.digest}"
    others = ask.runs.told
    if others:
        path, run = others[0]
        more = f", and {len(others) - 1} more images are told of" if len(others) > 1 else ""
        told += f"; {path} is of the run {run}{more}"
    if ask.runs.was_told_of(image):
        told += "; the baseline has provenance for its file of that name"
    return told

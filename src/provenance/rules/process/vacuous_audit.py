"""The audit judged something: images were found, files were read, and somebody was believed.

*Why it matters.* An audit that found nothing to judge finds nothing wrong. Whoever leaves out an
image, breaks a document or packs a file so that it cannot be read makes the population smaller,
and the rest passes; so does whoever calls an image a signature, a key or a list. So everything
that could not be read, that is not what it was taken for, that the policy expects and nobody
delivered, or that nobody could believe, is said and stands in the way. Where an SBOM is expected,
it is one for every image.

*Fix.* Give a trust root, name in the policy what is an image and what is something other, and ask
for what is missing or broken.

*References*

- SLSA VSA v1, inputAttestations lists all inputs or none [read]
- OSCAL assessment results [read]
"""

from __future__ import annotations

from collections.abc import Iterator

from provenance.graph.evidence import Chapter
from provenance.model.artifact import Artifact
from provenance.model.document import Defect
from provenance.model.finding import Observation
from provenance.model.origin import Origin
from provenance.questions.ask import Ask
from provenance.questions.kinds import ask_for
from provenance.questions.places import cite
from provenance.questions.signatures import PUBLIC_KEYS
from provenance.questions.subjects import Delivery, Expected, Undescribed, Wanted

LEVEL = "error"
NEEDS = ""

_ASTRAY = frozenset({"delivery/unsafe-name", "delivery/duplicate-name"})
"""Who unpacks such a delivery gets other files than who reads it."""
_LISTED = 20

_Subject = Delivery | Expected | Undescribed | Wanted | Artifact | Chapter


def subjects(ask: Ask) -> Iterator[_Subject]:
    """The delivery, what the policy expects and names, images, every file and document."""
    yield Delivery(ask.evidence.name, ask.evidence.digest)
    yield from map(Expected, ask.policy.expect.evidence)
    if "sbom" in ask.policy.expect.evidence and ask.has_kind("sbom"):
        yield from map(Undescribed, ask.images)
    yield from map(Wanted, ask.policy.images or ())
    yield from ask.claims.files
    yield from ask.claims.chapters


def judge(ask: Ask, subject: _Subject) -> Observation | tuple[Observation, ...] | None:
    """Open where the audit could not look, fail where it was led astray."""
    if isinstance(subject, Delivery):
        return tuple(_judge_delivery(ask, subject)) or None
    if isinstance(subject, Expected):
        return _judge_expected(ask, subject)
    if isinstance(subject, Undescribed):
        return _judge_undescribed(ask, subject.image)
    if isinstance(subject, Wanted):
        return _judge_wanted(ask, subject)
    if isinstance(subject, Artifact):
        return _judge_file(ask, subject)
    return _judge_chapter(subject)


def _judge_delivery(ask: Ask, delivery: Delivery) -> Iterator[Observation]:
    if not ask.images:
        request = f"a delivery with an image; in {delivery.digest} there is none"
        yield Observation("open", "no image was delivered", "", (), request)
    if not ask.signatures.believed:
        signed = len(ask.signatures.all)
        detail = (
            f"the signatures found, {signed} in number, were checked against no key: who stands"
            " behind the images, their provenance, SBOM or manifest is open"
        )
        yield Observation("open", "nobody was believed", detail, (), PUBLIC_KEYS)


def _judge_expected(ask: Ask, subject: Expected) -> Observation | None:
    if ask.has_kind(subject.kind):
        return None
    request = ask_for(subject.kind, ask.evidence)
    return Observation("open", "the policy expects it and it was not delivered", "", (), request)


def _judge_undescribed(ask: Ask, image: Artifact) -> Observation | None:
    if image.path in ask.components.described:
        return None
    request = f"an SBOM about {image.path}, {image.digest}"
    detail = f"no SBOM has the digest {image.digest}"
    return Observation("open", "no SBOM is about an image", detail, (), request)


def _judge_wanted(ask: Ask, subject: Wanted) -> Observation | None:
    if ask.is_an_image(subject.glob):
        return None
    request = f"an image called {subject.glob}"
    return Observation("open", "the policy names an image that is not there", "", (), request)


def _judge_file(ask: Ask, artifact: Artifact) -> Observation | None:
    doubt = ask.claims.doubt(artifact)
    if not doubt:
        return None
    request = f"what {artifact.path}, {artifact.digest}, is, or a delivery without it"
    places = (Origin(artifact.path, artifact.digest),)
    return Observation("open", "nobody can tell what a file is", doubt, places, request)


def _judge_chapter(chapter: Chapter) -> Observation | None:
    document = chapter.document
    if document.status == "unrecognised":
        request = f"what {cite(chapter)} is, or a delivery without it"
        message = "a document holds something that nothing recognises"
        return Observation("open", message, f"{document.size} bytes", (chapter.origin(),), request)
    lost = [entry for entry in chapter.defects if _is_lost(entry)]
    if document.status == "unreadable":
        detail = lost[0].detail if lost else "nothing could be read"
        request = f"{cite(chapter)}, in a form that can be read"
        return Observation(
            "open", "a document could not be read", detail, (chapter.origin(),), request
        )
    if not lost:
        return None
    astray = [entry for entry in lost if entry.id in _ASTRAY]
    if astray:
        detail = f"{astray[0].place} {astray[0].detail}"
        places = tuple(chapter.origin(entry.place) for entry in astray[:_LISTED])
        return Observation("fail", "a name in it means another place or file", detail, places)
    first = lost[0]
    what = first.place if chapter.role == "container" else document.address
    detail = f"{first.id} at {first.place or '/'}: {first.detail}"
    if len(lost) > 1:
        detail += f", and {len(lost) - 1} more"
    where = f" at {first.place}" if first.place not in ("", what) else ""
    request = f"{what} without what kept it from being read{where}: {first.detail}"
    places = tuple(chapter.origin(entry.place) for entry in lost[:_LISTED])
    message = "a part of the delivery was not read"
    return Observation("open", message, detail, places, request)


def _is_lost(entry: Defect) -> bool:
    """Whether something that the format knows was not read; what it does not know is no loss."""
    unknown = entry.id.endswith("/unknown-field")
    return entry.kind == "defect" and not entry.whole and not unknown

"""Summaries of other verifiers hold, are about delivered bytes, and say what the policy asks.

*Why it matters.* A verification summary (VSA, or a simple result, SVR) stands for checks that
nobody repeats. A forged one, one of another resource, of an older policy or by a verifier whose
key may not speak for it lets everything through at once. What a summary rests on must be what was
delivered; what was not is open. Where a policy expects summaries, there is one for every image.

*Fix.* Bind each key that signs summaries to one verifier in the trust root (`verifier`), and name
the resource: `resources` (URIs or package URLs, with `*` for anything but a slash), or else
`[expect] packages` or the name of the product. Set what you need: `levels`, `max-age` in days, and
`policies` (URIs or digests). Deliver the attestations on which the summary rests, or set
`accept-undelivered`: then the word of the verifier is enough for those that nobody delivered.

*References*

- SLSA 1.2, verification summary, how to verify, steps 1 to 7 [read]
- in-toto attestation predicates, SVR 0.2 [read]
"""

from __future__ import annotations

from collections.abc import Iterator

from provenance.graph.evidence import Said
from provenance.model.artifact import Artifact
from provenance.model.finding import Observation
from provenance.model.predicate import Summary
from provenance.questions.ask import Ask
from provenance.questions.places import cite

LEVEL = "error"
NEEDS = "summary"
PARAMETERS = {
    "accept-undelivered": "flag",
    "levels": "texts",
    "max-age": "number",
    "policies": "texts",
    "resources": "texts",
}

_Subject = Said[Summary] | Artifact


def subjects(ask: Ask) -> Iterator[_Subject]:
    """Every summary, and every image where the policy expects summaries."""
    yield from ask.summaries.all
    if "summary" in ask.policy.expect.evidence and ask.summaries.all:
        yield from ask.images


def judge(ask: Ask, subject: _Subject) -> Observation | None:
    """The first step that a summary does not pass, or that no summary is about an image."""
    if isinstance(subject, Artifact):
        return _judge_image(ask, subject)
    found = ask.summaries.shortfall(subject)
    if found is None:
        return None
    origins = tuple(dict.fromkeys((subject.origin, *found.origins)))
    request = found.request or f"a summary that holds, in place of {cite(subject.chapter)}"
    return Observation(found.outcome, found.message, found.detail, origins, request)


def _judge_image(ask: Ask, image: Artifact) -> Observation | None:
    """Whether a summary holds is said of it; here is whether one is about these bytes at all."""
    if ask.summaries.covers(image):
        return None
    detail = f"no summary has the digest {image.digest}"
    request = f"a verification summary about {image.path}, {image.digest}"
    return Observation("open", "no summary is about an image", detail, (), request)

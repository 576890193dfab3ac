"""Every delivered image is signed by somebody who is trusted with images of this product.

*Why it matters.* This is the signature that a device or an installer checks last. A valid
signature by a key that is trusted for something else, or for another product line, does not
count. A missing signature leaves the question open; one that does not hold is a failure.

*Fix.* Sign the image as it is delivered, with a key that has the role `image` in the trust root,
and deliver the signature beside it as `NAME.sig`.

*References*

- NIST SP 800-193, 4.2.1 [second-hand]
- ETSI EN 303 645, 5.3-9 [read, in TS 103 701]
- IEC 62443-4-2, 3.10 RE1 [read]
- CRA (EU) 2024/2847, Annex I part II (7) [read, in a structured copy]
- RFC 9124 REQ.SEC.AUTHENTIC [read, in part second-hand]
"""

from __future__ import annotations

from collections.abc import Iterable

from provenance.model.artifact import Artifact
from provenance.model.finding import Observation
from provenance.questions.ask import Ask

LEVEL = "error"
NEEDS = ""


def subjects(ask: Ask) -> Iterable[Artifact]:
    """Every image."""
    return ask.images


def judge(ask: Ask, subject: Artifact) -> Observation | None:
    """Pass where enough signers with the role stand behind exactly these bytes."""
    standing = ask.signatures.standing(subject, "image")
    if standing.outcome == "pass":
        return None
    return Observation(
        standing.outcome,
        "nobody who is trusted with images stands behind it",
        standing.reason,
        standing.origins,
        standing.request(f"{subject.path}, {subject.digest}", "images"),
    )

"""The SBOM is signed by somebody who is trusted with SBOMs of this product.

*Why it matters.* Whoever can rewrite the SBOM decides which components are seen. A signature by a
reseller's key, or by a key trusted with something else, does not bind its author. An attestation
of the image is none of the SBOM: only bytes that were signed, or that lie inside signed bytes,
count.

*Fix.* Sign the document with a key that has the role `sbom`, as `NAME.sig` beside it, or put it
into an in-toto statement about the image and sign that.

*References*

- CISA 2026 Minimum Elements, SBOM Author Signature [second-hand]
- OWASP SCVS 1.0, 2.4 to 2.6 [read]
- OpenChain Telco SBOM Guide, 3.11 [read]
"""

from __future__ import annotations

from collections.abc import Iterable

from provenance.graph.evidence import Chapter
from provenance.model.finding import Observation
from provenance.questions.ask import Ask
from provenance.questions.places import cite

LEVEL = "error"
NEEDS = "sbom"


def subjects(ask: Ask) -> Iterable[Chapter]:
    """Every bill of materials."""
    return ask.components.sboms


def judge(ask: Ask, subject: Chapter) -> Observation | None:
    """Pass where enough signers with the role stand behind exactly these bytes."""
    standing = ask.signatures.standing(subject, "sbom")
    if standing.outcome == "pass":
        return None
    return Observation(
        standing.outcome,
        "nobody who is trusted with SBOMs stands behind it",
        standing.reason,
        (subject.origin(), *standing.origins),
        standing.request(cite(subject), "SBOMs"),
    )

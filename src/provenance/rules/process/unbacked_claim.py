"""Every claim of the vendor is signed, and its evidence is present, unexpired and the stated bytes.

*Why it matters.* "Was pentested", "has stack protection", "meets the requirement" are words. What
they are worth is their evidence: somebody signed the claim, and a report is there whose digest is
the stated one. A claim whose evidence is absent is open; one without any, or past its end, is not
backed.

*Fix.* Deliver the evidence that each claim points at, or put it into the document, with digests and
ends that are true; sign SCAI reports with a key that has the role `claim`.

*References*

- CycloneDX 1.6, declarations: claims, evidence, counter evidence [read]
- in-toto attestation predicates, SCAI 0.3 [read]
- NIST SSDF [general knowledge]
- CRA Annex VII (6) [read]
"""

from __future__ import annotations

from collections.abc import Iterable

from provenance.graph.evidence import Said
from provenance.model.finding import Observation
from provenance.model.predicate import Claim
from provenance.questions.ask import Ask
from provenance.questions.backing import weakness_of
from provenance.questions.places import cite

LEVEL = "warning"
NEEDS = "claim"


def subjects(ask: Ask) -> Iterable[Said[Claim]]:
    """Every claim, in whatever document."""
    return tuple(ask.evidence.said(Claim))


def judge(ask: Ask, subject: Said[Claim]) -> Observation | None:
    """What it lacks: a contradiction first."""
    found = weakness_of(ask, subject)
    if found is None:
        return None
    request = (
        found.request or f"evidence for the claim {subject.origin}, of {cite(subject.chapter)}"
    )
    origins = tuple(dict.fromkeys((subject.origin, *found.origins)))
    return Observation(found.outcome, found.message, found.detail, origins, request)

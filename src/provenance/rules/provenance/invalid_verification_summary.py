"""Summaries of other verifiers hold, are about delivered bytes, and say what the policy asks.

*Why it matters.* A verification summary (VSA, or a simple result, SVR) stands for checks that
nobody repeats. A forged one, one of another resource, of an older policy or by a verifier whose
key may not speak for it lets everything through at once. What a summary rests on must be what was
delivered; what was not is open.

*Fix.* Bind each key that signs summaries to one verifier in the trust root (`verifier`), name the
resource under `[expect] packages`, and set what you need: `levels`, `max-age` in days, and
`policies` (URIs or digests). Deliver the attestations on which the summary rests.

*References*

- SLSA 1.2, verification summary, how to verify, steps 1 to 7 [read]
- in-toto attestation predicates, SVR 0.2 [read]
"""

from __future__ import annotations

from collections.abc import Iterable

from provenance.graph.evidence import Said
from provenance.model.finding import Observation
from provenance.model.predicate import Summary
from provenance.questions.ask import Ask
from provenance.questions.places import cite

LEVEL = "error"
NEEDS = "summary"
PARAMETERS = {"levels": "texts", "max-age": "number", "policies": "texts"}


def subjects(ask: Ask) -> Iterable[Said[Summary]]:
    """Every summary."""
    return ask.summaries.all


def judge(ask: Ask, subject: Said[Summary]) -> Observation | None:
    """The first step that it does not pass."""
    found = ask.summaries.shortfall(subject)
    if found is None:
        return None
    origins = tuple(dict.fromkeys((subject.origin, *found.origins)))
    request = found.request or f"a summary that holds, in place of {cite(subject.chapter)}"
    return Observation(found.outcome, found.message, found.detail, origins, request)

"""A signature by a short-lived certificate was there while the certificate was good.

*Why it matters.* A certificate for ten minutes says nothing of what is signed in the eleventh: with
the key, anybody can sign at any later time. Only somebody else who saw the signature, a
transparency log or a timestamp authority, shows that it is old enough. Without one the question
stays open; where log entry, timestamp or certificate do not hold, the answer is no.

*Fix.* Deliver the Sigstore bundle with its log entry and timestamps, not the envelope alone; name
the signer under `[[sigstore]]` in the trust root, with the trusted root of the instance.

*References*

- Sigstore client specification, verification, establishing a time for the signature [read]
- OWASP SCVS 6 [second-hand]
- RFC 3161 [general knowledge]
"""

from __future__ import annotations

from collections.abc import Iterable

from provenance.model.authority import Outcome, Verification
from provenance.model.finding import Observation
from provenance.questions.ask import Ask

LEVEL = "error"
NEEDS = "short-lived"


def subjects(ask: Ask) -> Iterable[Verification]:
    """Every signature whose certificate is for a short time."""
    return ask.signatures.short_lived


def judge(ask: Ask, subject: Verification) -> Observation | None:
    """Pass where somebody who is believed says when."""
    if subject.times:
        return None
    outcome: Outcome = "fail" if subject.outcome == "fail" else "open"
    request = (
        f"the Sigstore bundle of the signature {subject.origin}, with log entry and timestamps, "
        "and the trusted root of its instance"
    )
    message = "nobody who is believed says when it was signed"
    return Observation(outcome, message, subject.reason, (subject.origin,), request)

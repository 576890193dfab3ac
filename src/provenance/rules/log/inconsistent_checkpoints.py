"""Checkpoints of a log agree with each other, and with every one seen in earlier audits.

*Why it matters.* A log that shows one history to its customer and another one to everybody else
hides what it should make visible. Whoever keeps the checkpoints of earlier audits notices: two
roots at one size are a fork, a smaller size is a log that was cut back.

*Fix.* Deliver with each checkpoint a proof of consistency with the one before (the request
`add-checkpoint` that the log sends to its witnesses). Where a log has forked, ask who runs it.

*References*

- RFC 9162, section 2.1.4 [general knowledge]
- C2SP tlog-checkpoint, tlog-witness [read]
"""

from __future__ import annotations

from collections.abc import Iterable

from provenance.model.finding import Observation
from provenance.questions.ask import Ask
from provenance.questions.logs import LoggedThing

LEVEL = "error"
NEEDS = "checkpoint"


def subjects(ask: Ask) -> Iterable[LoggedThing]:
    """Every checkpoint, and every log of an earlier audit that this delivery left out."""
    return ask.logs.checkpoints


def judge(ask: Ask, subject: LoggedThing) -> Observation | None:
    """What verification concluded."""
    unknown = "it is not shown that the log kept its history"
    return ask.logs.observe(subject, "the log contradicts itself or its signers", unknown)

"""What is said to be in a transparency log is: proven up to a checkpoint that a trusted log signed.

*Why it matters.* A log makes it visible what was signed and released, so that a copy made for one
customer, or with a stolen key, does not stay unseen. That works only where somebody checks the
proof: up to the root, with the signature of a log that the auditor chose, and with as many
witnesses as the auditor wants. An entry about other bytes shows nothing about these.

*Fix.* Deliver the proof of inclusion of exactly these bytes (`NAME.tlog-proof`, a Sigstore bundle),
with a checkpoint that enough witnesses signed; name the log under `[[log]]` in the trust root.

*References*

- RFC 9162, section 2.1.3 [general knowledge]
- C2SP tlog-proof, tlog-checkpoint, tlog-cosignature [read]
- SCITT architecture, receipts [general knowledge]
"""

from __future__ import annotations

from collections.abc import Iterable

from provenance.model.finding import Observation
from provenance.questions.ask import Ask
from provenance.questions.logs import LoggedThing

LEVEL = "error"
NEEDS = "log"


def subjects(ask: Ask) -> Iterable[LoggedThing]:
    """Every log entry, whether it came alone or with a signature."""
    return ask.logs.entries


def judge(ask: Ask, subject: LoggedThing) -> Observation | None:
    """What verification concluded."""
    false = "the log does not hold what it is said to hold"
    return ask.logs.observe(subject, false, "it is not shown that the log holds it")

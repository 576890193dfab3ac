"""Where several signers are needed, that many distinct keys signed: never one key twice.

*Why it matters.* A threshold is there so that one stolen key is not enough. Keys are counted by
their material: one key under two ids, or two signatures by one key, is one signer.

*Fix.* Have as many people sign as the trust root, or the step of the layout, asks for, each with
a key of their own.

*References*

- in-toto specification, section 4.3.1, thresholds of steps [general knowledge]
- TUF, thresholds of roles [general knowledge]
- NIST SSDF 1.1 (SP 800-218) PS.1.1 [read]
"""

from __future__ import annotations

from collections.abc import Iterable

from provenance.model.finding import Observation
from provenance.questions.ask import Ask
from provenance.questions.thresholds import Quorum

LEVEL = "error"
NEEDS = "signature"


def subjects(ask: Ask) -> Iterable[Quorum]:
    """Everything that somebody signed who may, for each purpose that it serves."""
    return ask.signatures.quorums


def judge(ask: Ask, subject: Quorum) -> Observation | None:
    """Fail where signatures only look like enough, open where some are still missing."""
    if subject.met:
        return None
    needed, signers = subject.needed, len(subject.signers)
    detail = f"{signers} of {needed} distinct keys signed it: {', '.join(subject.signers)}"
    request = f"{needed - signers} more signatures over {subject.what}, by other keys"
    if subject.signatures >= needed:
        detail += f", with {subject.signatures} signatures"
        message = "several signatures are by one key"
        return Observation("fail", message, detail, subject.origins, request)
    return Observation("open", "fewer signed it than are needed", detail, subject.origins, request)

"""Every signature that is relied on was made with an algorithm and size that are good enough.

*Why it matters.* A signature that anybody could forge proves nothing, and one that will be
forgeable while the device is in use proves little. What counts is what really verified, not what
a document says of itself. Signatures under 112 bits of strength never verify here.

*Fix.* Sign with Ed25519, ECDSA on P-256 or better, RSA-PSS with 3072 bits, or ML-DSA; set
`allowed` to the list that your profile prescribes.

*References*

- NIST SP 800-131A r2 and r3 (draft) [second-hand]
- BSI TR-02102-1 [second-hand]
- ETSI EN 303 645, 5.3-7 [read, in TS 103 701]
- IEC 62443-4-2, CR 4.3 [read]
"""

from __future__ import annotations

from collections.abc import Iterable

from provenance.model.authority import Verification
from provenance.model.finding import Observation
from provenance.questions.ask import Ask

LEVEL = "error"
NEEDS = "signature"
PARAMETERS = {"allowed": "texts"}

_ID = "crypto/disallowed-signature-algorithm"


def subjects(ask: Ask) -> Iterable[Verification]:
    """Every signature that holds; nobody relies on the others."""
    return ask.signatures.holding


def judge(ask: Ask, subject: Verification) -> Observation | None:
    """Pass where the scheme that verified is in the list of the policy, if it has one."""
    allowed = ask.parameter(_ID, "allowed", None)
    if allowed is None or subject.scheme in allowed:
        return None
    detail = f"it was made with {subject.scheme}; allowed: {', '.join(allowed)}"
    return Observation("fail", "its algorithm is not allowed", detail, (subject.origin,))

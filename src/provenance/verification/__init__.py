"""verify(): evidence, a trust root and a time become a proof.

1. Signatures are found; each is checked when somebody asks who made it.
2. Layouts that enough signers of the trust root stand behind are evaluated, with the keys that they
   grant, down to their sublayouts (`agenda`).
3. Statements, and every other signed document, are concluded about (`statements`).
4. What verified builds made is collected (`outputs`), and delivered bytes are held against it and
   against verified listings (`delivered`).
5. What all these signatures reach is written down for rules to ask (`vouching`).

Nothing that was delivered is executed, and no clock is read: the time is stated.
"""

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike
from types import MappingProxyType
from typing import Final

from provenance.decoding.time import parse_time
from provenance.errors import UsageError
from provenance.graph.evidence import Evidence
from provenance.graph.proof import Proof
from provenance.trust.root import TrustRoot

_NO_PARAMETERS: Final[Mapping[str, str]] = MappingProxyType({})


def verify(
    evidence: Evidence,
    trust: TrustRoot | str | PathLike[str],
    at: str,
    *,
    parameters: Mapping[str, str] = _NO_PARAMETERS,
    product: str | None = None,
    baseline: Evidence | None = None,
) -> Proof:
    """What holds of a delivery under a trust root at a time.

    `trust` is a trust root or the path of its file. `at` is RFC 3339; a `UsageError` where it is
    not. `parameters` fill `{name}` in layouts, `product` applies the narrowing of keys to products.
    `baseline` is an earlier delivery, with which what logs say today has to be consistent; nothing
    in it vouches for anything here.
    """
    from provenance.intake import collector_off
    from provenance.trust.load import trust_root
    from provenance.verification.procedure import Procedure

    moment = parse_time(at)
    if moment is None:
        raise UsageError(f"{at!r} is no time; write it as 2026-11-22T12:00:00Z")
    written = moment.isoformat().replace("+00:00", "Z")
    with collector_off():
        return Procedure(evidence, trust_root(trust), written, product, baseline).run(parameters)

"""Where did every byte of a firmware image come from, who vouches for it, and is that good enough?

One call reads a delivery, verifies it under a trust root as of a stated time, and judges it by a
policy:

    >>> import provenance
    >>> verdict = provenance.audit(
    ...     "samples/deliveries/gateway-2.4.0",
    ...     policy="samples/gateway.policy.toml",
    ...     trust="samples/trust.toml",
    ...     at="2026-11-22T12:00:00Z",
    ... )
    >>> verdict.verdict
    'PASSED'
    >>> [(image.path, image.verdict) for image in verdict.subjects]
    [('bootloader.bin', 'PASSED'), ('gateway.img', 'PASSED')]

A verdict is a value. It is shown, stored, and signed without being changed:

    >>> print(provenance.report(verdict).splitlines()[0])  # doctest: +NORMALIZE_WHITESPACE
    gateway-2.4.0 as of 2026-11-22 12:00 UTC PASSED
    >>> stored = provenance.report(verdict, "json")

The steps in between are there on their own: `read` gives evidence, `verify` gives proof, and
`trace` follows an image back to its sources:

    >>> evidence = provenance.read("samples/deliveries/gateway-2.4.0")
    >>> lineage = provenance.trace(evidence, "gateway.img")
    >>> [hop.relation for hop in lineage.hops if hop.origin.path.startswith("links/assemble")][0]
    'made by'
    >>> provenance.explain("artifact/digest-mismatch").level
    'error'

Nothing is imported before it is asked for, nothing that was delivered is ever executed, and nothing
opens a network connection or reads the clock.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from provenance.attestation import Countercheck, attest, verify_verdict
    from provenance.errors import ProvenanceError
    from provenance.fleet import Audited, audit_many
    from provenance.graph.evidence import Evidence
    from provenance.graph.proof import Proof
    from provenance.graph.tracing import Lineage, trace
    from provenance.graph.view import to_networkx
    from provenance.intake import read
    from provenance.judgment import audit
    from provenance.judgment.policies import load_policy
    from provenance.linting import Linted, LintFinding, lint
    from provenance.model.policy import Policy
    from provenance.model.verdict import Verdict
    from provenance.pages import RulePage, explain
    from provenance.reports import report
    from provenance.trust.load import load_trust, trust_of_keys
    from provenance.trust.root import TrustRoot
    from provenance.verification import verify

    __version__: str

__all__ = [
    "Audited",
    "Countercheck",
    "Evidence",
    "Lineage",
    "LintFinding",
    "Linted",
    "Policy",
    "Proof",
    "ProvenanceError",
    "RulePage",
    "TrustRoot",
    "Verdict",
    "__version__",
    "attest",
    "audit",
    "audit_many",
    "explain",
    "lint",
    "load_policy",
    "load_trust",
    "read",
    "report",
    "to_networkx",
    "trace",
    "trust_of_keys",
    "verify",
    "verify_verdict",
]

_HOMES: Final = {
    "Audited": "provenance.fleet",
    "Countercheck": "provenance.attestation",
    "Evidence": "provenance.graph.evidence",
    "Lineage": "provenance.graph.tracing",
    "LintFinding": "provenance.linting",
    "Linted": "provenance.linting",
    "Policy": "provenance.model.policy",
    "Proof": "provenance.graph.proof",
    "ProvenanceError": "provenance.errors",
    "RulePage": "provenance.pages",
    "TrustRoot": "provenance.trust.root",
    "Verdict": "provenance.model.verdict",
    "attest": "provenance.attestation",
    "audit": "provenance.judgment",
    "audit_many": "provenance.fleet",
    "explain": "provenance.pages",
    "lint": "provenance.linting",
    "load_policy": "provenance.judgment.policies",
    "load_trust": "provenance.trust.load",
    "read": "provenance.intake",
    "report": "provenance.reports",
    "to_networkx": "provenance.graph.view",
    "trace": "provenance.graph.tracing",
    "trust_of_keys": "provenance.trust.load",
    "verify": "provenance.verification",
    "verify_verdict": "provenance.attestation",
}
"""Where each public name lives; a name is imported when it is first asked for."""


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        value: Any = version("firmware-provenance")
    elif name in _HOMES:
        value = getattr(import_module(_HOMES[name]), name)
    else:
        raise AttributeError(f"module 'provenance' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)

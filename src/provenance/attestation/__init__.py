"""attest(): a verdict as signed in-toto statements, and the check of what somebody else signed."""

from provenance.attestation.checking import Countercheck, verify_verdict
from provenance.attestation.emission import attest, withheld

__all__ = ["Countercheck", "attest", "verify_verdict", "withheld"]

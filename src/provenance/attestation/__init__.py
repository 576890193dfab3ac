"""attest(): a verdict as signed in-toto statements, and the check of what somebody else signed."""

from provenance.attestation.checking import Countercheck, verify_verdict
from provenance.attestation.emission import attest, signer_of, withheld

__all__ = ["Countercheck", "attest", "signer_of", "verify_verdict", "withheld"]

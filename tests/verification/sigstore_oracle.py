"""What sigstore-python says of a bundle under a trusted root: the oracle of tests, offline."""

from __future__ import annotations

import logging
from functools import cache

from rfc3161_client import VerificationError as TimestampError
from sigstore.errors import Error
from sigstore.models import Bundle, TrustedRoot
from sigstore.verify import Verifier
from sigstore.verify.policy import UnsafeNoOp
from sigstore_models.trustroot.v1 import TrustedRoot as TrustedRootModel

logging.getLogger("sigstore").setLevel(logging.CRITICAL)


def accepts(trusted_root: bytes, bundle: bytes, artifact: bytes | None) -> bool:
    """Whether it accepts a bundle, whoever signed it; `artifact` is None for an envelope."""
    try:
        found = Bundle.from_json(bundle)
        if artifact is None:
            _verifier(trusted_root).verify_dsse(found, UnsafeNoOp())
        else:
            _verifier(trusted_root).verify_artifact(artifact, found, UnsafeNoOp())
    except (Error, TimestampError, ValueError):
        return False
    return True


@cache
def _verifier(trusted_root: bytes) -> Verifier:
    return Verifier(trusted_root=TrustedRoot(TrustedRootModel.from_json(trusted_root)))

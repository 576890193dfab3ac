"""Timestamps by the timestamp authorities of a Sigstore instance (RFC 3161).

Needs the extra `sigstore`; importing it without raises `ImportError`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from rfc3161_client import (
    TimeStampResponse,
    VerificationError,
    Verifier,
    VerifierBuilder,
    decode_timestamp_response,
)

from provenance.model.authority import TrustedTime
from provenance.trust.sigstore_logs import spelled
from provenance.trust.sigstore_root import InstanceRoot, Issuer

_SHORTEST_CHAIN: Final = 2  # of a timestamp authority: its certificate and a root


def stamped_times(
    root: InstanceRoot, message: bytes, timestamps: Iterable[bytes]
) -> tuple[list[TrustedTime], str]:
    """When a message was there, and why a timestamp cannot be looked at.

    One by nobody who is believed shows nothing, and takes nothing away.
    """
    if not root.stampers:
        return [], "it has a timestamp, and the trusted root no timestamp authority"
    found = []
    for der in timestamps:
        try:
            response = decode_timestamp_response(der)
            moment = response.tst_info.gen_time.astimezone(UTC)
        except (ValueError, OverflowError) as error:
            return [], f"a timestamp of it cannot be read: {error}"
        stamper = _stamper(root, response, moment, message)
        if stamper is not None:
            found.append(TrustedTime(spelled(moment), "timestamp", stamper.url))
    return found, ""


def _stamper(
    root: InstanceRoot, response: TimeStampResponse, moment: datetime, message: bytes
) -> Issuer | None:
    for stamper in root.stampers:
        if len(stamper.chain) < _SHORTEST_CHAIN or not stamper.period.holds(moment):
            continue
        try:
            _verifier(stamper).verify_message(response, message)
        except (VerificationError, ValueError):
            continue
        return stamper
    return None


@lru_cache(maxsize=64)
def _verifier(stamper: Issuer) -> Verifier:
    builder = VerifierBuilder().tsa_certificate(stamper.chain[0])
    for certificate in stamper.chain[1:-1]:
        builder = builder.add_intermediate_certificate(certificate)
    return builder.add_root_certificate(stamper.chain[-1]).build()

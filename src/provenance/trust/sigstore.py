"""Signatures of a Sigstore instance, offline: log entry, times, certificate, and that they fit.

0. What came along is complete: one log entry, not too many timestamps, none of them twice.
1. The log has the entry, which is about these bytes, this signature and this key.
2. Somebody whom the instance believes says when: the log by its promise, or a timestamp authority.
3. The certificate was good at all of these times, and a certificate log saw it.
4. The signature itself: by whoever knows signature schemes (`verification.keyless`).

Steps 1 to 4 are those of the extra `sigstore` where a bundle is of a shape that it judges. What it
does not judge is completed here: entries of the kind `intoto`, promises without a proof in bundles
of v0.1, keys in place of certificates, payload types beyond ASCII, base64 in the other alphabet.
Which of both it is depends on the shape of a bundle, never on how one of them came out.

This module needs the extra; importing it without raises `ImportError`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from msgspec import Struct
from rfc3161_client import (
    TimeStampResponse,
    VerificationError,
    Verifier,
    VerifierBuilder,
    decode_timestamp_response,
)

from provenance.model.authority import TrustedTime
from provenance.model.statement import Signature
from provenance.model.transparency import Bundle
from provenance.trust.log_bodies import body_fault
from provenance.trust.sigstore_chain import certificate_fault
from provenance.trust.sigstore_library import LIBRARY_SCHEME, judges, library_fault
from provenance.trust.sigstore_logs import entry_fault, log_of, promised_time
from provenance.trust.sigstore_root import InstanceRoot, Issuer, LogKey, instance_root

_EARLY: Final = "application/vnd.dev.sigstore.bundle+json;version=0.1"
_SHORTEST_CHAIN: Final = 2  # of a timestamp authority: its certificate and a root


class Shown(Struct, frozen=True, gc=False):
    """What a bundle shows of its signature; `fault` is empty where all of it holds.

    `missing` tells that something is not there, rather than wrong. `scheme` is the one of the
    signature itself, where that was checked too.
    """

    fault: str
    times: tuple[TrustedTime, ...] = ()
    scheme: str = ""
    missing: bool = False


def check_certified(text: bytes | None, signature: Signature, bundle: Bundle) -> Shown:
    """What a bundle with a certificate shows under a trusted root (its JSON, None: embedded)."""
    root = instance_root(text)
    incomplete = _incomplete(bundle) or _untimed(bundle)
    if incomplete is not None:
        return incomplete
    if judges(signature, bundle):
        fault = library_fault(text, signature, bundle)
        if fault:
            return Shown(fault)
        times, untimely = _times(root, signature, bundle)
        return Shown(untimely or _missing(times), times, LIBRARY_SCHEME)
    return _complete(root, signature, bundle, signature.chain[0], certified=True)


def check_keyed(text: bytes | None, signature: Signature, bundle: Bundle, key: bytes) -> Shown:
    """What a bundle shows of a signature by a key (DER SubjectPublicKeyInfo)."""
    root = instance_root(text)
    incomplete = _incomplete(bundle)
    if incomplete is not None:
        return incomplete
    return _complete(root, signature, bundle, key, certified=False)


def _incomplete(bundle: Bundle) -> Shown | None:
    """What a bundle lacks or has too often; nobody else need be asked then."""
    if not bundle.entries:
        return Shown("it has no log entry", missing=True)
    if len(bundle.entries) > 1:
        return Shown(f"it has {len(bundle.entries)} log entries, and needs exactly one")
    if len(set(bundle.timestamps)) != len(bundle.timestamps):
        return Shown("it has the same timestamp twice")
    (entry,) = bundle.entries
    inclusion = entry.inclusion
    if bundle.version != _EARLY and (inclusion is None or inclusion.checkpoint is None):
        return Shown("its log entry has no proof of inclusion with a checkpoint", missing=True)
    return None


def _untimed(bundle: Bundle) -> Shown | None:
    (entry,) = bundle.entries
    if entry.promise or bundle.timestamps:
        return None
    told = "neither a promise of the log nor a timestamp says when it was made"
    return Shown(told, missing=True)


def _complete(
    root: InstanceRoot, signature: Signature, bundle: Bundle, verifier: bytes, *, certified: bool
) -> Shown:
    (entry,) = bundle.entries
    log = log_of(root, entry)
    if log is None:
        return Shown(f"the trusted root has no log {entry.log}, whose entry it has")
    fault = entry_fault(log, entry, proof_needed=bundle.version != _EARLY)
    fault = fault or body_fault(entry, signature, verifier)
    if fault:
        return Shown(fault)
    times, fault = _times(root, signature, bundle)
    if certified:
        fault = fault or _missing(times)
    if fault or not certified:
        return Shown(fault, times)
    return Shown(certificate_fault(root, verifier, [_moment(time) for time in times]), times)


# -- when ------------------------------------------------------------------------------------------


def _missing(times: tuple[TrustedTime, ...]) -> str:
    return "" if times else "nobody who is believed says when it was made"


def _times(
    root: InstanceRoot, signature: Signature, bundle: Bundle
) -> tuple[tuple[TrustedTime, ...], str]:
    """When the signature was there, and why one of these times does not count; the promise of the
    log was checked before.
    """
    (entry,) = bundle.entries
    found: list[TrustedTime] = []
    promised = promised_time(entry)
    if promised is not None:
        log = log_of(root, entry)
        if log is None or not log.period.holds(promised):
            return (), "its log entry is of a time in which the trusted root has no such log"
        found.append(_time(promised, "log", log))
    stamped, fault = _stamped(root, signature, bundle)
    return (*found, *stamped), fault


def _stamped(
    root: InstanceRoot, signature: Signature, bundle: Bundle
) -> tuple[list[TrustedTime], str]:
    """Times by timestamp authorities; a timestamp by nobody who is believed shows nothing."""
    if bundle.timestamps and not root.stampers:
        return [], "it has a timestamp, and the trusted root no timestamp authority"
    found = []
    for der in bundle.timestamps:
        try:
            response = decode_timestamp_response(der)
        except ValueError as error:
            return [], f"a timestamp of it cannot be read: {error}"
        moment = response.tst_info.gen_time.astimezone(UTC)
        stamper = _stamper(root, response, moment, signature.value)
        if stamper is not None:
            found.append(_time(moment, "timestamp", stamper))
    return found, ""


def _stamper(
    root: InstanceRoot, response: TimeStampResponse, moment: datetime, message: bytes
) -> Issuer | None:
    for stamper in root.stampers:
        if len(stamper.chain) < _SHORTEST_CHAIN or not stamper.period.holds(moment):
            continue
        try:
            _timestamp_verifier(stamper).verify_message(response, message)
        except (VerificationError, ValueError):
            continue
        return stamper
    return None


@lru_cache(maxsize=64)
def _timestamp_verifier(stamper: Issuer) -> Verifier:
    builder = VerifierBuilder().tsa_certificate(stamper.chain[0])
    for certificate in stamper.chain[1:-1]:
        builder = builder.add_intermediate_certificate(certificate)
    return builder.add_root_certificate(stamper.chain[-1]).build()


def _time(moment: datetime, source: str, by: LogKey | Issuer) -> TrustedTime:
    written = moment.isoformat().replace("+00:00", "Z")
    return TrustedTime(written, "log" if source == "log" else "timestamp", by.url)


def _moment(time: TrustedTime) -> datetime:
    return datetime.fromisoformat(time.time)

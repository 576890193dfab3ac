"""Signatures of a Sigstore instance, offline: log entry, times, certificate, and that they fit.

0. What came along is complete: one log entry, and no timestamp twice.
1. The log has the entry: whatever came along of promise and proof holds.
2. The entry is about these bytes, this signature and this key.
3. Somebody whom the instance believes says when: the log by its promise, or a timestamp authority.
4. The certificate was good at all of these times, and a certificate log saw it.
5. The signature itself: by whoever knows signature schemes (`verification.keyless`).

The extra `sigstore` is needed for the trusted root that it embeds and for timestamps. Its verifier
is the oracle of the tests, never the decision: it knows neither entries of the kind `intoto`, nor
promises without a proof, nor keys in place of certificates, and reads base64 and text leniently.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from msgspec import Struct

from provenance.model.authority import TrustedTime
from provenance.model.statement import Signature
from provenance.model.transparency import Bundle
from provenance.trust.log_bodies import body_fault
from provenance.trust.sigstore_chain import certificate_fault
from provenance.trust.sigstore_logs import entry_fault, log_of, promised_time, spelled
from provenance.trust.sigstore_root import InstanceRoot, instance_root

_EARLY: Final = "application/vnd.dev.sigstore.bundle+json;version=0.1"


class Shown(Struct, frozen=True, gc=False):
    """What a bundle shows of its signature; `fault` is empty where all of it holds.

    `missing` tells that something is not there, rather than wrong.
    """

    fault: str
    times: tuple[TrustedTime, ...] = ()
    missing: bool = False


def check_certified(text: bytes | None, signature: Signature, bundle: Bundle) -> Shown:
    """What a bundle with a certificate shows under a trusted root (its JSON, None: embedded)."""
    root = instance_root(text)
    incomplete = _incomplete(bundle) or _untimed(bundle)
    if incomplete is not None:
        return incomplete
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
    if bundle.version == _EARLY and not entry.promise:
        return Shown("its log entry has no promise of the log", missing=True)
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
    if not fault and times and not any(log.period.holds(moment) for moment in _moments(times)):
        fault = f"the trusted root has no log {log.url} at a time at which it was there"
    if certified and not fault:
        fault = _at_all(root, verifier, times)
    return Shown(fault, times)


def _at_all(root: InstanceRoot, certificate: bytes, times: tuple[TrustedTime, ...]) -> str:
    if not times:
        return "nobody who is believed says when it was made"
    return certificate_fault(root, certificate, _moments(times))


def _moments(times: tuple[TrustedTime, ...]) -> list[datetime]:
    return [datetime.fromisoformat(time.time) for time in times]


def _times(
    root: InstanceRoot, signature: Signature, bundle: Bundle
) -> tuple[tuple[TrustedTime, ...], str]:
    """When the signature was there, and why one of these times does not count; the promise of the
    log was checked before.
    """
    (entry,) = bundle.entries
    found: tuple[TrustedTime, ...] = ()
    promised = promised_time(entry)
    if promised is not None:
        log = log_of(root, entry)
        if log is None or not log.period.holds(promised):
            return (), "its log entry is of a time in which the trusted root has no such log"
        found = (TrustedTime(spelled(promised), "log", log.url),)
    if not bundle.timestamps:
        return found, ""
    from provenance.trust.sigstore_times import stamped_times

    stamped, fault = stamped_times(root, signature.value, bundle.timestamps)
    return (*found, *stamped), fault

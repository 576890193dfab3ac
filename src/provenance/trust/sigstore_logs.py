"""Whether a log of a Sigstore instance has an entry: by its promise, or by a proof of inclusion.

- A promise (signed entry timestamp) is the log's signature over the entry, its place and its time:
  the only way in which a log of version 1 says when.
- A proof leads from the entry to the root of a checkpoint, which the log signed.
"""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa

from provenance.decoding.canonical_json import canonical_json
from provenance.model.transparency import Checkpoint, Inclusion, LogEntry
from provenance.trust.keys import PublicKey, key_object
from provenance.trust.merkle import holds_inclusion, leaf_hash
from provenance.trust.sigstore_root import InstanceRoot, LogKey

_ECDSA: Final = {
    "secp256r1": ec.ECDSA(hashes.SHA256()),
    "secp384r1": ec.ECDSA(hashes.SHA384()),
    "secp521r1": ec.ECDSA(hashes.SHA512()),
}
_KEY_HASH: Final = 4  # bytes of a key id that stand in front of a signature of a note


def log_of(root: InstanceRoot, entry: LogEntry) -> LogKey | None:
    """The log that an entry says it is in, if the instance stands for it."""
    wanted = bytes.fromhex(entry.log)
    return next((log for log in root.logs if log.key_id == wanted), None)


def entry_fault(log: LogKey, entry: LogEntry, *, proof_needed: bool) -> str:
    """Why a log does not have an entry, or empty. Whatever came along has to hold."""
    inclusion = entry.inclusion
    checkpoint = None if inclusion is None else inclusion.checkpoint
    if entry.promise and not promise_holds(log, entry):
        return f"the promise of the log {log.url} is not by it over this entry"
    if checkpoint is None and proof_needed:
        return "its log entry has no proof of inclusion with a checkpoint"
    if checkpoint is None and not entry.promise:
        return "its log entry has neither a promise nor a checkpoint"
    return "" if inclusion is None else _inclusion_fault(log, entry, inclusion)


def _inclusion_fault(log: LogKey, entry: LogEntry, inclusion: Inclusion) -> str:
    checkpoint = inclusion.checkpoint
    if checkpoint is not None and (inclusion.root, inclusion.size) != (
        checkpoint.root,
        checkpoint.size,
    ):
        return "its proof of inclusion is for another tree than its checkpoint"
    leaf = leaf_hash(entry.body)
    if not holds_inclusion(leaf, inclusion.index, inclusion.size, inclusion.hashes, inclusion.root):
        return "its proof of inclusion does not lead from the entry to the root"
    if checkpoint is not None and not checkpoint_holds(log, checkpoint):
        return f"its checkpoint is not signed by the log {log.url}"
    return ""


def promise_holds(log: LogKey, entry: LogEntry) -> bool:
    """Whether the log promised to include exactly this entry, at this time and place."""
    said = {
        "body": base64.b64encode(entry.body).decode(),
        "integratedTime": entry.integrated or 0,
        "logID": entry.log,
        "logIndex": entry.index or 0,
    }
    return holds(log.material, entry.promise, canonical_json(said))


def checkpoint_holds(log: LogKey, checkpoint: Checkpoint) -> bool:
    """Whether one of the signatures that mean the log's key is by it."""
    wanted = log.key_id[:_KEY_HASH]
    return any(
        _held_before(log.material, signature.value, checkpoint.text)
        for signature in checkpoint.signatures
        if signature.key_hash == wanted
    )


def promised_time(entry: LogEntry) -> datetime | None:
    """When a log of version 1 took an entry; only its promise says so bindingly."""
    if not entry.promise or entry.integrated is None:
        return None
    try:
        return datetime.fromtimestamp(entry.integrated, tz=UTC)
    except (ValueError, OverflowError, OSError):
        return None


def spelled(moment: datetime) -> str:
    """A time in UTC as RFC 3339 has it."""
    return moment.isoformat().replace("+00:00", "Z")


@lru_cache(maxsize=1_024)
def _held_before(material: bytes, value: bytes, message: bytes) -> bool:
    """One checkpoint often comes with many entries."""
    return holds(material, value, message)


def holds(material: bytes, value: bytes, message: bytes) -> bool:
    """Whether a log's key made a signature, in the one way in which logs with such keys sign."""
    try:
        _check(key_object(material), value, message)
    except InvalidSignature:
        return False
    return True


def _check(key: PublicKey, value: bytes, message: bytes) -> None:
    if isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(value, message, _ECDSA[key.curve.name])
    elif isinstance(key, ed25519.Ed25519PublicKey):
        key.verify(value, message)
    elif isinstance(key, rsa.RSAPublicKey):
        key.verify(value, message, padding.PKCS1v15(), hashes.SHA256())
    else:
        raise InvalidSignature

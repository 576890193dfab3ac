"""Who signed a checkpoint: its log, and as many witnesses as the trust root asks for.

- A signature line means the key with its name and hash, and no other. Lines that mean no believed
  key are ignored, as C2SP signed-note wants; one that means a believed key and is not by it makes
  the whole note false.
- Witnesses are counted by their keys: two names of one key are one witness.
- Nothing is believed of a time in the future: what was cosigned after the stated time does not
  count yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, mldsa

from provenance.decoding.time import parse_time
from provenance.errors import UsageError
from provenance.model.authority import Outcome, TrustedTime
from provenance.model.transparency import Checkpoint, NoteSignature
from provenance.trust.keys import HASHES, key_object
from provenance.trust.note_keys import (
    COSIGNATURE,
    ED25519,
    ML_DSA_COSIGNATURE,
    spki,
)
from provenance.trust.root import NoteKey, TrustedLog, Witness

_TIME_BYTES: Final = 8
_TIMES: Final = 1 << 63
_LAST: Final = int(datetime(9999, 12, 31, tzinfo=UTC).timestamp())
_PLAIN: Final = (ed25519.Ed25519PublicKey, mldsa.MLDSA44PublicKey)
_BYTES: Final = {ED25519: 64, COSIGNATURE: 64, ML_DSA_COSIGNATURE: 2_420}  # FIPS 204, table 2
_ECDSA_BYTES: Final = 8 + 2 * 68
_NAME_BYTES: Final = 255
_LABEL: Final = b"subtree/v1\n\0"


class Signing(NamedTuple):
    """What the keys of one signer make of a checkpoint.

    `pass`: `key` signed it, at `time` (Unix seconds) where the signature says so. `fail`: a line
    means one of the keys and is not by it. `open`: none means one of them, and `reason` says what
    is there instead.
    """

    outcome: Outcome
    reason: str
    key: NoteKey | None = None
    time: int | None = None


class Noted(NamedTuple):
    """What the signatures of a checkpoint show under a trusted log and its witnesses.

    `by_log` is about the log alone; `outcome` and `reason` are about log and quorum. `times` are
    those that log and witnesses state. `request` says what is missing where it is open.
    """

    outcome: Outcome
    reason: str
    by_log: Signing
    times: tuple[TrustedTime, ...] = ()
    request: str = ""


def check_signer(checkpoint: Checkpoint, keys: Iterable[NoteKey]) -> Signing:
    """Whether one of the keys of a log or witness signed a checkpoint."""
    meant: dict[tuple[str, bytes], list[NoteKey]] = {}
    for key in keys:
        meant.setdefault((key.name, key.key_hash), []).append(key)
    held: list[Signing] = []
    for line in dict.fromkeys(checkpoint.signatures):
        candidates = meant.get((line.name, line.key_hash), ())
        if not candidates:
            continue
        found = _first(checkpoint, line, candidates)
        if found is None:
            named = f"{line.name}+{line.key_hash.hex()}"
            return Signing("fail", f"names the key {named}, which did not sign it")
        held.append(found)
    if not held:
        return Signing("open", _strangers(checkpoint, meant))
    return min(held, key=lambda one: one.time or 0)


def check_checkpoint(
    checkpoint: Checkpoint, log: TrustedLog, witnesses: Sequence[Witness], at: str
) -> Noted:
    """Whether a log, and its quorum of witnesses, stand behind a checkpoint at a time."""
    if checkpoint.origin != log.origin:
        told = f"is of {checkpoint.origin}, and not of the log {log.name}"
        return Noted("open", told, Signing("open", told))
    by_log = check_signer(checkpoint, log.keys)
    if by_log.outcome == "fail":
        return Noted("fail", by_log.reason, by_log)
    if by_log.outcome == "open":
        request = f"a checkpoint of {log.origin} with the signature of the log {log.name}"
        return Noted("open", by_log.reason, by_log, (), request)
    return _with_quorum(checkpoint, log, witnesses, at, by_log)


def _with_quorum(
    checkpoint: Checkpoint,
    log: TrustedLog,
    witnesses: Sequence[Witness],
    at: str,
    by_log: Signing,
) -> Noted:
    asked = [one for one in witnesses if one.name in log.witnesses]
    checked = [(one, check_signer(checkpoint, one.keys)) for one in asked]
    for witness, signing in checked:
        if signing.outcome == "fail":
            told = f"as a signature of the witness {witness.name}: {signing.reason}"
            return Noted("fail", told, by_log)
    moment = parse_time(at)
    limit = _LAST if moment is None else int(moment.timestamp())
    if (by_log.time or 0) > limit:
        told = f"the log {log.name} signed it after {at}"
        request = f"a checkpoint of {log.origin} that was signed at {at} or before"
        return Noted("open", told, Signing("open", told), (), request)
    signed = [(one, it) for one, it in checked if it.outcome == "pass" and (it.time or 0) <= limit]
    counted = _distinct([witness for witness, _ in signed])
    times = _times([(log.name, "log", by_log), *((w.name, "witness", it) for w, it in signed)])
    if len(counted) >= log.quorum:
        return Noted("pass", _told(log, counted), by_log, times)
    told = f"{len(counted)} of {log.quorum} witnesses signed it"
    late = sorted(w.name for w, it in checked if it.time is not None and it.time > limit)
    if late:
        told += f"; {', '.join(late)} did so after {at}"
    missing = sorted({one.name for one in asked} - set(counted))
    more = log.quorum - len(counted)
    request = (
        f"the signatures of {more} more of the witnesses {', '.join(missing)} "
        f"on the checkpoint of {log.origin} at size {checkpoint.size}"
    )
    return Noted("open", told, by_log, times, request)


def _told(log: TrustedLog, counted: Sequence[str]) -> str:
    if not log.quorum:
        return f"signed by the log {log.name}"
    return f"signed by the log {log.name} and the witnesses {', '.join(counted)}"


def _distinct(witnesses: Sequence[Witness]) -> list[str]:
    """Names of witnesses, each key counted once, whoever calls it his."""
    seen: set[bytes] = set()
    names: list[str] = []
    for witness in sorted(witnesses, key=lambda one: one.name):
        keys = {spki(key) for key in witness.keys}
        if not keys & seen and witness.name not in names:
            names.append(witness.name)
        seen |= keys
    return names


def _times(signings: Iterable[tuple[str, str, Signing]]) -> tuple[TrustedTime, ...]:
    found = []
    for name, source, signing in signings:
        # A time of zero says of an ML-DSA-44 cosignature that it states none.
        if signing.time and signing.time < _LAST:
            written = datetime.fromtimestamp(signing.time, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            found.append(TrustedTime(written, "log" if source == "log" else "witness", name))
    return tuple(sorted(found, key=lambda one: (one.time, one.source, one.by)))


def _strangers(checkpoint: Checkpoint, meant: Iterable[tuple[str, bytes]]) -> str:
    names = {name for name, _ in meant}
    hashes = {key_hash for _, key_hash in meant}
    for line in checkpoint.signatures:
        if line.name in names:
            return f"is signed as {line.name} with another key ({line.key_hash.hex()})"
    for line in checkpoint.signatures:
        if line.key_hash in hashes:
            return f"is signed with a key hash that is believed, but as {line.name}"
    return "is signed by no key that is believed for it"


def _first(
    checkpoint: Checkpoint, line: NoteSignature, candidates: Iterable[NoteKey]
) -> Signing | None:
    for key in candidates:
        timed = key.kind in (COSIGNATURE, ML_DSA_COSIGNATURE)
        time = int.from_bytes(line.value[:_TIME_BYTES]) if timed else None
        value = line.value[_TIME_BYTES:] if timed else line.value
        message = _message(checkpoint, key, time or 0)
        if message is not None and _verifies(key, value, message):
            return Signing("pass", f"signed by {key.name}", key, time)
    return None


def _message(checkpoint: Checkpoint, key: NoteKey, time: int) -> bytes | None:
    """The bytes that a key of this kind signs; None where they cannot be written."""
    if time >= _TIMES:
        return None
    if key.kind == COSIGNATURE:
        return b"cosignature/v1\ntime %d\n%s" % (time, checkpoint.text)
    if key.kind != ML_DSA_COSIGNATURE:
        return checkpoint.text
    name, origin = key.name.encode(), checkpoint.origin.encode()
    if max(len(name), len(origin)) > _NAME_BYTES:
        return None
    return b"".join(
        (
            _LABEL,
            bytes([len(name)]),
            name,
            time.to_bytes(8),
            bytes([len(origin)]),
            origin,
            (0).to_bytes(8),
            checkpoint.size.to_bytes(8),
            checkpoint.root,
        )
    )


def _verifies(key: NoteKey, value: bytes, message: bytes) -> bool:
    try:
        _verify(key, value, message)
    except (InvalidSignature, UsageError):
        return False
    return True


def _verify(key: NoteKey, value: bytes, message: bytes) -> None:
    public = key_object(spki(key))
    if isinstance(public, ec.EllipticCurvePublicKey) and len(value) <= _ECDSA_BYTES:
        public.verify(value, message, ec.ECDSA(HASHES["sha256"]))
    elif isinstance(public, _PLAIN) and len(value) == _BYTES[key.kind]:
        public.verify(value, message)
    else:
        raise InvalidSignature

"""The verification material of a Sigstore bundle: certificates, log entries, timestamps.

The wire form is the JSON of protocol buffers (sigstore_bundle.proto, sigstore_rekor.proto): 64-bit
numbers are texts, bytes are base64, and a number that is zero may be left out. Nothing here is
signed before something verified covers it.
"""

from __future__ import annotations

import re
from typing import Final

from provenance import limits
from provenance.decoding.base64text import decode_base64
from provenance.decoding.fields import Fields, quote
from provenance.decoding.notes import parse_checkpoint
from provenance.errors import DecodingError, LimitExceededError
from provenance.model.digest import Digest
from provenance.model.transparency import Checkpoint, Inclusion, LogEntry

_MATERIAL: Final = (
    "certificate",
    "x509CertificateChain",
    "publicKey",
    "tlogEntries",
    "timestampVerificationData",
)
_SIGNER: Final = ("certificate", "x509CertificateChain", "publicKey")
_ENTRY: Final = (
    "logIndex",
    "logId",
    "kindVersion",
    "integratedTime",
    "inclusionPromise",
    "inclusionProof",
    "canonicalizedBody",
)
_DECIMAL: Final = re.compile("0|-?[1-9][0-9]{0,18}")


def read_chain(material: Fields) -> tuple[bytes, ...]:
    """DER certificates, leaf first; none where the bundle speaks of a key."""
    material.note_unknown(_MATERIAL)
    told = [name for name in _SIGNER if material.value.get(name) is not None]
    if len(told) > 1:
        raise DecodingError(
            f"holds {' and '.join(told)}; one of them says who signed", material.pointer
        )
    single = material.inner("certificate")
    if single.value:
        return (_bytes(single, "rawBytes"),)
    pool = material.inner("x509CertificateChain")
    found = [_bytes(entry, "rawBytes") for entry in pool.objects("certificates")]
    if len(found) > limits.CHAIN_CERTIFICATES:
        limit = f"has more than {limits.CHAIN_CERTIFICATES} certificates"
        raise LimitExceededError(limit, pool.at("certificates"))
    if not found and "publicKey" not in material.value:
        material.note("no-signer", None, "holds neither a certificate nor the hint of a key")
    return tuple(found)


def read_hint(material: Fields) -> str:
    """Which key is meant, where the bundle has no certificate."""
    return material.inner("publicKey").text("hint") or ""


def read_timestamps(material: Fields) -> tuple[bytes, ...]:
    """RFC 3161 responses in DER."""
    holder = material.inner("timestampVerificationData")
    found = [_bytes(entry, "signedTimestamp") for entry in holder.objects("rfc3161Timestamps")]
    if len(found) > limits.BUNDLE_ENTRIES:
        detail = f"{len(found)} timestamps; at most {limits.BUNDLE_ENTRIES} are looked at"
        raise LimitExceededError(detail, holder.at("rfc3161Timestamps"))
    return tuple(found)


def read_entries(material: Fields, about: Digest | None) -> tuple[LogEntry, ...]:
    """Entries of transparency logs, which ought to be about one digest."""
    entries = tuple(_entry(entry, about) for entry in material.objects("tlogEntries"))
    if len(entries) > limits.BUNDLE_ENTRIES:
        detail = f"{len(entries)} log entries; at most {limits.BUNDLE_ENTRIES} are looked at"
        raise LimitExceededError(detail, material.at("tlogEntries"))
    return entries


def _entry(entry: Fields, about: Digest | None) -> LogEntry:
    entry.note_unknown(_ENTRY)
    kind = entry.inner("kindVersion")
    promise = entry.inner("inclusionPromise")
    time = _number(entry, "integratedTime")
    return LogEntry(
        _bytes(entry.inner("logId"), "keyId").hex(),
        _number(entry, "logIndex"),
        _kind(kind.text("kind"), kind.text("version")),
        _bytes(entry, "canonicalizedBody"),
        about,
        integrated=time or None,
        promise=_bytes(promise, "signedEntryTimestamp") if promise.value else b"",
        inclusion=_inclusion(entry.inner("inclusionProof")),
    )


def _kind(name: str | None, version: str | None) -> str:
    return f"{name or ''} {version or ''}" if name or version else ""


def _inclusion(proof: Fields) -> Inclusion | None:
    if not proof.value:
        return None
    hashes = proof.texts("hashes") or ()
    if len(hashes) > limits.PROOF_HASHES:
        raise LimitExceededError(f"has more than {limits.PROOF_HASHES} hashes", proof.at("hashes"))
    return Inclusion(
        _number(proof, "logIndex"),
        _number(proof, "treeSize"),
        _bytes(proof, "rootHash"),
        tuple(_decoded(text, proof.at("hashes")) for text in hashes),
        read_checkpoint(proof.inner("checkpoint"), "envelope"),
    )


def read_checkpoint(holder: Fields, name: str) -> Checkpoint | None:
    """One that cannot be read is noted: without it the log says nothing of the entry."""
    text = holder.text(name)
    if not text:
        return None
    try:
        return parse_checkpoint(text)
    except DecodingError as error:
        holder.note("bad-checkpoint", name, error.message, read_as="nothing", whole=False)
        return None


def _number(holder: Fields, name: str) -> int:
    """A 64-bit number, as text or as JSON has it; zero where it is left out."""
    found = holder.value.get(name)
    if found is None:
        return 0
    written = str(found) if type(found) is int else found
    if not isinstance(written, str) or _DECIMAL.fullmatch(written) is None:
        raise DecodingError("is no whole number of 64 bits", holder.at(name))
    number = int(written)
    if not 0 <= number < 1 << 63:
        raise DecodingError(f"is {quote(written)}, which no log counts to", holder.at(name))
    return number


def _bytes(holder: Fields, name: str) -> bytes:
    return _decoded(holder.text(name) or "", holder.at(name))


def _decoded(text: str, pointer: str) -> bytes:
    try:
        return decode_base64(text).content
    except DecodingError as error:
        raise error.below(pointer) from error

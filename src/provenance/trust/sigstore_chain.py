"""Whether an instance of Sigstore issued a signing certificate, good at a time (RFC 5280, 6962).

1. A path leads to a root whose authority stood at that time; all of it was valid then.
2. The certificate is one for signing code.
3. A certificate log saw it before it was issued: its one embedded timestamp is by such a log.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.x509 import certificate_transparency as ct
from cryptography.x509 import verification as paths
from cryptography.x509.oid import ExtendedKeyUsageOID

from provenance.trust.certificates import UNREADABLE
from provenance.trust.sigstore_logs import holds, spelled
from provenance.trust.sigstore_root import InstanceRoot

_FAULTS: Final = (*UNREADABLE, paths.VerificationError, x509.ExtensionNotFound, OverflowError)
_VERSION_1: Final = b"\0"
_CERTIFICATE_TIMESTAMP: Final = b"\0"
_PRE_CERTIFICATE: Final = b"\0\1"


def certificate_fault(root: InstanceRoot, der: bytes, times: Sequence[datetime]) -> str:
    """Why a leaf is no certificate of the instance at each of these times, or empty."""
    try:
        leaf = x509.load_der_x509_certificate(der)
        for moment in times:
            chain = _chain(root, leaf, moment)
        if not _signs_code(leaf):
            return "its certificate is none for signing code"
        return "" if _was_logged(root, leaf, chain[1]) else "no certificate log saw its certificate"
    except _FAULTS as error:
        told = " and ".join(map(spelled, times))
        return f"its certificate does not hold at {told}: {error}"


def _chain(root: InstanceRoot, leaf: x509.Certificate, moment: datetime) -> list[x509.Certificate]:
    """A path to an authority; all above it was looked after by whoever wrote the trusted root, but
    for the time: none outlives the one above it.
    """
    standing = [issuer for issuer in root.issuers if issuer.period.holds(moment)]
    if not standing:
        raise ValueError("the instance had no certificate authority then")
    valid = [issuer for issuer in standing if issuer.valid.holds(moment)]
    certificates = tuple(certificate for issuer in valid for certificate in issuer.chain)
    if not certificates:
        raise ValueError("the certificates of its authority, up to the root, are not all valid")
    builder = paths.PolicyBuilder().store(_store(certificates)).time(moment)
    ours, theirs = _policies()
    verifier = builder.extension_policies(ca_policy=ours, ee_policy=theirs).build_client_verifier()
    return list(verifier.verify(leaf, []).chain)


@lru_cache(maxsize=64)
def _store(certificates: tuple[x509.Certificate, ...]) -> paths.Store:
    return paths.Store(list(certificates))


@lru_cache(maxsize=1)
def _policies() -> tuple[paths.ExtensionPolicy, paths.ExtensionPolicy]:
    """Those for web clients but for the purpose, which here is signing code."""
    usage, mild = x509.ExtendedKeyUsage, paths.Criticality.NON_CRITICAL
    return (
        paths.ExtensionPolicy.webpki_defaults_ca().may_be_present(usage, mild, None),
        paths.ExtensionPolicy.webpki_defaults_ee().may_be_present(usage, mild, None),
    )


def _signs_code(leaf: x509.Certificate) -> bool:
    usage = leaf.extensions.get_extension_for_class(x509.KeyUsage).value
    purposes = leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    return usage.digital_signature and ExtendedKeyUsageOID.CODE_SIGNING in purposes


# -- RFC 6962, section 3.2: what a certificate log signs -------------------------------------------


def _was_logged(root: InstanceRoot, leaf: x509.Certificate, issuer: x509.Certificate) -> bool:
    seen = list(
        leaf.extensions.get_extension_for_class(
            x509.PrecertificateSignedCertificateTimestamps
        ).value
    )
    if len(seen) != 1 or seen[0].entry_type != ct.LogEntryType.PRE_CERTIFICATE:
        return False
    message = _signed(seen[0], leaf, issuer)
    when = seen[0].timestamp.replace(tzinfo=UTC)
    return any(
        log.key_id == seen[0].log_id
        and log.period.holds(when)
        and holds(log.material, seen[0].signature, message)
        for log in root.certificate_logs
    )


def _signed(
    timestamp: ct.SignedCertificateTimestamp, leaf: x509.Certificate, issuer: x509.Certificate
) -> bytes:
    body = leaf.tbs_precertificate_bytes
    moment = timestamp.timestamp.replace(tzinfo=UTC)
    milliseconds = round(moment.timestamp() * 1000)
    return b"".join(
        (
            _VERSION_1,
            _CERTIFICATE_TIMESTAMP,
            milliseconds.to_bytes(8, "big"),
            _PRE_CERTIFICATE,
            _key_hash(issuer),
            len(body).to_bytes(3, "big"),
            body,
            len(timestamp.extension_bytes).to_bytes(2, "big"),
            timestamp.extension_bytes,
        )
    )


@lru_cache(maxsize=64)
def _key_hash(issuer: x509.Certificate) -> bytes:
    key = issuer.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return hashlib.sha256(key).digest()

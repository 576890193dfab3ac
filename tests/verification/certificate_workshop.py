"""Certificates of our own, made for one test run, and links that are signed under them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.x509.oid import NameOID
from securesystemslib.signer import CryptoSigner
from workshop import Key, link, metablock

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Owner:
    """A key with a certificate; `key` signs as any other of the workshop does."""

    private: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def key(self) -> Key:
        return Key("certified", CryptoSigner(self.private))

    @property
    def pem(self) -> str:
        return self.certificate.public_bytes(serialization.Encoding.PEM).decode()


def certify(
    name: str,
    issuer: Owner | None = None,
    *,
    private: ec.EllipticCurvePrivateKey | None = None,
    authority: bool = False,
    pathlen: int | None = None,
    organization: str | None = None,
    names: Sequence[x509.GeneralName] = (),
    usages: Sequence[x509.ObjectIdentifier] = (),
    start: datetime = NOW - DAY,
    end: datetime = NOW + DAY,
) -> Owner:
    """A certificate by an issuer, or by its own key where there is none."""
    own = private or ec.generate_private_key(ec.SECP256R1())
    parts = [x509.NameAttribute(NameOID.COMMON_NAME, name)] if name else []
    if organization:
        parts.append(x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization))
    subject = x509.Name(parts)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(own.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
    )
    if authority:
        builder = builder.add_extension(x509.BasicConstraints(True, pathlen), critical=True)
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    if usages:
        builder = builder.add_extension(x509.ExtendedKeyUsage(usages), critical=False)
    signer = issuer.private if issuer else own
    digest = None if isinstance(signer, ed25519.Ed25519PrivateKey) else hashes.SHA256()
    return Owner(own, builder.sign(signer, digest))


def constraint(**wanted: Any) -> dict[str, Any]:
    """A certificate constraint that accepts anything but what is said."""
    kinds = ("dns_names", "emails", "organizations", "uris", "roots")
    lists = {kind: ["*"] for kind in kinds}
    return {"common_name": "*", **lists, **wanted}


def authorities(kind: str, *owners: Owner) -> dict[str, Any]:
    """`rootcas` or `intermediatecas`, under the ids `root0`, `root1` …"""
    return {
        f"{kind}{number}": {
            "keyid": f"{kind}{number}",
            "keytype": "ecdsa",
            "scheme": "ecdsa-sha2-nistp256",
            "keyval": {"public": "", "certificate": owner.pem},
        }
        for number, owner in enumerate(owners)
    }


def certified_step(
    name: str, constraints: Iterable[dict[str, Any]], keys: Iterable[Key] = (), threshold: int = 1
) -> dict[str, Any]:
    return {
        "_type": "step",
        "name": name,
        "pubkeys": [key.id for key in keys],
        "cert_constraints": list(constraints),
        "expected_materials": [["DISALLOW", "*"]],
        "expected_products": [["CREATE", "fw.bin"], ["DISALLOW", "*"]],
        "expected_command": [],
        "threshold": threshold,
    }


def certified_link(
    owner: Owner, *, seal: Any = metablock, content: str = "firmware", member: str = "cert"
) -> dict[str, Any]:
    """A link for `build` with the certificate of its signer beside the signature."""
    document: dict[str, Any] = seal(link("build", {}, {"fw.bin": content}), owner.key)
    document["signatures"][0][member] = owner.pem
    return document

"""A small Sigstore instance: a certificate authority, logs and a timestamp authority, in memory.

    instance = Instance()
    bundle = instance.sign_statement(payload, Signing(identity, issuer))
    trusted_root = instance.trusted_root()

It makes what the public instance makes, so that bundles which nobody but it can make are there for
samples, tests and benchmarks. Keys are made when an instance is, and are never written down. Every
bundle is plain JSON values: whoever wants a wrong one bends it, or calls the steps one by one.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from samples.der import octets, timestamp_response, utf8
from samples.sigstore_logs import Log, Plain, PrivateKey, b64, logged, new_key, sign, spki

AT: Final = datetime(2026, 9, 14, 8, 15, tzinfo=UTC)
IN_TOTO: Final = "application/vnd.in-toto+json"
V01: Final = "application/vnd.dev.sigstore.bundle+json;version=0.1"
V02: Final = "application/vnd.dev.sigstore.bundle+json;version=0.2"
V03: Final = "application/vnd.dev.sigstore.bundle.v0.3+json"

_FULCIO: Final = "1.3.6.1.4.1.57264.1."
_SCT_LIST: Final = "1.3.6.1.4.1.11129.2.4.2"
_LIFETIME: Final = timedelta(minutes=10)
_YEARS: Final = timedelta(days=3_650)


@dataclass
class Signing:
    """Who signs and when, and what is made of it.

    `claims` are further extensions of the certificate by their last number. `kind` is that of the
    log entry, None for none. `stamped` asks for a timestamp; entries of version 2 need one.
    `key` signs in place of a new one; `managed` says that it has no certificate. `certificate` is
    the one in DER, where it is not to be issued.
    """

    identity: str = "https://ci.acme.example/gateway/.github/workflows/release.yml@refs/tags/v1.0"
    issuer: str = "https://token.ci.acme.example"
    at: datetime = AT
    media_type: str = V03
    kind: str | None = ""
    stamped: bool = False
    proven: bool = True
    managed: bool = False
    claims: dict[int, str] = field(default_factory=dict)
    key: ec.EllipticCurvePrivateKey = field(default_factory=new_key)
    certificate: bytes = b""


class Instance:
    """All services of one instance, with a name that its certificates have."""

    def __init__(self, name: str = "sigstore.acme.example") -> None:
        self.name = name
        self.first, self.second = Log(f"rekor.{name}", 1), Log(f"log2026.{name}", 2)
        self.certificate_log, self.stamper_key = new_key(), new_key()
        self.root_key, self.ca_key = (ec.generate_private_key(ec.SECP384R1()) for _ in range(2))
        self.root = self._authority("root", self.root_key, None)
        self.ca = self._authority("ca", self.ca_key, self.root)
        self.stamper = self._authority("tsa", self.stamper_key, self.root)

    # -- what a signer asks for --------------------------------------------------------------------

    def sign_statement(
        self, payload: bytes, signing: Signing, payload_type: str = IN_TOTO
    ) -> Plain:
        """A bundle with a DSSE envelope around a payload."""
        kind = payload_type.encode()
        message = b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)
        value = sign(signing.key, message)
        envelope = {
            "payload": b64(payload),
            "payloadType": payload_type,
            "signatures": [{"sig": b64(value), "keyid": ""}],
        }
        bundle = self.bundle(signing, value, hashlib.sha256(message).digest(), envelope)
        return {**bundle, "dsseEnvelope": envelope}

    def sign_artifact(self, content: bytes, signing: Signing) -> Plain:
        """A bundle with a signature over a file."""
        digest, value = hashlib.sha256(content).digest(), sign(signing.key, content)
        message = {
            "messageDigest": {"algorithm": "SHA2_256", "digest": b64(digest)},
            "signature": b64(value),
        }
        return {**self.bundle(signing, value, digest, None), "messageSignature": message}

    def bundle(
        self, signing: Signing, value: bytes, digest: bytes, envelope: Plain | None
    ) -> Plain:
        """The material of a signature: certificate, log entry, timestamp."""
        material: Plain = self._signer(signing)
        verifier = b"" if signing.managed else self._der(signing)
        kind = signing.kind
        if kind is not None:
            kind = kind or ("hashedrekord 0.0.1" if envelope is None else "dsse 0.0.1")
            spec = logged(kind, value, digest, verifier, signing.key, envelope)
            log = self.second if kind.endswith(" 0.0.2") and "intoto" not in kind else self.first
            material["tlogEntries"] = [log.enter(kind, spec, signing.at, proven=signing.proven)]
        if signing.stamped:
            stamp = {"signedTimestamp": b64(self.timestamp(value, signing.at))}
            material["timestampVerificationData"] = {"rfc3161Timestamps": [stamp]}
        return {"mediaType": signing.media_type, "verificationMaterial": material}

    def _signer(self, signing: Signing) -> Plain:
        if signing.managed:
            hint = b64(hashlib.sha256(spki(signing.key)).digest())
            return {"publicKey": {"hint": hint}}
        raw = {"rawBytes": b64(self._der(signing))}
        if signing.media_type == V03:
            return {"certificate": raw}
        return {"x509CertificateChain": {"certificates": [raw]}}

    def _der(self, signing: Signing) -> bytes:
        """The certificate of a signing, issued once."""
        if not signing.certificate:
            signing.certificate = self.certificate(signing).public_bytes(Encoding.DER)
        return signing.certificate

    # -- services ----------------------------------------------------------------------------------

    def certificate(self, signing: Signing) -> x509.Certificate:
        """A certificate for ten minutes, with the word of the certificate log inside."""
        name = (
            x509.UniformResourceIdentifier(signing.identity)
            if "://" in signing.identity
            else x509.RFC822Name(signing.identity)
        )
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING])
        builder = (
            _builder(x509.Name([]), self.ca.subject, signing.key, signing.at, _LIFETIME)
            .add_extension(key_usage(signs=True), critical=True)
            .add_extension(usage, critical=False)
            .add_extension(_key_of(self.ca_key), critical=False)
            .add_extension(x509.SubjectAlternativeName([name]), critical=True)
        )
        texts = {1: signing.issuer, 8: signing.issuer, **signing.claims}
        for number, text in texts.items():
            raw = utf8(text) if number >= 8 else text.encode()
            builder = builder.add_extension(_extension(f"{_FULCIO}{number}", raw), critical=False)
        body = builder.sign(self.ca_key, hashes.SHA384()).tbs_certificate_bytes
        seen = _extension(_SCT_LIST, octets(self.certificate_timestamp(body, signing.at)))
        return builder.add_extension(seen, critical=False).sign(self.ca_key, hashes.SHA384())

    def certificate_timestamp(self, body: bytes, at: datetime) -> bytes:
        """That the certificate log saw a certificate before it was issued (RFC 6962, 3.3)."""
        time = round(at.timestamp() * 1000).to_bytes(8, "big")
        issuer = hashlib.sha256(spki(self.ca_key)).digest()
        entry = b"\0\1" + issuer + len(body).to_bytes(3, "big") + body
        signature = sign(self.certificate_log, b"\0\0" + time + entry + b"\0\0")
        log = hashlib.sha256(spki(self.certificate_log)).digest()
        one = b"\0" + log + time + b"\0\0" + b"\4\3" + len(signature).to_bytes(2, "big")
        one += signature
        listed = len(one).to_bytes(2, "big") + one
        return len(listed).to_bytes(2, "big") + listed

    def timestamp(self, value: bytes, at: datetime) -> bytes:
        """That a signature was there at a time."""
        return timestamp_response(value, at, self.stamper_key, self.stamper, 1)

    def trusted_root(self) -> Plain:
        """What verifiers have to believe, as JSON values."""
        start = {"start": "2026-01-01T00:00:00Z"}
        chains = [[self.ca, self.root], [self.stamper, self.root]]
        authorities = [
            {
                "subject": {"organization": self.name, "commonName": self.name},
                "uri": f"https://{kind}.{self.name}",
                "certChain": {
                    "certificates": [
                        {"rawBytes": b64(one.public_bytes(Encoding.DER))} for one in chain
                    ]
                },
                "validFor": start,
            }
            for kind, chain in zip(("fulcio", "tsa"), chains, strict=True)
        ]
        seen = hashlib.sha256(spki(self.certificate_log)).digest()
        return {
            "mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
            "tlogs": [
                _log_entry(log.origin, log.key, log.key_id) for log in (self.first, self.second)
            ],
            "certificateAuthorities": authorities[:1],
            "ctlogs": [_log_entry(f"ctlog.{self.name}", self.certificate_log, seen)],
            "timestampAuthorities": authorities[1:],
        }

    def _authority(
        self, kind: str, key: ec.EllipticCurvePrivateKey, above: x509.Certificate | None
    ) -> x509.Certificate:
        """The root, the authority below it that signs leaves, or one for timestamps."""
        subject = x509.Name(
            [
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, self.name),
                x509.NameAttribute(NameOID.COMMON_NAME, f"{kind}.{self.name}"),
            ]
        )
        issuer = subject if above is None else above.subject
        start = datetime(2026, 1, 1, tzinfo=UTC)
        builder = _builder(subject, issuer, key, start, _YEARS)
        if kind == "tsa":
            usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
            builder = builder.add_extension(key_usage(signs=True), critical=True)
            builder = builder.add_extension(usage, critical=True)
        else:
            limit = x509.BasicConstraints(ca=True, path_length=1 if above is None else 0)
            builder = builder.add_extension(limit, critical=True)
            builder = builder.add_extension(key_usage(signs=False), critical=True)
        builder = builder.add_extension(
            x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False
        ).add_extension(_key_of(self.root_key), critical=False)
        return builder.sign(self.root_key, hashes.SHA384())


# -- certificates ----------------------------------------------------------------------------------


def key_usage(*, signs: bool) -> x509.KeyUsage:
    """For signing, or for signing certificates."""
    no = dict.fromkeys(
        (
            "content_commitment",
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    return x509.KeyUsage(digital_signature=signs, key_cert_sign=not signs, crl_sign=not signs, **no)


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    start: datetime,
    lifetime: timedelta,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + lifetime)
    )


def _key_of(key: ec.EllipticCurvePrivateKey) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key())


def _extension(dotted: str, raw: bytes) -> x509.UnrecognizedExtension:
    return x509.UnrecognizedExtension(x509.ObjectIdentifier(dotted), raw)


def _log_entry(origin: str, key: PrivateKey, key_id: bytes) -> Plain:
    small = isinstance(key, ed25519.Ed25519PrivateKey)
    public = {
        "rawBytes": b64(spki(key)),
        "keyDetails": "PKIX_ED25519" if small else "PKIX_ECDSA_P256_SHA_256",
        "validFor": {"start": "2026-01-01T00:00:00Z"},
    }
    return {
        "baseUrl": f"https://{origin}",
        "hashAlgorithm": "SHA2_256",
        "publicKey": public,
        "logId": {"keyId": b64(key_id)},
    }

"""Transparency logs of a small Sigstore instance: entries, proofs, checkpoints (RFC 6962)."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

Plain = dict[str, Any]
PrivateKey = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey


def new_key() -> ec.EllipticCurvePrivateKey:
    """A key of the kind that signers have."""
    return ec.generate_private_key(ec.SECP256R1())


class Log:
    """A transparency log (RFC 6962): version 1 promises with a time, version 2 only proves."""

    def __init__(self, origin: str, version: int) -> None:
        self.origin, self.version = origin, version
        first: PrivateKey = new_key()
        self.key = first if version == 1 else ed25519.Ed25519PrivateKey.generate()
        self.leaves: list[bytes] = []

    @property
    def key_id(self) -> bytes:
        """How entries and signatures of checkpoints name the log."""
        if isinstance(self.key, ed25519.Ed25519PrivateKey):
            raw = self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
            return hashlib.sha256(f"{self.origin}\n".encode() + b"\x01" + raw).digest()
        return hashlib.sha256(spki(self.key)).digest()

    def sign(self, message: bytes) -> bytes:
        """A signature by the log."""
        return sign(self.key, message)

    def enter(self, kind: str, spec: Plain, at: datetime, *, proven: bool = True) -> Plain:
        """Log a body, and say so as a bundle does."""
        name, version = kind.split(" ")
        value = {"apiVersion": version, "kind": name, "spec": spec}
        body = json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
        index = len(self.leaves)
        self.leaves.append(hashlib.sha256(b"\0" + body).digest())
        entry: Plain = {
            "logIndex": str(index),
            "logId": {"keyId": b64(self.key_id)},
            "kindVersion": {"kind": name, "version": version},
            "canonicalizedBody": b64(body),
        }
        if self.version == 1:
            entry |= self._promise(body, int(at.timestamp()), index)
        if proven:
            entry["inclusionProof"] = self.prove(index)
        return entry

    def _promise(self, body: bytes, time: int, index: int) -> Plain:
        said = {
            "body": b64(body),
            "integratedTime": time,
            "logID": self.key_id.hex(),
            "logIndex": index,
        }
        message = json.dumps(said, sort_keys=True, separators=(",", ":")).encode()
        promise = {"signedEntryTimestamp": b64(self.sign(message))}
        return {"integratedTime": str(time), "inclusionPromise": promise}

    def prove(self, index: int) -> Plain:
        """That an entry is in the log as it is now, with a checkpoint."""
        size = len(self.leaves)
        return {
            "logIndex": str(index),
            "rootHash": b64(_root(self.leaves)),
            "treeSize": str(size),
            "hashes": [b64(value) for value in _path(index, self.leaves)],
            "checkpoint": {"envelope": self.checkpoint()},
        }

    def checkpoint(self, root: bytes | None = None, size: int | None = None) -> str:
        """What the log signs of itself."""
        root = _root(self.leaves) if root is None else root
        text = f"{self.origin}\n{len(self.leaves) if size is None else size}\n{b64(root)}\n"
        line = b64(self.key_id[:4] + self.sign(text.encode()))
        return f"{text}\n\u2014 {self.origin} {line}\n"


# -- what logs write down --------------------------------------------------------------------------


def logged(
    kind: str,
    value: bytes,
    digest: bytes,
    certificate: bytes,
    key: ec.EllipticCurvePrivateKey,
    envelope: Plain | None,
) -> Plain:
    """The `spec` of an entry; `digest` is of the artifact, or of what a DSSE signature is over."""
    pem = b64(pem_of(certificate, key))
    if kind == "hashedrekord 0.0.2":
        raw = {"rawBytes": b64(certificate or spki(key))}
        holder = {"x509Certificate": raw} if certificate else {"publicKey": raw}
        verifier = {**holder, "keyDetails": "PKIX_ECDSA_P256_SHA_256"}
        data = {"algorithm": "SHA2_256", "digest": b64(digest)}
        signature = {"content": b64(value), "verifier": verifier}
        return {"hashedRekordV002": {"data": data, "signature": signature}}
    if kind == "hashedrekord 0.0.1":
        found = {"hash": {"algorithm": "sha256", "value": digest.hex()}}
        made = {"content": b64(value), "publicKey": {"content": pem}}
        return {"data": found, "signature": made}
    assert envelope is not None
    payload = base64.b64decode(envelope["payload"])
    hashed = {"algorithm": "sha256", "value": hashlib.sha256(payload).hexdigest()}
    if kind == "dsse 0.0.1":
        whole = hashlib.sha256(json.dumps(envelope).encode()).hexdigest()
        return {
            "envelopeHash": {"algorithm": "sha256", "value": whole},
            "payloadHash": hashed,
            "signatures": [{"signature": b64(value), "verifier": pem}],
        }
    inner = {
        "payloadType": envelope["payloadType"],
        "signatures": [{"sig": b64(b64(value).encode()), "publicKey": pem}],
    }
    return {"content": {"envelope": inner, "payloadHash": hashed}}


def _root(leaves: list[bytes]) -> bytes:
    if len(leaves) == 1:
        return leaves[0]
    middle = 1 << (len(leaves) - 1).bit_length() - 1
    return _node(_root(leaves[:middle]), _root(leaves[middle:]))


def _path(index: int, leaves: list[bytes]) -> list[bytes]:
    if len(leaves) == 1:
        return []
    middle = 1 << (len(leaves) - 1).bit_length() - 1
    if index < middle:
        return [*_path(index, leaves[:middle]), _root(leaves[middle:])]
    return [*_path(index - middle, leaves[middle:]), _root(leaves[:middle])]


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


# -- keys ------------------------------------------------------------------------------------------


def b64(value: bytes) -> str:
    """Base64 in the standard alphabet."""
    return base64.b64encode(value).decode()


def sign(key: PrivateKey, message: bytes) -> bytes:
    """A signature as this kind of key makes it."""
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return key.sign(message)
    return key.sign(message, ec.ECDSA(hashes.SHA256()))


def spki(key: PrivateKey) -> bytes:
    """The public key in DER."""
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def pem_of(certificate: bytes, key: PrivateKey) -> bytes:
    """The certificate in PEM, or the public key where there is none."""
    if certificate:
        return x509.load_der_x509_certificate(certificate).public_bytes(Encoding.PEM)
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

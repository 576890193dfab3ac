"""Throw-away keys, and what is signed with them. A private key never leaves memory."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from securesystemslib.dsse import Envelope
from securesystemslib.signer import CryptoSigner

PrivateKey = ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


class Pen:
    """A key with a name, for the time of one run."""

    def __init__(self, name: str, private: PrivateKey) -> None:
        self.name = name
        self.signer = CryptoSigner(private)
        self.pem = private.public_key().public_bytes(
            Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
        )

    @property
    def layout_key(self) -> dict[str, Any]:
        """The public key as an in-toto layout spells it."""
        public = self.signer.public_key
        return {"keyid": public.keyid, **public.to_dict()}

    def sign_beside(self, path: Path) -> None:
        """Write `NAME.sig`: the signature over the file's bytes, in base64."""
        signature = self.signer.sign(path.read_bytes())
        raw = bytes.fromhex(signature.signature)
        path.with_name(f"{path.name}.sig").write_bytes(base64.b64encode(raw) + b"\n")

    def envelope(self, payload_type: str, payload: dict[str, Any]) -> str:
        """Wrap a JSON payload in a signed DSSE envelope, on one line."""
        wrapped = Envelope(json.dumps(payload).encode(), payload_type, {})
        wrapped.sign(self.signer)
        return json.dumps(wrapped.to_dict()) + "\n"


@dataclass(frozen=True)
class Keys:
    """Who signs what: a builder, a second functionary, and the owner of the release."""

    build: Pen
    second: Pen
    release: Pen

    @classmethod
    def generate(cls) -> Keys:
        """Make new keys of three kinds."""
        return cls(
            build=Pen("acme-build", ed25519.Ed25519PrivateKey.generate()),
            second=Pen("acme-build-2", rsa.generate_private_key(65537, 3072)),
            release=Pen("acme-release", ec.generate_private_key(ec.SECP256R1())),
        )

    def publish(self, folder: Path) -> None:
        """Write the public keys as PEM files."""
        folder.mkdir(parents=True, exist_ok=True)
        for pen in (self.build, self.second, self.release):
            (folder / f"{pen.name}.pub").write_bytes(pen.pem)

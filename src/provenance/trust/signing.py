"""Private keys, and what they sign. Nothing else in this package ever sees one.

Signatures are those that in-toto's own tools verify: Ed25519 and ECDSA as they are, RSA as PSS with
SHA-256 and a salt as long as the hash, ML-DSA over a hash with a prefix (TAP 21, version 1).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, mldsa, padding, rsa

from provenance import limits
from provenance.errors import AttestationError, UsageError
from provenance.trust.keys import load_public_key

PrivateKey = (
    ed25519.Ed25519PrivateKey
    | ec.EllipticCurvePrivateKey
    | rsa.RSAPrivateKey
    | mldsa.MLDSA44PrivateKey
    | mldsa.MLDSA65PrivateKey
    | mldsa.MLDSA87PrivateKey
)

_ML_DSA: Final = (mldsa.MLDSA44PrivateKey, mldsa.MLDSA65PrivateKey, mldsa.MLDSA87PrivateKey)
_HASHES: Final[dict[str, hashes.HashAlgorithm]] = {
    "secp256r1": hashes.SHA256(),
    "secp384r1": hashes.SHA384(),
    "secp521r1": hashes.SHA512(),
}
_ENCRYPTED: Final = (
    "the private key is encrypted; decrypt it for the time of signing, "
    "for example with: openssl pkey -in KEY -out PLAIN"
)


class Signer:
    """One private key. `public` is its SubjectPublicKeyInfo (DER), `key_id` the SHA-256 of that."""

    def __init__(self, key: PrivateKey) -> None:
        pem = key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        try:
            self.public = load_public_key(pem)
        except UsageError as error:
            raise AttestationError(
                f"the private key is of no use: its public key {error}"
            ) from error
        self.key_id = hashlib.sha256(self.public).hexdigest()
        self._sign = _signing(key)

    def sign(self, message: bytes) -> bytes:
        """A signature over a message."""
        return self._sign(message)


def load_signer(data: bytes) -> Signer:
    """The signer of a PEM file with an unencrypted private key; else an `AttestationError`."""
    if len(data) > limits.KEY_BYTES:
        raise AttestationError(f"{len(data)} bytes are more than any private key in PEM has")
    if b"PRIVATE KEY-----" not in data:
        raise AttestationError("no private key in PEM is in the file; a public key cannot sign")
    try:
        key = serialization.load_pem_private_key(data, None)
    except TypeError as error:
        raise AttestationError(_ENCRYPTED) from error
    except (ValueError, UnsupportedAlgorithm) as error:
        raise AttestationError(f"the private key cannot be read: {error}") from error
    if not isinstance(key, PrivateKey):
        kind = type(key).__name__
        raise AttestationError(f"{kind} is not used; Ed25519, ECDSA, RSA and ML-DSA are")
    return Signer(key)


def _signing(key: PrivateKey) -> Callable[[bytes], bytes]:
    if isinstance(key, ec.EllipticCurvePrivateKey):
        algorithm = ec.ECDSA(_HASHES[key.curve.name])
        return lambda message: key.sign(message, algorithm)
    if isinstance(key, rsa.RSAPrivateKey):
        salted = padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.DIGEST_LENGTH)
        return lambda message: key.sign(message, salted, hashes.SHA256())
    if isinstance(key, _ML_DSA):
        return lambda message: key.sign(b"tuf\x01" + hashlib.sha512(message).digest())
    return key.sign

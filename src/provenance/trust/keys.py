"""Public keys: read from what people have, compared by material, named as signatures name them.

- Key material is the DER SubjectPublicKeyInfo (RFC 5280, section 4.1.2.7), written again by us, so
  that two spellings of one key are equal.
- A key that cannot carry a signature is refused where it is read: RSA under 2048 bits, exponents
  that are even or below 3, points of small order on Ed25519 (the identity verifies everything).
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, mldsa, rsa
from msgspec import Struct

from provenance import limits
from provenance.decoding import json
from provenance.errors import DecodingError, UsageError
from provenance.model.authority import Authority
from provenance.model.build import Grant
from provenance.model.digest import Digest
from provenance.trust.hints import hints_of, schemes_of

PublicKey = (
    ed25519.Ed25519PublicKey
    | ec.EllipticCurvePublicKey
    | rsa.RSAPublicKey
    | mldsa.MLDSA44PublicKey
    | mldsa.MLDSA65PublicKey
    | mldsa.MLDSA87PublicKey
)

HASHES: Final[dict[str, hashes.HashAlgorithm]] = {
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}
"""Hashes that a signature may be made over."""

CURVES: Final = {"secp256r1": "p256", "secp384r1": "p384", "secp521r1": "p521"}
"""NIST curves by the name that cryptography gives them, as our scheme names spell them."""

RSA_BITS: Final = (2_048, 16_384)
"""Smallest and largest modulus; checking costs the square of its length."""

_DER: Final = serialization.Encoding.DER
_PEM: Final = serialization.Encoding.PEM
_NAME_LENGTH: Final = 100  # of a scheme or key type; the longest in use has 20 characters
_ML_DSA: Final = (mldsa.MLDSA44PublicKey, mldsa.MLDSA65PublicKey, mldsa.MLDSA87PublicKey)

# The eight points of small order on Ed25519 have these y coordinates, with either sign bit; two of
# them can also be written without being reduced.
_P: Final = 2**255 - 19
_Y8: Final = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
_SMALL_ORDER: Final = frozenset({0, 1, _P - 1, _P, _P + 1, _Y8, _P - _Y8})

_ED25519_PREFIX: Final = bytes.fromhex("302a300506032b6570032100")


class KeyFile(Struct, frozen=True, gc=False):
    """What a key file or certificate holds, and the scheme or validity where it says so."""

    der: bytes
    scheme: str = ""
    valid_from: str | None = None
    valid_until: str | None = None


def read_key(data: bytes) -> KeyFile:
    """A public key from PEM, DER, an X.509 certificate, or a securesystemslib key file (JSON).

    Raises a `UsageError` that says what the bytes are instead: a private key, an SSH key, text.
    """
    if len(data) > limits.KEY_BYTES:
        raise UsageError(f"holds {len(data)} bytes, which is more than any public key")
    start = data.lstrip()
    if b"PRIVATE KEY-----" in data:
        raise UsageError("is a private key; give the public key and keep this one to yourself")
    if start.startswith(b"{"):
        return _read_json(start)
    if b"-----BEGIN CERTIFICATE-----" in data:
        return _read_certificate(data, pem=True)
    if b"-----BEGIN " in data:
        return KeyFile(_read_pem(data))
    return _read_der(data)


def load_public_key(data: bytes) -> bytes:
    """The DER SubjectPublicKeyInfo of a key in any form that `read_key` takes."""
    return read_key(data).der


@lru_cache(maxsize=16_384)
def key_object(der: bytes) -> PublicKey:
    """The key to check signatures with; a `UsageError` for material that can carry none."""
    try:
        key = serialization.load_der_public_key(der)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise UsageError(f"is not a public key that can be used: {error}") from error
    return _accepted(key)


def key_kind(key: PublicKey) -> str:
    """`ed25519`, `p256`, `p384`, `p521`, `rsa`, `ml-dsa-44`, `ml-dsa-65` or `ml-dsa-87`."""
    if isinstance(key, ed25519.Ed25519PublicKey):
        return "ed25519"
    if isinstance(key, ec.EllipticCurvePublicKey):
        return CURVES[key.curve.name]
    if isinstance(key, rsa.RSAPublicKey):
        return "rsa"
    sizes = (44, 65, 87)
    return next(
        f"ml-dsa-{n}" for n, kind in zip(sizes, _ML_DSA, strict=True) if isinstance(key, kind)
    )


@lru_cache(maxsize=16_384)
def key_hints(der: bytes, scheme: str = "", key_type: str = "") -> tuple[str, ...]:
    """Names under which signatures may ask for this key: digests of it, and in-toto's key ids.

    `scheme` and `key_type` are what a document declares, for ids over an unusual pair of them.
    """
    key = key_object(der)
    return hints_of(key_kind(key), der, _written(key, _PEM).decode(), (key_type, scheme))


def declarable_schemes(der: bytes) -> tuple[str, ...]:
    """Schemes that a trust root may name for this key, ours and those of in-toto."""
    key = key_object(der)
    return schemes_of(key_kind(key), key.key_size if isinstance(key, rsa.RSAPublicKey) else 0)


def key_note(der: bytes) -> str | None:
    """What an auditor should know about a key that is used all the same."""
    key = key_object(der)
    if isinstance(key, rsa.RSAPublicKey) and key.public_numbers().e == 3:
        return "an RSA key with exponent 3, where careless checks of padding have been fooled"
    return None


def authority_of_grant(grant: Grant, within: Digest, roles: tuple[str, ...]) -> Authority | None:
    """Who a layout lets speak inside it, or None where its key is of a kind that we cannot use."""
    if max(len(grant.scheme), len(grant.key_type)) > _NAME_LENGTH:
        return None
    try:
        der = _grant_material(grant.key_type, grant.material)
        hints = key_hints(der, grant.scheme, grant.key_type)
    except (UsageError, DecodingError, ValueError):
        return None
    named = tuple(dict.fromkeys((grant.hint, *hints)))
    return Authority(grant.hint, der, roles, named, grant.scheme, within=within)


def _grant_material(key_type: str, material: str) -> bytes:
    if key_type == "ed25519" and "-----BEGIN" not in material:
        return _raw_ed25519(material)
    data = material.encode()
    if b"-----BEGIN " not in data:
        raise UsageError("is neither PEM nor the 64 hexadecimal characters of an Ed25519 key")
    return read_key(data).der


def _raw_ed25519(text: str) -> bytes:
    if len(text) != 64 or text.lower().strip("0123456789abcdef"):
        raise UsageError("is not the 64 hexadecimal characters of an Ed25519 key")
    der = _ED25519_PREFIX + bytes.fromhex(text)
    key_object(der)
    return der


def _read_json(data: bytes) -> KeyFile:
    """A securesystemslib key file: keytype, scheme, keyval with the public part."""
    try:
        value = json.decode(data)
    except DecodingError as error:
        raise UsageError(f"looks like a JSON key file, but {error.message}") from error
    values = value.get("keyval")
    if not isinstance(values, dict) or not isinstance(values.get("public"), str):
        raise UsageError("is JSON without keyval.public, so it is no securesystemslib key file")
    if values.get("private"):
        raise UsageError("is a private key; give the public key and keep this one to yourself")
    der = _grant_material(_text(value.get("keytype")), values["public"])
    return KeyFile(der, _text(value.get("scheme")))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _read_pem(data: bytes) -> bytes:
    if data.count(b"-----BEGIN ") != 1:
        raise UsageError("holds more than one PEM block; give one key per file")
    try:
        key = serialization.load_pem_public_key(data)
    except (ValueError, UnsupportedAlgorithm) as error:
        kind = data.partition(b"-----BEGIN ")[2].partition(b"-----")[0].decode("utf-8", "replace")
        raise UsageError(f"is PEM of {kind[:40]!r}, no public key for us: {error}") from error
    return _written(_accepted(key))


def _read_certificate(data: bytes, *, pem: bool) -> KeyFile:
    if pem and data.count(b"-----BEGIN ") != 1:
        raise UsageError("holds more than one PEM block; give the certificate whose key is meant")
    from cryptography import x509  # as slow to import as everything else here together

    try:
        load = x509.load_pem_x509_certificate if pem else x509.load_der_x509_certificate
        certificate = load(data)
        key = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm, x509.InvalidVersion) as error:
        raise UsageError(f"is not a certificate that can be used: {error}") from error
    return KeyFile(
        _written(_accepted(key)),
        valid_from=_rfc3339(certificate.not_valid_before_utc),
        valid_until=_rfc3339(certificate.not_valid_after_utc),
    )


def _rfc3339(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _read_der(data: bytes) -> KeyFile:
    try:
        key = serialization.load_der_public_key(data)
    except (ValueError, UnsupportedAlgorithm):
        return _read_der_certificate(data)
    return KeyFile(_written(_accepted(key)))


def _read_der_certificate(data: bytes) -> KeyFile:
    try:
        return _read_certificate(data, pem=False)
    except UsageError as error:
        raise UsageError(_what_it_is(data)) from error


def _what_it_is(data: bytes) -> str:
    if data.startswith((b"ssh-", b"ecdsa-sha2-", b"---- BEGIN SSH2")):
        return "is an SSH key; write it as PEM with: ssh-keygen -e -m PKCS8 -f FILE"
    try:
        serialization.load_der_private_key(data, None)
        private = True
    except TypeError:
        private = True  # encrypted: there is a key inside, and a password is asked for
    except (ValueError, UnsupportedAlgorithm):
        private = False
    if private:
        return "is a private key; give the public key and keep this one to yourself"
    return "is no public key in PEM or DER, no X.509 certificate and no securesystemslib key file"


def _accepted(key: object) -> PublicKey:
    """The key itself, where signatures made with it can mean anything."""
    if isinstance(key, ed25519.Ed25519PublicKey):
        number = int.from_bytes(key.public_bytes_raw(), "little") & ((1 << 255) - 1)
        if number in _SMALL_ORDER:
            raise UsageError("is an Ed25519 point of small order: it verifies what nobody signed")
        return key
    if isinstance(key, rsa.RSAPublicKey):
        return _accepted_rsa(key)
    if isinstance(key, ec.EllipticCurvePublicKey):
        if key.curve.name not in CURVES:
            raise UsageError(f"is on the curve {key.curve.name}; P-256, P-384 and P-521 are used")
        return key
    if isinstance(key, _ML_DSA):
        return key
    raise UsageError(f"is a {type(key).__name__}; Ed25519, ECDSA, RSA and ML-DSA keys are used")


def _accepted_rsa(key: rsa.RSAPublicKey) -> rsa.RSAPublicKey:
    smallest, largest = RSA_BITS
    if key.key_size < smallest:
        raise UsageError(f"is an RSA key of {key.key_size} bits; it needs {smallest} or more")
    if key.key_size > largest:
        raise UsageError(f"is an RSA key of {key.key_size} bits; at most {largest} are used")
    exponent = key.public_numbers().e
    if exponent < 3 or exponent % 2 == 0:
        raise UsageError(f"is an RSA key with exponent {exponent}, which protects nothing")
    return key


def _written(key: PublicKey, encoding: serialization.Encoding = _DER) -> bytes:
    return key.public_bytes(encoding, serialization.PublicFormat.SubjectPublicKeyInfo)

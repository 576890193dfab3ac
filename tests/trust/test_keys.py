"""Keys are read in the forms that people have, and refused where they protect nothing."""

from __future__ import annotations

import hashlib
import json

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, rsa, x25519
from hypothesis import given, settings
from hypothesis import strategies as st
from securesystemslib.signer import CryptoSigner, SSlibKey

from provenance import limits
from provenance.errors import UsageError
from provenance.model.build import Grant
from provenance.model.digest import Digest
from provenance.trust.keys import (
    authority_of_grant,
    key_hints,
    key_object,
    load_public_key,
    read_key,
)

LAYOUT = Digest("sha256", "0" * 64, "file")
SPKI = serialization.PublicFormat.SubjectPublicKeyInfo
DER, PEM = serialization.Encoding.DER, serialization.Encoding.PEM


def public(key, encoding=DER) -> bytes:
    return key.public_key().public_bytes(encoding, SPKI)


@pytest.fixture(scope="module")
def edwards():
    return ed25519.Ed25519PrivateKey.generate()


def test_every_form_of_a_key_is_one_material(edwards):
    der = public(edwards)
    stored = {
        "keytype": "ed25519",
        "scheme": "ed25519",
        "keyval": {"public": der[-32:].hex(), "private": ""},
    }
    assert load_public_key(der) == der
    assert load_public_key(public(edwards, PEM)) == der
    assert load_public_key(b"\n a comment\n" + public(edwards, PEM).replace(b"\n", b"\r\n")) == der
    assert load_public_key(json.dumps(stored).encode()) == der
    assert read_key(json.dumps(stored).encode()).scheme == "ed25519"


def test_a_compressed_point_is_the_same_key():
    private = ec.generate_private_key(ec.SECP256R1())
    point = private.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.CompressedPoint
    )
    head = bytes.fromhex("3039301306072a8648ce3d020106082a8648ce3d030107032200")
    assert load_public_key(head + point) == public(private)


PRIVATE = {
    "pkcs8": (PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
    "openssh": (PEM, serialization.PrivateFormat.OpenSSH, serialization.NoEncryption()),
    "encrypted": (
        PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"secret"),
    ),
    "der": (DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
    "encrypted der": (
        DER,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"secret"),
    ),
}


@pytest.mark.parametrize("form", PRIVATE)
def test_a_private_key_is_named_as_one(edwards, form):
    with pytest.raises(UsageError, match="is a private key; give the public key"):
        load_public_key(edwards.private_bytes(*PRIVATE[form]))


def test_a_private_key_file_of_securesystemslib_is_named_as_one(edwards):
    values = {"public": public(edwards)[-32:].hex(), "private": "00" * 32}
    stored = {"keytype": "ed25519", "scheme": "ed25519", "keyval": values}
    with pytest.raises(UsageError, match="is a private key"):
        load_public_key(json.dumps(stored).encode())


REFUSED = {
    "text": (b"hello", "is no public key"),
    "empty": (b"", "is no public key"),
    "ssh": (b"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI acme", "is an SSH key; write it as PEM"),
    "json": (b'{"a": 1}', "keyval.public"),
    "json list in keyval": (b'{"keyval": []}', "keyval.public"),
    "broken json": (b'{"a": ', "looks like a JSON key file"),
    "huge": (bytes(limits.KEY_BYTES + 1), "more than any public key"),
    "pgp": (b"-----BEGIN PGP PUBLIC KEY BLOCK-----\n", "is PEM of 'PGP PUBLIC KEY BLOCK'"),
    "broken pem": (b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", "is PEM of"),
    "broken certificate": (
        b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        "is not a certificate",
    ),
    "dsa": (public(dsa.generate_private_key(1024), PEM), "Ed25519, ECDSA, RSA and ML-DSA"),
    "x25519": (public(x25519.X25519PrivateKey.generate()), "Ed25519, ECDSA, RSA and ML-DSA"),
    "curve": (public(ec.generate_private_key(ec.SECP256K1())), "is on the curve secp256k1"),
    "short rsa": (public(rsa.generate_private_key(65537, 1024)), "is an RSA key of 1024 bits"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_key_or_protects_nothing_is_refused(case):
    data, message = REFUSED[case]
    with pytest.raises(UsageError, match=message):
        load_public_key(data)


def test_two_keys_in_one_file_are_refused(edwards):
    with pytest.raises(UsageError, match="more than one PEM block"):
        load_public_key(public(edwards, PEM) * 2)


def rsa_spki(modulus: int, exponent: int) -> bytes:
    """A SubjectPublicKeyInfo that no library would write."""

    def tlv(tag: int, content: bytes) -> bytes:
        size = len(content)
        if size < 128:
            return bytes([tag, size]) + content
        width = (size.bit_length() + 7) // 8
        return bytes([tag, 0x80 | width]) + size.to_bytes(width, "big") + content

    def integer(number: int) -> bytes:
        return tlv(2, number.to_bytes(number.bit_length() // 8 + 1, "big"))

    key = tlv(0x30, integer(modulus) + integer(exponent))
    algorithm = bytes.fromhex("300d06092a864886f70d0101010500")
    return tlv(0x30, algorithm + tlv(3, b"\0" + key))


@pytest.mark.parametrize("exponent", [0, 1, 2, 65536])
def test_exponents_that_protect_nothing_are_refused(exponent):
    modulus = rsa.generate_private_key(65537, 2048).public_key().public_numbers().n
    assert load_public_key(rsa_spki(modulus, 65537))
    with pytest.raises(UsageError):
        load_public_key(rsa_spki(modulus, exponent))


P = 2**255 - 19
Y8 = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7


@pytest.mark.parametrize("sign", [0, 1])
@pytest.mark.parametrize("y", [0, 1, P - 1, P, P + 1, Y8, P - Y8])
def test_points_of_small_order_are_refused(y, sign):
    raw = (y | sign << 255).to_bytes(32, "little")
    with pytest.raises(UsageError):
        load_public_key(bytes.fromhex("302a300506032b6570032100") + raw)
    assert authority_of_grant(Grant("k", "ed25519", "ed25519", raw.hex()), LAYOUT, ("*",)) is None


def test_hints_name_digests_and_both_kinds_of_key_id(edwards):
    der = public(edwards)
    hints = key_hints(der)
    assert hashlib.sha256(der).hexdigest() == hints[0]
    assert SSlibKey.from_crypto(edwards.public_key()).keyid in hints
    old = {
        "keyid_hash_algorithms": ["sha256", "sha512"],
        "keytype": "ed25519",
        "keyval": {"public": der[-32:].hex()},
        "scheme": "ed25519",
    }
    text = json.dumps(old, sort_keys=True, separators=(",", ":"))
    assert hashlib.sha256(text.encode()).hexdigest() in hints


@pytest.mark.parametrize(
    "make",
    [
        CryptoSigner.generate_ed25519,
        CryptoSigner.generate_ecdsa,
        lambda: CryptoSigner.generate_rsa(size=2048),
    ],
    ids=["ed25519", "ecdsa", "rsa"],
)
def test_a_grant_becomes_an_authority_inside_its_layout(make):
    key = make().public_key
    grant = Grant(key.keyid, key.keytype, key.scheme, key.keyval["public"])
    found = authority_of_grant(grant, LAYOUT, ("step:compile",))
    assert found is not None
    assert (found.name, found.roles, found.within) == (key.keyid, ("step:compile",), LAYOUT)
    assert found.scheme == key.scheme
    assert key.keyid in found.hints
    assert found.key == key._crypto_key().public_bytes(DER, SPKI)


@pytest.mark.parametrize(
    ("key_type", "material"),
    [
        ("ed25519", "00" * 31),
        ("ed25519", "zz" * 32),
        ("ed25519", "é" * 64),
        ("rsa", "00" * 32),
        ("gpg", "-----BEGIN PGP PUBLIC KEY BLOCK-----"),
        ("spiffe", ""),
        ("", "\ud800"),
    ],
)
def test_a_grant_that_we_cannot_use_is_none(key_type, material):
    assert authority_of_grant(Grant("k", key_type, "x", material), LAYOUT, ("*",)) is None


@pytest.mark.parametrize("scheme", ["\ud800", "x" * 1_000])
def test_a_grant_with_an_absurd_scheme_is_none(edwards, scheme):
    grant = Grant("k", "ed25519", scheme, public(edwards)[-32:].hex())
    assert authority_of_grant(grant, LAYOUT, ("*",)) is None


@settings(deadline=None)
@given(junk=st.binary(max_size=300), at=st.integers(0, 90), keep=st.booleans())
def test_any_bytes_give_a_key_or_a_named_error(edwards_der, junk, at, keep):
    data = edwards_der[:at] + junk + (edwards_der[at:] if keep else b"")
    try:
        der = load_public_key(data)
    except UsageError:
        return
    assert load_public_key(der) == der
    assert key_object(der)


@pytest.fixture(scope="module")
def edwards_der(edwards):
    return public(edwards, PEM)

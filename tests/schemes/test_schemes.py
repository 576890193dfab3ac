"""Each scheme holds for what was signed, and for nothing else."""

from __future__ import annotations

import hashlib

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, mldsa, padding, rsa
from hypothesis import given, settings
from hypothesis import strategies as st
from securesystemslib.signer import CryptoSigner

from provenance.catalogue import load_entries
from provenance.trust.keys import declarable_schemes, key_hints, key_object

SCHEMES = dict(load_entries("provenance.schemes"))
SHA = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}
CURVES = {"p256": ec.SECP256R1(), "p384": ec.SECP384R1(), "p521": ec.SECP521R1()}
MESSAGE = b"DSSEv1 the exact bytes that were signed"


def der(private) -> bytes:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return private.public_key().public_bytes(serialization.Encoding.DER, form)


def pss(name, salt=None):
    return padding.PSS(padding.MGF1(SHA[name]), SHA[name].digest_size if salt is None else salt)


@pytest.fixture(scope="session")
def rsa_key():
    return rsa.generate_private_key(65537, 2048)


def signed(rsa_key):
    """Key, scheme entry, the name that must hold, signature, in-toto's name for it."""
    edwards = ed25519.Ed25519PrivateKey.generate()
    yield edwards, "ed25519", "ed25519", edwards.sign(MESSAGE), "ed25519"
    for (curve, kind), paired in zip(CURVES.items(), SHA, strict=True):
        private = ec.generate_private_key(kind)
        for name, algorithm in SHA.items():
            value = private.sign(MESSAGE, ec.ECDSA(algorithm))
            declared = f"ecdsa-sha2-nist{curve}" if name == paired else f"ecdsa-{curve}-{name}"
            yield private, "ecdsa", f"ecdsa-{curve}-{name}", value, declared
    for name, algorithm in SHA.items():
        value = rsa_key.sign(MESSAGE, pss(name), algorithm)
        yield rsa_key, "rsa-pss", f"rsa-pss-2048-{name}", value, f"rsassa-pss-{name}"
        value = rsa_key.sign(MESSAGE, padding.PKCS1v15(), algorithm)
        yield rsa_key, "rsa-pkcs1v15", f"rsa-pkcs1v15-2048-{name}", value, f"rsa-pkcs1v15-{name}"
    kinds = (mldsa.MLDSA44PrivateKey, mldsa.MLDSA65PrivateKey, mldsa.MLDSA87PrivateKey)
    for size, kind in zip((44, 65, 87), kinds, strict=True):
        private = kind.generate()
        name = f"ml-dsa-{size}"
        yield private, "ml-dsa", name, private.sign(MESSAGE), name
        value = private.sign(b"tuf\x01" + hashlib.sha512(MESSAGE).digest())
        yield private, "ml-dsa", name, value, f"{name}/1"


@pytest.fixture(scope="session")
def cases(rsa_key):
    return list(signed(rsa_key))


def held(key, value, message, declared=""):
    """What every scheme of the catalogue says, as verification would ask."""
    names = (entry.check(key, value, message, declared) for entry in SCHEMES.values())
    return [name for name in names if name is not None]


def test_the_catalogue_is_complete():
    assert list(SCHEMES) == ["ecdsa", "ed25519", "ml-dsa", "rsa-pkcs1v15", "rsa-pss"]


def test_every_scheme_holds_under_its_own_name_and_no_other(cases):
    for private, entry, name, value, declared in cases:
        key = key_object(der(private))
        assert SCHEMES[entry].fits(key)
        assert held(key, value, MESSAGE) == [name]
        assert held(key, value, MESSAGE, declared) == [name]
        assert held(key, value, b"another message") == []
        others = {other for case in cases for other in (case[2], case[4])} - {name, declared}
        agreeing = [other for other in sorted(others) if held(key, value, MESSAGE, other)]
        assert all(other in declarable_schemes(der(private)) for other in agreeing)
        assert held(key, value, MESSAGE, "hmac-sha256") == []


def test_a_declared_scheme_binds_the_hash():
    private = ec.generate_private_key(ec.SECP384R1())
    key, value = key_object(der(private)), private.sign(MESSAGE, ec.ECDSA(hashes.SHA256()))
    assert held(key, value, MESSAGE) == ["ecdsa-p384-sha256"]
    assert held(key, value, MESSAGE, "ecdsa-sha2-nistp384") == []
    assert held(key, value, MESSAGE, "ecdsa-sha2-nistp256") == []


def test_pss_and_pkcs1_are_not_mixed_up(rsa_key):
    key = key_object(der(rsa_key))
    value = rsa_key.sign(MESSAGE, padding.PKCS1v15(), hashes.SHA256())
    assert held(key, value, MESSAGE, "rsassa-pss-sha256") == []
    assert held(key, value, MESSAGE, "rsa-pkcs1v15-sha256") == ["rsa-pkcs1v15-2048-sha256"]


@pytest.mark.parametrize("salt", [0, 20, 32, 222])
def test_a_pss_salt_may_have_any_length(rsa_key, salt):
    value = rsa_key.sign(MESSAGE, pss("sha256", salt), hashes.SHA256())
    assert held(key_object(der(rsa_key)), value, MESSAGE) == ["rsa-pss-2048-sha256"]


def test_a_weak_hash_never_holds(rsa_key):
    value = rsa_key.sign(MESSAGE, padding.PKCS1v15(), hashes.SHA1())
    assert held(key_object(der(rsa_key)), value, MESSAGE) == []


@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_a_changed_signature_does_not_hold(cases, data):
    private, _, _, value, _ = data.draw(st.sampled_from(cases))
    how = data.draw(st.sampled_from(["flip", "cut", "extend", "zero", "prefix"]))
    at = data.draw(st.integers(0, len(value) - 1))
    changed = {
        "flip": value[:at] + bytes([value[at] ^ (1 << at % 8)]) + value[at + 1 :],
        "cut": value[:at],
        "extend": value + value[: at + 1],
        "zero": bytes(len(value)),
        "prefix": b"\0" + value,
    }[how]
    assert held(key_object(der(private)), changed, MESSAGE) == []


@settings(deadline=None, max_examples=60)
@given(value=st.binary(max_size=300), message=st.binary(max_size=40))
def test_any_bytes_are_no_signature_and_no_error(cases, value, message):
    for private in {id(case[0]): case[0] for case in cases}.values():
        assert held(key_object(der(private)), value, message) == []


def test_a_huge_signature_is_not_even_tried(cases):
    for private, *_ in cases:
        assert held(key_object(der(private)), bytes(1 << 20), MESSAGE) == []


def test_zero_integers_are_no_ecdsa_signature():
    key = key_object(der(ec.generate_private_key(ec.SECP256R1())))
    for value in (bytes.fromhex("3006020100020100"), bytes.fromhex("3006020101020100")):
        assert held(key, value, MESSAGE) == []


@pytest.mark.parametrize(
    "make",
    [
        CryptoSigner.generate_ed25519,
        CryptoSigner.generate_ecdsa,
        lambda: CryptoSigner.generate_rsa(size=2048),
        lambda: CryptoSigner.generate_rsa(size=2048, scheme="rsa-pkcs1v15-sha512"),
    ],
    ids=["ed25519", "ecdsa", "rsa-pss", "rsa-pkcs1v15"],
)
def test_signatures_and_key_ids_of_securesystemslib(make):
    signer = make()
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    spki = signer.public_key._crypto_key().public_bytes(serialization.Encoding.DER, form)
    value = bytes.fromhex(signer.sign(MESSAGE).signature)
    assert len(held(key_object(spki), value, MESSAGE, signer.public_key.scheme)) == 1
    assert signer.public_key.keyid in key_hints(spki)

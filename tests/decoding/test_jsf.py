"""JSF signatures: the vectors of the specification hold, and whatever cannot is named."""

from __future__ import annotations

import base64
import copy
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from provenance.catalogue import load_entries
from provenance.decoding.jsf import Signed, Unusable, signatures_of
from provenance.decoding.json_web_keys import public_key_info
from provenance.trust.keys import key_object

# Keys and signatures of the test vectors of JSF (cyberphone/openkeystore, testdata, Apache-2.0).
P256 = {
    "kty": "EC",
    "crv": "P-256",
    "x": "6BKxpty8cI-exDzCkh-goU6dXq3MbcY0cd1LaAxiNrU",
    "y": "mCbcvUzm44j3Lt2b5BPyQloQ91tf2D2V-gzeUxWaUdg",
}
P384 = {
    "kty": "EC",
    "crv": "P-384",
    "x": "o4lIdIXzdJro4jU9g-2q-__i5WcutpJaWwOeSgKL8x6nxKWOPD5rH-POQhJ79l6t",
    "y": "MLnyLIGdTO2feJkCW3rWWKG3elhi1Zmbp068Ejb_1LuI-2cNQsRUqb16TfK588_N",
}
ED25519 = {
    "kty": "OKP",
    "crv": "Ed25519",
    "x": "_kms9bkrbpI1lPLoM2j2gKySS-k89TOuyvgC43dX-Mk",
}
JOE = {"now": "2019-02-10T11:23:06Z", "name": "Joe", "id": 2200063}
PARTLY = {"mySignedData": "something", "myUnsignedData": "something else"}


def core(algorithm: str, key: dict[str, str], value: str, **more: Any) -> dict[str, Any]:
    return {"algorithm": algorithm, "publicKey": key, **more, "value": value}


VECTORS: dict[str, dict[str, Any]] = {
    "ES256": JOE
    | {
        "signature": core(
            "ES256",
            P256,
            "ybT1qz5zHNi4Ndc6y7Zhamuf51IqXkPkZwjH1XcC-KSuBiaQplTw6Jasf2MbCLg3CF7PAdnMO__WSLwv"
            "I5r2jA",
        )
    },
    "ES384": JOE
    | {
        "signature": core(
            "ES384",
            P384,
            "OxXAQrGMw1F_PaSnsqDs2y2waf6N9UAR79XgL8lFhkVyHW2m1gyjriLRJUtH6lG3fts_zzhrCLUoLo4d"
            "QTFzRPrNilSWaMSyH6BIHldfA-DWE--Pe-o5yHKrEQ97mCcq",
        )
    },
    "Ed25519": JOE
    | {
        "signature": core(
            "Ed25519",
            ED25519,
            "UtN9-gMgTkfAdBJRX4gi0s6iKYiilO5EmXRD4KRSEnPKo5Og1ltbGYZecdJqKphCXkboIE_pecfszHEQ"
            "XeqqDA",
        )
    },
    "signers": JOE
    | {
        "signature": {
            "signers": [
                core(
                    "ES256",
                    P256,
                    "RXflbzxeXyrf0dIeCYvPqCRc8DgKGLGnqTYqDypcrYLQxh7Ty7duvLbofNuZy6W7lYXnmmSr"
                    "SHVLAiooPAPjrA",
                ),
                core(
                    "Ed25519",
                    ED25519,
                    "TrVM8gdEbvoTdmhZvB3bLqvmUio7OmpWhtpyZdCAhjvdE4uQGxCucBn338NQT3IlLB0UEuuD"
                    "ghcLj6Tna27QBg",
                ),
            ]
        }
    },
    "chain": JOE
    | {
        "signature": {
            "chain": [
                core(
                    "ES256",
                    P256,
                    "vfYq18EaFN2YLEdT8hfTIYwKYnLxS1h9kaCdI4FZEqZFbdIYDP6acauTYyEm7N4kvYmtyzGG"
                    "-Y7U56W-jcOVGg",
                ),
                core(
                    "Ed25519",
                    ED25519,
                    "DcW9Wd6XuvNbE5BoImpDyMBOzkge0mL-uGJupzrJT3X0nq8GYRv5PcmXzaXY8fENJVcyEJwR"
                    "4sUMv8W0lPXgAg",
                ),
            ]
        }
    },
    "excludes": PARTLY
    | {
        "signature": core(
            "ES256",
            P256,
            "EWkjHQTGBptNmhCsRw2wHqX64XpWS_4n4ba3DJ8HisvWl4eZYHsx6QCe7NIrwYHJOB6Tr-yOqN3G7oH9"
            "zH27jQ",
            excludes=["myUnsignedData"],
        )
    },
}


def resolve(document: Any, pointer: str) -> Any:
    for token in pointer.split("/")[1:]:
        document = document[int(token)] if isinstance(document, list) else document[token]
    return document


def holds(document: dict[str, Any], found: Signed) -> bool:
    """Whether the key that stands beside a signature made it, by the scheme that it declares."""
    info = public_key_info(resolve(document, found.pointer)["publicKey"])
    assert info is not None
    key = key_object(info)
    schemes = [entry for _, entry in load_entries("provenance.schemes") if entry.fits(key)]
    return any(one.check(key, found.value, found.message, found.scheme) for one in schemes)


def found_in(document: dict[str, Any]) -> list[Signed]:
    found = list(signatures_of(document))
    assert all(isinstance(one, Signed) for one in found)
    return [one for one in found if isinstance(one, Signed)]


@pytest.mark.parametrize("name", VECTORS)
def test_vectors_of_the_specification_hold(name: str) -> None:
    document = VECTORS[name]
    found = found_in(document)
    assert len(found) == (2 if name in ("signers", "chain") else 1)
    assert all(holds(document, one) for one in found)
    assert {one.partial for one in found} == {("myUnsignedData",) if name == "excludes" else ()}


@pytest.mark.parametrize("name", VECTORS)
def test_a_changed_document_does_not_hold(name: str) -> None:
    changed = copy.deepcopy(VECTORS[name])
    changed["more"] = 1
    assert not any(holds(changed, one) for one in found_in(changed))


def test_what_is_excluded_may_change() -> None:
    changed = VECTORS["excludes"] | {"myUnsignedData": "other"}
    assert all(holds(changed, one) for one in found_in(changed))


def test_a_link_of_a_chain_needs_those_before_it() -> None:
    changed = copy.deepcopy(VECTORS["chain"])
    changed["signature"]["chain"][0]["value"] = VECTORS["ES256"]["signature"]["value"]
    assert [holds(changed, one) for one in found_in(changed)] == [False, False]


def test_another_algorithm_does_not_hold() -> None:
    changed = copy.deepcopy(VECTORS["Ed25519"])
    changed["signature"]["algorithm"] = "RS256"
    (found,) = found_in(changed)
    assert found.scheme == "rsa-pkcs1v15-sha256"
    assert not holds(changed, found)


def test_hints_are_key_ids_or_what_the_key_goes_by() -> None:
    plain = copy.deepcopy(VECTORS["ES256"])
    (found,) = found_in(plain)
    assert len(found.hint) == 64
    plain["signature"]["keyId"] = "mine"
    assert found_in(plain)[0].hint == "mine"


@pytest.mark.parametrize(
    ("signature", "pointer"),
    [
        ([], "/signature"),
        ({"signers": []}, "/signature/signers"),
        ({"signers": {}}, "/signature/signers"),
        ({"chain": ["x"]}, "/signature/chain/0"),
        ({"algorithm": "HS256", "value": "AA"}, "/signature/algorithm"),
        ({"algorithm": ["ES256"], "value": "AA"}, "/signature/algorithm"),
        ({"value": "AA"}, "/signature/algorithm"),
        ({"algorithm": "ES256"}, "/signature/value"),
        ({"algorithm": "ES256", "value": "AA"}, "/signature/value"),
        ({"algorithm": "Ed25519", "value": "é"}, "/signature/value"),
        ({"algorithm": "Ed25519", "value": "AA", "excludes": "a"}, "/signature/excludes"),
    ],
)
def test_what_cannot_be_used_is_named(signature: Any, pointer: str) -> None:
    (found,) = signatures_of({"signature": signature})
    assert isinstance(found, Unusable)
    assert found.pointer == pointer
    assert found.reason


def test_signers_are_bounded() -> None:
    one = VECTORS["Ed25519"]["signature"]
    found = list(signatures_of({"signature": {"signers": [one] * 1_000}}))
    assert len(found) == 65
    assert isinstance(found[-1], Unusable)


def number(value: int, size: int) -> str:
    return base64.urlsafe_b64encode(value.to_bytes(size)).rstrip(b"=").decode()


@pytest.mark.parametrize("curve", [ec.SECP256R1(), ec.SECP384R1(), ec.SECP521R1()])
def test_keys_of_curves_in_der(curve: Any) -> None:
    key = ec.generate_private_key(curve).public_key()
    size, point = (curve.key_size + 7) // 8, key.public_numbers()
    named = {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}[curve.name]
    written = {"kty": "EC", "crv": named, "x": number(point.x, size), "y": number(point.y, size)}
    info = public_key_info(written)
    assert info == key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def test_other_keys_in_der() -> None:
    ed = ed25519.Ed25519PrivateKey.generate().public_key()
    raw = int.from_bytes(ed.public_bytes_raw())
    written = {"kty": "OKP", "crv": "Ed25519", "x": number(raw, 32)}
    assert public_key_info(written) == ed.public_bytes(
        Encoding.DER, PublicFormat.SubjectPublicKeyInfo
    )
    key = rsa.generate_private_key(65_537, 2_048).public_key()
    numbers = key.public_numbers()
    written = {"kty": "RSA", "n": number(numbers.n, 256), "e": number(numbers.e, 3)}
    assert public_key_info(written) == key.public_bytes(
        Encoding.DER, PublicFormat.SubjectPublicKeyInfo
    )


@pytest.mark.parametrize(
    "key",
    [
        {},
        {"kty": "EC"},
        {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"},
        {"kty": "OKP", "crv": "Ed448", "x": "AA"},
        {"kty": "RSA", "n": 1, "e": "AQAB"},
        {"kty": "OKP", "crv": "Ed25519", "x": "é"},
    ],
)
def test_what_is_no_known_key(key: dict[str, Any]) -> None:
    assert public_key_info(key) is None

"""Signed verdicts and summaries: what others verify, and what is never signed."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ed448, rsa
from handmade import BAD, DOUBTFUL, EMPTY, GOOD, sha
from in_toto.models.metadata import Envelope as InTotoEnvelope
from securesystemslib.dsse import Envelope
from securesystemslib.exceptions import VerificationError
from securesystemslib.signer import SSlibKey
from throwaway_keys import KEYS, pem_pair

from provenance.attestation import attest, withheld
from provenance.decoding.verdict import verdict_from_plain
from provenance.errors import AttestationError
from provenance.model.finding import Tally
from provenance.model.statement import VERDICT_TYPE

Pairs = dict[str, tuple[bytes, bytes]]


def envelopes(bundle: bytes) -> list[dict[str, Any]]:
    assert bundle.endswith(b"\n")
    return [json.loads(line) for line in bundle.splitlines()]


def statement(envelope: dict[str, Any]) -> dict[str, Any]:
    return json.loads(base64.b64decode(envelope["payload"], validate=True))  # type: ignore[no-any-return]


def key_of(public: bytes) -> SSlibKey:
    key = serialization.load_pem_public_key(public)
    der = key.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    keyid = hashlib.sha256(der).hexdigest()
    return SSlibKey.from_crypto(key, keyid=keyid)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", sorted(KEYS))
def test_in_toto_and_securesystemslib_verify_every_envelope(kind: str, pairs: Pairs) -> None:
    private, public = pairs[kind]
    for data in envelopes(attest(GOOD, private)):
        key = key_of(public)
        assert Envelope.from_dict(json.loads(json.dumps(data))).verify([key], 1)
        legacy = {"keyid": key.keyid, **key.to_dict()}
        InTotoEnvelope.from_dict(json.loads(json.dumps(data))).verify_signature(legacy)


def test_a_changed_payload_is_refused_by_them(pairs: Pairs) -> None:
    private, public = pairs["ed25519"]
    data = envelopes(attest(GOOD, private))[0]
    payload = base64.b64decode(data["payload"]).replace(b"PASSED", b"passed")
    data["payload"] = base64.b64encode(payload).decode()
    with pytest.raises(VerificationError):
        Envelope.from_dict(data).verify([key_of(public)], 1)


def test_the_bundle_is_the_verdict_and_a_summary_per_answered_image(pairs: Pairs) -> None:
    first, second = envelopes(attest(BAD, pairs["ed25519"][0]))
    said = statement(first)
    assert said["_type"] == "https://in-toto.io/Statement/v1"
    assert said["predicateType"] == VERDICT_TYPE
    assert [one["name"] for one in said["subject"]] == ["bootloader.bin", "gateway.img"]
    assert all({"sha256", "sha512"} == set(one["digest"]) for one in said["subject"])
    assert verdict_from_plain(said["predicate"]) == BAD
    summary = statement(second)
    assert summary["predicateType"] == "https://slsa.dev/verification_summary/v1"
    assert [one["name"] for one in summary["subject"]] == ["gateway.img"]
    assert withheld(BAD) == (
        "no VSA for bootloader.bin: the image is INCONCLUSIVE, "
        "and a VSA can only say PASSED or FAILED",
    )


def test_a_summary_says_what_its_consumers_need(pairs: Pairs) -> None:
    (line,) = envelopes(attest(GOOD, pairs["p256"][0], vsa="gateway.img"))
    predicate = statement(line)["predicate"]
    assert predicate["verifier"] == {
        "id": "https://audit.example/procurement",
        "version": {"provenance": "0.1.0"},
    }
    assert predicate["timeVerified"] == GOOD.at
    assert predicate["resourceUri"] == "gateway.img"
    assert predicate["policy"]["digest"] == {"sha256": GOOD.policy.digest.value}
    assert [entry["uri"] for entry in predicate["inputAttestations"]] == [
        "gateway.img.sig",
        "links/assemble.58c56874.link",
        "root.layout",
        "sbom.cdx.json",
    ]
    assert predicate["verificationResult"] == "PASSED"
    assert predicate["verifiedLevels"] == ["PROVENANCE_ACME_GATEWAY_PASS"]
    assert predicate["slsaVersion"] == "1.2"


def test_a_failed_image_gets_a_summary_that_says_so(pairs: Pairs) -> None:
    (line,) = envelopes(
        attest(BAD, pairs["p256"][0], vsa="gateway.img", resource="pkg:generic/g@1")
    )
    predicate = statement(line)["predicate"]
    assert (predicate["verificationResult"], predicate["verifiedLevels"]) == ("FAILED", ["FAILED"])
    assert predicate["resourceUri"] == "pkg:generic/g@1"


def test_without_a_verifier_there_is_no_summary_and_that_is_said(pairs: Pairs) -> None:
    nobody = msgspec.structs.replace(GOOD.policy, verifier=None)
    verdict = msgspec.structs.replace(GOOD, policy=nobody)
    assert len(envelopes(attest(verdict, pairs["ed25519"][0]))) == 1
    (sentence,) = withheld(verdict)
    assert "[verifier]" in sentence
    with pytest.raises(AttestationError, match="verifier"):
        attest(verdict, pairs["ed25519"][0], vsa="gateway.img")
    assert withheld(GOOD) == ()


def test_an_inconclusive_image_gets_none_and_no_image_no_statement(pairs: Pairs) -> None:
    private = pairs["ed25519"][0]
    rules = (Tally("provenance/missing-provenance", "error", True, asked=1, open=1),)
    doubtful = msgspec.structs.replace(DOUBTFUL, rules=rules)
    assert len(envelopes(attest(doubtful, private))) == 1
    with pytest.raises(AttestationError, match="INCONCLUSIVE"):
        attest(BAD, private, vsa="bootloader.bin")
    with pytest.raises(AttestationError, match=r"they are: bootloader\.bin, gateway\.img"):
        attest(GOOD, private, vsa="gateway")
    with pytest.raises(AttestationError, match="about no image"):
        attest(EMPTY, private)
    with pytest.raises(AttestationError, match="which image"):
        attest(GOOD, private, resource="pkg:generic/g@1")


def test_the_key_id_is_the_one_that_slsa_verifier_computes(pairs: Pairs) -> None:
    private, public = pairs["p384"]
    (data, *_) = envelopes(attest(GOOD, private))
    assert data["signatures"][0]["keyid"] == key_of(public).keyid
    assert data["payloadType"] == "application/vnd.in-toto+json"


def test_an_ed25519_bundle_is_the_same_bytes_again(pairs: Pairs, tmp_path: Path) -> None:
    private, _ = pairs["ed25519"]
    file = tmp_path / "key.pem"
    file.write_bytes(private)
    assert attest(GOOD, private) == attest(GOOD, file) == attest(GOOD, str(file))


def unusable(kind: str) -> bytes:
    plain = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    key: Any = {
        "small": lambda: rsa.generate_private_key(65537, 1024),
        "ed448": ed448.Ed448PrivateKey.generate,
        "dsa": lambda: dsa.generate_private_key(2048),
    }[kind]()
    return key.private_bytes(*plain, serialization.NoEncryption())  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (pem_pair("ed25519", b"secret")[0], "encrypted"),
        (pem_pair("ed25519")[1], "public key cannot sign"),
        (b"", "no private key"),
        (b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "cannot be read"),
        (unusable("small"), "1024 bits"),
        (unusable("ed448"), "is not used"),
        (unusable("dsa"), "is not used"),
    ],
)
def test_a_key_that_cannot_sign_is_a_named_error(data: bytes, reason: str) -> None:
    with pytest.raises(AttestationError, match=reason):
        attest(GOOD, data)


def test_a_missing_key_file_is_a_named_error(tmp_path: Path) -> None:
    with pytest.raises(AttestationError, match="cannot be read"):
        attest(GOOD, tmp_path / "none.pem")


def test_names_that_are_not_unicode_are_signed_all_the_same(pairs: Pairs) -> None:
    odd = msgspec.structs.replace(GOOD.subjects[0], path="g\udcff.img")
    verdict = msgspec.structs.replace(GOOD, subjects=(odd,))
    first, second = envelopes(attest(verdict, pairs["ed25519"][0]))
    assert statement(first)["subject"][0]["name"] == "g\\udcff.img"
    assert statement(second)["predicate"]["resourceUri"] == "g%5Cudcff.img"
    assert sha("bootloader.bin").value in json.dumps(statement(second))

"""016, 005, 008: signatures inside a CycloneDX document that vouch for less than it says.

The canonical form is written here a second time: for documents in ASCII without fractions it is
what `json` writes with sorted names.
"""

from __future__ import annotations

import base64
import copy
import hashlib
import hmac
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from attack_material import Plain, Workshop
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

UNSIGNED = "sbom/unsigned-sbom"
Sign = Callable[[bytes], bytes]


def canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def url64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def ed25519(workshop: Workshop, name: str = "release") -> Sign:
    return workshop.key(name).sign


def signed(document: Plain, sign: Sign, **core: Any) -> Plain:
    """A document, or any other object, with a signature in it."""
    core = {"algorithm": "Ed25519"} | core
    left = {key: core[key] for key in core if key != "excludes"}
    covered = {key: document[key] for key in document if key not in core.get("excludes", ())}
    value = sign(canonical(covered | {"signature": left}))
    return document | {"signature": core | {"value": url64(value)}}


def several(document: Plain, form: str, *signs: Sign) -> Plain:
    """A document with several signers, or with a chain of them."""
    found: list[Plain] = []
    for sign in signs:
        core = {"algorithm": "Ed25519"}
        before = found if form == "chain" else []
        message = canonical(document | {"signature": {form: [*before, core]}})
        found.append(core | {"value": url64(sign(message))})
    return document | {"signature": {form: found}}


def outcome(workshop: Workshop, document: Plain | bytes) -> str:
    """What comes of the question who signed the bill of materials, if nobody else vouches."""
    workshop.parts, workshop.signers["image"] = set(), []
    content = document if isinstance(document, bytes) else json.dumps(document, indent=1).encode()
    workshop.extra["sbom.cdx.json"] = content
    verdict = workshop.audit()
    return next(tally.outcome for tally in verdict.rules if tally.rule == UNSIGNED)


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    return Workshop(tmp_path)


def evil(workshop: Workshop) -> Plain:
    return workshop.component("evil", "6.6", "66" * 32)


# -- innocent ------------------------------------------------------------------------------------


def test_signed_by_who_may(workshop: Workshop) -> None:
    assert outcome(workshop, signed(workshop.sbom, ed25519(workshop))) == "pass"


@pytest.mark.parametrize("form", ["signers", "chain"])
@pytest.mark.parametrize("names", [("release", "stranger"), ("stranger", "release")])
def test_one_of_several_is_enough(workshop: Workshop, form: str, names: tuple[str, ...]) -> None:
    several_of = several(workshop.sbom, form, *(ed25519(workshop, name) for name in names))
    assert outcome(workshop, several_of) == "pass"


@pytest.mark.parametrize("spelling", ["1", "1.0", "1e0", "10E-1"])
def test_another_spelling_of_the_same_value(workshop: Workshop, spelling: str) -> None:
    text = json.dumps(signed(workshop.sbom, ed25519(workshop)))
    assert text.count('"version": 1,') == 1
    respelled = text.replace('"version": 1,', f'"version": {spelling},')
    respelled = respelled.replace('"zlib"', '"z\\u006cib"')
    assert outcome(workshop, respelled.encode()) == "pass"


def test_in_another_encoding(workshop: Workshop) -> None:
    text = json.dumps(signed(workshop.sbom, ed25519(workshop)))
    assert outcome(workshop, text.encode("utf-16")) == "pass"


def ecdsa(workshop: Workshop) -> Sign:
    """A key on P-256 in the place of that of the release."""
    key = ec.generate_private_key(ec.SECP256R1())
    workshop._keys["release"] = key  # type: ignore[assignment]

    def sign(message: bytes) -> bytes:
        halves = utils.decode_dss_signature(key.sign(message, ec.ECDSA(SHA256())))
        return b"".join(half.to_bytes(32) for half in halves)

    return sign


def rsa_pss(workshop: Workshop) -> Sign:
    key = rsa.generate_private_key(65_537, 2_048)
    workshop._keys["release"] = key  # type: ignore[assignment]
    return lambda message: key.sign(message, padding.PSS(padding.MGF1(SHA256()), 32), SHA256())


def hmac_of_public_key(workshop: Workshop) -> Sign:
    """The oldest confusion: the public key as the secret of a message authentication code."""
    public = workshop.key("release").public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return lambda message: hmac.digest(pem, message, hashlib.sha256)


@pytest.mark.parametrize(
    ("make", "algorithm", "expected"),
    [
        (ecdsa, "ES256", "pass"),
        (ecdsa, "ES384", "no"),
        (ecdsa, "RS256", "no"),
        (ecdsa, "Ed25519", "no"),
        (ecdsa, "none", "no"),
        (rsa_pss, "PS256", "pass"),
        (rsa_pss, "RS256", "no"),
        (rsa_pss, "PS384", "no"),
        (hmac_of_public_key, "HS256", "no"),
        (hmac_of_public_key, "Ed25519", "no"),
        (lambda _: lambda _: b"", "none", "no"),
        (lambda _: lambda _: b"", "Ed25519", "no"),
        (lambda _: lambda _: bytes(64), "Ed25519", "no"),
        (lambda _: lambda _: bytes(64), "ES256", "no"),
    ],
)
def test_016_algorithms(
    workshop: Workshop, make: Callable[[Workshop], Sign], algorithm: str, expected: str
) -> None:
    found = outcome(workshop, signed(workshop.sbom, make(workshop), algorithm=algorithm))
    assert (found == "pass") is (expected == "pass")


# -- by somebody else ----------------------------------------------------------------------------


def jwk(workshop: Workshop, name: str) -> Plain:
    raw = workshop.key(name).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return {"kty": "OKP", "crv": "Ed25519", "x": url64(raw)}


@pytest.mark.parametrize("claimed", ["stranger", "release"])
def test_016_the_key_inside_is_believed_by_nobody(workshop: Workshop, claimed: str) -> None:
    core = {"publicKey": jwk(workshop, claimed)}
    assert outcome(workshop, signed(workshop.sbom, ed25519(workshop, "stranger"), **core)) != "pass"


def test_016_a_key_for_something_else(workshop: Workshop) -> None:
    assert outcome(workshop, signed(workshop.sbom, ed25519(workshop, "build"))) != "pass"


def test_013_one_key_signs_twice(workshop: Workshop) -> None:
    workshop.thresholds["sbom"] = 2
    workshop.trust["second"] = {"roles": ["sbom"]}
    sign = ed25519(workshop)
    assert outcome(workshop, several(workshop.sbom, "signers", sign, sign)) != "pass"


def test_013_two_keys_sign(workshop: Workshop) -> None:
    workshop.thresholds["sbom"] = 2
    workshop.trust["second"] = {"roles": ["sbom"]}
    signs = ed25519(workshop), ed25519(workshop, "second")
    assert outcome(workshop, several(workshop.sbom, "signers", *signs)) == "pass"


# -- over something else -------------------------------------------------------------------------


def test_a_member_is_added(workshop: Workshop) -> None:
    document = signed(workshop.sbom, ed25519(workshop))
    document["properties"] = [{"name": "evil", "value": "yes"}]
    assert outcome(workshop, document) != "pass"


def test_a_component_is_added(workshop: Workshop) -> None:
    document = copy.deepcopy(signed(workshop.sbom, ed25519(workshop)))
    document["components"].append(evil(workshop))
    assert outcome(workshop, document) != "pass"


@pytest.mark.parametrize("excluded", ["components", "properties", "signature", "nothing"])
def test_members_are_left_out(workshop: Workshop, excluded: str) -> None:
    """What is excluded is not signed, and neither is the list of what is excluded."""
    document = signed(workshop.sbom, ed25519(workshop), excludes=[excluded])
    document["properties"] = [{"name": "evil", "value": "yes"}]
    assert outcome(workshop, document) != "pass"
    later = signed(workshop.sbom, ed25519(workshop))
    later["signature"]["excludes"] = ["properties"]
    later["properties"] = [{"name": "evil", "value": "yes"}]
    assert outcome(workshop, later) != "pass"


@pytest.mark.parametrize("form", ["signers", "chain"])
def test_members_are_left_out_by_several(workshop: Workshop, form: str) -> None:
    document = several(workshop.sbom, form, ed25519(workshop), ed25519(workshop, "stranger"))
    document["signature"]["excludes"] = ["properties"]
    document["properties"] = [{"name": "evil", "value": "yes"}]
    assert outcome(workshop, document) != "pass"


@pytest.mark.parametrize("name", ["components", "\\u0063omponents"])
@pytest.mark.parametrize("first", [True, False])
def test_005_a_member_stands_twice(workshop: Workshop, name: str, first: bool) -> None:
    text = json.dumps(signed(workshop.sbom, ed25519(workshop)))
    doubled = f'"{name}": {json.dumps([evil(workshop)])}'
    text = f"{{{doubled}, {text[1:]}" if first else f"{text[:-1]}, {doubled}}}"
    assert outcome(workshop, text.encode()) != "pass"


@pytest.mark.parametrize("name", ["version", "v\\u0065rsion"])
def test_005_a_field_of_a_component_stands_twice(workshop: Workshop, name: str) -> None:
    text = json.dumps(signed(workshop.sbom, ed25519(workshop)))
    assert text.count('"version": "1.3.1"') == 1
    doubled = text.replace('"version": "1.3.1"', f'"{name}": "6.6", "version": "1.3.1"')
    assert outcome(workshop, doubled.encode()) != "pass"


def test_something_stands_behind_it(workshop: Workshop) -> None:
    text = json.dumps(signed(workshop.sbom, ed25519(workshop))).encode()
    assert outcome(workshop, text + b"\n") == "pass"
    assert outcome(workshop, text + b'{"components": []}') != "pass"


@pytest.mark.parametrize("number", ["1e400", "9007199254740993", "1" + "0" * 400, "-1e999"])
def test_numbers_without_canonical_form(workshop: Workshop, number: str) -> None:
    """The nearest double is not what was signed."""
    text = json.dumps(signed(workshop.sbom | {"odd": 9007199254740992}, ed25519(workshop)))
    assert outcome(workshop, text.encode()) == "pass"
    assert outcome(workshop, text.replace("9007199254740992", number).encode()) != "pass"


# -- on a part -----------------------------------------------------------------------------------


@pytest.mark.parametrize("part", ["components/0", "metadata/component", "compositions/0"])
def test_a_signed_part_is_not_a_signed_document(workshop: Workshop, part: str) -> None:
    holder: Any = workshop.sbom
    *way, last = part.split("/")
    for step in way:
        holder = holder[int(step) if step.isdigit() else step]
    key = int(last) if last.isdigit() else last
    holder[key] = signed(holder[key], ed25519(workshop))
    assert outcome(workshop, workshop.sbom) != "pass"


def test_a_document_inside_an_unsigned_one(workshop: Workshop) -> None:
    """The signature is that of the inner document, wherever it stands in the outer one."""
    inner = signed(workshop.sbom, ed25519(workshop))
    outer = copy.deepcopy(workshop.sbom)
    outer["definitions"] = {"standards": [], "inner": inner}
    outer["signature"] = inner["signature"]
    assert outcome(workshop, outer) != "pass"


def test_the_signature_of_a_part_is_not_that_of_the_document(workshop: Workshop) -> None:
    part = signed(workshop.sbom["components"][0], ed25519(workshop))
    assert outcome(workshop, workshop.sbom | {"signature": part["signature"]}) != "pass"

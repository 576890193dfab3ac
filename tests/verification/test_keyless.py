"""Signatures in Sigstore bundles: who is believed, when, and what makes a bundle false."""

from __future__ import annotations

import base64
import copy
import json
from datetime import timedelta

import pytest
from sigstore_material import (
    ARTIFACT,
    AT,
    BY_IDENTITY,
    ISSUER,
    Room,
    entry,
    flip,
    material,
    statement,
)
from sigstore_oracle import accepts

from provenance.judgment import audit
from provenance.verification import keyless
from samples.sigstore_instance import AT as SIGNED_AT
from samples.sigstore_instance import V01, V02, V03, Instance, Signing
from samples.sigstore_logs import b64

SHAPES = {
    "v0.1": Signing(media_type=V01),
    "v0.2": Signing(media_type=V02),
    "v0.3": Signing(media_type=V03),
    "v0.1, promise alone": Signing(media_type=V01, proven=False),
    "timestamp beside": Signing(stamped=True),
    "Rekor v2": Signing(kind="hashedrekord 0.0.2", stamped=True),
}


@pytest.fixture
def room(tmp_path):
    return Room(tmp_path)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("envelope", [True, False])
def test_a_bundle_of_every_shape_is_believed_by_identity_and_issuer(room, shape, envelope):
    signing = copy.copy(SHAPES[shape])
    signing.claims = {12: "https://git.acme.example/gateway", 20: "push"}
    sign = room.instance.sign_statement if envelope else room.instance.sign_artifact
    room.put(sign(statement() if envelope else ARTIFACT, signing))
    found = room.verification()
    assert (found.outcome, found.reason) == ("pass", "made by signer-0")
    assert found.authority.identity == signing.identity
    assert found.authority.issuer == ISSUER
    assert found.scheme == "ecdsa-p256-sha256"
    assert found.short_lived
    assert {time.time for time in found.times} == {"2026-09-14T08:15:00Z"}
    claims = (("build-trigger", "push"), ("source", "https://git.acme.example/gateway"))
    assert found.claims == claims


def test_what_holds_of_the_signed_file_says_which_identity_signed_it(room):
    room.put(room.instance.sign_artifact(ARTIFACT, Signing()))
    (said,) = (
        one
        for one in room.proof({**BY_IDENTITY, "identity": "somebody"}).conclusions
        if one.about == "signature"
    )
    assert said.outcome == "open"
    assert f"signed by {Signing().identity}" in said.reason
    assert "no key that is believed" not in said.reason
    (said,) = (one for one in room.proof().conclusions if one.about == "signature")
    assert (said.outcome, "signed by signer-0" in said.reason) == ("pass", True)


def test_a_verdict_says_whom_it_believed_where_that_is_no_key(room):
    room.put(room.instance.sign_artifact(ARTIFACT, Signing()))
    verdict = audit(room.delivery, policy="minimal", trust=room.trust(), at=AT)
    assert verdict.trust.digest is not None
    assert verdict.trust.keys == ("signer-0",)
    assert not any("Nothing was believed" in note for note in verdict.notes)


@pytest.mark.parametrize("kind", ["", "intoto 0.0.2"])
def test_an_envelope_in_an_early_log_holds_too(room, kind):
    room.put(room.instance.sign_statement(statement(), Signing(kind=kind)))
    proof = room.proof()
    assert proof.outcome == "pass"
    image = next(iter(f.artifact.digest for f in proof.evidence.files if f.role == ""))
    assert [voucher.purpose for voucher in proof.vouchers if voucher.digest == image]


@pytest.mark.parametrize("kind", ["", "hashedrekord 0.0.2"])
@pytest.mark.parametrize("envelope", [True, False])
def test_a_managed_key_is_believed_where_the_log_has_its_signature(room, kind, envelope):
    signing = Signing(managed=True, kind=kind, stamped=bool(kind))
    sign = room.instance.sign_statement if envelope else room.instance.sign_artifact
    room.put(sign(statement() if envelope else ARTIFACT, signing))
    found = room.verification({"key": room.key_file(signing)})
    assert (found.outcome, found.short_lived) == ("pass", False)
    assert room.verification({"key": room.key_file(Signing())}).outcome == "open"
    assert room.verification().outcome == "open"


def test_a_managed_key_without_a_log_entry_is_believed_as_a_plain_key_only(room):
    signing = Signing(managed=True, kind=None)
    room.put(room.instance.sign_statement(statement(), signing))
    found = room.verification({"key": room.key_file(signing)})
    assert (found.outcome, "no log entry" in found.reason) == ("open", True)
    plain = '[[key]]\nname = "plain"\npath = "k.pub"\nroles = ["*"]\n'
    assert room.verification({"key": "k.pub"}, keys=plain).outcome == "pass"


# -- whom ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entry_of_signer", "told"),
    [
        ({"identity": "https://ci.other.example/*", "issuer": ISSUER}, "whom nobody believes"),
        ({**BY_IDENTITY, "issuer": "https://other"}, "whom nobody believes"),
        ({**BY_IDENTITY, "issuer": "https://*"}, "whom nobody believes"),
        ({**BY_IDENTITY, "identity": "https://ci.acme.example/?"}, "whom nobody believes"),
    ],
)
def test_another_identity_or_issuer_is_a_stranger_who_is_named(room, entry_of_signer, told):
    signing = Signing()
    room.put(room.instance.sign_statement(statement(), signing))
    found = room.verification(entry_of_signer)
    assert found.outcome == "open"
    assert told in found.reason
    assert signing.identity in found.reason
    assert found.times, "the bundle itself holds"


@pytest.mark.parametrize(
    "identity",
    [
        Signing().identity,
        "https://ci.acme.example/gateway/.github/workflows/*.yml@refs/tags/v?.0",
        "*",
    ],
)
def test_identities_are_globs_over_the_whole_name(room, identity):
    room.put(room.instance.sign_statement(statement(), Signing()))
    assert room.verification({**BY_IDENTITY, "identity": identity}).outcome == "pass"


def test_a_hostile_glob_takes_linear_time(room, count_calls):
    room.put(room.instance.sign_statement(statement(), Signing(identity="mailto://" + "a" * 2_000)))
    hostile = {**BY_IDENTITY, "identity": "*a" * 500 + "b"}
    assert room.verification(hostile).outcome == "open"


def test_a_person_is_named_by_address(room):
    room.put(room.instance.sign_artifact(ARTIFACT, Signing(identity="jo@acme.example")))
    found = room.verification({**BY_IDENTITY, "identity": "*@acme.example"})
    assert (found.outcome, found.authority.identity) == ("pass", "jo@acme.example")


def test_another_instance_is_a_false_claim_of_a_known_identity(room):
    room.put(Instance("other.example").sign_statement(statement(), Signing()))
    found = room.verification()
    assert found.outcome == "fail"
    assert found.reason.startswith("it claims to be by signer-0, which does not hold: ")


def test_each_instance_is_asked_by_its_own_trusted_root(room, tmp_path):
    other = Instance("other.example")
    (tmp_path / "other.json").write_text(json.dumps(other.trusted_root()))
    room.put(other.sign_statement(statement(), Signing()))
    found = room.verification(BY_IDENTITY, {**BY_IDENTITY, "trusted-root": "other.json"})
    assert (found.outcome, found.authority.name) == ("pass", "signer-1")


# -- platforms (case 42) ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("platform", "entry_platform", "outcome"),
    [
        (Signing().identity, None, "pass"),
        (Signing().identity.partition("@")[0], None, "pass"),
        ("https://ci.acme.example", None, "fail"),
        ("https://ci.acme.example", "https://ci.*", "pass"),
        ("https://ci.other.example", "https://ci.acme.*", "fail"),
    ],
)
def test_case_42_a_signer_speaks_for_the_platform_that_it_is(
    room, platform, entry_platform, outcome
):
    room.put(room.instance.sign_statement(statement(platform=platform), Signing()))
    proof = room.proof(platform=entry_platform)
    (conclusion,) = proof.about("statement")
    assert conclusion.outcome == outcome


# -- counting (case 13) ----------------------------------------------------------------------------


def test_case_13_an_identity_and_its_bare_key_are_one_signer(room):
    signing = Signing()
    room.put(room.instance.sign_statement(statement(), signing))
    again = Signing(managed=True, kind=None, key=signing.key)
    room.put(room.instance.sign_statement(statement(), again), "again.sigstore.json")
    room.key_file(signing)
    keys = '[[key]]\nname = "bare"\npath = "k.pub"\nroles = ["*"]\n'
    threshold = "[role.provenance]\nthreshold = 2\n"
    (one,) = room.proof(keys=keys + threshold).about("statement")[:1]
    assert (one.outcome, "1 of 2 signers" in one.reason) == ("open", True)
    other = Signing(managed=True, kind=None)
    room.key_file(other)
    room.put(room.instance.sign_statement(statement(), other), "again.sigstore.json")
    assert room.proof(keys=keys + threshold).about("statement")[0].outcome == "pass"


def test_case_13_one_identity_with_two_certificates_is_one_signer(room):
    for number in range(2):
        room.put(room.instance.sign_statement(statement(), Signing()), f"{number}.sigstore.json")
    threshold = "[role.provenance]\nthreshold = 2\n"
    assert room.proof(keys=threshold).about("statement")[0].outcome == "open"
    other = Signing(identity="https://ci.acme.example/second")
    room.put(room.instance.sign_statement(statement(), other), "2.sigstore.json")
    assert room.proof(keys=threshold).about("statement")[0].outcome == "pass"


# -- what makes a bundle false ---------------------------------------------------------------------


def _proof_of(bundle):
    return entry(bundle)["inclusionProof"]


def _set(holder, name, value):
    holder[name] = value


def _other_log_signs(bundle, instance):
    log = copy.copy(instance.first)
    log.key = instance.certificate_log
    root = base64.b64decode(_proof_of(bundle)["rootHash"])
    size = int(_proof_of(bundle)["treeSize"])
    _proof_of(bundle)["checkpoint"]["envelope"] = log.checkpoint(root, size)


FALSE = {
    "case 33: hash of the proof": lambda b, i: _set(
        _proof_of(b), "hashes", [flip(h) for h in _proof_of(b)["hashes"]]
    ),
    "case 33: root hash": lambda b, i: _set(
        _proof_of(b), "rootHash", flip(_proof_of(b)["rootHash"])
    ),
    "case 33: index": lambda b, i: _set(_proof_of(b), "logIndex", "0"),
    "case 33: size": lambda b, i: _set(_proof_of(b), "treeSize", "9"),
    "case 33: checkpoint of another root": lambda b, i: _set(
        _proof_of(b)["checkpoint"], "envelope", i.first.checkpoint(bytes(32))
    ),
    "case 33: checkpoint by another log": _other_log_signs,
    "case 33: a log that the root has not": lambda b, i: _set(
        entry(b)["logId"], "keyId", b64(bytes(32))
    ),
    "promise": lambda b, i: _set(
        entry(b)["inclusionPromise"],
        "signedEntryTimestamp",
        b64(i.first.sign(b"something else")),
    ),
    "time that the promise has not": lambda b, i: _set(entry(b), "integratedTime", "1789373701"),
    "two log entries": lambda b, i: _set(
        material(b), "tlogEntries", [entry(b), copy.deepcopy(entry(b))]
    ),
    "signature": lambda b, i: _set(
        b["messageSignature"], "signature", flip(b["messageSignature"]["signature"])
    ),
}


@pytest.mark.parametrize("fault", FALSE)
def test_a_false_bundle_of_somebody_we_believe_fails_and_its_twin_passes(room, fault):
    for _ in range(4):
        room.instance.sign_artifact(b"earlier", Signing())
    bundle = room.instance.sign_artifact(ARTIFACT, Signing())
    room.put(bundle)
    assert room.verification().outcome == "pass"
    FALSE[fault](bundle, room.instance)
    room.put(bundle)
    found = room.verification()
    assert (found.outcome, found.times) == ("fail", ())
    assert "claims to be by signer-0" in found.reason
    trusted_root = json.dumps(room.instance.trusted_root()).encode()
    assert not accepts(trusted_root, json.dumps(bundle).encode(), ARTIFACT)
    stranger = {"identity": "https://other.example/*", "issuer": ISSUER}
    assert room.verification(stranger).outcome == "open"


@pytest.mark.parametrize("kind", ["", "intoto 0.0.2"])
@pytest.mark.parametrize("other", ["bytes", "signature", "key"])
def test_case_34_a_log_entry_about_something_else_shows_nothing(room, kind, other):
    signing = Signing(kind=kind)
    bundle = room.instance.sign_statement(statement(), signing)
    room.put(bundle)
    assert room.verification().outcome == "pass"
    key = signing if other != "key" else Signing(kind=kind)
    about = statement() if other != "bytes" else statement(b"other")
    again = room.instance.sign_statement(about, Signing(kind=kind, key=key.key))
    material(bundle)["tlogEntries"] = material(again)["tlogEntries"]
    room.put(bundle)
    found = room.verification()
    assert (found.outcome, "log entry" in found.reason) == ("fail", True)


@pytest.mark.parametrize("minutes", [-1, 11])
def test_a_time_outside_the_certificate_does_not_count(room, minutes):
    room.put(room.instance.sign_artifact(ARTIFACT, Signing()))
    assert room.verification().outcome == "pass"
    signing = Signing()
    signing.certificate = b""
    room.instance.bundle(signing, b"", bytes(32), None)  # issued for ten minutes from now
    signing.at = SIGNED_AT + timedelta(minutes=minutes)
    room.put(room.instance.sign_artifact(ARTIFACT, signing))
    found = room.verification()
    assert (found.outcome, "certificate does not hold at" in found.reason) == ("fail", True)


@pytest.mark.parametrize("stamps", [2, 33])
def test_timestamps_that_stand_twice_or_without_end_are_refused(room, stamps):
    bundle = room.instance.sign_artifact(ARTIFACT, Signing(stamped=True))
    holder = material(bundle)["timestampVerificationData"]
    room.put(bundle)
    assert room.verification().outcome == "pass"
    holder["rfc3161Timestamps"] *= stamps
    room.put(bundle)
    found = room.proof().verifications
    assert [one.outcome for one in found] == (["fail"] if stamps == 2 else [])


@pytest.mark.parametrize(
    "signing",
    [
        Signing(kind=None),
        Signing(kind=None, stamped=True),
        Signing(kind="hashedrekord 0.0.2"),
        Signing(proven=False),
    ],
)
def test_what_is_missing_leaves_a_bundle_open(room, signing):
    room.put(room.instance.sign_artifact(ARTIFACT, copy.copy(signing)))
    found = room.verification()
    assert (found.outcome, found.short_lived) == ("open", True)
    assert signing.identity in found.reason


def test_a_certificate_without_a_log_entry_is_no_time(room):
    """As slsa-github-generator writes it: a bare envelope with a certificate beside."""
    signing = Signing()
    envelope = room.instance.sign_statement(statement(), signing)["dsseEnvelope"]
    block = base64.encodebytes(signing.certificate).decode()
    pem = f"-----BEGIN CERTIFICATE-----\n{block}-----END CERTIFICATE-----\n"
    envelope["signatures"][0]["cert"] = pem
    room.put(envelope, "gateway.intoto.jsonl")
    found = room.verification()
    assert (found.outcome, found.short_lived) == ("open", True)
    assert "neither a log entry nor a timestamp shows when it was made" in found.reason


# -- envelopes (cases 1, 6, 8, 9, 11, 36) ----------------------------------------------------------


def test_case_1_a_payload_of_another_type_is_no_statement(room):
    room.put(room.instance.sign_statement(statement(), Signing()))
    assert room.proof().about("statement")[0].outcome == "pass"
    room.put(room.instance.sign_statement(statement(), Signing(), "text/plain"))
    (conclusion,) = room.proof().about("statement")
    assert (conclusion.outcome, "text/plain" in conclusion.reason) == ("fail", True)


def test_case_3_a_type_beyond_ascii_is_measured_in_bytes(room):
    kind = "application/vnd.gerät+json"
    bundle = room.instance.sign_statement(statement(), Signing(), kind)
    room.put(bundle)
    assert room.verification().outcome == "pass"
    trusted_root = json.dumps(room.instance.trusted_root()).encode()
    assert not accepts(trusted_root, json.dumps(bundle).encode(), None), "the library differs"


def test_case_6_base64_of_either_alphabet_is_the_same_bytes(room):
    signing = Signing()
    while True:
        bundle = room.instance.sign_artifact(ARTIFACT, signing)
        if set("+/") & set(bundle["messageSignature"]["signature"]):
            break
    room.put(json.dumps(bundle).encode())
    standard = room.verification()
    text = bundle["messageSignature"]["signature"]
    bundle["messageSignature"]["signature"] = text.replace("+", "-").replace("/", "_").rstrip("=")
    room.put(bundle)
    other = room.verification()
    assert (standard.outcome, other.outcome) == ("pass", "pass")
    bundle["messageSignature"]["signature"] = text[:-4] + "!" + text[-3:]
    room.put(bundle)
    assert room.proof().verifications == ()


def test_case_8_an_envelope_of_a_bundle_has_one_signature(room):
    bundle = room.instance.sign_statement(statement(), Signing())
    room.put(bundle)
    assert room.proof().about("statement")[0].outcome == "pass"
    (good,) = bundle["dsseEnvelope"]["signatures"]
    bad = {**good, "sig": flip(good["sig"])}
    for several in ([bad, good], [good, bad], []):
        bundle["dsseEnvelope"]["signatures"] = several
        room.put(bundle)
        proof = room.proof()
        assert proof.about("statement")[0].outcome != "pass", several
        (chapter,) = (c for c in proof.evidence.chapters if c.document.format == "Sigstore bundle")
        assert {d.id for d in chapter.defects} & {"dsse/many-signatures", "dsse/no-signatures"}


def test_case_11_what_is_not_signed_decides_nothing(room):
    room.put(room.instance.sign_statement(statement(), Signing()))
    plain = room.verification()
    bundle = room.instance.sign_statement(statement(), Signing())
    bundle["dsseEnvelope"]["signatures"][0]["keyid"] = "somebody"
    bundle["dsseEnvelope"]["signatures"][0]["cert"] = "-----BEGIN CERTIFICATE-----"
    entry(bundle)["extra"] = {"x": 1}
    room.put(bundle)
    assert room.verification().outcome == plain.outcome == "pass"
    stranger = Instance("other.example").sign_statement(statement(), Signing())
    stranger["dsseEnvelope"]["signatures"][0]["keyid"] = "signer-0"
    room.put(stranger)
    assert room.verification().outcome == "fail"


def test_case_36_a_signature_over_other_bytes_is_not_over_these(room):
    room.put(room.instance.sign_artifact(ARTIFACT, Signing()))
    image = next(f.artifact.digest for f in room.proof().evidence.files if not f.role)
    assert room.proof().vouched(image, "image")
    room.put(room.instance.sign_artifact(b"other", Signing()))
    assert not room.proof().vouched(image, "image")
    bundle = room.instance.sign_artifact(b"other", Signing())
    bundle["messageSignature"]["messageDigest"]["digest"] = b64(bytes.fromhex(image.value))
    room.put(bundle)
    assert room.verification().outcome == "fail"


# -- without the extra, and how often --------------------------------------------------------------


def test_without_the_extra_only_what_needs_it_stays_open(room, monkeypatch):
    monkeypatch.setattr(keyless, "has_extra", lambda: False)
    room.put(room.instance.sign_artifact(ARTIFACT, Signing()))
    assert room.verification().outcome == "pass"
    found = room.verification(BY_IDENTITY | {"trusted-root": None})
    assert (found.outcome, "the extra sigstore" in found.reason) == ("open", True)
    room.put(room.instance.sign_artifact(ARTIFACT, Signing(stamped=True)))
    found = room.verification()
    assert (found.outcome, "firmware-provenance[sigstore]" in found.reason) == ("open", True)


def test_copies_of_a_bundle_are_checked_once(room, monkeypatch):
    from provenance.trust import sigstore

    checked = []
    check = sigstore.check_certified
    monkeypatch.setattr(
        sigstore, "check_certified", lambda *given: checked.append(1) or check(*given)
    )
    bundle = json.dumps(room.instance.sign_statement(statement(), Signing())).encode()
    for number in range(20):
        room.put(bundle, f"{number}.sigstore.json")
    assert {one.outcome for one in room.proof().verifications} == {"pass"}
    assert len(checked) == 1


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("data", "hash", "value"), "no hexadecimal"),
        (("data", "hash"), []),
        (("data",), None),
        (("signature", "content"), 5),
        (("signature", "publicKey", "content"), "!"),
        (("signature", "publicKey", "content"), "AAAA"),
    ],
)
def test_a_logged_body_that_cannot_be_read_shows_nothing(room, path, value):
    signing = Signing()
    bundle = room.instance.sign_artifact(ARTIFACT, signing)
    spec = json.loads(base64.b64decode(entry(bundle)["canonicalizedBody"]))["spec"]
    log = room.instance.first
    material(bundle)["tlogEntries"] = [log.enter("hashedrekord 0.0.1", spec, signing.at)]
    room.put(bundle)
    assert room.verification().outcome == "pass"
    holder = spec
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    material(bundle)["tlogEntries"] = [log.enter("hashedrekord 0.0.1", spec, signing.at)]
    room.put(bundle)
    found = room.verification()
    assert (found.outcome, "log entry cannot be read" in found.reason) == ("fail", True)

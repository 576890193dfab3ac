"""Summaries of other verifiers: seven steps, what they rest on, and who may sign them."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from pathlib import Path

import pytest

from provenance.intake import read
from provenance.limits import SUMMARY_DEPTH
from provenance.model.digest import Digest
from provenance.trust.keys import load_public_key
from provenance.trust.root import TrustRoot
from provenance.verification import verify

sys.path.insert(0, str(Path(__file__).parents[2]))

from samples.workshop import IN_TOTO, Workshop

KIND = "https://slsa.dev/verification_summary/v1"
RULE = "provenance/invalid-verification-summary"
CORPUS = Path(os.environ.get("PROVENANCE_CORPUS", Path(__file__).parents[3] / "shared" / "corpus"))
VERIFIER = "https://audit.example/v1"


def summary(**changes):
    said = {
        "verifier": {"id": VERIFIER},
        "timeVerified": "2026-11-01T00:00:00Z",
        "resourceUri": "pkg:generic/gateway@1.0",
        "policy": {"uri": "https://audit.example/policy", "digest": {"sha256": "a" * 64}},
        "verificationResult": "PASSED",
        "verifiedLevels": ["SLSA_BUILD_LEVEL_3"],
        **changes,
    }
    return {name: value for name, value in said.items() if value is not None}


@pytest.fixture
def workshop(tmp_path):
    made = Workshop(tmp_path)
    made.trust["auditor"] = {"roles": ["verdict"], "verifier": VERIFIER}
    made.policy["expect"] = {"packages": ["pkg:generic/gateway"]}
    return made


def outcome(workshop, rule=RULE):
    verdict = workshop.audit()
    tally = next(tally for tally in verdict.rules if tally.rule == rule)
    found = [one for one in verdict.findings if one.rule == rule]
    return tally.outcome, found[0].message if found else ""


def deliver(workshop, said, *signers):
    workshop.deliver("summary.dsse.json", KIND, said, *(signers or ("auditor",)))


def test_43_a_summary_that_passes_every_step(workshop):
    deliver(workshop, summary())
    assert outcome(workshop) == ("pass", "")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"verifier": {"id": "https://other.example"}}, ("fail", "the summary does not hold")),
        (
            {"resourceUri": "pkg:generic/other@1.0"},
            ("fail", "it is about another resource than the policy expects"),
        ),
        ({"verificationResult": "FAILED"}, ("fail", "the summary does not hold")),
        ({"verifiedLevels": ["SLSA_BUILD_LEVEL_1"]}, ("fail", "its levels do not suffice")),
        (
            {"verifiedLevels": ["SLSA_BUILD_LEVEL_UNEVALUATED"]},
            ("fail", "its levels do not suffice"),
        ),
        ({"verifiedLevels": ["FAILED"]}, ("fail", "its levels do not suffice")),
        ({"timeVerified": "2027-01-01T00:00:00Z"}, ("fail", "the summary does not hold")),
        ({"timeVerified": "2026-01-01T00:00:00Z"}, ("fail", "it is too old")),
        ({"timeVerified": None}, ("open", "nobody knows how old it is")),
        (
            {"policy": {"uri": "https://audit.example/policy", "digest": {"sha256": "b" * 64}}},
            ("fail", "it was made by a policy that nobody expects"),
        ),
        ({"verifiedLevels": ["SLSA_BUILD_LEVEL_4"]}, ("pass", "")),
        (
            {"verifiedLevels": ["SLSA_BUILD_LEVEL_99"]},
            ("fail", "its levels do not suffice"),
        ),
    ],
)
def test_43_44_each_step_has_its_own_name(workshop, changes, expected):
    workshop.policy[f'parameters."{RULE}"'] = {
        "levels": ["SLSA_BUILD_LEVEL_2"],
        "max-age": 90,
        "policies": [f"sha256:{'a' * 64}"],
    }
    deliver(workshop, summary(**changes))
    assert outcome(workshop) == expected


def test_43_a_key_that_is_bound_to_no_verifier_leaves_it_open(workshop):
    del workshop.trust["auditor"]["verifier"]
    deliver(workshop, summary())
    assert outcome(workshop) == ("open", "nothing shows that the summary holds")


def test_43_a_key_of_another_verifier_is_no_verifier_for_this_one(workshop):
    workshop.trust["auditor"]["verifier"] = "https://other.example"
    deliver(workshop, summary())
    assert outcome(workshop) == ("fail", "the summary does not hold")


@pytest.mark.parametrize("signers", [(), ("stranger",), ("release",)])
def test_10_43_a_summary_without_a_believed_signature_is_open(workshop, signers):
    workshop.deliver("summary.dsse.json", KIND, summary(), *signers)
    assert outcome(workshop) == ("open", "nothing shows that the summary holds")


def test_10_a_bare_summary_is_no_evidence(workshop):
    statement = json.loads(json.dumps(workshop.statements[0]))
    statement |= {"predicateType": KIND, "predicate": summary()}
    workshop.extra["summary.json"] = json.dumps(statement).encode()
    assert outcome(workshop) == ("open", "nothing shows that the summary holds")


def test_43_a_key_for_provenance_signs_no_summaries(workshop):
    deliver(workshop, summary(), "build")
    assert outcome(workshop)[0] == "open"


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ({"name": "gateway.img", "digest": {"sha256": "0" * 63 + "1"}}, "fail"),
        ({"name": "other.img", "digest": {"sha256": "0" * 63 + "1"}}, "open"),
        ({"name": "gateway.img"}, "open"),
        ({"name": "_", "digest": {"gce_image_id": "8970095005306000053"}}, "open"),
        (None, "open"),
    ],
)
def test_36_the_subject_of_a_summary_is_the_delivered_file(workshop, subject, expected):
    subjects = [] if subject is None else [subject]
    workshop.deliver_about(subjects, "summary.dsse.json", KIND, summary(), "auditor")
    assert outcome(workshop)[0] == expected


def test_36_all_subjects_are_compared(workshop):
    image = workshop.images["gateway.img"]
    good = {"name": "x", "digest": {"sha256": hashlib.sha256(image).hexdigest()}}
    bad = {"name": "gateway.img", "digest": {"sha256": "0" * 63 + "1"}}
    workshop.deliver_about([good, bad], "summary.dsse.json", KIND, summary(), "auditor")
    assert outcome(workshop)[0] == "fail"


def test_03_an_older_type_is_open(workshop):
    older = {
        "verifier": {"id": VERIFIER},
        "time_verified": "2026-11-01T00:00:00Z",
        "resource_uri": "pkg:generic/gateway@1.0",
        "policy": {"uri": "p"},
        "verification_result": "PASSED",
        "policy_level": "SLSA_LEVEL_3",
    }
    kind = "https://slsa.dev/verification_summary/v0.2"
    workshop.deliver("summary.dsse.json", kind, older, "auditor")
    assert outcome(workshop)[0] == "open"


# -- what a summary rests on -----------------------------------------------------------------------


def test_inputs_that_were_delivered_have_the_stated_digests(workshop):
    statement = json.dumps(workshop.statements[0]).encode()
    workshop.extra["seen.dsse.json"] = workshop.envelope(statement, IN_TOTO, ["build"])
    right = hashlib.sha256(workshop.extra["seen.dsse.json"]).hexdigest()
    for value, expected in ((right, "pass"), ("0" * 63 + "1", "fail")):
        rests = [{"uri": "https://x.example/seen.dsse.json", "digest": {"sha256": value}}]
        deliver(workshop, summary(inputAttestations=rests))
        assert outcome(workshop)[0] == expected
    rests = [{"uri": "elsewhere.json", "digest": {"sha256": right[::-1]}}]
    deliver(workshop, summary(inputAttestations=rests))
    assert outcome(workshop)[0] == "open"


def chain(workshop, length, **innermost):
    """Summaries each of which rests on the one before."""
    rests, said = [], innermost
    for number in range(length):
        path = f"summary-{number}.dsse.json"
        workshop.deliver(path, KIND, summary(inputAttestations=rests, **said), "auditor")
        digest = hashlib.sha256(workshop.extra[path]).hexdigest()
        rests, said = [{"uri": path, "digest": {"sha256": digest}}], {}


def test_52_a_chain_of_summaries_holds_as_its_first_one_does(workshop):
    chain(workshop, 3)
    assert outcome(workshop) == ("pass", "")


def test_52_a_chain_of_summaries_fails_where_its_first_one_does(workshop):
    chain(workshop, 3, verificationResult="FAILED")
    verdict = workshop.audit()
    tally = next(tally for tally in verdict.rules if tally.rule == RULE)
    assert (tally.failed, tally.passed) == (3, 0)


def test_52_a_long_chain_of_summaries_is_open_beyond_a_bound(workshop):
    chain(workshop, SUMMARY_DEPTH + 3)
    verdict = workshop.audit()
    tally = next(tally for tally in verdict.rules if tally.rule == RULE)
    assert (tally.failed, tally.open, tally.passed) == (0, 2, SUMMARY_DEPTH + 1)


def test_52_a_lattice_of_summaries_stays_small(workshop):
    rests = []
    for level in range(SUMMARY_DEPTH):
        made = []
        for number in range(12):
            path = f"summary-{level}-{number}.dsse.json"
            said = summary(inputAttestations=rests, slsaVersion=f"1.{number}")
            workshop.deliver(path, KIND, said, "auditor")
            digest = hashlib.sha256(workshop.extra[path]).hexdigest()
            made.append({"uri": path, "digest": {"sha256": digest}})
        rests = made
    assert outcome(workshop) == ("pass", "")


def test_52_envelopes_in_envelopes_end_somewhere(workshop):
    content = json.dumps({**workshop.statements[0], "predicateType": KIND, "predicate": summary()})
    document = content.encode()
    for _ in range(20):
        document = workshop.envelope(document, IN_TOTO, ["auditor"])
    workshop.extra["summary.dsse.json"] = document
    workshop.write()
    evidence = read(workshop.delivery)
    assert any(d.id == "limit/nesting" for c in evidence.chapters for d in c.defects)


# -- simple results, and a real summary ------------------------------------------------------------


@pytest.mark.parametrize("signer", ["auditor", "release"])
def test_a_simple_result_needs_its_verifier_and_levels(workshop, signer):
    said = {
        "verifier": {"id": VERIFIER, "policies": []},
        "timeCreated": "2026-11-01T00:00:00Z",
        "properties": ["REVIEWED"],
    }
    workshop.policy[f'parameters."{RULE}"'] = {"levels": ["REVIEWED"]}
    kind = "https://in-toto.io/attestation/svr/v0.2"
    workshop.deliver("result.dsse.json", kind, said, signer)
    assert outcome(workshop)[0] == ("pass" if signer == "auditor" else "open")


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not here")
@pytest.mark.parametrize(
    ("verifier", "expected", "reason"),
    [
        (
            "https://bcid.corp.google.com/verifier/bcid_package_enforcer/v0.1",
            "open",
            "no subject is a delivered file",
        ),
        ("https://other.example", "fail", "speaks for the verifier https://other.example"),
    ],
)
def test_43_a_real_summary_with_its_real_key(verifier, expected, reason):
    from provenance.model.authority import Authority

    folder = CORPUS / "attestations" / "slsa-verifier" / "vsa" / "gce" / "v1"
    key = load_public_key((folder / "vsa_signing_public_key.pem").read_bytes())
    believed = Authority("google", key, ("verdict",), verifier=verifier)
    proof = verify(read(folder), TrustRoot((believed,)), "2026-11-22T12:00:00Z")
    (statement,) = proof.about("statement")
    assert statement.outcome == ("pass" if expected == "open" else "fail")
    (found,) = proof.about("summary")
    assert found.outcome == expected
    assert reason in found.reason
    assert isinstance(found.digest, Digest)

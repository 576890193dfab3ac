"""043: summaries that escape a step by being of another kind, or by being of one image of two."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from attack_answers import Answer, ours
from attack_delivery import Delivery
from attack_material import COMMIT, IN_TOTO, Plain, encode, sha256, statement_of

VSA = "https://slsa.dev/verification_summary/v1"
VERIFIER = "https://audit.example/v1"
RULE = "provenance/invalid-verification-summary"
SETTINGS = f'parameters."{RULE}"'
PRODUCT = "pkg:generic/gateway@1.0"


def summary(**more: Any) -> Plain:
    return {
        "verifier": {"id": VERIFIER},
        "timeVerified": "2026-11-01T00:00:00Z",
        "resourceUri": PRODUCT,
        "policy": {"uri": "https://audit.example/policy", "digest": {"sha256": "ab" * 32}},
        "verificationResult": "PASSED",
        "verifiedLevels": ["SLSA_BUILD_LEVEL_3"],
        **more,
    }


@pytest.fixture
def plan(tmp_path: Path) -> Delivery:
    made = Delivery(tmp_path)
    made.trust["auditor"] = {"roles": ["verdict"], "verifier": VERIFIER}
    made.policy["product"] = {"name": PRODUCT}
    return made


def answer(plan: Delivery, said: Plain, **subjects: Any) -> Answer:
    statement = statement_of(VSA, said, **(subjects or {"gateway__img": plan.image}))
    plan.extra["summary.dsse.json"] = plan.envelope(encode(statement), IN_TOTO, ["auditor"])
    plan.write()
    return ours(plan)


@pytest.mark.parametrize("more", [{}, {"sha256": "0" * 64}])
def test_43_a_commit_that_nobody_built_is_no_delivered_file(plan: Delivery, more: Plain) -> None:
    found = answer(plan, summary(), gateway={"gitCommit": "c" * 40, **more})
    assert found.verdict == "INCONCLUSIVE"
    assert not found.lacks(f"{RULE} open", "no subject is a ")


def test_43_twin_a_commit_that_a_build_names(plan: Delivery) -> None:
    said = summary(resourceUri="https://git.acme.example/gateway")
    plan.policy["expect"] = {
        "sources": ["https://git.acme.example/", "https://downloads.zlib.example/"]
    }
    found = answer(plan, said, gateway={"gitCommit": COMMIT})
    assert not found.lacks(
        "summary summary.dsse.json note: signed for its verifier, about a commit"
    )
    assert f"{RULE} open" not in " ".join(found.said)


@pytest.mark.parametrize(("level", "expected"), [(1, "FAILED"), (3, "PASSED")])
def test_43_a_level_of_the_source_track_hides_none_of_the_build(
    plan: Delivery, level: int, expected: str
) -> None:
    plan.policy[SETTINGS] = {"levels": ["SLSA_BUILD_LEVEL_3"]}
    levels = [f"SLSA_BUILD_LEVEL_{level}", "SLSA_SOURCE_LEVEL_3"]
    assert answer(plan, summary(verifiedLevels=levels)).verdict == expected


@pytest.mark.parametrize("number", [1, 2])
def test_43_69_summaries_are_expected_of_every_image(plan: Delivery, number: int) -> None:
    second = b"\x7fELF" + bytes(range(256)) * 4
    plan.described("second.img", second)
    plan.statements.append(plan.provenance("second.img", second, "2"))
    plan.policy["expect"] = {"evidence": ["summary"]}
    subjects = {"gateway__img": plan.image, "second__img": second}
    found = answer(plan, summary(), **dict(list(subjects.items())[:number]))
    assert found.verdict == ("PASSED" if number == 2 else "INCONCLUSIVE")
    assert number == 2 or not found.lacks(f"{RULE} open: no summary is about an image: second.img")


@pytest.mark.parametrize("said", [{}, summary(policy={})])
def test_43_a_summary_that_says_nothing_is_malformed(plan: Delivery, said: Plain) -> None:
    found = answer(plan, said)
    assert found.verdict == "FAILED"
    assert not found.lacks("provenance/malformed-statement fail", "statement/missing-field")


@pytest.mark.parametrize(("accepted", "expected"), [(False, "INCONCLUSIVE"), (True, "PASSED")])
def test_43_what_a_summary_rests_on_may_be_left_to_its_verifier(
    plan: Delivery, accepted: bool, expected: str
) -> None:
    plan.policy[SETTINGS] = {"accept-undelivered": accepted}
    inputs = [{"uri": "https://ci.acme.example/run/1.json", "digest": {"sha256": "d" * 64}}]
    found = answer(plan, summary(inputAttestations=inputs))
    assert found.verdict == expected
    assert not found.lacks("it rests on attestations that were not delivered")


def test_43_other_bytes_under_the_name_of_an_input_are_never_accepted(plan: Delivery) -> None:
    plan.policy[SETTINGS] = {"accept-undelivered": True}
    inputs = [{"uri": "https://acme.example/sbom.cdx.json", "digest": {"sha256": "d" * 64}}]
    assert answer(plan, summary(inputAttestations=inputs)).verdict == "FAILED"
    inputs[0].pop("digest")
    assert not answer(plan, summary(inputAttestations=inputs)).lacks("input-without-digest")


@pytest.mark.parametrize(("value", "expected"), [("0" * 128, "INCONCLUSIVE"), ("", "PASSED")])
def test_19_an_input_has_every_digest_that_is_stated(
    plan: Delivery, value: str, expected: str
) -> None:
    digests = {"sha256": sha256(plan.image)} | ({"sha512": value} if value else {})
    found = answer(plan, summary(inputAttestations=[{"uri": "x:input", "digest": digests}]))
    assert found.verdict == expected


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, "PASSED"),
        ({"resources": ["pkg:generic/gateway@1.*"]}, "PASSED"),
        ({"resources": ["pkg:generic/other"]}, "FAILED"),
    ],
)
def test_43_resources_are_no_packages_of_builds(
    plan: Delivery, settings: Plain, expected: str
) -> None:
    plan.policy[SETTINGS] = settings
    assert answer(plan, summary()).verdict == expected


@pytest.mark.parametrize(
    ("digest", "outcome"),
    [({"gce_image_id": "8970095005306000053"}, "open"), ({"md5": "0" * 32}, "fail")],
)
def test_18_a_digest_that_nobody_here_knows_is_not_a_weak_one(
    plan: Delivery, digest: Plain, outcome: str
) -> None:
    """Summaries of virtual machines name them by their id alone."""
    found = answer(plan, summary(), _=digest)
    assert not found.lacks(f"provenance/malformed-statement {outcome}: ", f"{RULE} open")

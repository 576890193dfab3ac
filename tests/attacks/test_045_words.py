"""Words that answer a question without anybody standing behind them, or without any substance."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest
from attack_answers import Answer, ours
from attack_delivery import Delivery, digests
from attack_material import EVIL, IN_TOTO, Plain, encode, sha256, statement_of

IN_TOTO_TYPES = "https://in-toto.io/attestation"
RELEASE = f"{IN_TOTO_TYPES}/release/v0.1"
TEST = f"{IN_TOTO_TYPES}/test-result/v0.1"
SCAI = f"{IN_TOTO_TYPES}/scai/v0.3"


@pytest.fixture
def plan(tmp_path: Path) -> Delivery:
    made = Delivery(tmp_path)
    made.by_statement()
    made.trust["vendor"] = {"roles": ["claim", "test"]}
    made.trust["lab"] = {"roles": ["test"]}
    return made


def say(plan: Delivery, name: str, kind: str, said: Any, *signers: str, about: Any = None) -> None:
    statement = statement_of(kind, said, gateway__img=about or plan.image)
    plan.extra[f"{name}.dsse.json"] = plan.envelope(encode(statement), IN_TOTO, list(signers))


def answer(plan: Delivery) -> Answer:
    plan.write()
    return ours(plan)


# -- of which package files are ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("purl", "signers", "about", "expected"),
    [
        ("pkg:generic/gateway@2.4", ["vendor"], None, "PASSED"),
        ("pkg:generic/gateway@2.4", [], None, "INCONCLUSIVE"),
        ("pkg:generic/gateway@2.4", ["stranger"], None, "INCONCLUSIVE"),
        ("pkg:generic/gateway@2.4", ["vendor"], EVIL, "INCONCLUSIVE"),
        ("pkg:generic/router@2.4", ["vendor"], None, "FAILED"),
        ("pkg:generic/router@2.4", [], None, "INCONCLUSIVE"),
    ],
)
def test_10_42_a_release_names_the_package_of_its_own_bytes(
    plan: Delivery, purl: str, signers: list[str], about: bytes | None, expected: str
) -> None:
    plan.policy["expect"] = {"packages": ["pkg:generic/gateway"]}
    plan.rule("artifact/digest-mismatch", "off")
    say(plan, "release", RELEASE, {"purl": purl}, *signers, about=about)
    assert answer(plan).verdict == expected


def test_42_the_release_that_is_of_another_package_is_shown(plan: Delivery) -> None:
    plan.policy["expect"] = {"packages": ["pkg:generic/gateway"]}
    say(plan, "release", RELEASE, {"purl": "pkg:generic/router@2.4"}, "vendor")
    plan.write()
    verdict = plan.audit()
    found = next(f for f in verdict.findings if f.message == "nobody expects this package")
    paths = {origin.path for row in found.subjects for origin in row.origins}
    assert paths == {"provenance-0.dsse.json!payload", "release.dsse.json!payload"}


@pytest.mark.parametrize(("uri", "expected"), [("pkg:npm/a", "FAILED"), (None, "PASSED")])
def test_42_a_parameter_that_is_stated_twice(
    plan: Delivery, uri: str | None, expected: str
) -> None:
    """SLSA v0.2 has two places for what an outsider chose; one must not hide the other."""
    statement = plan.statements[0]
    said = statement["predicate"]
    statement["predicateType"] = "https://slsa.dev/provenance/v0.2"
    parameters = {} if uri is None else {"configSource": {"uri": "git+https://git.acme.example/a"}}
    source = {"uri": uri or "git+https://git.acme.example/a"}
    definition, details = said["buildDefinition"], said["runDetails"]
    statement["predicate"] = {
        "builder": details["builder"],
        "buildType": definition["buildType"],
        "invocation": {"configSource": source, "parameters": parameters},
        "metadata": {"buildInvocationId": "1", "buildStartedOn": details["metadata"]["startedOn"]},
        "materials": [
            {"uri": one["uri"], "digest": one["digest"]}
            for one in definition["resolvedDependencies"]
        ],
    }
    plan.policy["expect.parameters"] = {"configSource.uri": "git+https://git.acme.example/a"}
    found = answer(plan)
    assert found.verdict == expected
    assert uri is None or not found.lacks("a parameter is stated twice")


# -- tests ---------------------------------------------------------------------------------------


def result(word: str, *failed: str) -> Plain:
    configuration = [{"name": "tests.yml", "digest": {"sha256": "a" * 64}}]
    said = {"result": word, "configuration": configuration, "passedTests": ["boot"]}
    return {**said, "failedTests": list(failed)} if failed else said


@pytest.mark.parametrize(
    ("other", "signer", "expected"),
    [
        (result("PASSED"), "lab", "PASSED"),
        (result("FAILED"), "lab", "FAILED"),
        (result("WARNED", "boot"), "lab", "FAILED"),
        (result("FAILED"), "stranger", "PASSED"),
    ],
)
def test_45_a_believed_failure_is_heard_beside_a_pass(
    plan: Delivery, other: Plain, signer: str, expected: str
) -> None:
    plan.rule("process/missing-test-evidence")
    say(plan, "one", TEST, result("PASSED"), "vendor")
    say(plan, "two", TEST, other, signer)
    assert answer(plan).verdict == expected


# -- claims --------------------------------------------------------------------------------------

REPORT = b"what was tested, and how it came out\n"


@pytest.mark.parametrize(
    ("content", "outcome"),
    [(REPORT, ""), (b"", "fail: its evidence is empty")],
)
def test_a_claim_is_backed_by_something(plan: Delivery, content: bytes, outcome: str) -> None:
    plan.policy["product"] = {"other": ["evidence/**"]}
    plan.extra["evidence/report.txt"] = content
    evidence = {"name": "evidence/report.txt", "digest": digests(content)}
    said = {"attributes": [{"attribute": "WAS_PENTESTED", "evidence": evidence}]}
    say(plan, "claim", SCAI, said, "vendor")
    found = [line for line in answer(plan).said if "process/unbacked-claim" in line]
    assert bool(found) == bool(outcome)
    assert all(outcome in line for line in found)


def test_a_claim_is_not_backed_by_what_it_is_about(plan: Delivery) -> None:
    evidence = {"name": "gateway.img", "digest": digests(plan.image)}
    say(
        plan,
        "claim",
        SCAI,
        {"attributes": [{"attribute": "HAS_X", "evidence": evidence}]},
        "vendor",
    )
    assert not answer(plan).lacks("process/unbacked-claim open: its evidence is what it is about")


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ({"sha256": sha256(REPORT)}, ""),
        ({"sha512": "0" * 128}, "sha512"),
        ({"sha256": sha256(REPORT), "md5": "0" * 32}, "md5"),
    ],
)
def test_19_evidence_in_the_document_has_every_stated_digest(
    plan: Delivery, stated: Plain, expected: str
) -> None:
    content = base64.b64encode(REPORT).decode()
    evidence = {"name": "report", "content": content, "digest": stated}
    say(
        plan,
        "claim",
        SCAI,
        {"attributes": [{"attribute": "HAS_X", "evidence": evidence}]},
        "vendor",
    )
    lacking = answer(plan).lacks(f"contradicting-content: has another {expected}")
    assert bool(lacking) == (not expected)


# -- time ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("year", ["0001-01-01", "9999-12-31"])
def test_45_the_ends_of_the_calendar(plan: Delivery, year: str) -> None:
    plan.sbom["metadata"]["timestamp"] = f"{year}T23:59:59Z"
    plan.rule("provenance/impossible-chronology")
    assert not answer(plan).lacks("provenance/impossible-chronology fail")

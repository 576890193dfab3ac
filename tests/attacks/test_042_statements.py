"""042, 067, 001: whoever may say one thing says another, and is not believed for it."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
from attack_material import EVIL, IN_TOTO, PLATFORM, Workshop, complaints, encode, statement_of

UNTRUSTED = "provenance/untrusted-platform"
UNSIGNED = "sbom/unsigned-sbom"
BOM = "https://cyclonedx.org/bom"


def _of_another_platform(workshop: Workshop) -> bytes:
    other = workshop.provenance("gateway.img", workshop.images["gateway.img"], "7")
    other["predicate"]["runDetails"]["builder"]["id"] = "https://evil.example/"
    return encode(other)


@pytest.mark.parametrize("named", [True, False])
def test_042_a_platform_names_an_unsigned_statement_of_another_as_its_subject(
    named: bool, tmp_path: Path
) -> None:
    workshop = Workshop(tmp_path)
    payload = _of_another_platform(workshop)
    workshop.extra["other.json"] = workshop.envelope(payload, IN_TOTO, [])
    if named:
        workshop.statements.append(workshop.provenance("other", payload, "9"))
    verdict = workshop.audit()
    assert verdict.verdict == "INCONCLUSIVE"
    found = complaints(verdict, UNTRUSTED)
    assert found == [("build of gateway.img (other.json!payload)", "open")]


def test_042_a_platform_signs_for_another(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    payload = _of_another_platform(workshop)
    workshop.extra["other.json"] = workshop.envelope(payload, IN_TOTO, ["build"])
    verdict = workshop.audit()
    assert complaints(verdict, UNTRUSTED) == [("build of gateway.img (other.json!payload)", "fail")]


def test_042_two_platforms_that_may_both_speak(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    payload = _of_another_platform(workshop)
    workshop.trust["other"] = {"roles": ["provenance"], "platform": "https://evil.example/"}
    workshop.extra["other.json"] = workshop.envelope(payload, IN_TOTO, ["other"])
    assert workshop.audit().verdict == "PASSED"


def test_042_no_platform_is_expected(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    workshop.policy["expect"] = {"platforms": []}
    assert workshop.audit().verdict == "FAILED"


@pytest.mark.parametrize("version", ["v99", "v0.3", "v1x"])
def test_042_a_version_that_nobody_reads_says_nothing_of_a_build(
    version: str, tmp_path: Path
) -> None:
    """It would name the image, and neither platform, parameters nor inputs could be judged."""
    workshop = Workshop(tmp_path)
    workshop.trust["build"].pop("platform")
    workshop.policy["expect"] = {"platforms": [PLATFORM]}
    workshop.images["radio.img"] = EVIL
    workshop.describe_image("radio", EVIL)
    statement = workshop.provenance("radio.img", EVIL, "2")
    statement["predicateType"] = f"https://slsa.dev/provenance/{version}"
    workshop.statements.append(statement)
    verdict = workshop.audit()
    assert verdict.verdict != "PASSED"
    found = complaints(verdict, "provenance/missing-provenance")
    assert found == [("radio.img", "open")]
    statement["predicateType"] = "https://slsa.dev/provenance/v1"
    assert workshop.audit().verdict == "PASSED"


def test_067_a_bill_of_materials_is_the_subject_of_another_that_is_signed(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    workshop.trust["lists"] = {"roles": ["manifest"]}
    workshop.signers["manifest"] = ["lists"]
    workshop.signers["image"] = ["release"]
    other = copy.deepcopy(workshop.sbom)
    other["serialNumber"] = "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b80"
    workshop.extra["other.cdx.json"] = encode(other)
    image = workshop.images["gateway.img"]
    subjects = {"gateway__img": image, "other__cdx__json": encode(other)}
    statement = encode(statement_of(BOM, workshop.sbom, **subjects))
    workshop.extra["bom.json"] = workshop.envelope(statement, IN_TOTO, ["release"])
    verdict = workshop.audit()
    assert verdict.verdict == "INCONCLUSIVE"
    assert complaints(verdict, UNSIGNED) == [("other.cdx.json", "open")]
    workshop.extra["other.cdx.json.sig"] = workshop.key("release").sign(encode(other))
    assert workshop.audit().verdict == "PASSED"


@pytest.mark.parametrize(
    ("payload_type", "passes"),
    [
        ("application/vnd.cyclonedx+json", True),
        ("application/vnd.cyclonedx+json; version=1.6", True),
        ("application/json", True),
        ("text/plain", False),
        ("application/octet-stream", False),
        (IN_TOTO, False),
    ],
)
def test_001_a_bill_of_materials_under_another_payload_type(
    payload_type: str, passes: bool, tmp_path: Path
) -> None:
    workshop = Workshop(tmp_path)
    workshop.parts -= {"sbom", "manifest"}
    payload = encode(workshop.sbom)
    workshop.extra["bom.json"] = workshop.envelope(payload, payload_type, ["release"])
    verdict = workshop.audit()
    assert (verdict.verdict == "PASSED") is passes
    assert bool(complaints(verdict, UNSIGNED)) is not passes


def test_001_provenance_under_another_payload_type(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    payload = encode(workshop.statements[0])
    workshop.parts -= {"statement", "layout"}
    workshop.extra["p.json"] = workshop.envelope(payload, "text/plain", ["build"])
    verdict = workshop.audit()
    assert verdict.verdict == "FAILED"
    assert [outcome for _, outcome in complaints(verdict, UNTRUSTED)] == ["fail"]


def test_045_a_bare_link_is_no_provenance(tmp_path: Path) -> None:
    """Without a layout nobody says that this was the last step; leaving it out must not help."""
    workshop = Workshop(tmp_path)
    workshop.extra["assemble.link"] = workshop.envelope(
        encode(workshop.links[0]), IN_TOTO, ["build"]
    )
    workshop.parts -= {"statement", "layout"}
    verdict = workshop.audit()
    assert verdict.verdict == "INCONCLUSIVE"
    found = complaints(verdict, "provenance/missing-provenance")
    assert found == [("gateway.img", "open")]


@pytest.mark.parametrize("alone", [True, False])
def test_043_a_verification_summary_is_no_provenance(alone: bool, tmp_path: Path) -> None:
    """Our own answer of last time, delivered back, does not answer for the builds."""
    workshop = Workshop(tmp_path)
    image = workshop.images["gateway.img"]
    summary = {
        "verifier": {"id": "https://audit.example/procurement"},
        "timeVerified": "2026-11-01T00:00:00Z",
        "resourceUri": "acme/gateway",
        "policy": {"uri": "https://audit.example/policy"},
        "verificationResult": "PASSED",
        "verifiedLevels": ["SLSA_BUILD_LEVEL_3"],
    }
    kind = "https://slsa.dev/verification_summary/v1"
    payload = encode(statement_of(kind, summary, gateway__img=image))
    workshop.trust["auditor"] = {"roles": ["*"], "verifier": summary["verifier"]["id"]}
    workshop.policy["product"] = {"name": "acme/gateway"}
    workshop.extra["vsa.json"] = workshop.envelope(payload, IN_TOTO, ["auditor"])
    if not alone:
        assert workshop.audit().verdict == "PASSED"
        return
    workshop.parts -= {"statement", "layout"}
    verdict = workshop.audit()
    assert verdict.verdict == "INCONCLUSIVE"
    assert verdict.coverage.bytes.n == 0
    assert complaints(verdict, "provenance/missing-provenance") == [("gateway.img", "open")]


@pytest.mark.parametrize("role", ["step:*", "layout", "image", "sbom", "manifest"])
def test_067_other_roles_do_not_speak_for_provenance(role: str, tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    workshop.parts -= {"layout"}
    workshop.trust["build"] = {"roles": [role]}
    verdict = workshop.audit()
    assert verdict.verdict != "PASSED"
    assert [outcome for _, outcome in complaints(verdict, UNTRUSTED)] == ["fail"]


def test_067_a_key_that_a_layout_grants_signs_everything_else(tmp_path: Path) -> None:
    """`build` is in no trust root here: the layout of `release` lets it do a step."""
    workshop = Workshop(tmp_path / "innocent")
    del workshop.trust["build"]
    workshop.parts -= {"statement"}
    assert workshop.audit().verdict == "PASSED"
    for number, change in enumerate(("image", "sbom", "manifest", "layout", "statement")):
        hostile = Workshop(tmp_path / f"hostile-{number}")
        del hostile.trust["build"]
        hostile.signers[change] = ["build"]
        hostile.parts -= set() if change == "statement" else {"statement"}
        if change in ("image", "sbom"):
            hostile.parts -= {"manifest"}  # it would speak for both
        assert hostile.audit().verdict != "PASSED", change

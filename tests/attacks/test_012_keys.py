"""012, 013, 014, 051: keys that look like more than they are, and policies that say too much."""

from __future__ import annotations

from pathlib import Path

import pytest
from attack_material import Plain, Workshop, complaints, sha256

from provenance.errors import ConfigurationError, UsageError
from provenance.judgment import audit

UNSIGNED = "signature/unsigned-image"


def _two_signers(folder: Path, *signers: str) -> Workshop:
    """Two keys have to stand behind the image, by way of the manifest."""
    workshop = Workshop(folder)
    workshop.thresholds["image"] = 2
    workshop.trust["second"] = {"roles": ["image", "manifest"]}
    workshop.signers["manifest"] = list(signers)
    return workshop


def test_013_two_keys_sign_the_manifest_and_one_the_image_too(tmp_path: Path) -> None:
    assert _two_signers(tmp_path, "release", "second").audit().verdict == "PASSED"


@pytest.mark.parametrize("again", ["release#2", "build", "stranger"])
def test_012_one_key_signs_twice_or_another_helps_who_may_not(again: str, tmp_path: Path) -> None:
    verdict = _two_signers(tmp_path, "release", again).audit()
    assert verdict.verdict != "PASSED"
    assert complaints(verdict, UNSIGNED) == [("gateway.img", "open")]


def test_012_one_key_under_two_names_of_the_trust_root(tmp_path: Path) -> None:
    workshop = _two_signers(tmp_path, "release", "second")
    workshop._keys["second"] = workshop.key("release")
    with pytest.raises(ConfigurationError, match="1 distinct signer"):
        workshop.audit()


@pytest.mark.parametrize(
    ("narrowing", "passes"),
    [
        ({"products": ["acme/gateway"]}, True),
        ({"products": ["acme/gateway-evil"]}, False),
        ({"until": "2026-11-21"}, False),
        ({"until": "2026-11-22"}, True),
        ({"from": "2026-11-23"}, False),
        ({"from": "2026-11-22"}, True),
    ],
)
def test_014_a_key_is_narrowed(narrowing: Plain, passes: bool, tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    workshop.policy["product"] = {"name": "acme/gateway"}
    workshop.trust["release"].update(narrowing)
    assert (workshop.audit().verdict == "PASSED") is passes


def _waived(folder: Path, subject: str, until: str = "2026-12-31") -> Workshop:
    workshop = Workshop(folder)
    workshop.signers["image"] = []
    workshop.parts -= {"manifest"}
    workshop.policy["[waiver]"] = {
        "rule": UNSIGNED,
        "subject": subject,
        "owner": "psirt@acme.example",
        "reason": "agreed",
        "until": until,
    }
    return workshop


@pytest.mark.parametrize(("until", "passes"), [("2026-11-21", False), ("2026-11-22", True)])
def test_051_a_waiver_lives_to_the_end_of_its_last_day(
    until: str, passes: bool, tmp_path: Path
) -> None:
    image = Workshop(tmp_path / "x").images["gateway.img"]
    verdict = _waived(tmp_path, f"sha256:{sha256(image)}", until).audit()
    assert (verdict.verdict == "PASSED") is passes
    assert complaints(verdict, UNSIGNED) == [("gateway.img", "open")]


def test_051_a_waiver_for_other_bytes(tmp_path: Path) -> None:
    verdict = _waived(tmp_path, f"sha256:{sha256('other')}").audit()
    assert verdict.verdict == "INCONCLUSIVE"
    assert len(verdict.unused_waivers) == 1


@pytest.mark.parametrize("value", [sha256(""), "0" * 64])
def test_051_a_waiver_for_nothing_would_be_one_for_whatever_says_so(
    value: str, tmp_path: Path
) -> None:
    with pytest.raises(ConfigurationError, match="digest of nothing"):
        _waived(tmp_path, f"sha256:{value}").audit()


def test_051_a_policy_inside_the_delivery_is_just_a_file(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    workshop.extra["policy.toml"] = b'name = "mine"\n[product]\nimages = []\n'
    workshop.extra["trust.toml"] = b""
    verdict = workshop.audit()
    assert verdict.verdict == "INCONCLUSIVE"
    paths = [subject.path for subject in verdict.subjects]
    assert paths == ["gateway.img", "policy.toml", "trust.toml"]


@pytest.mark.parametrize("at", ["2026-11-22T12:00:00", "2026-11-22 12", "", "now"])
def test_032_a_time_that_two_people_would_read_differently(at: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        audit(tmp_path, at=at)

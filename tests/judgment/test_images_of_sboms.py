"""Which images are held responsible for a bill of materials that is about none of them."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

import provenance  # noqa: E402
from provenance.model.verdict import Verdict  # noqa: E402
from samples.workshop import AT, Workshop, sha256  # noqa: E402

PRIMARY = "sbom/wrong-primary-component"


def two_images(folder: Path) -> Workshop:
    workshop = Workshop(folder)
    workshop.images["boot.img"] = b"boot"
    workshop.statements.append(workshop.provenance("boot.img", b"boot", run="2"))
    workshop.sbom["metadata"]["component"]["hashes"][0]["content"] = sha256("something else")
    return workshop


def concerned(verdict: Verdict) -> tuple[str, ...]:
    (finding,) = [finding for finding in verdict.findings if finding.rule == PRIMARY]
    return finding.images


@pytest.mark.parametrize(
    "name", ["gateway", "GATEWAY", "gateway.img", "./gateway.img", "out\\gateway.img"]
)
def test_it_is_the_one_that_the_root_names(tmp_path: Path, name: str) -> None:
    workshop = two_images(tmp_path)
    root = workshop.sbom["metadata"]["component"]
    root["name"] = name
    del root["purl"]
    names_it = not name.startswith("out")
    expected = ("gateway.img",) if names_it else ("boot.img", "gateway.img")
    assert concerned(workshop.audit()) == expected


@pytest.mark.parametrize(
    "purl", ["pkg:generic/acme/gateway@1.0", "pkg:generic/x@1.0?file_name=gateway.img"]
)
def test_a_purl_names_it_too(tmp_path: Path, purl: str) -> None:
    workshop = two_images(tmp_path)
    workshop.sbom["metadata"]["component"].update(name="Acme Firmware", purl=purl)
    assert concerned(workshop.audit()) == ("gateway.img",)


def test_a_file_may_be_called_by_name_and_version(tmp_path: Path) -> None:
    workshop = two_images(tmp_path)
    workshop.images["gateway-1.0.bin"] = b"renamed"
    assert concerned(workshop.audit()) == ("gateway-1.0.bin", "gateway.img")


def test_where_it_names_none_it_is_those_that_no_other_is_about(tmp_path: Path) -> None:
    workshop = two_images(tmp_path)
    workshop.sbom["metadata"]["component"].update(name="router", purl="pkg:generic/router@1.0")
    assert concerned(workshop.audit()) == ("boot.img", "gateway.img")
    other = Workshop(tmp_path / "other").bill_of_materials(workshop.images["gateway.img"])
    workshop.extra["gateway.cdx.json"] = json.dumps(other).encode()
    assert concerned(workshop.audit()) == ("boot.img",)


def test_the_other_image_has_what_its_own_evidence_shows() -> None:
    verdict = provenance.audit(
        ROOT / "samples" / "deliveries" / "gateway-2.4.1-tampered",
        policy=ROOT / "samples" / "gateway.policy.toml",
        trust=provenance.load_trust(ROOT / "samples" / "trust.toml"),
        at=AT,
    )
    answers = {subject.path: subject.verdict for subject in verdict.subjects}
    assert answers == {"bootloader.bin": "PASSED", "gateway.img": "FAILED"}
    assert verdict.verdict == "FAILED"

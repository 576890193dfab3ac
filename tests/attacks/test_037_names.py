"""037, 071: a name accuses, however it is spelled; only a digest acquits."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from attack_material import EVIL, Workshop, complaints

from provenance.intake import read
from provenance.trust.load import load_trust
from provenance.verification import verify

MISMATCH = "artifact/digest-mismatch"
SPELLINGS = ["gatéway.img", "./gatéway.img", ".//gatéway.img", "out\\gatéway.img", "a//gatéway.img"]


def _named(folder: Path, stated: str, *, tampered: bool) -> Workshop:
    """A delivery whose statement spells the name of its image like this."""
    workshop = Workshop(folder)
    image = workshop.images.pop("gateway.img")
    workshop.images["gatéway.img"] = image + b"!" if tampered else image
    workshop.statements = [workshop.provenance(stated, image)]
    workshop.sbom = workshop.bill_of_materials(workshop.images["gatéway.img"])
    workshop.parts -= {"layout", "manifest"}
    return workshop


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_071_a_tampered_image_is_accused_by_its_name(
    spelling: str, form: str, tmp_path: Path
) -> None:
    stated = unicodedata.normalize(form, spelling)  # type: ignore[arg-type]
    workshop = _named(tmp_path / "hostile", stated, tampered=True)
    verdict = workshop.audit()
    assert complaints(verdict, MISMATCH) == [("gatéway.img", "fail")]
    proof = verify(read(workshop.delivery), load_trust(tmp_path / "hostile/trust.toml"), verdict.at)
    assert proof.outcome == "fail"
    assert _named(tmp_path / "innocent", stated, tampered=False).audit().verdict == "PASSED"


def test_037_the_right_name_with_the_digest_of_another_file(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path / "hostile")
    workshop.statements = [workshop.provenance("gateway.img", EVIL)]
    workshop.parts -= {"layout"}
    verdict = workshop.audit()
    assert verdict.verdict == "FAILED"
    assert complaints(verdict, "provenance/missing-provenance") == [("gateway.img", "fail")]


def test_037_the_right_digest_under_another_name(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    workshop.statements = [workshop.provenance("build/out.bin", workshop.images["gateway.img"])]
    workshop.parts -= {"layout"}
    assert workshop.audit().verdict == "PASSED"


def test_036_only_a_later_subject_is_about_the_image(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path / "hostile")
    image = workshop.images["gateway.img"]
    first = workshop.provenance("gateway.map", b"map")
    first["subject"].append({"name": "gateway.img", "digest": {"sha256": "00" * 31 + "01"}})
    workshop.statements, workshop.parts = [first], workshop.parts - {"layout"}
    verdict = workshop.audit()
    assert complaints(verdict, MISMATCH) == [("gateway.img", "fail")]
    twin = Workshop(tmp_path / "innocent")
    twin.statements = [twin.provenance("gateway.map", b"map")]
    twin.statements[0]["subject"] += twin.provenance("gateway.img", image)["subject"]
    twin.parts -= {"layout"}
    assert twin.audit().verdict == "PASSED"


@pytest.mark.parametrize(
    "digest",
    [
        {"md5": "ab" * 16},
        {"sha1": "ab" * 20},
        {"gitCommit": "ab" * 20},
        {"gitBlob": "ab" * 20},
        {"sha256": ""},
        {},
    ],
)
def test_018_a_subject_that_nothing_identifies(digest: dict[str, str], tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    statement = workshop.provenance("gateway.img", workshop.images["gateway.img"])
    statement["subject"][0]["digest"] = digest
    workshop.statements, workshop.parts = [statement], workshop.parts - {"layout"}
    assert workshop.audit().verdict in ("FAILED", "INCONCLUSIVE")


def test_036_no_subject_at_all(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    workshop.statements[0]["subject"] = []
    workshop.parts -= {"layout"}
    assert workshop.audit().verdict == "FAILED"

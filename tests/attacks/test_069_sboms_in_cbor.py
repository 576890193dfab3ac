"""069: an image is called an SBOM in CBOR, or an SBOM is put into an image so that it is none."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from attack_material import EVIL, Workshop, complaints

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "readers" / "sbom"))
from swid_material import coswid, pe, tag, uswid

from provenance.intake import read

VACUOUS = "process/vacuous-audit"
PROVENANCE = "provenance/missing-provenance"


def test_069_a_program_inside_a_coswid(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path / "hostile")
    workshop.extra["sbom.coswid"] = coswid(tag(i700=EVIL * 8))
    assert ("sbom.coswid", "open") in complaints(workshop.audit(), VACUOUS)
    twin = Workshop(tmp_path / "innocent")
    twin.extra["sbom.coswid"] = coswid(tag(i700="a note", i5={43: "none", 99: bytes(32)}))
    assert complaints(twin.audit(), VACUOUS) == []


@pytest.mark.parametrize("size", [70_000, 73_000, 74_000])
def test_069_a_program_inside_a_coswid_behind_a_header(tmp_path: Path, size: int) -> None:
    """Whatever the length is that stands in the header: 73,000 makes it no CBOR."""
    workshop = Workshop(tmp_path)
    program = EVIL.ljust(size, b"\1")
    workshop.extra["sbom.uswid"] = uswid(coswid(tag(i700=program)))
    assert ("sbom.uswid", "open") in complaints(workshop.audit(), VACUOUS)


def test_069_bytes_behind_a_coswid(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    workshop.extra["sbom.coswid"] = coswid(tag()) + EVIL
    found = [label.partition("!")[0] for label, _ in complaints(workshop.audit(), VACUOUS)]
    assert "sbom.coswid" in found


def test_069_an_image_with_an_sbom_inside_is_asked_for_its_provenance(tmp_path: Path) -> None:
    images = {
        "radio.bin": EVIL + uswid(coswid(tag())),
        "boot.efi": pe((b".text", EVIL), (b".sbom", coswid(tag()))),
    }
    for name, content in images.items():
        workshop = Workshop(tmp_path / name)
        workshop.extra[name] = content
        verdict = workshop.audit()
        assert verdict.verdict != "PASSED"
        assert (name, "open") in complaints(verdict, PROVENANCE)


def test_069_the_sbom_inside_an_image_needs_a_signer_of_its_own(tmp_path: Path) -> None:
    """Whoever may sign images does not thereby vouch for bills of materials."""
    workshop = Workshop(tmp_path)
    workshop.images["gateway.img"] = EVIL + uswid(coswid(tag()))
    workshop.trust["release"] = {"roles": ["layout", "image", "manifest"]}
    found = complaints(workshop.audit(), "sbom/unsigned-sbom")
    assert any("gateway.img!" in label for label, _ in found)


def test_069_an_image_is_one_image_however_many_sboms_it_holds(tmp_path: Path) -> None:
    content = EVIL + b"".join(uswid(coswid(tag(i0=str(n)))) for n in range(20))
    (tmp_path / "radio.bin").write_bytes(content)
    evidence = read(tmp_path)
    assert [artifact.path for artifact in evidence.unclaimed] == ["radio.bin"]


def test_069_the_supplier_is_told_where_something_was_lost(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    workshop.extra["sbom.coswid"] = coswid(tag(i13=5))
    asked = [request for request in workshop.audit().requests if "sbom.coswid" in str(request)]
    assert any("kept it from being read at /13: " in str(request) for request in asked)

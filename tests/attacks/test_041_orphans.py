"""041, 040, 045: what a layout lets through is not thereby made by anybody."""

from __future__ import annotations

from pathlib import Path

import pytest
from attack_material import AT, EVIL, IN_TOTO, Plain, Workshop, complaints, encode

from provenance.intake import read
from provenance.trust.load import load_trust
from provenance.verification import verify

MISSING = "provenance/missing-provenance"


def _one_step(folder: Path, materials: Plain, products: Plain) -> Workshop:
    """A layout whose one step may read and make everything."""
    workshop = Workshop(folder)
    workshop.parts -= {"statement"}
    step = workshop.layout["steps"][0]
    step["expected_materials"] = step["expected_products"] = [["ALLOW", "*"]]
    workshop.links = [workshop.link("assemble", materials, products)]
    return workshop


@pytest.mark.parametrize("inside", ["gateway.img", "prebuilt/gateway.img"])
def test_041_an_image_goes_in_and_comes_out_unchanged(inside: str, tmp_path: Path) -> None:
    image = Workshop(tmp_path / "x").images["gateway.img"]
    verdict = _one_step(tmp_path / "hostile", {inside: image}, {"gateway.img": image}).audit()
    assert verdict.verdict == "INCONCLUSIVE"
    assert complaints(verdict, MISSING) == [("gateway.img", "open")]
    assert verdict.coverage.bytes.n == 0
    twin = _one_step(tmp_path / "innocent", {"main.c": b"main"}, {"gateway.img": image})
    assert twin.audit().verdict == "PASSED"


def test_041_a_later_step_may_hand_on_what_an_earlier_one_made(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    image = workshop.images["gateway.img"]
    workshop.layout = workshop.plan("assemble", "test")
    workshop.layout["steps"][1]["expected_materials"] = [["ALLOW", "*"]]
    workshop.layout["steps"][1]["expected_products"] = [["ALLOW", "*"]]
    workshop.parts -= {"statement"}
    workshop.links.append(workshop.link("test", {"gateway.img": image}, {"gateway.img": image}))
    verdict = workshop.audit()
    assert complaints(verdict, MISSING) == []
    assert verdict.verdict == "PASSED"


def test_041_provenance_that_lists_the_image_as_its_own_input(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    workshop.parts -= {"layout"}
    statement = workshop.statements[0]
    inputs = statement["predicate"]["buildDefinition"]["resolvedDependencies"]
    uri = "https://git.acme.example/gateway.img"
    inputs.append({"uri": uri, "digest": statement["subject"][0]["digest"]})
    assert complaints(workshop.audit(), MISSING) == [("gateway.img", "open")]


def test_041_the_image_was_only_read(tmp_path: Path) -> None:
    image = Workshop(tmp_path / "x").images["gateway.img"]
    verdict = _one_step(tmp_path, {"gateway.img": image}, {"other.img": EVIL}).audit()
    assert complaints(verdict, MISSING) == [("gateway.img", "open")]


def test_045_links_of_the_release_before_are_replayed_beside_the_new_ones(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    workshop.parts -= {"statement"}
    workshop.links.append(workshop.link("assemble", {"main.c": "old"}, {"gateway.img": EVIL}))
    assert workshop.audit().verdict == "FAILED"


def test_045_an_older_layout_and_its_links_come_with_the_older_image(tmp_path: Path) -> None:
    """Each is signed and in time; the newer ones name the image, and say other bytes."""
    workshop = Workshop(tmp_path)
    workshop.parts -= {"statement"}
    older, link = workshop.plan("assemble"), workshop.link("assemble", {}, {"gateway.img": EVIL})
    older["readme"] = "release 0.9"
    keyid = workshop.keyid("build")[:8]
    for path, document in {"root.layout": older, f"assemble.{keyid}.link": link}.items():
        workshop.extra[f"old/{path}"] = workshop._in_toto(document, "layout")
    workshop.extra[f"old/assemble.{keyid}.link"] = workshop._in_toto(link, "link")
    workshop.images["gateway.img"] = EVIL
    workshop.sbom = workshop.bill_of_materials(EVIL)
    verdict = workshop.audit()
    assert verdict.verdict == "FAILED"
    assert ("gateway.img", "fail") in complaints(verdict, "artifact/digest-mismatch")


def test_040_a_step_that_is_missing_leaves_everything_open(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    workshop.layout = workshop.plan("assemble", "sign")
    workshop.parts -= {"statement"}
    verdict = workshop.audit()
    assert verdict.verdict == "INCONCLUSIVE"
    assert complaints(verdict, MISSING) == [("gateway.img", "open")]


@pytest.mark.parametrize(
    ("expires", "answer"),
    [
        ("2026-11-22T11:59:59Z", "FAILED"),
        ("2026-11-22T12:00:00Z", "FAILED"),
        ("2026-11-22T12:00:01Z", "PASSED"),
        ("2026-11-22T13:00:01+01:00", "PASSED"),
        ("2036-11-22T12:00:01", "FAILED"),
    ],
)
def test_032_a_layout_expires(expires: str, answer: str, tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    workshop.layout["expires"] = expires
    assert workshop.audit().verdict == answer


def test_045_an_image_is_one_of_several_states_and_nobody_says_which_is_last(
    tmp_path: Path,
) -> None:
    """Two links by strangers name the image; that it is one of both shows nothing."""
    workshop = Workshop(tmp_path)
    image = workshop.images["gateway.img"]
    workshop.parts = {"layout"}
    workshop.trust = {}
    workshop.links.append(workshop.link("sign", {"gateway.img": image}, {"gateway.img": EVIL}))
    assert complaints(workshop.audit(), "artifact/digest-mismatch") == [("gateway.img", "open")]
    twin = Workshop(tmp_path / "innocent")
    twin.parts, twin.trust = {"layout"}, {}
    assert complaints(twin.audit(), "artifact/digest-mismatch") == []


def test_045_provenance_that_a_broken_step_states_does_not_hold(tmp_path: Path) -> None:
    """The accuser is named, so that taking it away does not turn `open` into `pass`."""
    workshop = Workshop(tmp_path)
    workshop.parts -= {"statement"}
    workshop.links.append(workshop.link("assemble", {"main.c": "old"}, {"gateway.img": EVIL}))
    verdict = workshop.audit()
    (finding,) = [found for found in verdict.findings if found.rule == MISSING]
    paths = {o.path.partition("!")[0] for row in finding.subjects for o in row.origins}
    assert finding.outcome == "fail"
    assert {"links/assemble-0.link", "links/assemble-1.link"} <= paths


@pytest.mark.parametrize("both", [True, False])
def test_045_of_two_layouts_the_one_that_accuses_is_among_the_origins(
    both: bool, tmp_path: Path
) -> None:
    """The second says that a later step makes the image anew: taking it away takes the accuser."""
    workshop = Workshop(tmp_path)
    workshop.parts -= {"statement", "manifest", "sbom"}
    image = workshop.images["gateway.img"]
    workshop.links.append(workshop.link("strip", {"gateway.img": image}, {"gateway.img": EVIL}))
    if both:
        second = workshop.plan("assemble", "strip")
        second["steps"][1]["expected_materials"] = [["ALLOW", "*"]]
        second["steps"][1]["expected_products"] = [["ALLOW", "*"]]
        workshop.extra["second.layout"] = workshop.envelope(encode(second), IN_TOTO, ["release"])
    workshop.write()
    proof = verify(read(workshop.delivery), load_trust(workshop.folder / "trust.toml"), AT)
    (found,) = (one for one in proof.about("delivered") if one.subject == "gateway.img")
    assert found.outcome == ("fail" if both else "pass")
    assert ("second.layout!payload" in {origin.path for origin in found.origins}) == both

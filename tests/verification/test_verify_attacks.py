"""What the reference accepts and ours refuses or reports, both asked side by side.

The names say what an attacker does; each has a twin that passes, mostly `test_the_honest_delivery`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from workshop import (
    Bench,
    about,
    key,
    layout,
    link,
    metablock,
    notes,
    sha,
    step,
)

from provenance.verification.settling import leaves_tree

ALICE, BOB, OWNER = key("alice"), key("bob"), key("owner")
BUILD = step("build", [ALICE], ["DISALLOW *"], ["CREATE fw.bin", "DISALLOW *"])


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path / "delivery")


def _build(bench: Bench, products: dict[str, Any] | None = None, **plan: Any) -> None:
    bench.plan(layout([BUILD], [ALICE], **plan))
    bench.report(link("build", {}, products or {"fw.bin": "firmware"}), ALICE)


def test_the_honest_delivery(bench: Bench) -> None:
    _build(bench)
    bench.put("fw.bin", "firmware")
    assert bench.reference() is None
    proof = bench.ours()
    assert proof.outcome == "pass"
    assert [found.outcome for found in about(proof, "delivered", "fw.bin")] == ["pass"]


def test_038_a_link_of_another_step_is_renamed(bench: Bench) -> None:
    steps = [step("test", [ALICE]), step("sign", [ALICE], [], ["ALLOW *"])]
    bench.plan(layout(steps, [ALICE]))
    bench.report(link("test", {}, {"log": "fine"}), ALICE)
    bench.report(link("test", {}, {"log": "fine"}), ALICE, name=f"sign.{ALICE.id[:8]}.link")
    assert bench.reference() is None
    proof = bench.ours()
    assert proof.outcome == "open"
    (sign,) = about(proof, "step", "sign")
    assert sign.outcome == "open"
    assert "the link of step 'sign'" in sign.request


def test_012_one_key_under_two_ids_meets_a_threshold_of_two(bench: Bench) -> None:
    twice = layout([step("build", [ALICE], threshold=2)], [ALICE])
    other = "f" * 64
    twice["keys"][other] = {**ALICE.public, "keyid": other}
    twice["steps"][0]["pubkeys"].append(other)
    bench.plan(twice)
    bench.report(link("build", {}, {"fw.bin": "firmware"}), ALICE)
    relabelled = metablock(link("build", {}, {"fw.bin": "firmware"}), ALICE)
    relabelled["signatures"][0]["keyid"] = other
    bench.put(f"build.{other[:8]}.link", relabelled)
    assert bench.reference() is None
    proof = bench.ours()
    assert proof.outcome == "fail"
    (build,) = about(proof, "step", "build")
    assert "1 distinct keys" in build.reason
    assert any("counts as one functionary" in note for note in notes(proof, "step"))


def test_013_one_key_signs_twice(bench: Bench) -> None:
    plan = layout([step("build", [ALICE, BOB], threshold=2)], [ALICE, BOB])
    bench.plan(plan)
    report = link("build", {}, {"fw.bin": "firmware"})
    bench.report(report, ALICE)
    bench.put("again.link", metablock(report, ALICE, ALICE))
    proof = bench.ours()
    assert proof.outcome == "open"
    assert "1 of 2 links by distinct keys" in about(proof, "step", "build")[0].reason


def test_005_a_name_stands_twice_inside_the_signed_payload(bench: Bench) -> None:
    _build(bench)
    path = next(bench.folder.glob("build.*"))
    text = json.dumps(metablock(link("build", {}, {"fw.bin": "firmware"}), ALICE))
    honest = '"products": '
    path.write_text(text.replace(honest, f'"products": {{"evil.bin": {{}}}}, {honest}', 1))
    assert bench.reference() is None
    assert bench.ours().outcome != "pass"


@pytest.mark.parametrize(
    "digests",
    [{"md5": "0" * 32}, {"sha1": "0" * 40}, {"crc32": "00000000"}, {}],
    ids=["md5", "sha1", "crc32", "empty"],
)
def test_018_weak_or_empty_digest_sets_match(bench: Bench, digests: dict[str, str]) -> None:
    follow = step("pack", [ALICE], ["MATCH fw.bin WITH PRODUCTS FROM build", "DISALLOW *"])
    bench.plan(layout([step("build", [ALICE]), follow], [ALICE]))
    bench.report(link("build", {}, {"fw.bin": digests}), ALICE)
    bench.report(link("pack", {"fw.bin": digests}, {}), ALICE)
    assert bench.reference() is None
    proof = bench.ours()
    assert proof.outcome == "fail"
    (pack,) = about(proof, "step", "pack")
    expected = "alone does not show" if digests else "no usable digest"
    assert expected in pack.reason


def test_019_one_of_two_digests_contradicts(bench: Bench) -> None:
    follow = step("pack", [ALICE], ["MATCH fw.bin WITH PRODUCTS FROM build", "DISALLOW *"])
    bench.plan(layout([step("build", [ALICE]), follow], [ALICE]))
    good = {**sha("firmware"), "sha512": "a" * 128}
    bench.report(link("build", {}, {"fw.bin": good}), ALICE)
    bench.report(link("pack", {"fw.bin": {**good, "sha512": "b" * 128}}, {}), ALICE)
    assert bench.ours().outcome == "fail"


def test_039_a_functionary_sends_a_sublayout_with_an_inspection_of_its_own(bench: Bench) -> None:
    """The reference runs the command: here a harmless touch, in a folder made for this test."""
    trap = bench.folder / "executed"
    inspection = {
        "_type": "inspection",
        "name": "trap",
        "run": ["touch", str(trap)],
        "expected_materials": [],
        "expected_products": [],
    }
    bench.plan(layout([step("build", [ALICE])], [ALICE]))
    inner = layout([step("real", [ALICE])], [ALICE], inspect=[inspection])
    bench.put(f"build.{ALICE.id[:8]}.link", metablock(inner, ALICE))
    report = link("real", {}, {"fw.bin": "firmware"})
    bench.report(report, ALICE, name=f"build.{ALICE.id[:8]}/real.{ALICE.id[:8]}.link")

    proof = bench.ours()
    assert not trap.exists()
    assert any("never executed" in note for note in notes(proof, "inspection"))
    assert any("handed this step to the layout" in note for note in notes(proof, "step"))

    assert bench.reference() is None
    assert trap.exists()


def test_015_a_layout_without_steps(bench: Bench) -> None:
    bench.plan(layout([], []))
    assert bench.reference() is None
    proof = bench.ours()
    assert proof.outcome == "fail"
    assert "it would allow everything" in about(proof, "layout")[0].reason


@pytest.mark.parametrize("threshold", [0, -1, True, "1"])
def test_015_a_threshold_that_nobody_has_to_meet(bench: Bench, threshold: Any) -> None:
    bench.plan(layout([step("build", [ALICE], threshold=threshold)], [ALICE]))
    if threshold is not True:
        bench.report(link("build", {}, {"fw.bin": "firmware"}), ALICE)
    assert bench.ours().outcome != "pass"
    # Zero and less end the reference with StopIteration once no link is there, not with an answer.


def test_040_nothing_closes_the_list(bench: Bench) -> None:
    bench.plan(layout([step("build", [ALICE], [], ["CREATE fw.bin"])], [ALICE]))
    bench.report(link("build", {}, {"fw.bin": "firmware", "evil.bin": "evil"}), ALICE)
    assert bench.reference() is None
    found = [note for note in notes(bench.ours(), "step") if "evil.bin" in note]
    assert found == [
        "expected products: no DISALLOW * closes the list of outputs; no rule explains 'evil.bin'"
    ]


def test_040_allow_comes_before_disallow(bench: Bench) -> None:
    bench.plan(layout([step("build", [ALICE], [], ["ALLOW *", "DISALLOW *.bin"])], [ALICE]))
    bench.report(link("build", {}, {"evil.bin": "evil"}), ALICE)
    assert bench.reference() is None
    assert any("comes after an ALLOW that let through" in note for note in notes(bench.ours()))


def test_041_create_without_the_product(bench: Bench) -> None:
    bench.plan(layout([BUILD], [ALICE]))
    bench.report(link("build", {}, {}), ALICE)
    assert bench.reference() is None
    assert any("made nothing of that name" in note for note in notes(bench.ours(), "step"))


@pytest.mark.parametrize("path", ["out/../../etc/passwd", "/etc/passwd", "..\\x", "C:\\x"])
def test_037_a_product_leaves_the_working_directory(bench: Bench, path: str) -> None:
    plan = step("build", [ALICE], [], ["CREATE *", "DISALLOW *"])
    bench.plan(layout([plan], [ALICE]))
    bench.report(link("build", {}, {path: "evil"}), ALICE)
    assert bench.reference() is None
    proof = bench.ours()
    assert proof.outcome == "fail"
    assert "leave the working directory" in about(proof, "step", "build")[0].reason


@pytest.mark.parametrize("path", ["out/../fw.bin", "a..b/c", "./fw.bin", "a/b:c"])
def test_037_a_path_that_stays_inside_does_not(path: str) -> None:
    assert not leaves_tree(path)


def test_014_a_step_is_named_like_a_path(bench: Bench) -> None:
    inner = Bench(bench.folder / "links")
    inner.plan(layout([step("../x", [ALICE])], [ALICE]))
    inner.report(link("../x", {}, {"fw.bin": "firmware"}), ALICE)
    assert inner.reference() is None
    assert any("named like a path" in note for note in notes(inner.ours(), "step"))


def test_071_the_delivered_image_is_replaced(bench: Bench) -> None:
    _build(bench)
    bench.put("fw.bin", "TAMPERED")
    assert bench.reference() is None
    proof = bench.ours()
    assert proof.outcome == "fail"
    (image,) = about(proof, "delivered", "fw.bin")
    assert sha("TAMPERED")["sha256"] in image.reason
    assert sha("firmware")["sha256"] in image.reason
    link, layout = image.origins
    assert link.pointer == "/signed/products/fw.bin"
    assert (layout.path, layout.pointer) == ("root.layout", "/signed")


def test_045_the_link_of_an_older_build_is_replayed(bench: Bench) -> None:
    _build(bench, {"fw.bin": "last year's"})
    bench.put("fw.bin", "firmware")
    assert bench.reference() is None
    assert about(bench.ours(), "delivered", "fw.bin")[0].outcome == "fail"


def test_045_a_replayed_link_beside_the_new_one_differs_from_it(bench: Bench) -> None:
    _build(bench)
    old = link("build", {}, {"fw.bin": "last year's"})
    bench.report(old, ALICE, name="old/build.link")
    assert bench.reference() is None
    (build,) = about(bench.ours(), "step", "build")
    assert build.outcome == "fail"
    assert "reports that are not the same" in build.reason
    assert len(build.origins) == 2


def test_004_a_field_is_injected_into_a_metablock_after_signing(bench: Bench) -> None:
    _build(bench)
    path = next(bench.folder.glob("build.*"))
    document = json.loads(path.read_text())
    document["signed"]["injected"] = "anything"
    path.write_text(json.dumps(document))
    assert bench.reference() is None
    proof = bench.ours()
    assert proof.outcome == "fail"
    assert "is not by the key that it names" in about(proof, "step", "build")[0].reason


def test_007_json_that_is_nested_without_end(bench: Bench) -> None:
    _build(bench)
    bench.put("deep.json", "[" * 200_000 + "]" * 200_000)
    bench.put(f"build.{ALICE.id[:8]}.link", '{"signed":' * 200_000)
    assert isinstance(bench.reference(), RecursionError)
    assert bench.ours().outcome == "open"


# -- what the reference rejects without a reason ---------------------------------------------------


def _flow(bench: Bench, made: dict[str, str], read: dict[str, str]) -> None:
    follow = step("pack", [ALICE], ["MATCH fw.bin WITH PRODUCTS FROM build", "DISALLOW *"])
    bench.plan(layout([step("build", [ALICE]), follow], [ALICE]))
    bench.report(link("build", {}, {"fw.bin": made}), ALICE)
    bench.report(link("pack", {"fw.bin": read}, {}), ALICE)


def test_020_one_side_has_a_second_digest(bench: Bench) -> None:
    _flow(bench, sha("firmware"), {**sha("firmware"), "sha512": "a" * 128})
    assert bench.reference() is not None
    assert bench.ours().outcome == "pass"


def test_020_one_side_writes_hexadecimal_in_capitals(bench: Bench) -> None:
    _flow(bench, sha("firmware"), {"sha256": sha("firmware")["sha256"].upper()})
    assert bench.reference() is not None
    assert bench.ours().outcome == "pass"


def test_040_require_stands_behind_create(bench: Bench) -> None:
    plan = step("build", [ALICE], [], ["CREATE fw.bin", "REQUIRE fw.bin", "DISALLOW *"])
    bench.plan(layout([plan], [ALICE]))
    bench.report(link("build", {}, {"fw.bin": "firmware"}), ALICE)
    assert bench.reference() is not None
    assert bench.ours().outcome == "pass"


# -- what both reject ------------------------------------------------------------------------------


def test_032_the_layout_has_expired(bench: Bench) -> None:
    _build(bench, expires="2026-11-22T12:00:00Z")
    assert bench.reference() is not None
    proof = bench.ours()
    assert proof.outcome == "fail"
    assert "it expired at 2026-11-22T12:00:00Z" in about(proof, "layout")[0].reason
    assert bench.ours(at="2026-11-22T11:59:59Z").outcome == "pass"


def test_040_a_pattern_differs_in_case(bench: Bench) -> None:
    _build(bench, {"FW.bin": "firmware"})
    assert bench.reference() is not None
    assert bench.ours().outcome == "fail"


def test_050_functionaries_disagree(bench: Bench) -> None:
    bench.plan(layout([step("build", [ALICE, BOB], threshold=2)], [ALICE, BOB]))
    bench.report(link("build", {}, {"fw.bin": "firmware"}), ALICE)
    bench.report(link("build", {}, {"fw.bin": "other"}), BOB)
    assert bench.reference() is not None
    (build,) = about(bench.ours(), "step", "build")
    assert build.outcome == "fail"
    assert "first in 'fw.bin'" in build.reason
    assert {origin.pointer for origin in build.origins} == {"/signed/products/fw.bin"}

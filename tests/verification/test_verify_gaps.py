"""Gaps in the rules of a layout: what went through one is open, and a near twin is not (40, 41)."""

from __future__ import annotations

from pathlib import Path

import pytest
from workshop import Bench, about, key, layout, link, step

from provenance import limits

ALICE, BOB = key("alice"), key("bob")
MADE = ("CREATE fw.bin", "DISALLOW *")


def gaps(
    folder: Path, materials: tuple[str, ...], products: tuple[str, ...], **made: dict[str, str]
) -> str:
    """What is told as open of a step between two others, whatever else holds."""
    bench = Bench(folder)
    read, wrote = made.get("read", {"src.c": "source"}), made.get("wrote", {"fw.bin": "firmware"})
    steps = [
        step("fetch", [ALICE], ["DISALLOW *"], ["CREATE src.c", "DISALLOW *"]),
        step("build", [BOB], materials, products),
        step("pack", [ALICE], ["ALLOW *"], ["ALLOW *"]),
    ]
    bench.plan(layout(steps, [ALICE, BOB]))
    bench.report(link("fetch", {}, {"src.c": "source"}), ALICE)
    bench.report(link("build", read, wrote), BOB)
    bench.report(link("pack", wrote, {"src.c": "source", **wrote}), ALICE)
    proof = bench.ours()
    assert proof.outcome == "pass"
    assert bench.reference() is None
    found = [c for c in proof.about("step") if c.note and c.outcome == "open"]
    return "; ".join(c.reason for c in found if c.subject == "build")


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("MATCH src.c WITH PRODUCTS FROM fetch", ""),
        ("MATCH src.c WITH PRODUCTS FROM pack", "that step comes later"),
        ("MATCH src.c WITH MATERIALS FROM build", "compares the step with itself"),
    ],
)
def test_041_where_materials_come_from(tmp_path: Path, rule: str, told: str) -> None:
    found = gaps(tmp_path / "delivery", (rule, "DISALLOW *"), MADE)
    assert told in found
    assert bool(told) == bool(found)


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("CREATE fw.bin", ""),
        ("ALLOW fw.bin", ""),
        ("MATCH fw.bin WITH MATERIALS FROM pack", ""),
        ("MATCH fw.bin WITH PRODUCTS FROM build", "compares the step with itself"),
        ("ALLOW *", "DISALLOW * comes after ALLOW *, and forbids nothing"),
    ],
)
def test_040_what_explains_products(tmp_path: Path, rule: str, told: str) -> None:
    materials = ("MATCH src.c WITH PRODUCTS FROM fetch", "DISALLOW *")
    found = gaps(tmp_path / "delivery", materials, (rule, "DISALLOW *"))
    assert told in found
    assert bool(told) == bool(found)


def test_040_several_stars_are_one(tmp_path: Path) -> None:
    assert (
        gaps(tmp_path / "delivery", ("ALLOW src.c", "DISALLOW **"), ("ALLOW f*", "DISALLOW **"))
        == ""
    )


@pytest.mark.parametrize("read", [True, False])
def test_041_a_step_that_does_not_say_what_it_read(tmp_path: Path, read: bool) -> None:
    rules = ("MATCH src.c WITH PRODUCTS FROM fetch", "DISALLOW *")
    content = {"src.c": "source"} if read else {}
    found = gaps(tmp_path / "delivery", rules, MADE, read=content)
    assert ("does not say that it read anything" in found) == (not read)


@pytest.mark.parametrize(("most", "expected"), [(100, "pass"), (5, "open")])
def test_072_patterns_times_names_are_bounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int, expected: str
) -> None:
    monkeypatch.setattr(limits, "PATTERN_TESTS", most)
    bench = Bench(tmp_path / "delivery")
    rules = ["CREATE *a*b", "CREATE *b*c", "CREATE *c*d", "CREATE *", "DISALLOW *"]
    bench.plan(layout([step("build", [BOB], ["DISALLOW *"], rules)], [BOB]))
    bench.report(link("build", {}, {name: "x" for name in "defg"}), BOB)
    (build,) = about(bench.ours(), "step", "build")
    assert build.outcome == expected

"""Layouts in place of links, parameters, and folders that tell links apart."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from workshop import Bench, about, dsse, key, layout, link, metablock, notes, step

from provenance.verification.parameters import UnknownParameterError, substitute

ALICE, BOB, CARL = key("alice"), key("bob"), key("carl")
DEEP = f"build.{ALICE.id[:8]}"


@pytest.fixture(params=[metablock, dsse], ids=["metablock", "dsse"])
def bench(request: Any, tmp_path: Path) -> Bench:
    return Bench(tmp_path / "delivery", request.param)


def _delegated(bench: Bench, *, product: str = "firmware", inner_name: str = "compile") -> None:
    """`build` is handed to a sublayout of two steps; `sign` reads what comes out of it."""
    flow = ["MATCH fw.bin WITH PRODUCTS FROM build", "DISALLOW *"]
    steps = [
        step("build", [ALICE], ["ALLOW src.c", "DISALLOW *"], ["CREATE fw.bin", "DISALLOW *"]),
        step("sign", [BOB], flow, ["ALLOW *"]),
    ]
    bench.plan(layout(steps, [ALICE, BOB]))
    inner = [
        step(inner_name, [CARL], [], ["ALLOW *"]),
        step("pack", [CARL], [f"MATCH * WITH PRODUCTS FROM {inner_name}", "DISALLOW *"]),
    ]
    bench.put(f"{DEEP}.link", bench.seal(layout(inner, [CARL]), ALICE))
    short = CARL.id[:8]
    bench.report(
        link(inner_name, {"src.c": "source"}, {"a.o": "object"}),
        CARL,
        name=f"{DEEP}/{inner_name}.{short}.link",
    )
    bench.report(
        link("pack", {"a.o": "object"}, {"fw.bin": product}),
        CARL,
        name=f"{DEEP}/pack.{short}.link",
    )
    bench.report(link("sign", {"fw.bin": "firmware"}, {"fw.bin": "signed"}), BOB)


def test_a_sublayout_stands_for_a_link(bench: Bench) -> None:
    _delegated(bench)
    assert bench.reference() is None
    proof = bench.ours()
    assert proof.outcome == "pass"
    assert [c.outcome for c in about(proof, "layout")] == ["pass", "pass"]
    assert [(o.name, o.said_by) for o in proof.outputs if o.final] == [("fw.bin", 'step "sign"')]
    assert {(o.name, o.final) for o in proof.outputs} == {
        ("a.o", False),
        ("fw.bin", False),
        ("fw.bin", True),
    }


def test_what_comes_out_of_a_sublayout_must_fit_the_next_step(bench: Bench) -> None:
    _delegated(bench, product="backdoor")
    assert bench.reference() is not None
    (sign,) = about(bench.ours(), "step", "sign")
    assert sign.outcome == "fail"
    assert len({origin.digest for origin in sign.origins}) == 2


def test_a_sublayout_that_fails_is_a_failure_of_the_step(bench: Bench) -> None:
    _delegated(bench)
    expired = layout([step("compile", [CARL])], [CARL], expires="2026-01-01T00:00:00Z")
    bench.put(f"{DEEP}.link", bench.seal(expired, ALICE))
    assert bench.reference() is not None
    assert about(bench.ours(), "step", "build")[0].outcome == "fail"


def test_a_sublayout_without_its_links_is_open(bench: Bench) -> None:
    _delegated(bench)
    next(bench.folder.glob(f"{DEEP}/pack.*")).unlink()
    assert bench.reference() is not None
    proof = bench.ours()
    assert proof.outcome == "open"
    (build,) = about(proof, "step", "build")
    assert "is not settled" in build.reason
    (sign,) = about(proof, "step", "sign")
    assert sign.outcome == "open"
    assert "wait for the step 'build'" in sign.reason


def test_a_sublayout_by_somebody_else_is_nothing(bench: Bench) -> None:
    _delegated(bench)
    bench.put(f"{DEEP}.link", bench.seal(layout([step("compile", [CARL])], [CARL]), BOB))
    assert bench.reference() is not None
    assert about(bench.ours(), "step", "build")[0].outcome == "open"


def test_files_of_sublayouts_may_be_renamed(bench: Bench) -> None:
    _delegated(bench)
    for number, path in enumerate(sorted(p for p in bench.folder.rglob("*") if p.is_file())):
        path.rename(bench.folder / f"{number}.json")
    assert bench.ours().outcome == "pass"


def test_folders_tell_links_of_one_step_by_one_key_apart(bench: Bench) -> None:
    """Both layouts have a step `build` by the same key; in-toto keeps them apart by folder."""
    bench.plan(layout([step("build", [ALICE]), step("check", [BOB])], [ALICE, BOB]))
    inner = layout([step("check", [BOB])], [BOB])
    bench.put(f"{DEEP}.link", bench.seal(inner, ALICE))
    bench.report(link("check", {}, {"inner": "x"}), BOB, name=f"{DEEP}/check.{BOB.id[:8]}.link")
    bench.report(link("check", {}, {"outer": "x"}), BOB)
    assert bench.reference() is None
    proof = bench.ours()
    assert proof.outcome == "pass"
    assert sorted(o.name for o in proof.outputs if o.final) == ["inner", "outer"]


def test_two_products_in_two_folders_do_not_mix(bench: Bench) -> None:
    for name in ("a", "b"):
        product = Bench(bench.folder / name, bench.seal)
        product.plan(layout([step("build", [ALICE])], [ALICE], readme=name))
        product.report(link("build", {}, {"fw.bin": name}), ALICE)
    assert bench.ours().outcome == "pass"


def test_one_sublayout_for_several_steps_of_one_key(bench: Bench) -> None:
    steps = [step("one", [ALICE]), step("two", [ALICE])]
    bench.plan(layout(steps, [ALICE]))
    for name in ("one", "two"):
        inner = layout([step(f"{name}-inner", [CARL])], [CARL])
        bench.put(f"{name}.{ALICE.id[:8]}.link", bench.seal(inner, ALICE))
        bench.report(
            link(f"{name}-inner", {}, {name: name}),
            CARL,
            name=f"{name}.{ALICE.id[:8]}/{name}-inner.{CARL.id[:8]}.link",
        )
    assert bench.reference() is None
    proof = bench.ours()
    assert proof.outcome == "pass"
    made = {(o.name, o.said_by) for o in proof.outputs if o.final}
    assert made == {("one", 'step "one"'), ("two", 'step "two"')}


# -- notes -----------------------------------------------------------------------------------------


def test_a_command_that_differs_is_a_note(bench: Bench) -> None:
    bench.plan(layout([step("build", [ALICE], command=["make", "all"])], [ALICE]))
    bench.report(link("build", {}, {"fw.bin": "x"}, command=["make", "debug"]), ALICE)
    proof = bench.ours()
    assert proof.outcome == "pass"
    assert any("ran 'make debug'; the layout plans 'make all'" in note for note in notes(proof))


def test_a_link_that_no_step_uses_is_a_note(bench: Bench) -> None:
    bench.plan(layout([step("build", [ALICE])], [ALICE]))
    bench.report(link("build", {}, {"fw.bin": "x"}), ALICE)
    bench.report(link("extra", {}, {"fw.bin": "x"}), ALICE)
    proof = bench.ours()
    assert proof.outcome == "pass"
    assert any("is for a step that no layout plans" in note for note in notes(proof, "step"))


def test_a_key_that_the_layout_does_not_have_is_a_note_where_it_is_not_needed(
    bench: Bench,
) -> None:
    bench.plan(layout([step("build", [ALICE, BOB])], [ALICE]))
    bench.report(link("build", {}, {"fw.bin": "x"}), ALICE)
    proof = bench.ours()
    assert proof.outcome == "pass"
    assert any("is not among the keys of the layout" in note for note in notes(proof, "step"))


# -- parameters ------------------------------------------------------------------------------------


def _parametric(bench: Bench) -> None:
    rules = ["CREATE {image}", "DISALLOW *"]
    plan = step("build", [ALICE], [], rules, command=["make", "{target}"])
    bench.plan(layout([plan], [ALICE]))
    bench.report(link("build", {}, {"fw.bin": "x"}, command=["make", "arm64"]), ALICE)


@pytest.mark.parametrize(
    ("parameters", "outcome"),
    [
        ({"image": "fw.bin", "target": "arm64"}, "pass"),
        ({"image": "other.bin", "target": "arm64"}, "fail"),
        ({"image": "fw.bin"}, "fail"),
        ({}, "fail"),
    ],
)
def test_parameters_fill_rules_and_commands(
    bench: Bench, parameters: dict[str, str], outcome: str
) -> None:
    _parametric(bench)
    raised = bench.reference(parameters=parameters or None)
    assert ("pass" if raised is None else "fail") == outcome
    assert bench.ours(parameters=parameters).outcome == outcome


def test_a_missing_parameter_is_named(bench: Bench) -> None:
    _parametric(bench)
    (plan,) = about(bench.ours(parameters={"image": "fw.bin"}), "layout")
    assert "asks for the parameter 'target'" in plan.reason


@pytest.mark.parametrize("pattern", ["{image.__class__}", "{image!r:>99999999}", "{0}x{", "}"])
def test_a_brace_that_is_no_parameter_reads_nothing(bench: Bench, pattern: str) -> None:
    plan = step("build", [ALICE], [], [f"CREATE {pattern}", "DISALLOW *"])
    bench.plan(layout([plan], [ALICE]))
    bench.report(link("build", {}, {"fw.bin": "x"}), ALICE)
    assert bench.ours(parameters={"image": "fw.bin"}).outcome == "fail"


def test_doubled_braces_are_braces() -> None:
    from provenance.model.build import FlowRule, Layout, Step

    rule = FlowRule("CREATE", "{{x}}-{name}")
    plan = Layout("layout", (Step("s", 1, (), (rule,), ()),), (), None, ())
    filled = substitute(plan, {"name": "n"})
    assert filled.steps[0].inputs[0].pattern == "{x}-n"
    with pytest.raises(UnknownParameterError):
        substitute(plan, {"other": "n"})

"""Names accuse, only digests acquit."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from workshop import Bench, about, key, layout, link, notes, sha, step

from provenance.graph.proof import Proof

ALICE = key("alice")


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path / "delivery")


def _made(bench: Bench, *steps: tuple[dict[str, Any], dict[str, Any]]) -> None:
    """A layout of steps, each with what it read and made."""
    names = [f"s{number}" for number in range(len(steps))]
    bench.plan(layout([step(name, [ALICE]) for name in names], [ALICE]))
    for name, (inputs, outputs) in zip(names, steps, strict=True):
        bench.report(link(name, inputs, outputs), ALICE)


def _of(proof: Proof, path: str) -> list[str]:
    return [found.outcome for found in about(proof, "delivered", path)]


def test_the_same_path_with_the_same_digest(bench: Bench) -> None:
    _made(bench, ({}, {"fw.bin": "firmware"}))
    bench.put("fw.bin", "firmware")
    assert _of(bench.ours(), "fw.bin") == ["pass"]


def test_a_digest_that_is_known_under_another_name_does_not_acquit_this_one(bench: Bench) -> None:
    _made(bench, ({}, {"fw.bin": "firmware", "old.bin": "old"}))
    bench.put("fw.bin", "old")
    assert _of(bench.ours(), "fw.bin") == ["fail"]


@pytest.mark.parametrize(("stated", "path"), [("fw.bin", "img/fw.bin"), ("out/fw.bin", "fw.bin")])
def test_one_path_ends_as_the_other_does(bench: Bench, stated: str, path: str) -> None:
    _made(bench, ({}, {stated: "firmware"}))
    bench.put(path, "firmware")
    assert _of(bench.ours(), path) == ["pass"]
    bench.put(path, "TAMPERED")
    assert _of(bench.ours(), path) == ["fail"]


def test_of_several_that_it_may_be_one_is_enough(bench: Bench) -> None:
    _made(bench, ({}, {"a/fw.bin": "for a", "b/fw.bin": "for b"}))
    bench.put("fw.bin", "for b")
    assert _of(bench.ours(), "fw.bin") == ["pass"]
    bench.put("fw.bin", "for c")
    assert _of(bench.ours(), "fw.bin") == ["fail"]


def test_the_end_of_a_name_is_a_whole_name(bench: Bench) -> None:
    _made(bench, ({}, {"w.bin": "firmware"}))
    bench.put("fw.bin", "other")
    assert _of(bench.ours(), "fw.bin") == []


def test_a_file_that_nobody_named_is_settled_by_its_digest(bench: Bench) -> None:
    _made(bench, ({}, {"fw.bin": "firmware"}))
    bench.put("renamed.img", "firmware")
    bench.put("unknown.img", "unknown")
    proof = bench.ours()
    assert _of(proof, "renamed.img") == ["pass"]
    assert _of(proof, "unknown.img") == []


def test_an_intermediate_under_the_name_of_a_final_output(bench: Bench) -> None:
    _made(bench, ({}, {"fw.bin": "unsigned"}), ({"fw.bin": "unsigned"}, {"fw.bin": "signed"}))
    bench.put("fw.bin", "unsigned")
    proof = bench.ours()
    assert _of(proof, "fw.bin") == ["fail"]
    assert {(o.said_by, o.final) for o in proof.outputs} == {
        ('step "s0"', False),
        ('step "s1"', True),
    }
    bench.put("fw.bin", "signed")
    assert _of(bench.ours(), "fw.bin") == ["pass"]


def test_an_intermediate_that_a_later_step_consumed(bench: Bench) -> None:
    _made(bench, ({}, {"a.o": "object"}), ({"a.o": "object"}, {"fw.bin": "firmware"}))
    bench.put("a.o", "object")
    bench.put("fw.bin", "firmware")
    proof = bench.ours()
    assert _of(proof, "a.o") == ["pass"]
    assert [o.name for o in proof.outputs if o.final] == ["fw.bin"]
    bench.put("a.o", "other")
    assert _of(bench.ours(), "a.o") == ["fail"]


def test_outputs_by_another_algorithm_are_computed(bench: Bench) -> None:
    digests = {"sha512": hashlib.sha512(b"firmware").hexdigest()}
    _made(bench, ({}, {"fw.bin": digests}))
    bench.put("fw.bin", "firmware")
    bench.put("again.bin", "firmware")
    proof = bench.ours()
    assert _of(proof, "fw.bin") == _of(proof, "again.bin") == ["pass"]
    bench.put("fw.bin", "TAMPERED")
    assert _of(bench.ours(), "fw.bin") == ["fail"]


def test_018_a_weak_digest_accuses_but_does_not_acquit(bench: Bench) -> None:
    _made(bench, ({}, {"fw.bin": {"md5": hashlib.md5(b"firmware").hexdigest()}}))
    bench.put("fw.bin", "firmware")
    proof = bench.ours()
    (found,) = about(proof, "delivered", "fw.bin")
    assert found.outcome == "open"
    assert found.request.startswith("a SHA-256 digest for fw.bin")
    bench.put("fw.bin", "TAMPERED")
    assert _of(bench.ours(), "fw.bin") == ["fail"]


def test_019_one_of_two_digests_is_wrong(bench: Bench) -> None:
    _made(bench, ({}, {"fw.bin": {**sha("firmware"), "sha512": "0" * 128}}))
    bench.put("fw.bin", "firmware")
    assert _of(bench.ours(), "fw.bin") == ["fail"]


def test_what_was_not_delivered_is_listed_and_changes_nothing(bench: Bench) -> None:
    _made(bench, ({}, {"fw.bin": "firmware", "map.txt": "map"}))
    bench.put("fw.bin", "firmware")
    proof = bench.ours()
    assert proof.outcome == "pass"
    absent = [found for found in proof.about("delivered") if found.note]
    assert [found.subject for found in absent] == ["map.txt"]


def test_a_layout_that_does_not_hold_says_nothing_of_bytes(bench: Bench) -> None:
    _made(bench, ({}, {"fw.bin": "firmware"}), ({}, {"x": "x"}))
    next(bench.folder.glob("s1.*")).unlink()
    bench.put("fw.bin", "TAMPERED")
    proof = bench.ours()
    assert _of(proof, "fw.bin") == []
    assert not proof.outputs
    assert proof.outcome == "open"


# -- inspections -----------------------------------------------------------------------------------


def _inspected(bench: Bench, *rules: str) -> Proof:
    inspection = {
        "_type": "inspection",
        "name": "unpack",
        "run": ["touch", str(bench.folder / "executed")],
        "expected_materials": [rule.split(" ") for rule in rules],
        "expected_products": [["CREATE", "*"]],
    }
    bench.plan(layout([step("build", [ALICE])], [ALICE], inspect=[inspection]))
    bench.report(link("build", {}, {"fw.bin": "firmware"}), ALICE)
    bench.put("fw.bin", "firmware")
    proof = bench.ours()
    assert not (bench.folder / "executed").exists()
    return proof


def test_an_inspection_is_never_run_and_its_materials_are_the_delivered_files(bench: Bench) -> None:
    proof = _inspected(bench, "MATCH fw.bin WITH PRODUCTS FROM build", "DISALLOW *")
    assert proof.outcome == "pass"
    assert any("never executed" in note for note in notes(proof, "inspection"))


def test_an_inspection_that_does_not_expect_a_delivered_file(bench: Bench) -> None:
    bench.put("extra.bin", "extra")
    proof = _inspected(bench, "MATCH fw.bin WITH PRODUCTS FROM build", "DISALLOW *")
    assert proof.outcome == "fail"
    (found,) = about(proof, "inspection")
    assert "extra.bin" in [origin.path for origin in found.origins]


# -- taking documents away -------------------------------------------------------------------------


def _deliveries(bench: Bench) -> Iterator[None]:
    _made(bench, ({}, {"fw.bin": "unsigned"}), ({"fw.bin": "unsigned"}, {"fw.bin": "signed"}))
    bench.put("fw.bin", "signed")
    yield
    bench.put("fw.bin", "TAMPERED")
    yield
    bench.report(link("s0", {}, {"fw.bin": "differs"}), ALICE, name="old.link")
    yield
    bench.put("copy/root.layout", (bench.folder / "root.layout").read_bytes())
    yield
    weak = link("s1", {"fw.bin": "unsigned"}, {"fw.bin": {"md5": "0" * 32}})
    bench.report(weak, ALICE, name="weak.link")
    yield


def test_taking_a_document_away_settles_nothing(bench: Bench) -> None:
    for _ in _deliveries(bench):
        before = bench.ours()
        for path in sorted(p for p in bench.folder.rglob("*") if p.is_file()):
            held = path.read_bytes()
            path.unlink()
            after = {
                (c.about, c.subject): c.outcome for c in bench.ours().conclusions if not c.note
            }
            name = path.relative_to(bench.folder).as_posix()
            for found in before.conclusions:
                if found.note or after.get((found.about, found.subject)) != "pass":
                    continue
                accusers = {origin.path.partition("!")[0] for origin in found.origins}
                assert found.outcome == "pass" or (found.outcome == "fail" and name in accusers), (
                    name,
                    found,
                )
            path.write_bytes(held)

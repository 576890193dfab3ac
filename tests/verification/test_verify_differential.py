"""The same answer as the reference, except where attacks.md or the issue says otherwise."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path
from typing import Any

import pytest
from workshop import (
    AT,
    CORPUS,
    LATER,
    Bench,
    dsse,
    key,
    layout,
    link,
    metablock,
    needs_corpus,
    reference,
    step,
    told,
)

from provenance.graph.evidence import Evidence
from provenance.intake import read
from provenance.trust.load import trust_of_keys
from provenance.verification import verify

ACCEPTED_HERE = {
    "two-hash-algorithms": "one shared strong digest that agrees shows the same bytes",
    "utf8-bom": "a byte order mark is noted in the ledger, and the document is read",
    "link-keyid-swapped": "a key id is a hint; the signature is by a key of the step",
}
"""Scenarios that the reference rejects and that hold here, each with its reason."""

SCENARIOS = (
    sorted(path.name for path in CORPUS.iterdir() if path.is_dir()) if CORPUS.is_dir() else []
)


def _case(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((CORPUS / name / "case.json").read_text())
    return found


def _answer(outcome: str) -> str:
    return "accept" if outcome == "pass" else "reject"


def _expected(name: str) -> str:
    scenario = name.rpartition(".")[0]
    return "accept" if scenario in ACCEPTED_HERE else str(_case(name)["expected"])


@needs_corpus
def test_every_scenario_is_here() -> None:
    assert len(SCENARIOS) == 51
    assert {name.rpartition(".")[0] for name in SCENARIOS} >= ACCEPTED_HERE.keys()


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_scenario_has_the_answer_of_the_reference(name: str) -> None:
    folder = CORPUS / name
    proof = verify(read(folder), trust_of_keys([folder / _case(name)["verify_with"]]), AT)
    assert _answer(proof.outcome) == _expected(name)


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_reference_still_says_what_the_corpus_recorded(name: str, tmp_path: Path) -> None:
    shutil.copytree(CORPUS / name, tmp_path / "case")
    owner = json.loads((tmp_path / "case/keys/owner.json").read_text())
    raised = reference(
        tmp_path / "case/root.layout", tmp_path / "case/links", {owner["keyid"]: owner}
    )
    assert ("accept" if raised is None else "reject") == _case(name)["expected"]


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_order_of_documents_changes_nothing(name: str) -> None:
    folder = CORPUS / name
    evidence = read(folder)
    trust = trust_of_keys([folder / _case(name)["verify_with"]])
    before = verify(evidence, trust, AT)
    for seed in range(3):
        chapters = list(evidence.chapters)
        random.Random(seed).shuffle(chapters)
        again = verify(Evidence(evidence.name, chapters, evidence.files, evidence.given), trust, AT)
        assert again.outcome == before.outcome
        assert sorted(map(repr, again.conclusions)) == sorted(map(repr, before.conclusions))
        assert again.outputs == before.outputs
        assert sorted(map(repr, again.vouchers)) == sorted(map(repr, before.vouchers))


# -- scenarios of our own, whose keys we have ------------------------------------------------------

ALICE, BOB, CARL, OWNER = key("alice"), key("bob", "rsa"), key("carl", "ecdsa"), key("owner")
SOURCE = {"src/main.c": "main", "src/uart.c": "uart"}


def _plan(**changes: Any) -> dict[str, Any]:
    steps = [
        step("clone", [ALICE], ["DISALLOW *"], ["CREATE src/*", "DISALLOW *"], command=["git"]),
        step(
            "build",
            [BOB, CARL],
            ["MATCH src/* WITH PRODUCTS FROM clone", "DISALLOW *"],
            ["CREATE fw.bin", "ALLOW src/*", "DISALLOW *"],
        ),
        step("sign", [CARL], ["MATCH fw.bin WITH PRODUCTS FROM build", "DISALLOW *"], ["ALLOW *"]),
    ]
    return layout(steps, [ALICE, BOB, CARL], **changes)


def _good(bench: Bench) -> None:
    bench.plan(_plan())
    bench.report(link("clone", {}, SOURCE), ALICE)
    bench.report(link("build", SOURCE, {**SOURCE, "fw.bin": "firmware"}), BOB)
    bench.report(link("sign", {"fw.bin": "firmware"}, {"fw.bin": "signed"}), CARL)


def _expired(bench: Bench) -> None:
    _good(bench)
    bench.plan(_plan(expires="2026-01-01T00:00:00Z"))


def _by_a_stranger(bench: Bench) -> None:
    _good(bench)
    bench.plan(_plan(), key("mallory"))


def _missing(bench: Bench) -> None:
    _good(bench)
    next(bench.folder.glob("sign.*")).unlink()


def _wrong_source(bench: Bench) -> None:
    _good(bench)
    changed = {**SOURCE, "src/main.c": "backdoor"}
    bench.report(link("build", changed, {**SOURCE, "fw.bin": "firmware"}), BOB)


def _two_who_differ_at_threshold_one(bench: Bench) -> None:
    _good(bench)
    bench.report(link("build", SOURCE, {**SOURCE, "fw.bin": "other"}), CARL)


def _two_who_differ_at_threshold_two(bench: Bench) -> None:
    _two_who_differ_at_threshold_one(bench)
    plan = _plan()
    plan["steps"][1]["threshold"] = 2
    bench.plan(plan)


def _two_who_agree(bench: Bench) -> None:
    _good(bench)
    plan = _plan()
    plan["steps"][1]["threshold"] = 2
    bench.plan(plan)
    bench.report(link("build", SOURCE, {**SOURCE, "fw.bin": "firmware"}), CARL)


def _a_step_twice(bench: Bench) -> None:
    _good(bench)
    plan = _plan()
    plan["steps"].append(plan["steps"][0])
    bench.plan(plan)


def _no_expiry(bench: Bench) -> None:
    _good(bench)
    bench.plan(_plan(expires="soon"))


OWN = [
    _good,
    _expired,
    _by_a_stranger,
    _missing,
    _wrong_source,
    _two_who_differ_at_threshold_one,
    _two_who_differ_at_threshold_two,
    _two_who_agree,
    _a_step_twice,
    _no_expiry,
]


@pytest.mark.parametrize("seal", [metablock, dsse])
@pytest.mark.parametrize("make", OWN)
def test_our_own_scenarios_have_the_answer_of_the_reference(
    make: Any, seal: Any, tmp_path: Path
) -> None:
    bench = Bench(tmp_path / "delivery", seal)
    make(bench)
    raised = bench.reference()
    assert _answer(bench.ours().outcome) == ("accept" if raised is None else "reject"), raised


@pytest.mark.parametrize("make", OWN)
def test_the_envelope_changes_nothing(make: Any, tmp_path: Path) -> None:
    answers = []
    for seal in (metablock, dsse):
        bench = Bench(tmp_path / seal.__name__, seal)
        make(bench)
        proof = bench.ours()
        answers.append((proof.outcome, told(proof)))
    assert answers[0] == answers[1]


@pytest.mark.parametrize("seal", [metablock, dsse])
def test_file_names_change_nothing(seal: Any, tmp_path: Path) -> None:
    bench = Bench(tmp_path / "delivery", seal)
    _good(bench)
    before = bench.ours()
    for number, path in enumerate(sorted(bench.folder.iterdir())):
        path.rename(bench.folder / f"{number}.json")
    after = bench.ours()
    assert (after.outcome, told(after)) == (before.outcome, told(before)) == ("pass", told(before))


# -- machine-made layouts --------------------------------------------------------------------------

PATTERNS = ["*", "src/*", "fw.bin", "src/main.c", "*.bin", "src/?ain.c", "nothing"]
KINDS = ["CREATE", "DELETE", "MODIFY", "ALLOW", "DISALLOW", "MATCH"]


def _random_rules(dice: random.Random, steps: list[str]) -> list[str]:
    rules = []
    for _ in range(dice.randrange(4)):
        kind, pattern = dice.choice(KINDS), dice.choice(PATTERNS)
        if kind == "MATCH":
            rules.append(
                f"MATCH {pattern} WITH {dice.choice(['MATERIALS', 'PRODUCTS'])}"
                f" FROM {dice.choice(steps)}"
            )
        else:
            rules.append(f"{kind} {pattern}")
    return rules + (["DISALLOW *"] if dice.random() < 0.5 else [])


def _random_files(dice: random.Random) -> dict[str, str]:
    names = ["src/main.c", "src/uart.c", "fw.bin", "notes.txt"]
    return {name: dice.choice("ab") for name in names if dice.random() < 0.5}


@pytest.mark.parametrize("seed", range(60))
def test_generated_layouts_have_the_answer_of_the_reference(seed: int, tmp_path: Path) -> None:
    dice = random.Random(seed)
    names = [f"s{i}" for i in range(dice.randrange(1, 4))]
    keys = [ALICE, key("dora"), key("emil")]
    steps, bench = [], Bench(tmp_path / "delivery", dice.choice([metablock, dsse]))
    for name in names:
        staff = dice.sample(keys, dice.randrange(1, 3))
        rules = _random_rules(dice, names), _random_rules(dice, names)
        steps.append(step(name, staff, *rules, threshold=dice.randrange(1, len(staff) + 1)))
        report = link(name, _random_files(dice), _random_files(dice))
        for member in staff:
            if dice.random() < 0.9:
                bench.report(report, member)
    bench.plan(layout(steps, keys, expires=LATER))
    raised = bench.reference()
    assert _answer(bench.ours().outcome) == ("accept" if raised is None else "reject"), raised

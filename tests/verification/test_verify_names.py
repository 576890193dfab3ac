"""Names in layouts and links: hints, patterns, spellings. Names accuse, only digests acquit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from workshop import AT, Bench, Key, about, dsse, key, layout, link, metablock, notes, step, trust

from provenance import limits
from provenance.intake import read
from provenance.verification.procedure import Procedure

ALICE, BOB, OWNER = key("alice"), key("bob"), key("owner")
CLOSED = "DISALLOW *"
COMPOSED, DECOMPOSED = (
    "r\N{LATIN SMALL LETTER E WITH ACUTE}seau.bin",
    "re\N{COMBINING ACUTE ACCENT}seau.bin",
)


@pytest.fixture(params=[metablock, dsse], ids=["metablock", "dsse"])
def bench(request: Any, tmp_path: Path) -> Bench:
    return Bench(tmp_path / "delivery", request.param)


def outcome(bench: Bench, name: str = "build") -> str:
    (found,) = about(bench.ours(), "step", name)
    return found.outcome


# -- 14: hints -------------------------------------------------------------------------------------


def _colliding(bench: Bench, *who: Key) -> None:
    """Two keys whose ids begin alike, so that in-toto's file names for both are one."""
    ids = {ALICE.id: f"{'a' * 8}{'1' * 56}", BOB.id: f"{'a' * 8}{'2' * 56}"}
    plan = layout([step("build", list(ids.values()), threshold=2)], [])
    plan["keys"] = {ids[k.id]: {**k.public, "keyid": ids[k.id]} for k in (ALICE, BOB)}
    bench.plan(plan)
    for number, member in enumerate(who):
        document = bench.seal(link("build", {}, {"fw.bin": "firmware"}), member)
        document["signatures"][0]["keyid"] = ids[member.id]
        bench.put(f"{number}/build.{'a' * 8}.link", document)


def test_014_key_ids_that_begin_alike_are_two_keys(bench: Bench) -> None:
    _colliding(bench, ALICE, BOB)
    assert outcome(bench) == "pass"


def test_014_one_key_under_a_file_name_of_both_is_one(bench: Bench) -> None:
    _colliding(bench, ALICE, ALICE)
    assert outcome(bench) == "open"


@pytest.mark.parametrize("hint", ["", "0" * 64, "ALICE"])
def test_014_a_wrong_key_id_changes_nothing(bench: Bench, hint: str) -> None:
    bench.plan(layout([step("build", [ALICE])], [ALICE]))
    document = bench.seal(link("build", {}, {"fw.bin": "firmware"}), ALICE)
    document["signatures"][0]["keyid"] = hint
    bench.put("build.link", document)
    assert outcome(bench) == "pass"


def test_023_the_key_id_of_somebody_else_gives_nobody_their_role(bench: Bench) -> None:
    bench.plan(layout([step("build", [ALICE])], [ALICE]))
    document = bench.seal(link("build", {}, {"fw.bin": "firmware"}), BOB)
    document["signatures"][0]["keyid"] = ALICE.id
    bench.put("build.link", document)
    assert outcome(bench) == "fail"


# -- 37: spellings ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("there", "here"), [("fw.bin", "FW.bin"), (COMPOSED, DECOMPOSED), ("fw.bin", "./fw.bin")]
)
def test_037_names_that_only_look_alike_do_not_match(bench: Bench, there: str, here: str) -> None:
    sign = step("sign", [BOB], ["MATCH * WITH PRODUCTS FROM build", CLOSED], ["ALLOW *", CLOSED])
    bench.plan(layout([step("build", [ALICE], [], ["ALLOW *", CLOSED]), sign], [ALICE, BOB]))
    bench.report(link("build", {}, {there: "firmware"}), ALICE)
    bench.report(link("sign", {here: "firmware"}, {}), BOB)
    assert outcome(bench, "sign") == "fail"
    bench.report(link("sign", {there: "firmware"}, {}), BOB)
    assert outcome(bench, "sign") == "pass"


def test_037_a_name_does_not_acquit_other_bytes(bench: Bench) -> None:
    bench.plan(layout([step("build", [ALICE], [], ["CREATE fw.bin", CLOSED])], [ALICE]))
    bench.report(link("build", {}, {"fw.bin": "firmware"}), ALICE)
    bench.put("fw.bin", "other")
    assert [found.outcome for found in about(bench.ours(), "delivered")] == ["fail"]
    bench.put("fw.bin", "firmware")
    assert [found.outcome for found in about(bench.ours(), "delivered")] == ["pass"]


# -- 40: patterns ----------------------------------------------------------------------------------


def _made(bench: Bench, name: str, *rules: str) -> str:
    bench.plan(layout([step("build", [ALICE], [], [*rules, CLOSED])], [ALICE]))
    bench.report(link("build", {}, {name: "firmware"}), ALICE)
    accepted = bench.reference() is None
    found = outcome(bench)
    assert accepted == (found == "pass")
    return found


@pytest.mark.parametrize(
    ("rule", "name", "expected"),
    [
        ("CREATE out/*", "out/deep/er/fw.bin", "pass"),
        ("CREATE out/*", "other/fw.bin", "fail"),
        ("CREATE *.bin", "any/where/fw.bin", "pass"),
        ("CREATE fw?bin", "fw/bin", "pass"),
        ("CREATE [!a].bin", "b.bin", "pass"),
        ("CREATE [!a].bin", "a.bin", "fail"),
        ("CREATE [^a].bin", "a.bin", "pass"),
        ("CREATE [^a].bin", "b.bin", "fail"),
        ("CREATE FW.BIN", "fw.bin", "fail"),
    ],
)
def test_040_patterns_are_those_of_the_reference(
    bench: Bench, rule: str, name: str, expected: str
) -> None:
    """`*` crosses folders, `!` negates and `^` does not; `provenance lint` warns of all three."""
    assert _made(bench, name, rule) == expected


def test_040_a_match_with_a_step_that_is_not_there_explains_nothing(bench: Bench) -> None:
    rule = "MATCH * WITH PRODUCTS FROM nothing"
    bench.plan(layout([step("build", [ALICE], [rule, CLOSED])], [ALICE]))
    bench.report(link("build", {"src.c": "source"}, {}), ALICE)
    assert bench.reference() is not None
    proof = bench.ours()
    assert proof.outcome == "fail"
    assert any("has no step 'nothing'" in note for note in notes(proof, "step"))


# -- 41: what comes from nowhere -------------------------------------------------------------------


def _sources(bench: Bench, *rules: str) -> None:
    fetch = step("fetch", [ALICE], [], ["CREATE src.c", CLOSED])
    build = step("build", [BOB], rules, ["CREATE fw.bin", CLOSED])
    bench.plan(layout([fetch, build], [ALICE, BOB]))
    bench.report(link("fetch", {}, {"src.c": "source"}), ALICE)
    more = {"src.c": "source", "orphan.c": "from nowhere"}
    bench.report(link("build", more, {"fw.bin": "firmware"}), BOB)


def test_041_an_input_that_no_step_made(bench: Bench) -> None:
    _sources(bench, "MATCH src.c WITH PRODUCTS FROM fetch", CLOSED)
    assert outcome(bench) == "fail"
    _sources(bench, "MATCH src.c WITH PRODUCTS FROM fetch", "ALLOW orphan.c", CLOSED)
    assert outcome(bench) == "pass"


def test_041_an_input_that_no_step_made_and_nothing_forbids_is_told(bench: Bench) -> None:
    _sources(bench, "MATCH src.c WITH PRODUCTS FROM fetch")
    assert any("no rule explains 'orphan.c'" in note for note in notes(bench.ours(), "step"))


def test_041_a_file_that_was_hidden_from_the_next_step(bench: Bench) -> None:
    """DELETE says that a file goes; without it the file that vanished is not explained."""
    for rules, expected in (((CLOSED,), "fail"), (("DELETE src.c", CLOSED), "pass")):
        bench.plan(layout([step("build", [ALICE], rules, ["CREATE fw.bin"])], [ALICE]))
        bench.report(link("build", {"src.c": "source"}, {"fw.bin": "firmware"}), ALICE)
        assert outcome(bench) == expected


# -- 72: a flood of signatures ---------------------------------------------------------------------


@pytest.mark.parametrize("useful", ["first", "last"])
def test_072_a_hundred_thousand_signatures_on_one_link(bench: Bench, useful: str) -> None:
    bench.plan(layout([step("build", [ALICE])], [ALICE]))
    document = bench.seal(link("build", {}, {"fw.bin": "firmware"}), ALICE)
    value = document["signatures"][0]["sig"]
    flood = [{"keyid": f"{n:064x}", "sig": value} for n in range(1, 100_000)]
    own = document["signatures"]
    document["signatures"] = own + flood if useful == "first" else flood + own
    bench.put("build.link", document)
    procedure = Procedure(read(bench.folder), trust(OWNER), AT, None)
    proof = procedure.run({})
    assert about(proof, "step", "build")[0].outcome in ("pass", "open")
    assert procedure.signatures.checks <= limits.SIGNATURES_PER_MESSAGE + 2

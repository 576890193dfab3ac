"""Work grows with the delivery and not with its square: operations are counted, not seconds."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from workshop import AT, Bench, about, key, layout, link, metablock, step, trust

from provenance import limits
from provenance.graph.evidence import Evidence
from provenance.graph.proof import Output
from provenance.intake import read
from provenance.trust.root import TrustRoot
from provenance.verification import outputs, signatures
from provenance.verification.procedure import Procedure

OWNER = key("owner")


def _checks(evidence: Evidence, root: TrustRoot) -> tuple[str, int]:
    procedure = Procedure(evidence, root, AT, None)
    return procedure.run({}).outcome, procedure.signatures.checks


def _chain(folder: Path, steps: int, keys: int) -> Bench:
    """A layout of many steps and many keys, with a link for each step."""
    staff = [key(f"worker {number}") for number in range(keys)]
    bench = Bench(folder)
    plan = []
    for number in range(steps):
        name, member = f"s{number:04d}", staff[number % keys]
        plan.append(step(name, [member], [], ["ALLOW *"]))
        bench.report(link(name, {}, {"fw.bin": str(number)}), member)
    bench.plan(layout(plan, staff))
    return bench


def test_072_a_thousand_links_by_a_thousand_keys(tmp_path: Path) -> None:
    bench = _chain(tmp_path / "delivery", 1_000, 1_000)
    outcome, checks = _checks(read(bench.folder), trust(OWNER))
    assert outcome == "pass"
    assert checks == 1_001


def test_072_a_thousand_functionaries_of_one_step(tmp_path: Path) -> None:
    staff = [key(f"worker {number}") for number in range(1_000)]
    bench = Bench(tmp_path / "delivery")
    bench.plan(layout([step("build", staff, threshold=1_000)], staff))
    for member in staff:
        bench.report(link("build", {}, {"fw.bin": "firmware"}), member)
    outcome, checks = _checks(read(bench.folder), trust(OWNER))
    assert outcome == "pass"
    assert checks == 1_001


def _without_hints(document: dict[str, Any]) -> dict[str, Any]:
    signatures_ = [{**entry, "keyid": "0" * 64} for entry in document["signatures"]]
    return {**document, "signatures": signatures_}


def test_072_signatures_without_a_useful_hint_are_tried_so_often_and_no_more(
    tmp_path: Path,
) -> None:
    believed = [key(f"owner {number}") for number in range(200)]
    bench = Bench(tmp_path / "delivery")
    for number in range(100):
        plan = layout([step("build", [])], [], readme=str(number))
        bench.put(f"{number}.layout", _without_hints(metablock(plan, key("mallory"))))
    _, checks = _checks(read(bench.folder), trust(*believed))
    assert checks == 100 * limits.KEY_TRIES


def test_072_a_signature_without_hint_by_a_key_of_the_step(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "delivery")
    staff = [key(f"worker {number}") for number in range(10)]
    bench.plan(layout([step("build", staff)], staff))
    report = metablock(link("build", {}, {"fw.bin": "firmware"}), staff[9])
    bench.put("x.link", _without_hints(report))
    outcome, checks = _checks(read(bench.folder), trust(OWNER))
    assert outcome == "pass"
    assert checks == 11


def test_072_many_signatures_over_the_same_bytes_are_bounded(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "delivery")
    plan = layout([step("build", [OWNER])], [OWNER])
    document = metablock(plan, OWNER)
    strangers = [{"keyid": f"{n:064x}", "sig": f"{n:0128x}"} for n in range(1, 1_000)]
    bench.put("root.layout", {**document, "signatures": strangers + document["signatures"]})
    bench.report(link("build", {}, {"fw.bin": "firmware"}), OWNER)
    outcome, checks = _checks(read(bench.folder), trust(OWNER))
    assert outcome == "pass"
    assert checks <= limits.SIGNATURES_PER_MESSAGE + 1


def test_the_same_signature_in_many_files_is_checked_once(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "delivery")
    bench.plan(layout([step("build", [OWNER])], [OWNER]))
    for number in range(50):
        bench.report(link("build", {}, {"fw.bin": "x"}), OWNER, name=f"{number}.link")
    outcome, checks = _checks(read(bench.folder), trust(OWNER))
    assert outcome == "pass"
    assert checks == 2


def _calls(steps: int, tmp_path: Path) -> int:
    """Calls of functions while a delivery of so many steps is verified."""
    evidence = read(_chain(tmp_path / str(steps), steps, steps).folder)
    count = 0

    def counting(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counting)
    try:
        _checks(evidence, trust(OWNER))
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.skipif(sys.gettrace() is not None, reason="a tracer counts calls of its own")
def test_twice_the_steps_take_twice_the_work(tmp_path: Path) -> None:
    _calls(400, tmp_path / "first")  # what is imported and cached once
    assert _calls(400, tmp_path) < 2.3 * _calls(200, tmp_path)


def test_the_outputs_of_a_step_are_looked_up_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A table of all rows for each row would be quadratic without a call more."""
    bench = Bench(tmp_path / "delivery")
    made = {f"out/{number}.o": str(number) for number in range(100)}
    bench.plan(layout([step("build", [OWNER], [], ["ALLOW *"])], [OWNER]))
    bench.report(link("build", {}, made), OWNER)
    asked: list[str] = []
    rows = outputs._rows

    def counting(*arguments: Any) -> Iterator[Output]:
        asked.append(arguments[1])
        return rows(*arguments)

    monkeypatch.setattr(outputs, "_rows", counting)
    proof = Procedure(read(bench.folder), trust(OWNER), AT, None).run({})
    assert sum(conclusion.about == "delivered" for conclusion in proof.conclusions) == 100
    assert len(asked) <= 2


def test_schemes_are_chosen_once_for_each_key() -> None:
    assert signatures._schemes_for.cache_info().maxsize is not None


def _junk(count: int, hint: str = "") -> list[dict[str, str]]:
    found = ({"keyid": hint or f"{n:064x}", "sig": f"{n:0128x}"} for n in range(count))
    return list(found)


@pytest.mark.parametrize(
    ("hint", "junk", "expected"),
    [
        ("", 200, "pass"),  # whoever a layout grants a key is tried before strangers
        ("own", 60, "pass"),
        ("own", 200, "open"),  # never tried: that is no accusation
    ],
)
def test_072_a_signature_among_many_of_others(
    tmp_path: Path, hint: str, junk: int, expected: str
) -> None:
    bench, alice = Bench(tmp_path / "delivery"), key("alice")
    bench.plan(layout([step("build", [alice], (), ["CREATE fw.bin", "DISALLOW *"])], [alice]))
    report = metablock(link("build", {}, {"fw.bin": "firmware"}), alice)
    own = report["signatures"]
    report["signatures"] = _junk(junk, alice.id if hint else "") + own
    bench.put("build.link", report)
    (build,) = about(bench.ours(), "step", "build")
    assert build.outcome == expected
    assert "not by the key" not in build.reason

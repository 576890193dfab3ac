"""Key ids accuse only where they name a key that is believed or granted, and was tried."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from workshop import Bench, about, dsse, key, layout, link, metablock, step

from provenance import limits

ALICE, OWNER, MALLORY = key("alice"), key("owner"), key("mallory")
BUILD = step("build", [ALICE], ["DISALLOW *"], ["CREATE fw.bin", "DISALLOW *"])


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    bench = Bench(tmp_path / "delivery")
    bench.plan(layout([BUILD], [ALICE]))
    bench.report(link("build", {}, {"fw.bin": "firmware"}), ALICE, name="build.link")
    return bench


def _doubled(envelope: dict[str, Any], hint: str) -> dict[str, Any]:
    """The last signature twice, under one id."""
    envelope["signatures"][-1]["keyid"] = hint
    envelope["signatures"].append(dict(envelope["signatures"][-1]))
    return envelope


@pytest.mark.parametrize(("hint", "outcome"), [(OWNER.id, "fail"), ("abcd", "open")])
def test_008_an_id_that_stands_twice_fails_where_it_names_somebody_believed(
    bench: Bench, hint: str, outcome: str
) -> None:
    assert bench.ours().outcome == "pass"
    bench.put("root.layout", _doubled(dsse(layout([BUILD], [ALICE]), OWNER), hint))
    proof = bench.ours()
    assert bench.reference() is not None
    assert proof.outcome == outcome
    (found,) = about(proof, "layout")
    assert "stands under a key id that its envelope holds twice" in found.reason
    own = [v for v in proof.verifications if v.origin.path == "root.layout"]
    assert [v.outcome for v in own] == [outcome] * 2


@pytest.mark.parametrize(("hint", "outcome"), [(ALICE.id, "fail"), ("abcd", "open")])
def test_008_an_id_that_stands_twice_fails_where_it_names_somebody_granted(
    bench: Bench, hint: str, outcome: str
) -> None:
    report = dsse(link("build", {}, {"fw.bin": "firmware"}), ALICE)
    bench.put("build.link", report)
    assert bench.ours().outcome == "pass"
    bench.put("build.link", _doubled(report, hint))
    proof = bench.ours()
    assert proof.outcome == outcome
    own = [v for v in proof.verifications if v.origin.path == "build.link"]
    assert [v.outcome for v in own] == [outcome] * 2


def test_008_strangers_that_stand_twice_keep_nobody_from_being_heard(bench: Bench) -> None:
    bench.put("root.layout", _doubled(dsse(layout([BUILD], [ALICE]), OWNER, MALLORY), "abcd"))
    assert bench.ours().outcome == "pass"


def test_a_signature_that_drowned_in_others_is_open_and_not_false(bench: Bench) -> None:
    report = metablock(link("build", {}, {"fw.bin": "firmware"}), ALICE)
    junk = {"keyid": ALICE.id, "sig": "00"}
    good = report["signatures"]
    for many, outcome in ((5, "pass"), (limits.SIGNATURES_PER_MESSAGE + 5, "open")):
        report["signatures"] = [junk] * many + good
        bench.put("build.link", report)
        proof = bench.ours()
        assert proof.outcome == outcome
    assert "is not by the key that it names" not in str(about(proof, "step", "build"))
    forged = {**good[0], "sig": "00" * 64}
    report["signatures"] = [forged]
    bench.put("build.link", report)
    assert bench.ours().outcome == "fail"

"""Envelopes, signatures and sublayouts that an attacker bends."""

from __future__ import annotations

import base64
import struct
from pathlib import Path
from typing import Any

import pytest
from workshop import Bench, about, dsse, key, layout, link, metablock, notes, step

ALICE, OWNER = key("alice"), key("owner")
BUILD = step("build", [ALICE], ["DISALLOW *"], ["CREATE fw.bin", "DISALLOW *"])


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path / "delivery")


def _build(bench: Bench) -> None:
    bench.plan(layout([BUILD], [ALICE]))
    bench.report(link("build", {}, {"fw.bin": "firmware"}), ALICE)


def test_001_the_payload_type_is_another(bench: Bench) -> None:
    _build(bench)
    bench.put("root.layout", dsse(layout([BUILD], [ALICE]), OWNER, payload_type="text/plain"))
    assert bench.reference() is not None
    proof = bench.ours()
    assert proof.outcome == "fail"
    assert "its payload type is text/plain" in about(proof, "layout")[0].reason


def test_001_a_link_of_another_payload_type_is_no_link(bench: Bench) -> None:
    _build(bench)
    report = link("build", {}, {"fw.bin": "firmware"})
    wrong = dsse(report, ALICE, payload_type="application/json")
    bench.put(f"build.{ALICE.id[:8]}.link", wrong)
    assert bench.reference() is not None
    assert bench.ours().outcome == "open"


def test_003_a_signature_over_the_raw_payload(bench: Bench) -> None:
    _build(bench)
    envelope = dsse(layout([BUILD], [ALICE]), OWNER)
    body = base64.b64decode(envelope["payload"])
    envelope["signatures"][0]["sig"] = base64.b64encode(OWNER.sign(body)).decode()
    bench.put("root.layout", envelope)
    assert bench.reference() is not None
    assert bench.ours().outcome == "fail"


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
@pytest.mark.parametrize("seal", [metablock, dsse])
def test_008_one_of_two_signatures_is_by_nobody(bench: Bench, seal: Any, order: Any) -> None:
    _build(bench)
    document = seal(layout([BUILD], [ALICE]), OWNER, key("mallory"))
    document["signatures"] = [document["signatures"][place] for place in order]
    bench.put("root.layout", document)
    assert bench.ours().outcome == "pass"


@pytest.mark.parametrize("seal", [metablock, dsse])
def test_008_no_signature_at_all(bench: Bench, seal: Any) -> None:
    _build(bench)
    bench.put("root.layout", seal(layout([BUILD], [ALICE])))
    proof = bench.ours()
    assert proof.outcome == "open"
    assert about(proof, "layout")[0].reason == "it is not signed"


def test_023_a_key_id_names_a_believed_key_and_another_signed(bench: Bench) -> None:
    _build(bench)
    document = metablock(layout([BUILD], [ALICE]), key("mallory"))
    document["signatures"][0]["keyid"] = OWNER.id
    bench.put("root.layout", document)
    proof = bench.ours()
    assert proof.outcome == "fail"
    assert "names the key owner is not by it" in about(proof, "layout")[0].reason


def test_054_a_signature_of_a_strange_length(bench: Bench) -> None:
    _build(bench)
    document = metablock(layout([BUILD], [ALICE]), OWNER)
    document["signatures"].append({"keyid": "0" * 64, "sig": struct.pack("<Q", 0).hex() * 1_000})
    bench.put("root.layout", document)
    assert bench.ours().outcome == "pass"


def test_052_a_sublayout_that_holds_itself_does_not_loop(bench: Bench) -> None:
    plan = layout([step("build", [OWNER])], [OWNER])
    bench.plan(plan)
    bench.put(f"build.{OWNER.id[:8]}.link", metablock(plan, OWNER))
    proof = bench.ours()
    assert proof.outcome == "open"
    assert any("inside it, and was not followed" in note for note in notes(proof, "step"))


def test_052_sublayouts_are_not_followed_without_end(bench: Bench) -> None:
    for level in range(12):
        plan = layout([step(f"s{level}", [ALICE])], [ALICE], readme=f"{level}")
        signer = OWNER if level == 0 else ALICE
        name = "root.layout" if level == 0 else f"s{level - 1}.{ALICE.id[:8]}.link"
        bench.put(name, metablock(plan, signer))
    bench.report(link("s11", {}, {"fw.bin": "firmware"}), ALICE)
    proof = bench.ours()
    assert proof.outcome == "open"
    assert any("layouts deep" in note for note in notes(proof, "step"))

"""Trust does not leak: a key speaks where somebody whom we believe says so, and nowhere else."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from workshop import (
    AT,
    Bench,
    about,
    believe,
    dsse,
    key,
    layout,
    link,
    metablock,
    notes,
    sha,
    step,
    trust,
)

from provenance.errors import UsageError
from provenance.graph.proof import Proof
from provenance.intake import read
from provenance.model.digest import Digest
from provenance.trust.root import NOBODY, TrustRoot
from provenance.verification import verify

ALICE, BOB, OWNER = key("alice"), key("bob", "ecdsa"), key("owner")
PLATFORM = "https://ci.acme.example/gateway"


def statement(
    subjects: dict[str, str],
    predicate_type: str = "https://slsa.dev/provenance/v1",
    **predicate: Any,
) -> dict[str, Any]:
    body = predicate or {
        "buildDefinition": {
            "buildType": "https://acme.example/firmware/v1",
            "externalParameters": {},
            "resolvedDependencies": [{"name": "src.tar", "digest": sha("source")}],
        },
        "runDetails": {"builder": {"id": PLATFORM}},
    }
    return {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": name, "digest": sha(text)} for name, text in subjects.items()],
        "predicateType": predicate_type,
        "predicate": body,
    }


def sbom() -> dict[str, Any]:
    component = {"type": "library", "bom-ref": "zlib", "name": "zlib", "version": "1.3"}
    return {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": [component]}


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path / "delivery")


def check(bench: Bench, root: TrustRoot, **options: Any) -> Proof:
    return verify(read(bench.folder), root, AT, **options)


def digest(text: str | bytes) -> Digest:
    return Digest("sha256", sha(text)["sha256"], "file")


# -- keys that a layout grants ---------------------------------------------------------------------


def _layout_for_alice(bench: Bench) -> None:
    bench.plan(layout([step("build", [ALICE])], [ALICE]))
    bench.report(link("build", {}, {"fw.bin": "firmware"}), ALICE)


def test_067_a_granted_key_signs_provenance_and_is_not_believed(bench: Bench) -> None:
    _layout_for_alice(bench)
    bench.put("prov.json", dsse(statement({"fw.bin": "firmware"}), ALICE))
    proof = bench.ours()
    assert [found.outcome for found in about(proof, "statement")] == ["open"]
    assert not proof.vouched(digest("firmware"), "provenance")
    by_path = {found.origin.path: found.outcome for found in proof.verifications}
    assert by_path["prov.json"] == "open"
    assert proof.outcome == "open"


def test_067_the_same_provenance_by_a_believed_key_is(bench: Bench) -> None:
    _layout_for_alice(bench)
    bench.put("prov.json", dsse(statement({"fw.bin": "firmware"}), OWNER))
    assert bench.ours().outcome == "pass"


def test_067_a_granted_key_signs_a_layout_of_its_own(bench: Bench) -> None:
    _layout_for_alice(bench)
    bench.put("other.layout", metablock(layout([step("x", [ALICE])], [ALICE]), ALICE))
    proof = bench.ours()
    assert [c.outcome for c in about(proof, "layout", "other.layout")] == ["open"]


def test_067_a_granted_key_signs_an_image_and_a_manifest(bench: Bench) -> None:
    _layout_for_alice(bench)
    bench.put("fw.bin", "firmware")
    bench.put("fw.bin.sig", base64.b64encode(ALICE.sign(b"firmware")))
    proof = bench.ours()
    assert not proof.vouched(digest("firmware"), "image")
    assert not about(proof, "signature")


def test_067_a_key_granted_by_one_layout_does_not_count_in_another(bench: Bench) -> None:
    _layout_for_alice(bench)
    bench.plan(layout([step("pack", [BOB])], [BOB]), name="second.layout")
    bench.report(link("pack", {}, {"fw.bin": "firmware"}), ALICE)
    proof = bench.ours()
    assert [found.outcome for found in about(proof, "step", "build")] == ["pass"]
    assert [found.outcome for found in about(proof, "step", "pack")] == ["open"]


def test_067_a_key_for_one_step_does_not_count_for_another(bench: Bench) -> None:
    bench.plan(layout([step("build", [ALICE]), step("sign", [BOB])], [ALICE, BOB]))
    bench.report(link("build", {}, {"fw.bin": "firmware"}), ALICE)
    bench.report(link("sign", {"fw.bin": "firmware"}, {}), ALICE)
    (sign,) = about(bench.ours(), "step", "sign")
    assert sign.outcome == "open"
    assert "none of its keys signed" in sign.reason


def test_a_key_of_a_sublayout_counts_inside_it_only(bench: Bench) -> None:
    carl = key("carl")
    bench.plan(layout([step("build", [ALICE]), step("sign", [ALICE])], [ALICE]))
    inner = layout([step("compile", [carl])], [carl])
    bench.report({**inner, "name": "build"}, ALICE, name=f"build.{ALICE.id[:8]}.link")
    bench.report(
        link("compile", {}, {"fw.bin": "firmware"}), carl, name=f"build.{ALICE.id[:8]}/compile.link"
    )
    bench.report(link("sign", {"fw.bin": "firmware"}, {}), carl)
    proof = bench.ours()
    assert [found.outcome for found in about(proof, "step", "compile")] == ["pass"]
    assert [found.outcome for found in about(proof, "step", "build")] == ["pass"]
    assert [found.outcome for found in about(proof, "step", "sign")] == ["open"]


# -- roles, thresholds, time -----------------------------------------------------------------------


def test_without_a_trust_root_everything_is_open(bench: Bench) -> None:
    _layout_for_alice(bench)
    bench.put("prov.json", dsse(statement({"fw.bin": "firmware"}), OWNER))
    proof = check(bench, NOBODY)
    assert proof.outcome == "open"
    assert not proof.believed
    assert {found.outcome for found in proof.verifications} == {"open"}
    assert {f.outcome for f in proof.conclusions if not f.note} == {"open"}


def test_a_role_is_needed_and_named(bench: Bench) -> None:
    _layout_for_alice(bench)
    proof = check(bench, trust(believe(OWNER, "image", "sbom")))
    (plan,) = about(proof, "layout")
    assert plan.outcome == "open"
    assert "owner signed it, but has not the role layout" in plan.reason
    assert plan.request.startswith("root.layout with a signature by a key")


def test_a_key_outside_its_time_counts_for_nothing(bench: Bench) -> None:
    _layout_for_alice(bench)
    proof = check(bench, trust(believe(OWNER, "layout", valid_until="2026-01-01T00:00:00Z")))
    assert proof.outcome == "open"
    assert "is not valid at" in about(proof, "layout")[0].reason


def test_a_threshold_counts_keys_by_material(bench: Bench) -> None:
    _layout_for_alice(bench)
    twice = [believe(OWNER, "layout"), believe(OWNER, "layout", platform="x")]
    plan = layout([step("build", [ALICE])], [ALICE])
    bench.put("root.layout", metablock(plan, OWNER, OWNER))
    assert check(bench, trust(*twice, layout=2)).outcome == "open"
    bench.put("root.layout", metablock(plan, OWNER, BOB))
    both = [believe(OWNER, "layout"), believe(BOB, "layout")]
    assert check(bench, trust(*both, layout=2)).outcome == "pass"


def test_a_key_that_is_narrowed_to_a_product(bench: Bench) -> None:
    _layout_for_alice(bench)
    root = trust(believe(OWNER, "layout", products=("acme/gateway",)))
    assert check(bench, root, product="acme/gateway").outcome == "pass"
    assert check(bench, root, product="acme/router").outcome == "open"


def test_a_role_for_steps_believes_links_without_a_layout(bench: Bench) -> None:
    bench.report(link("build", {"a": "a"}, {"fw.bin": "firmware"}), ALICE)
    bench.report(link("other", {}, {"x": "x"}), ALICE)
    bench.put("fw.bin", "firmware")
    proof = check(bench, trust(believe(ALICE, "step:build")))
    assert [found.outcome for found in about(proof, "step")] == ["pass"]
    assert [output.name for output in proof.outputs] == ["fw.bin"]
    assert about(proof, "delivered", "fw.bin")[0].outcome == "pass"
    assert proof.outcome == "pass"


def test_a_time_that_is_none_is_refused(bench: Bench) -> None:
    with pytest.raises(UsageError, match="is no time"):
        verify(read(bench.folder), NOBODY, "tomorrow")


# -- statements ------------------------------------------------------------------------------------


def test_010_a_bare_statement_is_open(bench: Bench) -> None:
    bench.put("prov.json", statement({"fw.bin": "firmware"}))
    proof = bench.ours()
    (found,) = about(proof, "statement")
    assert found.outcome == "open"
    assert "it is not signed" in found.reason
    assert proof.outcome == "open"


def test_042_a_key_speaks_for_another_platform(bench: Bench) -> None:
    bench.put("prov.json", dsse(statement({"fw.bin": "firmware"}), OWNER))
    right = trust(believe(OWNER, "provenance", platform=PLATFORM))
    assert check(bench, right).outcome == "pass"
    proof = check(bench, trust(believe(OWNER, "provenance", platform="https://ci.other.example")))
    assert proof.outcome == "fail"
    assert "speaks for the platform https://ci.other.example" in about(proof, "statement")[0].reason


def test_001_a_statement_of_another_payload_type(bench: Bench) -> None:
    wrong = dsse(statement({"fw.bin": "firmware"}), OWNER, payload_type="application/json")
    bench.put("prov.json", wrong)
    proof = bench.ours()
    assert proof.outcome == "fail"
    assert not proof.vouched(digest("firmware"), "provenance")


def test_a_predicate_that_nobody_judges_is_a_note(bench: Bench) -> None:
    _layout_for_alice(bench)
    odd = statement({"fw.bin": "firmware"}, "https://example.org/odd/v1", said="so")
    bench.put("odd.json", dsse(odd, OWNER))
    proof = bench.ours()
    assert proof.outcome == "pass"
    assert any("nothing here judges a predicate" in note for note in notes(proof, "statement"))


def test_statements_give_outputs_and_inputs(bench: Bench) -> None:
    bench.put("prov.json", dsse(statement({"fw.bin": "firmware"}), OWNER))
    proof = bench.ours()
    assert [(o.name, o.final, o.origin.pointer) for o in proof.outputs] == [
        ("fw.bin", True, "/subject/0")
    ]
    assert [i.name for i in proof.inputs] == ["src.tar"]


# -- what signatures reach -------------------------------------------------------------------------


def test_a_signed_bill_of_materials_inside_a_statement_is_reached(bench: Bench) -> None:
    inner = statement({"fw.bin": "firmware"}, "https://cyclonedx.org/bom", **sbom())
    bench.put("sbom.dsse.json", dsse(inner, OWNER))
    proof = check(bench, trust(believe(OWNER, "sbom")))
    documents = {d.format: d.digest for d in proof.evidence.documents}
    assert proof.vouched(documents["CycloneDX"], "sbom")
    assert proof.vouched(digest("firmware"), "sbom")
    assert not proof.vouched(digest("firmware"), "provenance")
    assert not check(bench, trust(believe(OWNER, "provenance"))).vouchers


def test_a_signed_bill_of_materials_in_an_envelope_of_its_own(bench: Bench) -> None:
    bench.put("sbom.json", dsse(sbom(), OWNER, payload_type="application/vnd.cyclonedx+json"))
    proof = check(bench, trust(believe(OWNER, "sbom")))
    assert [found.outcome for found in about(proof, "signature")] == ["pass"]
    assert [voucher.purpose for voucher in proof.vouchers] == ["sbom"]


def test_a_manifest_reaches_what_it_lists_as_far_as_its_signer_may(bench: Bench) -> None:
    bench.put("fw.bin", "firmware")
    path = bench.put("sbom.json", sbom())
    lines = f"{sha('firmware')['sha256']}  fw.bin\n{sha(path.read_bytes())['sha256']}  sbom.json\n"
    bench.put("SHA256SUMS", lines)
    bench.put("SHA256SUMS.sig", BOB.sign(lines.encode()))
    purposes = {}
    for roles in (("manifest",), ("manifest", "image"), ("image",), ("manifest", "sbom")):
        proof = check(bench, trust(believe(BOB, *roles)))
        purposes[roles] = {v.purpose for v in proof.vouchers if v.digest.value in lines}
    assert purposes == {
        ("manifest",): {"manifest"},
        ("manifest", "image"): {"manifest", "image"},
        ("image",): set(),
        ("manifest", "sbom"): {"manifest", "sbom"},
    }


def test_an_image_needs_as_many_signers_as_its_role_says(bench: Bench) -> None:
    bench.put("fw.bin", "firmware")
    bench.put("fw.bin.sig", OWNER.sign(b"firmware"))
    one = trust(believe(OWNER, "image"), believe(BOB, "image"))
    assert check(bench, one).vouched(digest("firmware"), "image")
    two = trust(believe(OWNER, "image"), believe(BOB, "image"), image=2)
    proof = check(bench, two)
    assert not proof.vouched(digest("firmware"), "image")
    assert proof.outcome == "open"


def test_a_layout_reaches_its_final_products_and_its_links(bench: Bench) -> None:
    follow = step("pack", [ALICE])
    bench.plan(layout([step("build", [ALICE]), follow], [ALICE]))
    bench.report(link("build", {}, {"a.o": "object"}), ALICE)
    path = bench.report(link("pack", {"a.o": "object"}, {"fw.bin": "firmware"}), ALICE)
    proof = bench.ours()
    assert proof.vouched(digest("firmware"), "layout")
    assert not proof.vouched(digest("object"), "layout")
    (voucher,) = proof.vouched(digest(path.read_bytes()), "step:pack")
    assert voucher.authority.within is not None


def test_signatures_of_a_stranger_change_nothing(bench: Bench) -> None:
    _layout_for_alice(bench)
    before = bench.ours()
    for path in list(bench.folder.glob("*.l*")):
        document = json.loads(path.read_text())
        extra = metablock(document["signed"], key("mallory"))["signatures"]
        path.write_text(json.dumps({**document, "signatures": extra + document["signatures"]}))
    after = bench.ours()
    assert after.outcome == before.outcome == "pass"
    assert any("no key that is believed" in found.reason for found in after.verifications)


def test_a_false_signature_beside_enough_good_ones_is_a_note(bench: Bench) -> None:
    _layout_for_alice(bench)
    document = metablock(layout([step("build", [ALICE])], [ALICE]), OWNER, BOB)
    document["signatures"][1]["sig"] = "30" * 70
    bench.put("root.layout", document)
    proof = bench.ours(OWNER, BOB)
    assert proof.outcome == "pass"
    assert any("did not make it" in note for note in notes(proof, "signature"))

"""043: what we said ourselves, delivered to us again; and a delivery that is its own example."""

from __future__ import annotations

from pathlib import Path

import pytest
from attack_answers import Answer, ours
from attack_delivery import Delivery
from attack_material import AT, EVIL
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from provenance.attestation import attest
from provenance.errors import UsageError
from provenance.intake import read
from provenance.judgment import audit, load_policy
from provenance.model.verdict import Verdict
from provenance.trust.load import load_trust

VERIFIER = "https://us.example/audit"
RULE = "provenance/invalid-verification-summary"


def judged(plan: Delivery) -> Verdict:
    plan.write()
    folder = plan.folder
    trust, policy = load_trust(folder / "trust.toml"), load_policy(folder / "policy.toml")
    return audit(read(plan.delivery), policy=policy, trust=trust, at=AT)


@pytest.fixture
def plan(tmp_path: Path) -> Delivery:
    made = Delivery(tmp_path)
    made.policy["verifier"] = {"id": VERIFIER}
    made.rule("artifact/unlisted-file", "off")  # our bundle comes after the manifest
    made.trust["us"] = {"roles": ["verdict"], "verifier": VERIFIER}
    return made


def again(plan: Delivery, signer: str) -> Answer:
    """The delivery with our own bundle of the first audit in it."""
    pem = plan.key(signer).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    plan.late["verdict.intoto.jsonl"] = attest(judged(plan), pem)
    plan.write()
    return ours(plan)


def test_43_our_own_bundle_is_read_and_holds(plan: Delivery) -> None:
    found = again(plan, "us")
    assert found.verdict == "PASSED"
    for line in (1, 2):
        place = f"verdict.intoto.jsonl!line-{line}"
        assert not found.lacks(f"summary {place} note: signed for its verifier, about delivered")


def test_43_our_own_words_by_a_stranger_are_open(plan: Delivery) -> None:
    found = again(plan, "stranger")
    assert found.verdict == "INCONCLUSIVE"
    assert not found.lacks(f"{RULE} open: nothing shows that the summary holds")


def test_43_our_own_refusal_is_not_forgotten(plan: Delivery) -> None:
    """The image was not accepted; afterwards the vendor takes away what accused it."""
    plan.late["SHA256SUMS"] = f"{'0' * 64}  gateway.img\n".encode()
    plan.rule("delivery/unsigned-manifest", "off")
    assert judged(plan).verdict == "FAILED"
    pem = plan.key("us").private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    plan.extra["verdict.intoto.jsonl"] = attest(judged(plan), pem)
    plan.late.clear()
    (plan.delivery / "SHA256SUMS").unlink()
    plan.write()
    found = ours(plan)
    assert found.verdict == "FAILED"
    assert not found.lacks(f"{RULE} fail: the summary does not hold", "its result is FAILED")


def test_43_our_own_bundle_is_not_of_other_bytes(plan: Delivery) -> None:
    pem = plan.key("us").private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    plan.extra["verdict.intoto.jsonl"] = attest(judged(plan), pem)
    plan.replaced["gateway.img"] = EVIL
    plan.write()
    assert not ours(plan).lacks(f"{RULE} fail", "which was not delivered")


def test_45_a_delivery_is_no_example_of_itself(plan: Delivery, tmp_path: Path) -> None:
    plan.write()
    trust = load_trust(plan.folder / "trust.toml")
    copy = plan.folder / "copy"
    copy.mkdir()
    for path in plan.delivery.glob("provenance*"):
        (copy / path.name).write_bytes(path.read_bytes())
    for earlier in (plan.delivery, copy):
        with pytest.raises(UsageError, match="would be compared with itself"):
            audit(plan.delivery, policy="baseline", trust=trust, at=AT, expect_from=earlier)
    verdict = audit(plan.delivery, policy="baseline", trust=trust, at=AT, baseline=plan.delivery)
    assert any("is this delivery itself" in note for note in verdict.notes)


def test_45_twin_an_earlier_build_is_an_example(plan: Delivery, tmp_path: Path) -> None:
    old = Delivery(tmp_path / "old")
    old.statements = [old.provenance("gateway.img", old.image, "0")]
    old.write()
    trust = load_trust(old.folder / "trust.toml")
    plan._keys.update(old._keys)
    plan.write()
    verdict = audit(plan.delivery, policy="baseline", trust=trust, at=AT, expect_from=old.delivery)
    assert verdict.expected_from is not None
    assert not any("is this delivery itself" in note for note in verdict.notes)

"""051, 044: a policy that is another one than was meant, or than was used before."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from provenance.attestation import attest  # noqa: E402
from provenance.cli import main  # noqa: E402
from provenance.errors import UsageError  # noqa: E402
from provenance.judgment import audit, load_policy  # noqa: E402
from provenance.model.verdict import Verdict  # noqa: E402
from provenance.trust.load import load_trust  # noqa: E402
from samples.workshop import AT, Workshop  # noqa: E402

VERIFIER = "https://audit.example/procurement"


def judge(workshop: Workshop, baseline: Path | None = None) -> Verdict:
    workshop.write()
    trust = load_trust(workshop.folder / "trust.toml")
    policy = workshop.folder / "policy.toml"
    return audit(workshop.delivery, policy=policy, trust=trust, at=AT, baseline=baseline)


@pytest.mark.parametrize("change", ["", "older", "extended"])
def test_051_a_policy_that_is_pinned(change: str, tmp_path: Path) -> None:
    base, own = tmp_path / "base.toml", tmp_path / "own.toml"
    base.write_text('name = "base"\n[rules]\n"signature/unsigned-image" = "error"\n')
    own.write_text('name = "own"\nextends = "base.toml"\n')
    pinned = str(load_policy(own).digest)
    if change == "older":
        own.write_text('name = "own"\nextends = "base.toml"\n[rules]\n"sbom/unsigned-sbom" = "off"')
    elif change == "extended":
        base.write_text('name = "base"\n[rules]\n"signature/unsigned-image" = "note"\n')
    else:
        own.write_text('# the same in other words\nextends = "base.toml"\nname = "own"\n')
        assert load_policy(own, pinned).digest == load_policy(own, pinned[7:]).digest
        return
    with pytest.raises(UsageError, match="the policy own is sha256:"):
        load_policy(own, pinned)


def test_051_the_command_judges_nothing_by_another_policy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.img").write_bytes(b"image")
    digest = str(load_policy("minimal").digest)
    given = ["audit", str(tmp_path), "--at", AT, "--policy"]
    assert main([*given, "minimal", "--policy-digest", digest]) == 3
    assert main([*given, "baseline", "--policy-digest", digest]) == 2
    assert "the policy baseline is sha256:" in capsys.readouterr().err


@pytest.mark.parametrize("case", ["same", "other", "unsigned", "other verifier"])
def test_044_the_baseline_was_judged_by_another_policy(case: str, tmp_path: Path) -> None:
    workshop = Workshop(tmp_path / "now")
    workshop.policy["verifier"] = {"id": VERIFIER}
    workshop.trust["auditor"] = {"roles": ["verdict"]}
    before = Workshop(tmp_path / "before")
    before._keys = workshop._keys
    before.layout = before.plan("assemble")
    before.policy = {"verifier": {"id": VERIFIER}}
    if case == "other":
        before.policy["rules"] = {'"sbom/unstated-gap"': "off"}
    elif case == "other verifier":
        before.policy["rules"] = {'"sbom/unstated-gap"': "off"}
        before.policy["verifier"] = {"id": "https://somebody.example"}
    verdict = judge(before)
    assert verdict.verdict == "PASSED"
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    signer = workshop.key("stranger" if case == "unsigned" else "auditor")
    pem = signer.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (before.delivery / "verdict.intoto.jsonl").write_bytes(attest(verdict, pem))
    found = judge(workshop, before.delivery)
    told = [note for note in found.notes if "The baseline was judged" in note]
    assert len(told) == (case == "other")
    assert found.verdict == "PASSED"

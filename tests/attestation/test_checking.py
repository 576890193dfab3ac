"""Checking a signed verdict: signatures, subjects, delivered bytes, summaries, derivation."""

from __future__ import annotations

import base64
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from handmade import GOOD

from provenance.attestation import Countercheck, attest, verify_verdict
from provenance.errors import UnreadableError
from provenance.intake import read
from provenance.judgment import audit
from provenance.model.authority import Authority
from provenance.model.digest import Digest
from provenance.model.verdict import InputFile, JudgedSubject, Verdict
from provenance.trust.keys import load_public_key
from provenance.trust.load import load_trust
from provenance.trust.root import TrustRoot

SAMPLES = Path(__file__).parents[2] / "samples"
Pairs = dict[str, tuple[bytes, bytes]]


@pytest.fixture
def delivery(tmp_path: Path) -> Path:
    folder = tmp_path / "delivery"
    (folder / "docs").mkdir(parents=True)
    (folder / "gateway.img").write_bytes(b"firmware")
    (folder / "docs" / "notes.bin").write_bytes(b"\x00notes")
    return folder


def judged(delivery: Path) -> Verdict:
    evidence = read(delivery)
    files = {file.artifact.path: file for file in evidence.files}
    image = files["gateway.img"]
    digests = (*image.artifact.digests, Digest("sha512", image.blob.hash("sha512"), "file"))
    return msgspec.structs.replace(
        GOOD,
        input_digest=evidence.digest,
        subjects=(JudgedSubject("gateway.img", digests, 8, "PASSED"),),
        inputs=tuple(InputFile(a.path, a.digest, a.size, "image") for a in evidence.artifacts),
    )


def trust_in(public: bytes, roles: tuple[str, ...] = ("verdict",), **more: Any) -> TrustRoot:
    return TrustRoot((Authority("auditor", load_public_key(public), roles, **more),))


Check = Callable[..., Countercheck]


@pytest.fixture
def bundle(delivery: Path, tmp_path: Path, pairs: Pairs) -> Path:
    path = tmp_path / "verdict.intoto.jsonl"
    path.write_bytes(attest(judged(delivery), pairs["p256"][0]))
    return path


def test_it_holds(bundle: Path, delivery: Path, pairs: Pairs) -> None:
    found = verify_verdict(bundle, trust_in(pairs["p256"][1]), delivery)
    assert found.problems == ()
    assert found.holds
    assert (found.signers, found.summaries, found.derived_again) == (("auditor",), 1, False)
    assert found.verdict == judged(delivery)


def test_derived_again_it_is_the_same(bundle: Path, delivery: Path, pairs: Pairs) -> None:
    times: list[str] = []

    def rerun(at: str) -> Verdict:
        times.append(at)
        return judged(delivery)

    found = verify_verdict(bundle, trust_in(pairs["p256"][1]), delivery, rerun)
    assert found.holds
    assert found.derived_again
    assert times == [GOOD.at]


def test_a_real_verdict_is_derived_again_from_a_copy_of_the_delivery(
    tmp_path: Path, pairs: Pairs
) -> None:
    copy = tmp_path / "renamed"
    shutil.copytree(SAMPLES / "deliveries" / "gateway-2.4.1-tampered", copy)

    def judge(delivery: Path, at: str) -> Verdict:
        root = load_trust(SAMPLES / "trust.toml")
        return audit(delivery, policy=SAMPLES / "gateway.policy.toml", trust=root, at=at)

    verdict = judge(SAMPLES / "deliveries" / "gateway-2.4.1-tampered", "2026-11-22T12:00:00Z")
    bundle = tmp_path / "verdict.intoto.jsonl"
    bundle.write_bytes(attest(verdict, pairs["p256"][0]))
    trust = trust_in(pairs["p256"][1])
    found = verify_verdict(bundle, trust, copy, lambda at: judge(copy, at))
    assert found.problems == ()
    other = verify_verdict(bundle, trust, copy, lambda at: audit(copy, at=at))
    assert "by the policy acme-gateway" in other.problems[0]
    assert "given was none" in other.problems[1]
    assert "differs in subjects, policy, trust" in other.problems[2]


def test_another_verdict_than_the_derived_one_is_found(
    bundle: Path, delivery: Path, pairs: Pairs
) -> None:
    other = msgspec.structs.replace(judged(delivery), verdict="FAILED")
    found = verify_verdict(bundle, trust_in(pairs["p256"][1]), delivery, lambda at: other)
    assert found.problems == ("derived again, the verdict is FAILED and differs in verdict",)


@pytest.mark.parametrize(
    ("trust", "why"),
    [
        (lambda pairs: TrustRoot(()), "nobody"),
        (lambda pairs: trust_in(pairs["p384"][1]), "another key"),
        (lambda pairs: trust_in(pairs["p256"][1], ("image",)), "another role"),
        (lambda pairs: trust_in(pairs["p256"][1], valid_until="2026-01-01T00:00:00Z"), "too late"),
    ],
)
def test_only_a_key_that_may_speak_for_verdicts_counts(
    trust: Callable[[Pairs], TrustRoot], why: str, bundle: Path, delivery: Path, pairs: Pairs
) -> None:
    found = verify_verdict(bundle, trust(pairs), delivery)
    assert not found.holds, why
    assert len([problem for problem in found.problems if "0 of 1 signatures" in problem]) == 2
    assert found.signers == ()


def test_a_threshold_counts_keys(bundle: Path, delivery: Path, pairs: Pairs) -> None:
    one = trust_in(pairs["p256"][1]).authorities[0]
    same = msgspec.structs.replace(one, name="again")
    trust = TrustRoot((one, same), (("verdict", 2),))
    assert "1 of 2" in verify_verdict(bundle, trust, delivery).problems[0]


def test_changed_missing_and_extra_files_are_named(
    bundle: Path, delivery: Path, pairs: Pairs
) -> None:
    trust = trust_in(pairs["p256"][1])
    (delivery / "gateway.img").write_bytes(b"Firmware")
    (delivery / "docs" / "notes.bin").unlink()
    (delivery / "more.bin").write_bytes(b"\x00more")
    problems = " | ".join(verify_verdict(bundle, trust, delivery).problems)
    assert "docs/notes.bin was judged and is not in the delivery" in problems
    assert "more.bin is in the delivery and was not judged" in problems
    assert "gateway.img is sha256:" in problems
    assert "gateway.img is sha512:" not in problems  # said once


def rewritten(bundle: Path, change: Callable[[dict[str, Any]], None], line: int = 0) -> None:
    lines = [json.loads(text) for text in bundle.read_text().splitlines()]
    statement = json.loads(base64.b64decode(lines[line]["payload"]))
    change(statement)
    lines[line]["payload"] = base64.b64encode(json.dumps(statement).encode()).decode()
    bundle.write_text("".join(json.dumps(one) + "\n" for one in lines))


def other_subject(statement: dict[str, Any]) -> None:
    statement["subject"][0]["digest"]["sha512"] = "00" * 64


def other_policy(statement: dict[str, Any]) -> None:
    statement["predicate"]["policy"]["digest"] = {"sha256": "00" * 32}


def other_result(statement: dict[str, Any]) -> None:
    statement["predicate"]["verificationResult"] = "FAILED"


def other_image(statement: dict[str, Any]) -> None:
    statement["subject"][0]["name"] = "other.img"


@pytest.mark.parametrize(
    ("change", "line", "expected"),
    [
        (other_subject, 0, "the subjects of the statement are not the images"),
        (other_policy, 1, "differs from the verdict in policy"),
        (other_result, 1, "step 6"),
        (other_subject, 1, "step 2"),
        (other_image, 1, "does not judge"),
    ],
)
def test_what_was_changed_is_found_beside_the_broken_signature(
    change: Callable[[dict[str, Any]], None],
    line: int,
    expected: str,
    bundle: Path,
    delivery: Path,
    pairs: Pairs,
) -> None:
    rewritten(bundle, change, line)
    problems = verify_verdict(bundle, trust_in(pairs["p256"][1]), delivery).problems
    assert any("0 of 1 signatures" in problem for problem in problems)
    assert any(expected in problem for problem in problems)


@pytest.mark.parametrize(
    "text",
    ["", "x", "{}", "[]", '{"payload": "!", "payloadType": "x", "signatures": []}', "\xff"],
)
def test_what_is_no_signed_verdict_is_a_problem_and_no_traceback(
    text: str, bundle: Path, delivery: Path
) -> None:
    bundle.write_bytes(text.encode("latin-1"))
    found = verify_verdict(bundle, TrustRoot(()), delivery)
    assert not found.holds
    assert found.verdict is None
    assert "is not a signed verdict" in found.problems[0]


def test_a_longer_digest_of_the_same_bytes_is_compared_too(
    delivery: Path, pairs: Pairs, tmp_path: Path
) -> None:
    verdict = judged(delivery)
    wrong = Digest("sha512", "0" * 128, "file")
    image = msgspec.structs.replace(
        verdict.subjects[0], digests=(verdict.subjects[0].digests[0], wrong)
    )
    changed = msgspec.structs.replace(verdict, subjects=(image, *verdict.subjects[1:]))
    path = tmp_path / "changed.intoto.jsonl"
    path.write_bytes(attest(changed, pairs["p256"][0]))
    (problem,) = verify_verdict(path, trust_in(pairs["p256"][1]), delivery).problems
    assert f"{image.path} is sha512:" in problem


def test_a_file_that_is_not_there_is_a_named_error(delivery: Path, tmp_path: Path) -> None:
    with pytest.raises(UnreadableError):
        verify_verdict(tmp_path / "none.jsonl", TrustRoot(()), delivery)


def test_two_verdicts_in_one_file_are_refused(bundle: Path, delivery: Path) -> None:
    bundle.write_bytes(bundle.read_bytes() * 2)
    found = verify_verdict(bundle, TrustRoot(()), delivery)
    assert "2 statements" in found.problems[0]

"""043, 045: signed verdicts and summaries that say more, or other, than was judged."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from attack_material import EVIL, IN_TOTO, Plain, Workshop, complaints
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from provenance.attestation import Countercheck, attest, verify_verdict
from provenance.decoding.verdict import verdict_to_plain
from provenance.errors import AttestationError, UnreadableError
from provenance.model.authority import Authority
from provenance.model.verdict import InputFile, Verdict
from provenance.trust.keys import load_public_key
from provenance.trust.root import TrustRoot

VERIFIER = {"verifier": {"id": "https://audit.example/"}}


class Auditor:
    """A delivery of two images, its verdict, and whoever signs what they are given."""

    def __init__(self, folder: Path) -> None:
        self.workshop = Workshop(folder)
        image = self.workshop.images["gateway.img"]
        second = self.workshop.images["second.img"] = image + b"2"
        self.workshop.describe_image("second", second)
        made = {"gateway.img": image, "second.img": second}
        self.workshop.links = [self.workshop.link("assemble", {"main.c": "main"}, made)]
        self.workshop.statements.append(self.workshop.provenance("second.img", second, "2"))
        self.workshop.policy = dict(VERIFIER)
        self.verdict = self.workshop.audit()
        assert self.verdict.verdict == "PASSED"
        self.path = folder / "verdict.intoto.jsonl"
        self.lines = attest(self.verdict, self.private).splitlines()

    @property
    def private(self) -> bytes:
        key = self.workshop.key("auditor")
        return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    def sign(self, statement: Plain, payload_type: str = IN_TOTO) -> bytes:
        payload = json.dumps(statement).encode()
        return self.workshop.envelope(payload, payload_type, ["auditor"])

    def statement(self, line: int) -> Plain:
        payload = json.loads(self.lines[line])["payload"]
        return json.loads(base64.b64decode(payload))  # type: ignore[no-any-return]

    def check(self, *lines: bytes) -> Countercheck:
        self.path.write_bytes(b"".join(line + b"\n" for line in lines))
        (self.workshop.folder / "auditor.pub").write_bytes(_public(self.workshop))
        key = load_public_key(_public(self.workshop))
        trust = TrustRoot((Authority("auditor", key, ("verdict",)),))
        return verify_verdict(self.path, trust, self.workshop.delivery)


def _public(workshop: Workshop) -> bytes:
    from cryptography.hazmat.primitives.serialization import PublicFormat

    key = workshop.key("auditor").public_key()
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


@pytest.fixture
def auditor(tmp_path: Path) -> Auditor:
    return Auditor(tmp_path)


def test_043_as_it_was_signed_it_holds_in_any_order_and_with_blank_lines(auditor: Auditor) -> None:
    one, two, three = auditor.lines
    assert auditor.check(one, two, three).problems == ()
    assert auditor.check(three, b"", one, b" ", two).problems == ()


LINES: dict[str, tuple[Callable[[list[bytes]], list[bytes]], str]] = {
    "a summary is taken out": (lambda n: n[:2], "the VSA for second.img is missing"),
    "a summary stands twice": (lambda n: [*n, n[1]], "line 4: is a second VSA for"),
    "the verdict is taken out": (lambda n: n[1:], "0 statements of the type"),
    "the verdict stands twice": (lambda n: [*n, n[0]], "2 statements of the type"),
    "junk behind it": (lambda n: [*n, b"junk"], "line=4"),
    "junk in a line": (lambda n: [n[0] + b"x", *n[1:]], "line=1"),
    "two envelopes in a line": (lambda n: [n[0] + n[1], n[2]], "line=1"),
    "NUL behind it": (lambda n: [*n, b"\0"], "line=4"),
    "a deep line": (lambda n: [*n, b"[" * 100_000], "nested"),
    "a key twice": (lambda n: [n[0][:-1] + b',"payload":""}', *n[1:]], "payload"),
}


@pytest.mark.parametrize("name", LINES)
def test_043_the_lines_of_a_bundle(name: str, auditor: Auditor) -> None:
    change, expected = LINES[name]
    found = auditor.check(*change(auditor.lines))
    assert not found.holds
    assert expected in " | ".join(found.problems)


def _put(statement: Plain, path: str, value: Any) -> Plain:
    node, *_ = [statement]
    *way, last = path.split("/")
    for step in way:
        node = node[int(step)] if isinstance(node, list) else node[step]
    if value is None:
        del node[last]
    else:
        node[int(last) if isinstance(node, list) else last] = value
    return statement


SUMMARIES = [
    ("predicate/verificationResult", "FAILED", "step 6"),
    ("predicate/verificationResult", "INCONCLUSIVE", "can only be PASSED or FAILED"),
    ("predicate/verifiedLevels", ["SLSA_BUILD_LEVEL_3"], "in verifiedLevels"),
    ("predicate/verifiedLevels", None, "in verifiedLevels"),
    ("predicate/inputAttestations", [], "in inputAttestations"),
    ("predicate/inputAttestations", None, "in inputAttestations"),
    ("predicate/inputAttestations/0", {"uri": "x", "digest": {"sha256": "0" * 64}}, "in inputAtt"),
    ("predicate/timeVerified", "2030-01-01T00:00:00Z", "in timeVerified"),
    ("predicate/policy", {"uri": "x"}, "in policy"),
    ("predicate/verifier/id", "https://other.example/", "step 4"),
    ("predicate/resourceUri", None, "step 5"),
    ("predicateType", "https://slsa.dev/verification_summary/v0.2", "step 3"),
    ("predicate", [], "does not judge"),
    ("subject", [], "does not judge"),
    ("subject/0/digest", {"sha256": "0" * 64}, "step 2"),
    ("subject/0/name", "second.img", "step 2"),
]


@pytest.mark.parametrize(("path", "value", "expected"), SUMMARIES)
def test_043_a_summary_contradicts_the_verdict_and_both_are_well_signed(
    path: str, value: Any, expected: str, auditor: Auditor
) -> None:
    lines = list(auditor.lines)
    lines[1] = auditor.sign(_put(auditor.statement(1), path, value))
    found = auditor.check(*lines)
    assert expected in " | ".join(found.problems)
    lines[1] = auditor.sign(auditor.statement(1))
    assert auditor.check(*lines).problems == ()


def test_043_a_second_summary_for_another_resource_is_no_duplicate(auditor: Auditor) -> None:
    more = attest(auditor.verdict, auditor.private, vsa="gateway.img", resource="pkg:generic/g@1")
    assert auditor.check(*auditor.lines, more.strip()).problems == ()


def test_043_another_payload_type_is_no_statement(auditor: Auditor) -> None:
    first = auditor.sign(auditor.statement(0), "application/json")
    assert "/payloadType" in auditor.check(first, *auditor.lines[1:]).problems[0]


VERDICTS: list[tuple[str, Any, str]] = [
    ("verdict", "FAILED", "the verdict says FAILED, but by its counts nothing fails"),
    ("rules/0/failed", 1, ""),
    ("subjects/0/verdict", "FAILED", "the image gateway.img is FAILED, but the verdict PASSED"),
    ("subjects/0/verdict", "INCONCLUSIVE", "is INCONCLUSIVE, but the verdict PASSED"),
    ("inputs/0", None, "is in the delivery and was not judged"),
    ("inputDigest", "sha256:" + "0" * 64, "was judged"),
]


@pytest.mark.parametrize(("path", "value", "expected"), VERDICTS)
def test_043_a_verdict_contradicts_itself_or_the_delivery(
    path: str, value: Any, expected: str, auditor: Auditor
) -> None:
    statement = auditor.statement(0)
    if value is None:
        statement["predicate"]["inputs"].pop(0)
    else:
        _put(statement, f"predicate/{path}", value)
    found = auditor.check(auditor.sign(statement), *auditor.lines[1:])
    assert not found.holds
    assert expected in " | ".join(found.problems)


def test_043_an_input_too_many_and_an_input_twice(auditor: Auditor) -> None:
    statement = auditor.statement(0)
    inputs = statement["predicate"]["inputs"]
    inputs += [{**inputs[0], "digest": "sha256:" + "0" * 64}, {**inputs[0], "path": "zzz"}]
    found = auditor.check(auditor.sign(statement), *auditor.lines[1:])
    text = " | ".join(found.problems)
    assert f"the input {inputs[0]['path']} stands in it 2 times" in text
    assert "zzz was judged and is not in the delivery" in text


def test_043_what_contradicts_itself_is_not_signed(auditor: Auditor) -> None:
    failed = msgspec.structs.replace(auditor.verdict, verdict="FAILED")
    twice = msgspec.structs.replace(
        auditor.verdict, inputs=(*auditor.verdict.inputs, auditor.verdict.inputs[0])
    )
    for verdict in (failed, twice):
        with pytest.raises(AttestationError, match="contradicts itself"):
            attest(verdict, auditor.private)


def test_043_a_verdict_of_another_delivery(auditor: Auditor, tmp_path: Path) -> None:
    other = Workshop(tmp_path / "other")
    other.extra["notes.txt"] = b"\x00\x01"
    other.write()
    trust = TrustRoot((Authority("a", load_public_key(_public(auditor.workshop)), ("verdict",)),))
    auditor.check(*auditor.lines)
    found = verify_verdict(auditor.path, trust, other.delivery)
    assert "notes.txt is in the delivery and was not judged" in found.problems
    assert not found.holds


def test_043_endless_and_huge_bundles_are_refused(
    auditor: Auditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("provenance.limits.MEMORY_BLOB", 10_000)
    for path in (Path("/dev/zero"), auditor.path):
        auditor.path.write_bytes(b"\n" * 20_000)
        with pytest.raises(UnreadableError, match="is larger than"):
            verify_verdict(path, TrustRoot(()), auditor.workshop.delivery)


@pytest.mark.parametrize("hidden", [False, True])
def test_043_a_verdict_of_ours_inside_a_delivery_vouches_for_nothing(
    hidden: bool, tmp_path: Path
) -> None:
    """Signed by a key of every role, as `--key` gives it, over bytes that nobody else knows."""
    good = Auditor(tmp_path / "good")
    workshop = Workshop(tmp_path / "second")
    workshop.parts = set()
    workshop.images = dict(good.workshop.images)
    workshop.signers["image"] = []
    workshop.trust = {"auditor": {"roles": ["*"]}}
    workshop._keys["auditor"] = good.workshop.key("auditor")
    workshop.extra["verdict.intoto.jsonl"] = b"\n".join((*good.lines, b""))
    if hidden:
        del workshop.extra["verdict.intoto.jsonl"]
    verdict: Verdict = workshop.audit()
    assert verdict.verdict == "INCONCLUSIVE"
    open_rules = {finding.rule for finding in verdict.findings if finding.outcome == "open"}
    assert {"provenance/missing-provenance", "signature/unsigned-image"} <= open_rules
    assert "artifact/digest-mismatch" in open_rules
    assert verdict.coverage.bytes.n == 0
    assert not [finding for finding in verdict.findings if finding.outcome == "fail"]


def test_043_a_signed_verdict_lists_every_input_once(auditor: Auditor) -> None:
    statement = auditor.statement(0)
    listed = [file["path"] for file in statement["predicate"]["inputs"]]
    delivered = sorted(
        str(path.relative_to(auditor.workshop.delivery))
        for path in auditor.workshop.delivery.rglob("*")
        if path.is_file()
    )
    assert listed == delivered
    assert isinstance(auditor.verdict.inputs[0], InputFile)
    assert verdict_to_plain(auditor.verdict)["verdict"] == auditor.verdict.verdict
    assert EVIL not in b"".join(auditor.lines)
    assert complaints(auditor.verdict, "process/vacuous-audit") == []

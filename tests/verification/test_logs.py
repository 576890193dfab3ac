"""Transparency: entries, checkpoints and witnesses, each fault beside a twin that passes.

Names of tests carry the number of the case in the list of attacks.
"""

from __future__ import annotations

import base64
import hashlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from provenance.graph.proof import Proof
from provenance.intake import read
from provenance.model.authority import Conclusion
from provenance.trust.load import load_trust
from provenance.verification import verify
from samples.logs import (
    SIGNED_AT,
    LatticeWitness,
    Log,
    Signer,
    Witness,
    inclusion_of,
    root_of,
)

AT = "2026-11-22T12:00:00Z"
ORIGIN = "log.acme.example"
IMAGE = b"firmware of the gateway"
KEY = "-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n"


class Room:
    """A log with three witnesses, the trust root of an auditor, and deliveries beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = Log(ORIGIN)
        self.log.add(b"before", IMAGE, b"behind", b"more", b"last")
        self.witnesses: list[Signer] = [
            Witness("w1.example"),
            LatticeWitness("w2.example"),
            Witness("w3.example"),
        ]
        self.quorum = 0

    def trust(self, log_key: str | None = None) -> Path:
        lines = ["[[key]]", 'name = "acme"', f"pem = '''{_pem()}'''", 'roles = ["image"]', ""]
        lines += ["[[log]]", 'name = "acme-log"', f'origin = "{ORIGIN}"']
        lines += [f'key = "{log_key or self.log.key}"']
        if self.quorum:
            names = json.dumps([witness.name for witness in self.witnesses])
            lines += [f"witnesses = {names}", f"quorum = {self.quorum}"]
        for witness in self.witnesses if self.quorum else ():
            lines += ["[[witness]]", f'name = "{witness.name}"', f'key = "{witness.key}"']
        path = self.folder / "trust.toml"
        path.write_text("\n".join(lines) + "\n")
        return path

    def deliver(self, files: dict[str, str | bytes], name: str = "today") -> Path:
        folder = self.folder / name
        for path, content in files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content.encode() if isinstance(content, str) else content)
        return folder

    def verify(
        self,
        files: dict[str, str | bytes],
        earlier: dict[str, str | bytes] | None = None,
        log_key: str | None = None,
    ) -> Proof:
        today = read(self.deliver(files))
        before = None if earlier is None else read(self.deliver(earlier, "earlier"))
        return verify(today, load_trust(self.trust(log_key)), AT, baseline=before)

    def inclusion(self, proof: str | bytes, log_key: str | None = None) -> Conclusion:
        files: dict[str, str | bytes] = {"gateway.img": IMAGE, "gateway.img.tlog-proof": proof}
        (found,) = self.verify(files, log_key=log_key).about("inclusion")
        return found

    def checkpoints(
        self, today: Sequence[str], earlier: Sequence[str] | None = None
    ) -> list[tuple[str, str]]:
        before = None if earlier is None else _numbered(earlier)
        proof = self.verify(_numbered(today), before)
        return [(one.outcome, one.reason) for one in proof.about("checkpoint")]


def _numbered(texts: Sequence[str]) -> dict[str, str | bytes]:
    return {f"{number}.note": text for number, text in enumerate(texts)} | {"a.bin": b"a"}


def _pem() -> str:
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return Room(tmp_path)


# -- 33: proofs and checkpoints ------------------------------------------------------------------


def test_33_twin_a_proof_of_the_file_beside_it_holds(room: Room) -> None:
    found = room.inclusion(room.log.proof(1))
    assert (found.outcome, found.subject) == ("pass", "gateway.img")
    assert found.reason == f"entry 1 of {ORIGIN}, signed by the log acme-log"


@pytest.mark.parametrize("line", [2, 3, 4])
def test_33_a_changed_hash_of_the_proof_fails(room: Room, line: int) -> None:
    lines = room.log.proof(1).split("\n")
    lines[line] = base64.b64encode(hashlib.sha256(lines[line].encode()).digest()).decode()
    found = room.inclusion("\n".join(lines))
    assert found.outcome == "fail"
    assert found.reason == "gateway.img.tlog-proof does not prove that the log holds gateway.img"


def test_33_a_changed_root_fails_or_is_signed_by_nobody(room: Room) -> None:
    proof = room.log.proof(1)
    root = proof.split("\n\n")[1].split("\n")[2]
    other = base64.b64encode(hashlib.sha256(b"else").digest()).decode()
    found = room.inclusion(proof.replace(root, other))
    assert found.outcome == "fail"
    assert "does not prove" in found.reason


def test_33_a_tree_made_up_for_the_file_is_signed_by_nobody_whom_we_believe(room: Room) -> None:
    forged = Log(ORIGIN)
    forged.add(b"x", IMAGE)
    found = room.inclusion(forged.proof(1))
    assert found.outcome == "open"
    assert found.reason == (
        f"its checkpoint: is signed as {ORIGIN} with another key ({forged.key_hash.hex()})"
    )
    assert found.request


def test_33_a_signature_under_the_key_hash_of_the_log_that_it_did_not_make_fails(
    room: Room,
) -> None:
    forged = Log(ORIGIN)
    forged.add(b"x", IMAGE)
    mine = base64.b64encode(room.log.key_hash).decode()
    proof = forged.proof(1)
    head, _, line = proof.rpartition(" ")
    value = room.log.key_hash + base64.b64decode(line)[4:]
    found = room.inclusion(f"{head} {base64.b64encode(value).decode()}\n")
    assert mine
    assert found.outcome == "fail"
    assert "which did not sign it" in found.reason


def test_33_an_index_of_another_entry_fails(room: Room) -> None:
    found = room.inclusion(room.log.proof(1).replace("index 1\n", "index 0\n"))
    assert found.outcome == "fail"


@pytest.mark.parametrize(
    ("what", "change"),
    [
        ("no size", lambda lines: [lines[0], *lines[2:]]),
        ("origin not first", lambda lines: [lines[1], lines[0], *lines[2:]]),
        ("leading zero", lambda lines: [lines[0], "0" + lines[1], *lines[2:]]),
        ("sign", lambda lines: [lines[0], "+" + lines[1], *lines[2:]]),
        ("too large", lambda lines: [lines[0], str(1 << 63), *lines[2:]]),
        ("short root", lambda lines: [*lines[:2], lines[2][:40] + "====", *lines[3:]]),
        ("url base64", lambda lines: [*lines[:2], "-_" + lines[2][2:], *lines[3:]]),
        ("blank", lambda lines: [*lines[:2], lines[2] + " ", *lines[3:]]),
        ("tab", lambda lines: [lines[0] + "\t", *lines[1:]]),
        ("hyphen", lambda lines: [*lines[:4], lines[4].replace("\u2014", "-")]),
    ],
)
def test_33_a_checkpoint_that_is_not_written_as_one_is_no_evidence(
    room: Room, what: str, change
) -> None:
    lines = room.log.checkpoint().rstrip("\n").split("\n")
    bad = "\n".join(change(lines)) + "\n"
    head = room.log.proof(1).partition("\n\n")[0]
    files: dict[str, str | bytes] = {"gateway.img": IMAGE, "p.tlog-proof": f"{head}\n\n{bad}"}
    proof = room.verify(files)
    assert proof.about("inclusion") == ()
    assert proof.about("checkpoint") == ()
    document = next(d for d in proof.evidence.documents if d.address == "p.tlog-proof")
    assert document.status == "unreadable", what


def test_33_the_extra_line_is_noted_and_not_believed(room: Room) -> None:
    first, _, rest = room.log.proof(1).partition("\n")
    found = room.inclusion(f"{first}\nextra {base64.b64encode(b'trust me').decode()}\n{rest}")
    assert found.outcome == "pass"


def test_33_signatures_that_nobody_knows_are_ignored(room: Room) -> None:
    stranger = LatticeWitness("stranger.example")
    found = room.inclusion(room.log.proof(1, witnesses=[stranger]))
    assert found.outcome == "pass"


def test_33_a_log_may_sign_in_several_ways(room: Room) -> None:
    lattice = LatticeWitness(ORIGIN)
    proof = room.log.proof(1, witnesses=[lattice])
    assert room.inclusion(proof, lattice.key).outcome == "pass"
    assert room.inclusion(proof).outcome == "pass"


def test_33_a_log_with_a_key_of_ecdsa_as_rekor_has(room: Room) -> None:
    private = ec.generate_private_key(ec.SECP256R1())
    der = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    key_hash = hashlib.sha256(der).digest()[:4]
    key = f"{ORIGIN}+{key_hash.hex()}+{base64.b64encode(bytes([2]) + der).decode()}"
    text = room.log.text()
    value = key_hash + private.sign(text.encode(), ec.ECDSA(hashes.SHA256()))
    note = f"{text}\n\u2014 {ORIGIN} {base64.b64encode(value).decode()}\n"
    proof = room.log.proof(1).partition("\n\n")[0] + "\n\n" + note
    assert room.inclusion(proof, key).outcome == "pass"


# -- 34: entries for something else ---------------------------------------------------------------


def test_34_a_proof_of_another_entry_accuses_the_file_that_it_is_named_after(room: Room) -> None:
    found = room.inclusion(room.log.proof(0))
    assert (found.outcome, found.subject) == ("fail", f"entry 0 of {ORIGIN}")


def test_34_a_proof_of_nothing_that_was_delivered_is_open(room: Room) -> None:
    files: dict[str, str | bytes] = {"gateway.img": IMAGE, "other.tlog-proof": room.log.proof(0)}
    (found,) = room.verify(files).about("inclusion")
    assert found.outcome == "open"
    assert "nothing that was delivered is the entry" in found.reason


def test_34_twin_a_proof_under_any_name_finds_its_file(room: Room) -> None:
    files: dict[str, str | bytes] = {"gateway.img": IMAGE, "other.tlog-proof": room.log.proof(1)}
    (found,) = room.verify(files).about("inclusion")
    assert (found.outcome, found.subject) == ("pass", "gateway.img")


def _rekor(room: Room, body: bytes, size: int, index: int, *, checkpoint: bool = True) -> str:
    entries = room.log.entries
    proof = {
        "logIndex": index,
        "treeSize": size,
        "rootHash": root_of(entries[:size]).hex(),
        "hashes": [one.hex() for one in inclusion_of(index, entries[:size])],
    }
    if checkpoint:
        proof["checkpoint"] = room.log.checkpoint(size)
    entry = {
        "body": base64.b64encode(body).decode(),
        "integratedTime": SIGNED_AT,
        "logID": "ab" * 32,
        "logIndex": 1_000_000 + index,
        "verification": {"inclusionProof": proof, "signedEntryTimestamp": "AAAA"},
    }
    return json.dumps({"24296fb24b8ad77a" + hashlib.sha256(b"\0" + body).hexdigest(): entry})


def _body(content: bytes) -> bytes:
    digest = {"algorithm": "sha256", "value": hashlib.sha256(content).hexdigest()}
    spec = {"data": {"hash": digest}, "signature": {"content": ""}}
    entry = {"apiVersion": "0.0.1", "kind": "hashedrekord", "spec": spec}
    return json.dumps(entry, sort_keys=True, separators=(",", ":")).encode()


def test_34_entries_of_rekor(room: Room) -> None:
    body = _body(IMAGE)
    index = room.log.add(body)
    room.log.add(b"later")
    size = len(room.log.entries)
    files: dict[str, str | bytes] = {"gateway.img": IMAGE}
    good = _rekor(room, body, size, index)
    (found,) = room.verify({**files, "e.json": good}).about("inclusion")
    assert (found.outcome, found.subject) == ("pass", "gateway.img")
    (found,) = room.verify({"gateway.img": b"else", "e.json": good}).about("inclusion")
    assert found.outcome == "open"
    assert "nothing that was delivered" in found.reason
    (found,) = room.verify({**files, "e.json": _rekor(room, _body(b"x"), size, index)}).about(
        "inclusion"
    )
    assert found.outcome == "fail"
    bare = _rekor(room, body, size, index, checkpoint=False)
    (found,) = room.verify({**files, "e.json": bare}).about("inclusion")
    assert found.outcome == "open"
    assert "whose root nobody signed" in found.reason
    other = json.loads(good)
    proof = next(iter(other.values()))["verification"]["inclusionProof"]
    proof["checkpoint"] = room.log.checkpoint(3)
    (found,) = room.verify({**files, "e.json": json.dumps(other)}).about("inclusion")
    assert found.outcome == "fail"
    assert "the checkpoint is of 3" in found.reason


# -- 35: split views, witnesses, rollback ---------------------------------------------------------


def test_35_twin_enough_witnesses(room: Room) -> None:
    room.quorum = 2
    found = room.inclusion(room.log.proof(1, witnesses=room.witnesses[:2]))
    assert found.outcome == "pass"
    assert found.reason.endswith(
        "signed by the log acme-log and the witnesses w1.example, w2.example"
    )


def test_35_too_few_witnesses(room: Room) -> None:
    room.quorum = 2
    found = room.inclusion(room.log.proof(1, witnesses=room.witnesses[:1]))
    assert (found.outcome, found.reason) == ("open", "its checkpoint: 1 of 2 witnesses signed it")
    assert "1 more of the witnesses w2.example, w3.example" in found.request


def test_35_one_witness_twice_is_one_witness(room: Room) -> None:
    room.quorum = 2
    text = room.log.text()
    twice = room.witnesses[0].line(text) + room.witnesses[0].line(text, SIGNED_AT + 1)
    found = room.inclusion(room.log.proof(1) + twice)
    assert (found.outcome, found.reason) == ("open", "its checkpoint: 1 of 2 witnesses signed it")


def test_35_a_false_signature_of_a_witness_fails(room: Room) -> None:
    room.quorum = 2
    line = room.witnesses[2].line(room.log.text(3))
    found = room.inclusion(room.log.proof(1, witnesses=room.witnesses[:2]) + line)
    assert found.outcome == "fail"
    assert "witness w3.example" in found.reason


def test_35_a_plain_signature_of_a_witness_is_no_cosignature(room: Room) -> None:
    """The message of a witness begins differently, so that a log's signature is none of his."""
    room.quorum = 1
    witness = room.witnesses[0]
    text = room.log.text()
    value = witness.key_hash + (0).to_bytes(8) + witness.private.sign(text.encode())
    line = f"\u2014 {witness.name} {base64.b64encode(value).decode()}\n"
    assert room.inclusion(room.log.proof(1) + line).outcome == "fail"


def test_35_a_cosignature_with_another_time_fails(room: Room) -> None:
    room.quorum = 1
    witness = room.witnesses[0]
    value = bytearray(witness.value(room.log.text(), SIGNED_AT))
    value[7] ^= 1
    line = f"\u2014 {witness.name} {base64.b64encode(witness.key_hash + value).decode()}\n"
    assert room.inclusion(room.log.proof(1) + line).outcome == "fail"


def test_35_what_was_cosigned_after_the_stated_time_does_not_count_yet(room: Room) -> None:
    room.quorum = 1
    line = room.witnesses[0].line(room.log.text(), SIGNED_AT + 40_000_000)
    found = room.inclusion(room.log.proof(1) + line)
    assert found.outcome == "open"
    assert f"w1.example did so after {AT}" in found.reason


def test_35_a_split_view_inside_one_delivery(room: Room) -> None:
    good = room.log.checkpoint()
    room.log.entries[2] = b"rewritten"
    found = room.checkpoints([good, room.log.checkpoint()])
    assert [outcome for outcome, _ in found] == ["fail", "fail"]
    assert all("the log shows two histories" in reason for _, reason in found)


def test_35_twin_one_checkpoint_twice_and_an_older_one(room: Room) -> None:
    found = room.checkpoints([room.log.checkpoint(), room.log.checkpoint(), room.log.checkpoint(3)])
    assert [outcome for outcome, _ in found] == ["pass", "pass"]


def test_35_a_split_view_that_the_log_did_not_sign_accuses_nobody(room: Room) -> None:
    forged = Log(ORIGIN)
    forged.add(*(b"x" for _ in room.log.entries))
    found = room.checkpoints([room.log.checkpoint(), forged.checkpoint()])
    assert sorted(outcome for outcome, _ in found) == ["open", "pass"]


def test_35_a_fork_since_an_earlier_audit(room: Room) -> None:
    earlier = room.log.checkpoint()
    room.log.entries[2] = b"rewritten"
    ((outcome, reason),) = room.checkpoints([room.log.checkpoint()], [earlier])
    assert outcome == "fail"
    assert "in baseline:0.note" in reason


def test_35_a_log_that_shrank_since_an_earlier_audit(room: Room) -> None:
    ((outcome, reason),) = room.checkpoints([room.log.checkpoint(4)], [room.log.checkpoint(5)])
    assert outcome == "fail"
    assert reason == "is smaller than 5, the size in baseline:0.note: the log shrank"


def test_35_growth_without_a_proof_is_open(room: Room) -> None:
    ((outcome, reason),) = room.checkpoints([room.log.checkpoint()], [room.log.checkpoint(3)])
    assert outcome == "open"
    assert reason == "nothing shows that it is consistent with size 3 of an earlier delivery"


def test_35_twin_growth_with_a_proof(room: Room) -> None:
    assert room.checkpoints([room.log.consistency(3)], [room.log.checkpoint(3)])[0][0] == "pass"


def test_35_twin_growth_with_a_chain_of_proofs_of_both_deliveries(room: Room) -> None:
    today = [room.log.consistency(4), room.log.checkpoint()]
    earlier = [room.log.checkpoint(2), room.log.consistency(2, 4)]
    assert [outcome for outcome, _ in room.checkpoints(today, earlier)] == ["pass"]


def test_35_a_chain_with_a_missing_link_is_open(room: Room) -> None:
    today, earlier = [room.log.consistency(4)], [room.log.checkpoint(2)]
    assert [outcome for outcome, _ in room.checkpoints(today, earlier)] == ["open"]


def test_35_a_false_proof_of_growth_fails(room: Room) -> None:
    earlier = room.log.checkpoint(3)
    room.log.entries[2] = b"rewritten"
    ((outcome, reason),) = room.checkpoints([room.log.consistency(3)], [earlier])
    assert outcome == "fail"
    assert reason == "the proof of consistency with size 3 does not hold"


def test_35_a_log_that_is_left_out_of_the_next_delivery_is_open(room: Room) -> None:
    ((outcome, reason),) = room.checkpoints([], [room.log.checkpoint(3)])
    assert outcome == "open"
    assert "this one has none" in reason


def test_35_twin_a_first_audit_has_nothing_to_compare(room: Room) -> None:
    assert room.checkpoints([room.log.checkpoint()]) == [("pass", "signed by the log acme-log")]


def test_35_an_empty_log_has_the_root_of_an_empty_tree(room: Room) -> None:
    assert room.checkpoints([room.log.checkpoint()], [room.log.checkpoint(0)])[0][0] == "pass"
    text = f"{ORIGIN}\n0\n{base64.b64encode(bytes(32)).decode()}\n"
    ((outcome, _),) = room.checkpoints([f"{text}\n{room.log.line(text)}"])
    assert outcome == "fail"


# -- what it costs --------------------------------------------------------------------------------


def test_a_note_of_a_million_lines_is_refused_unread(room: Room) -> None:
    text = room.log.text() + "more\n" * 1_000_000
    proof = room.verify({"a.note": f"{text}\n{room.log.line(text)}", "a.bin": b""})
    assert proof.about("checkpoint") == ()
    assert "unreadable" in {document.status for document in proof.evidence.documents}


def test_ten_thousand_signatures_are_refused(room: Room) -> None:
    text = room.log.text()
    many = "".join(f"\u2014 s{n} {'A' * 92}\n" for n in range(10_000))
    proof = room.verify({"a.note": f"{text}\n{room.log.line(text)}{many}", "a.bin": b""})
    assert proof.about("checkpoint") == ()
    document = next(one for one in proof.evidence.documents if one.address == "a.note")
    assert document.status == "unreadable"


def test_a_thousand_proofs_take_one_try_each(room: Room) -> None:
    room.log.entries = [b"file %d" % number for number in range(64)]
    files: dict[str, str | bytes] = {}
    for number in range(64):
        files[f"f{number}.bin"] = b"file %d" % number
        files[f"f{number}.bin.tlog-proof"] = room.log.proof(number)
    found = room.verify(files).about("inclusion")
    assert {one.outcome for one in found} == {"pass"}
    assert len(found) == 64

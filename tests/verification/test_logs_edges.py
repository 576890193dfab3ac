"""Edges of logs: what is not linear, what is dated ahead, and whom an unsigned paper accuses."""

from __future__ import annotations

import base64
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from test_logs import IMAGE, ORIGIN, Room

from provenance.intake import read
from provenance.trust.root import NOBODY
from provenance.verification import verify
from samples.logs import SIGNED_AT, LatticeWitness, Log

AT = "2026-11-22T12:00:00Z"
MANY = 20_000
SECONDS = 3
"""Far more than the work takes where it grows with the delivery; with its square it took thrice as
long."""


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return Room(tmp_path)


def _entries() -> Iterator[tuple[str, dict[str, object]]]:
    """Entries of Rekor, each with a checkpoint of a log of its own."""
    root, line = base64.b64encode(bytes(32)).decode(), base64.b64encode(bytes(68)).decode()
    for number in range(MANY):
        name = f"log{number}.example"
        proof = {"logIndex": 0, "treeSize": 5, "rootHash": "00" * 32, "hashes": []}
        note = f"{name}\n5\n{root}\n\n\u2014 {name} {line}\n"
        yield (
            f"{number:064x}",
            {
                "body": base64.b64encode(b'{"n":%d}' % number).decode(),
                "logID": "00",
                "logIndex": number,
                "verification": {"inclusionProof": {**proof, "checkpoint": note}},
            },
        )


def test_many_logs_take_time_that_grows_with_their_number(tmp_path: Path) -> None:
    (tmp_path / "entries.json").write_text(json.dumps(dict(_entries())))
    evidence = read(tmp_path)
    start = time.process_time()
    proof = verify(evidence, NOBODY, AT)
    assert time.process_time() - start < SECONDS
    assert len(proof.about("checkpoint")) == MANY


def test_many_checkpoints_of_one_log_against_as_many_of_an_earlier_delivery(room: Room) -> None:
    """Each proof leads on from the one before, and no pair of states is compared."""
    room.log.entries = [b"%d" % number for number in range(130)]
    earlier = [room.log.consistency(size, size + 1) for size in range(2, 122)]
    today = [room.log.consistency(size, size + 2) for size in range(2, 123)]
    last = room.log.consistency(123, 124)
    found = room.checkpoints([*today, last], earlier)
    assert {outcome for outcome, _ in found} == {"pass"}
    (room.folder / "today" / f"{len(today)}.note").unlink()
    found = room.checkpoints(today, earlier)
    assert "open" in {outcome for outcome, _ in found}


class _LatticeLog(Log, LatticeWitness):
    """A log that says when it signed."""


@pytest.mark.parametrize(("later", "outcome"), [(0, "pass"), (40_000_000, "open")])
def test_what_a_log_signed_after_the_stated_time_does_not_count_yet(
    room: Room, later: int, outcome: str
) -> None:
    log = _LatticeLog(ORIGIN)
    log.add(b"before", IMAGE)
    head = log.proof(1).partition("\n\n")[0]
    text = log.text()
    proof = f"{head}\n\n{text}\n{log.line(text, SIGNED_AT + later)}"
    found = room.inclusion(proof, log.key)
    assert found.outcome == outcome
    assert (f"signed it after {AT}" in found.reason) == (outcome == "open")


def test_a_fork_that_nobody_signed_is_not_called_one(room: Room) -> None:
    forged = Log(ORIGIN)
    forged.add(*(b"x" for _ in room.log.entries))
    ((outcome, reason),) = room.checkpoints([room.log.checkpoint()], [forged.checkpoint()])
    assert outcome == "open"
    assert "two histories" not in reason
    assert "it accuses nobody" in reason


def test_an_unsigned_copy_hides_no_checkpoint_of_an_earlier_audit(room: Room) -> None:
    signed = room.log.checkpoint(5)
    copy = f"{room.log.text(5)}\n{Log(ORIGIN).line(room.log.text(5))}"
    ((outcome, reason),) = room.checkpoints([room.log.checkpoint(4)], [copy])
    assert (outcome, "the log shrank" in reason) == ("open", False)
    for earlier in ([signed, copy], [copy, signed]):
        ((outcome, reason),) = room.checkpoints([room.log.checkpoint(4)], earlier)
        assert (outcome, "the log shrank" in reason) == ("fail", True)

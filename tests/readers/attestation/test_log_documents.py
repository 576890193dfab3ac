"""Documents of transparency logs: checkpoint, tlog-proof, consistency request, Rekor entry."""

from __future__ import annotations

import base64
import hashlib
import json
import sys
from pathlib import Path

import pytest
from attestation_documents import READERS

from provenance import limits
from provenance.blobs import MemoryBlob
from provenance.decoding.sketch import Sketch
from provenance.errors import DecodingError
from provenance.model.document import Defect
from provenance.model.transparency import Checkpoint, Consistency, LogEntry
from provenance.readers.attestation import (
    checkpoint,
    consistency_request,
    rekor_entry,
    tlog_proof,
)

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from samples.logs import LatticeWitness, Log


@pytest.fixture(scope="module")
def log() -> Log:
    made = Log("log.example")
    made.add(*(b"entry %d" % number for number in range(7)))
    return made


def sketch_of(text: str | bytes) -> Sketch:
    return Sketch(MemoryBlob("a", text.encode() if isinstance(text, str) else text))


def facts(reader, text: str | bytes, kind: type):
    return [(place, item) for place, item in reader.read(sketch_of(text)) if isinstance(item, kind)]


def readers_of(text: str | bytes) -> list[str]:
    sketch = sketch_of(text)
    return [reader.__name__.rpartition(".")[2] for reader in READERS if reader.recognise(sketch)]


def test_each_is_recognised_by_one_reader(log: Log) -> None:
    lattice = [LatticeWitness(f"w{number}.example") for number in range(3)]
    assert readers_of(log.checkpoint()) == ["checkpoint"]
    assert readers_of(log.checkpoint(witnesses=lattice)) == ["checkpoint"]
    assert readers_of(log.proof(3)) == ["tlog_proof"]
    assert readers_of(log.proof(3).replace("@v1", "@v9")) == ["tlog_proof"]
    assert readers_of(log.consistency(3)) == ["consistency_request"]
    assert readers_of(log.consistency(0)) == ["consistency_request"]
    assert readers_of(log.text()) == ["checkpoint"]  # unsigned, and refused for that
    assert readers_of(log.checkpoint().replace("\n7\n", "\n")) == ["checkpoint"]
    assert readers_of("old wine\n\nin new skins\n") == []
    assert readers_of("a poem\n\n\u2014 somebody\n") == []


def test_a_checkpoint(log: Log) -> None:
    ((place, fact),) = facts(checkpoint, log.checkpoint(5), Checkpoint)
    assert place == ""
    assert (fact.origin, fact.size) == ("log.example", 5)
    assert fact.text.decode() == log.text(5)


def test_a_proof_says_where_the_entry_is_and_not_what_it_is(log: Log) -> None:
    ((place, fact),) = facts(tlog_proof, log.proof(6), LogEntry)
    assert place == "line=2"
    assert (fact.index, fact.body, fact.leaf) == (6, b"", b"")
    assert (fact.inclusion.size, fact.inclusion.root) == (7, b"")
    assert len(fact.inclusion.hashes) == 2


def test_the_extra_line_is_an_observation(log: Log) -> None:
    first, _, rest = log.proof(6).partition("\n")
    text = f"{first}\nextra QUJD\n{rest}"
    ((place, fact),) = facts(tlog_proof, text, LogEntry)
    assert place == "line=3"
    assert fact.index == 6
    ((_, noted),) = facts(tlog_proof, text, Defect)
    assert (noted.id, noted.kind) == ("tlog-proof/extra", "observation")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("index 6", "index 06"),
        ("index 6", "index -6"),
        ("index 6", "Index 6"),
        ("index 6\n", ""),
        ("@v1", "@v2"),
        ("\n\n", "\n"),
        ("index 6\n", "index 6\nAAAA\n"),
        ("index 6\n", "index 6\n" + "A" * 43 + "=\n" * 200),
    ],
)
def test_proofs_that_are_none(log: Log, old: str, new: str) -> None:
    with pytest.raises(DecodingError):
        list(tlog_proof.read(sketch_of(log.proof(6).replace(old, new, 1))))


def test_a_consistency_request(log: Log) -> None:
    ((place, fact),) = facts(consistency_request, log.consistency(3, 6), Consistency)
    assert place == "line=1"
    assert (fact.size, fact.checkpoint.size) == (3, 6)
    with pytest.raises(DecodingError):
        list(consistency_request.read(sketch_of(log.consistency(3).replace("old 3", "old 03"))))


def rekor(**change: object) -> bytes:
    body = {
        "apiVersion": "0.0.1",
        "kind": "hashedrekord",
        "spec": {"data": {"hash": {"algorithm": "sha256", "value": "ab" * 32}}},
    }
    entry = {
        "body": base64.b64encode(json.dumps(body).encode()).decode(),
        "integratedTime": 1_700_000_000,
        "logID": "cd" * 32,
        "logIndex": 99,
        "verification": {
            "inclusionProof": {
                "hashes": ["00" * 32],
                "logIndex": 1,
                "rootHash": "11" * 32,
                "treeSize": 2,
            },
            "signedEntryTimestamp": "AAAA",
        },
    }
    return json.dumps({"24296fb24b8ad77a" + hashlib.sha256().hexdigest(): entry | change}).encode()


def test_an_entry_of_rekor() -> None:
    assert readers_of(rekor()) == ["rekor_entry"]
    ((_, fact),) = facts(rekor_entry, rekor(), LogEntry)
    assert (fact.kind, str(fact.about)) == ("hashedrekord 0.0.1", "sha256:" + "ab" * 32)
    assert (fact.index, fact.inclusion.index, fact.inclusion.size) == (99, 1, 2)
    assert fact.inclusion.checkpoint is None
    assert (fact.integrated, fact.promise) == (1_700_000_000, bytes(3))


@pytest.mark.parametrize(
    "change",
    [
        {"body": 5},
        {"body": "?"},
        {"logIndex": -1},
        {"verification": {"inclusionProof": {"hashes": [5]}}},
        {"verification": {"inclusionProof": {"hashes": ["00"], "rootHash": "0", "logIndex": 1}}},
        {
            "verification": {
                "inclusionProof": {
                    "hashes": [],
                    "rootHash": "00" * 32,
                    "logIndex": 0,
                    "treeSize": 1,
                    "checkpoint": "no",
                }
            }
        },
    ],
)
def test_entries_of_rekor_with_faults_are_noted(change: dict[str, object]) -> None:
    assert facts(rekor_entry, rekor(**change), Defect)


def test_notes_are_bounded(log: Log) -> None:
    many = log.checkpoint() + "x" * limits.NOTE_BYTES
    with pytest.raises(DecodingError, match="at most"):
        list(checkpoint.read(sketch_of(many)))
    lines = "\u2014 a AAAAAAA=\n" * (limits.NOTE_SIGNATURES + 1)
    with pytest.raises(DecodingError, match="more than 1000 signatures"):
        list(checkpoint.read(sketch_of(f"{log.text()}\n{lines}")))

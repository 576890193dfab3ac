"""Verifies a file of DSSE envelopes and prints the CPU seconds that this took inside the process.

`ours` reads the file into the graph and verifies it; `bare` is what nobody can do without: parsing
each line and checking its signature. Both have loaded what they need before the clock starts.
"""

from __future__ import annotations

import base64
import json
import sys
import time
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

import provenance
from provenance.graph.proof import Proof

who, path, count, at = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
key_file = path.with_name(f"{path.name}.pub")


def bare() -> int:
    """How many signatures hold."""
    key = load_pem_public_key(key_file.read_bytes())
    assert isinstance(key, Ed25519PublicKey)
    held = 0
    for line in path.read_bytes().splitlines():
        envelope = json.loads(line)
        payload = base64.b64decode(envelope["payload"])
        kind = envelope["payloadType"].encode()
        message = b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)
        key.verify(base64.b64decode(envelope["signatures"][0]["sig"]), message)
        held += 1
    return held


def ours(document: Path) -> Proof:
    """The graph, and what holds of it."""
    evidence = provenance.read(document)
    return provenance.verify(evidence, provenance.trust_of_keys([key_file]), at=at)


def held_in(proof: Proof) -> int:
    """How many signatures hold, of all those in the graph."""
    return sum(found.outcome == "pass" for found in proof.verifications)


if who == "ours":
    one = path.with_name(f"{path.name}.first")
    one.write_bytes(path.read_bytes().partition(b"\n")[0])
    assert held_in(ours(one)) == 1  # everything is loaded now
before = time.process_time()
found = ours(path) if who == "ours" else bare()
spent = time.process_time() - before
held = found if isinstance(found, int) else held_in(found)
assert held == count, f"{held} of {count} signatures hold"
print(spent)

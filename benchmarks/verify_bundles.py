"""Verifies a file of Sigstore bundles and prints the CPU seconds that this took inside the process.

`ours` reads the file into the graph and verifies it; `library` is a loop over the verifier of
sigstore-python, with one trusted root. Both have loaded what they need before the clock starts.
"""

from __future__ import annotations

import sys
import time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import provenance
from provenance.trust.load import load_trust

if TYPE_CHECKING:
    from sigstore.verify import Verifier

who, path, count, at = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
trust = load_trust(path.with_name(f"{path.name}.trust.toml"))
(signer,) = trust.sigstores


@cache
def verifier() -> Verifier:
    """One for all bundles; what it imports is no burden to the other program."""
    from sigstore.models import TrustedRoot
    from sigstore.verify import Verifier

    root = path.with_name(f"{path.name}.root.json")
    return Verifier(trusted_root=TrustedRoot.from_file(str(root)))


def library(document: Path) -> int:
    """How many bundles hold: the verifier raises for one that does not."""
    from sigstore.models import Bundle
    from sigstore.verify.policy import Identity

    policy = Identity(identity=signer.identity, issuer=signer.issuer)
    lines = document.read_bytes().splitlines()
    for line in lines:
        verifier().verify_dsse(Bundle.from_json(line), policy)
    return len(lines)


def ours(document: Path) -> int:
    """How many bundles hold, of all those in the graph."""
    proof = provenance.verify(provenance.read(document), trust, at=at)
    return sum(found.outcome == "pass" for found in proof.verifications)


work = ours if who == "ours" else library
one = path.with_name(f"{path.name}.{who}")
one.write_bytes(path.read_bytes().partition(b"\n")[0])
assert work(one) == 1  # everything is loaded now
before = time.process_time()
held = work(path)
spent = time.process_time() - before
assert held == count, f"{held} of {count} bundles hold"
print(spent)

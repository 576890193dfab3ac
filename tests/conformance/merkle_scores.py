"""How the proofs of the corpus over trees of logs come out."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

from conformance_scores import CORPUS

from provenance.trust.merkle import (
    holds_consistency,
    holds_inclusion,
    holds_subtree_consistency,
    holds_subtree_inclusion,
)

MERKLE: Final = CORPUS / "tlog" / "merkle"
LINES: Final = """\
Proofs of transparency-dev/merkle, subtrees of draft-ietf-plants-merkle-tree-certs included: good
ones hold, and all others are refused.
"""


class ProofScore(NamedTuple):
    """Proofs of one kind: how many are good, how many are not, and what came out otherwise."""

    kind: str
    good: int
    bad: int
    refused: tuple[str, ...]
    accepted: tuple[str, ...]

    @property
    def wrong(self) -> tuple[str, ...]:
        """Good ones that were refused, and bad ones that were accepted."""
        return (*self.refused, *self.accepted)

    @property
    def held(self) -> int:
        """How many came out as they should."""
        return self.good + self.bad - len(self.wrong)


def score_proofs() -> list[ProofScore]:
    """Every proof, by kind."""
    return [_score(kind) for kind in sorted(_CHECKS)]


def _score(kind: str) -> ProofScore:
    counts = {True: 0, False: 0}
    wrong: dict[bool, list[str]] = {True: [], False: []}
    for file in sorted((MERKLE / kind).rglob("*.json")):
        case = json.loads(file.read_bytes())
        good = not case["wantErr"]
        counts[good] += 1
        if _CHECKS[kind](case, [_bytes(line) for line in case["proof"] or ()]) != good:
            wrong[good].append(file.relative_to(CORPUS).as_posix())
    return ProofScore(kind, counts[True], counts[False], tuple(wrong[True]), tuple(wrong[False]))


def proof_lines(scores: Sequence[ProofScore]) -> str:
    """The scores as a table, and what came out otherwise."""
    lines = ["| kind | good | hold | bad | refused |", "|---|--:|--:|--:|--:|"]
    for one in scores:
        hold, refused = one.good - len(one.refused), one.bad - len(one.accepted)
        lines.append(f"| {one.kind} | {one.good} | {hold} | {one.bad} | {refused} |")
    lines += [f"\n- `{path}`" for one in scores for path in one.wrong]
    return "\n".join(lines) + "\n"


def _bytes(text: str | None) -> bytes:
    return base64.b64decode(text or "")


_CHECKS: Final[dict[str, Callable[[dict[str, Any], list[bytes]], bool]]] = {
    "inclusion": lambda case, proof: holds_inclusion(
        _bytes(case["leafHash"]), case["leafIdx"], case["treeSize"], proof, _bytes(case["root"])
    ),
    "consistency": lambda case, proof: holds_consistency(
        case["size1"], case["size2"], _bytes(case["root1"]), _bytes(case["root2"]), proof
    ),
    "subtreeinclusion": lambda case, proof: holds_subtree_inclusion(
        _bytes(case["leafHash"]),
        case["leafIdx"],
        case["start"],
        case["end"],
        proof,
        _bytes(case["root"]),
    ),
    "subtreeconsistency": lambda case, proof: holds_subtree_consistency(
        case["start"],
        case["end"],
        case["size"],
        _bytes(case["root1"]),
        _bytes(case["root2"]),
        proof,
    ),
}

"""Every attack case of tests/attacks, judged here and by three other verifiers in the same run."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "attacks"))

from attack_answers import ours
from attack_cases import PEERS, Case, all_cases
from attack_peers import peers
from attack_reference import ROWS

ACCEPTED: Final = "PASSED"


class AttackScore(NamedTuple):
    """One case: our verdicts on the hostile delivery and its twin, and the answers of peers.

    `missed` is what our answer to the hostile one should name and does not.
    """

    name: str
    number: int
    title: str
    hostile: str
    twin: str
    missed: tuple[str, ...]
    hostile_peers: Mapping[str, str]
    twin_peers: Mapping[str, str]

    @property
    def held(self) -> bool:
        """Whether the hostile one is not accepted, and what is wrong is named."""
        return self.hostile != ACCEPTED and not self.missed

    @property
    def fair(self) -> bool:
        """Whether the twin is accepted."""
        return self.twin == ACCEPTED


class AttackScores(NamedTuple):
    """All of them, the versions of the peers (empty: not installed), and the reference's rows."""

    cases: tuple[AttackScore, ...]
    versions: Mapping[str, str]
    rows: tuple[tuple[str, str, str, str], ...]


def score_attacks() -> AttackScores:
    """Build and judge every case, hostile and twin."""
    found = tuple(score_case(one) for one in all_cases())
    by_name = {one.name: one for one in found}
    rows = []
    for row in ROWS:
        one = by_name[row.case]
        here = one.hostile if row.hostile else one.twin
        answers = one.hostile_peers if row.hostile else one.twin_peers
        kind = "hostile" if row.hostile else "twin"
        rows.append((row.probe, kind, answers.get("in-toto", "-"), here))
    return AttackScores(found, peers().versions, tuple(rows))


def score_case(one: Case) -> AttackScore:
    """Build and judge one case in folders that vanish."""
    verdicts, answers, missed = [], [], ()
    for hostile in (True, False):
        with tempfile.TemporaryDirectory() as folder:
            plan = one.build(Path(folder), hostile=hostile)
            answer = ours(plan)
            answers.append({peer: peers().judge(peer, plan).answer for peer in one.peers})
        verdicts.append(answer.verdict)
        if hostile:
            missed = tuple(answer.lacks(*one.says))
    return AttackScore(
        one.name, one.number, one.title, verdicts[0], verdicts[1], missed, answers[0], answers[1]
    )


__all__ = ["PEERS", "AttackScore", "AttackScores", "score_attacks", "score_case"]

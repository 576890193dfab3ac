"""The section about attacks says what came out, and what did not come out as it should."""

from __future__ import annotations

from attack_page import attack_goals, attack_lines
from attack_scores import AttackScore, AttackScores

GOOD = AttackScore(
    "case_12_keys",
    12,
    "One key twice",
    "FAILED",
    "PASSED",
    (),
    {"in-toto": "accept"},
    {"in-toto": "accept"},
)
BAD = GOOD._replace(name="case_13_keys", number=13, hostile="PASSED", missed=("1 of 2",))
ODD = GOOD._replace(name="case_20_digits", twin="FAILED", twin_peers={"in-toto": "reject"})
VERSIONS = {"in-toto": "3.1.0", "sigstore": "", "cyclonedx": "11.12.0"}


def test_what_came_out() -> None:
    scores = AttackScores((GOOD, BAD, ODD), VERSIONS, (("a probe", "hostile", "accept", "FAILED"),))
    assert [row[1:] for row in attack_goals(scores)] == [(2, 3), (2, 3)]
    page = "\n".join(attack_lines(scores))
    assert "sigstore (not installed in this run)" in page
    assert "| here | 3 | 1 | 0 | 1 |" in page
    assert "| in-toto | 3 | 3 | 0 | 1 |" in page
    assert "| 12 | One key twice | FAILED / PASSED | accept / accept | - | - |" in page
    assert "- case_13_keys: PASSED / PASSED 1 of 2" in page
    assert "| a probe | hostile | accept | FAILED |" in page


def test_all_is_well() -> None:
    page = "\n".join(attack_lines(AttackScores((GOOD,), VERSIONS, ())))
    assert "No hostile delivery is accepted here, and no twin refused." in page

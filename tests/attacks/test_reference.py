"""The reference verifier of in-toto and ours, side by side, for every row of the table."""

from __future__ import annotations

from pathlib import Path

import pytest
from attack_answers import ours
from attack_cases import all_cases
from attack_peers import peers
from attack_reference import ROWS, Row

CASES = {one.name: one for one in all_cases()}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.case)
def test_side_by_side(row: Row, tmp_path: Path) -> None:
    plan = CASES[row.case].build(tmp_path, hostile=row.hostile)
    answer = ours(plan)
    trap = tmp_path / "executed"
    assert not trap.exists(), "nothing of a delivery is ever executed here"
    assert peers().judge("in-toto", plan).answer in (row.answer, "absent")
    if row.case == "case_39_a_sublayout_with_an_inspection" and peers().versions["in-toto"]:
        assert trap.exists(), "the reference runs the command of a functionary"
    assert (answer.verdict == "PASSED") is not row.hostile


def test_the_rows_are_there() -> None:
    assert len({(row.case, row.hostile) for row in ROWS}) == len(ROWS) == 25

"""How the policy cases of the shared corpus come out: each by a profile, a rule and an outcome.

`policy_cases.csv` says for each case which rule of which profile speaks about it: `fail` (it finds
a fault), `not-pass` (it finds a fault or leaves it open) or `clear` (it finds no fault).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from conformance_scores import AT, CORPUS, index_rows

from provenance.judgment import audit
from provenance.model.verdict import Verdict

CASES: Final = Path(__file__).with_name("policy_cases.csv")
FOLDERS: Final = ("sbom/policy-ntia/", "sbom/policy-bsi-tr-03183/")


class PolicyCase(NamedTuple):
    """One row of the table."""

    case: str
    profile: str
    rule: str
    outcome: str
    reason: str


class PolicyScore(NamedTuple):
    """A case with the outcome that its rule has here: `fail`, `open` or `pass`."""

    case: PolicyCase
    found: str

    @property
    def agrees(self) -> bool:
        """Whether it came out as the table says."""
        wanted = {"fail": ("fail",), "not-pass": ("fail", "open"), "clear": ("pass", "open")}
        return self.found in wanted[self.case.outcome]


def policy_cases() -> Iterator[PolicyCase]:
    """The rows of the table, in its order."""
    with CASES.open(newline="", encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            yield PolicyCase(**row)


def cases_of_index() -> dict[str, str]:
    """What the index of the corpus expects of each case."""
    return {row["path"]: row["expected"] for folder in FOLDERS for row in index_rows(folder)}


@cache
def _judged(case: str, profile: str) -> Verdict:
    return audit(CORPUS / case, policy=profile, at=AT)


def score_case(case: PolicyCase) -> PolicyScore:
    """Judge one case by its profile and look at its rule."""
    tallies = {tally.rule: tally.outcome for tally in _judged(case.case, case.profile).rules}
    return PolicyScore(case, tallies[case.rule])


def score_policies() -> tuple[int, int, tuple[PolicyScore, ...]]:
    """How many rows came out as the table says, of how many, and all of them."""
    rows = tuple(score_case(case) for case in policy_cases())
    return sum(row.agrees for row in rows), len(rows), rows

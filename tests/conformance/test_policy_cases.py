"""Every policy case of the corpus gets the finding that the table names for it."""

from __future__ import annotations

import pytest
from conformance_scores import corpus_is_there
from policy_scores import PolicyCase, cases_of_index, policy_cases, score_case

here = pytest.mark.skipif(
    not corpus_is_there(), reason="corpus absent: it does not lie beside the repository"
)


@here
def test_every_case_of_the_corpus_is_in_the_table() -> None:
    expected, told = cases_of_index(), {case.case: set[str]() for case in policy_cases()}
    assert set(told) == set(expected)
    for case in policy_cases():
        told[case.case].add(case.outcome)
    for path, verdict in expected.items():
        if verdict == "policy-fail":
            assert told[path] & {"fail", "not-pass"}, path
        elif verdict == "accept":
            assert told[path] == {"clear"}, path


@here
@pytest.mark.parametrize("case", policy_cases(), ids=lambda case: f"{case.case}-{case.rule}")
def test_a_case_comes_out_as_the_table_says(case: PolicyCase) -> None:
    score = score_case(case)
    assert score.agrees, f"{case.rule} of {case.profile}: {score.found}, not {case.outcome}"

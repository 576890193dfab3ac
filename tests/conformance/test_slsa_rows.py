"""Every row of slsa-verifier's policy tables is judged as it says, and for its reason."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from conformance_scores import corpus_is_there
from slsa_page import slsa_goal, slsa_lines
from slsa_rows import Trial, _version_tags, trials
from slsa_scores import Judged, group_of, judge_all

pytest.importorskip("sigstore", reason="the extra sigstore is not installed")
here = pytest.mark.skipif(
    not corpus_is_there(), reason="corpus absent: it does not lie beside the repository"
)


@pytest.fixture(scope="module")
def judged() -> list[Judged]:
    return list(judge_all())


@here
def test_every_row_comes_out_as_it_says(judged: list[Judged]) -> None:
    assert [one.trial.name for one in judged if not one.agrees] == []
    held, trials = slsa_goal(judged)[1:]
    assert held == trials > 1_000


@here
def test_rows_with_all_that_is_needed_are_decided(judged: list[Judged]) -> None:
    """Nothing is waved through or left open where bundle and identity are at hand."""
    counts = Counter((group_of(one.trial), bool(one.said)) for one in judged if not one.lacks)
    accepted = {group: count for (group, said), count in counts.items() if not said}
    refused = {group: count for (group, said), count in counts.items() if said}
    assert set(accepted) == set(refused)
    assert len(accepted) == 6
    outcomes = {
        outcome
        for one in judged
        if not one.lacks and one.trial.error != "ErrorInvalidSignature"
        for _, outcome, _ in one.said
    }
    assert outcomes == {"fail"}


@here
def test_artifacts_are_bound_where_they_are_at_hand(judged: list[Judged]) -> None:
    passed = Counter(group_of(one.trial) for one in judged if one.answer == "PASSED")
    assert {"gha_delegator", "gha_gradle", "gha_maven", "npm"} == set(passed)


@here
def test_every_folder_of_the_goal_is_tried() -> None:
    found = {trial.folder for trial in trials()}
    for folder in ("gha_container-based/v1.7.0", "gha_delegator/v1.10.0", "gha_go/v2.1.0"):
        assert folder in found
    assert {"gha_maven/v1.9.0", "gha_gradle/v1.10.0", "npm/gha", "gcb_container/v0.2"} <= found


@pytest.mark.parametrize(
    ("tag", "refs"),
    [
        ("v13", ["v13", "v13.*"]),
        ("v14.0", ["v14.0", "v14.0.*", "v14"]),
        ("v13.0.30", ["v13.0.30"]),
        ("v14.2.0", ["v14.2.0", "v14.2"]),
    ],
)
def test_version_tags(tag: str, refs: list[str]) -> None:
    assert list(_version_tags(tag)) == [f"refs/tags/{ref}" for ref in refs]


def test_the_section() -> None:
    folder = "gcb_container/v0.2"
    trial = Trial("t", "row", folder, Path("p.json"), (), "", "accept", "", (), ())
    named = ("provenance/untrusted-platform", "open", "no key that is believed made it")
    found = [Judged(trial, "INCONCLUSIVE", (named,)), Judged(trial, "PASSED", ())]
    lines = list(slsa_lines(found))
    assert "| gcb_container, no keys | 1 | 2 | 2 | 0 | 1 | 0 | 0 |" in lines
    assert "- gcb_container/v0.2/p.json: row (no builder): PASSED" in lines
    assert slsa_goal(found)[1:] == (1, 2)

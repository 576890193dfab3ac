"""The scores can be computed, and the ones that must hold do."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conformance_page import Scores, whole
from conformance_scores import (
    ACCEPTED_HERE,
    Conversions,
    Purls,
    Scenario,
    Scored,
    corpus_is_there,
    scenario_folders,
    score_documents,
    score_purls,
    score_scenario,
)
from independent_walk import Counts
from merkle_scores import ProofScore, score_proofs
from policy_scores import PolicyCase, PolicyScore

RUN = Path(__file__).with_name("run.py")
here = pytest.mark.skipif(
    not corpus_is_there(), reason="corpus absent: it does not lie beside the repository"
)


@here
@pytest.mark.parametrize("folder", ["cyclonedx", "real", "spdx", "oddities", "firmware"])
def test_documents(folder: str) -> None:
    found = score_documents(f"sbom/{folder}/")
    assert len(found) >= 3
    assert [one.path for one in found if not one.fits] == []


@here
def test_package_urls() -> None:
    scores = {score.group: score for score in score_purls()}
    assert scores["required"].held == scores["required"].entries > 200


@here
@pytest.mark.parametrize("folder", scenario_folders(), ids=lambda folder: folder.name)
def test_scenarios(folder: Path) -> None:
    found = score_scenario(folder)
    assert found.agrees, f"{found.outcome}; the reference says {found.expected}"


@here
def test_proofs_of_logs() -> None:
    scores = score_proofs()
    assert sum(score.good for score in scores) == 18
    assert sum(score.bad for score in scores) == 246
    assert [path for score in scores for path in score.wrong] == []


def test_the_page() -> None:
    row = Scored("sbom/real/a.json", "CycloneDX JSON", "accept", "", "CycloneDX 1.6", "clean", ())
    odd = row._replace(path="sbom/real/b.json", expected="reject")
    lost = row._replace(counts=Counts(3, 2), walked=Counts(4, 2))
    case = PolicyCase("sbom/policy-ntia/c.json", "ntia-2021", "sbom/missing-producer", "fail", "")
    scores = Scores(
        [row, odd, lost],
        [PolicyScore(case, "pass")],
        [Purls("required", 3, 4)],
        [Conversions("spdx-2.3", 1, ("sbom/real/d.json",))],
        [Scenario("ok.dsse", "accept", "fail"), Scenario("utf8-bom.dsse", "reject", "pass")],
        proofs=[ProofScore("inclusion", 3, 4, (), ("tlog/merkle/x.json",))],
    )
    page = whole(scores)
    assert "| CycloneDX JSON | accept | 2 | 2 | 0 | 0 | 0 |" in page
    assert "- `sbom/real/b.json` (reject): clean" in page
    assert "0 of 1 are equal." in page
    assert "| inclusion | 3 | 3 | 4 | 3 |" in page
    assert "- `tlog/merkle/x.json`" in page
    assert "| merkle proofs, subtrees included | 6 | 7 | 85.7 % |" in page
    assert "| purl specification, required entries | 3 | 4 | 75.0 % |" in page
    assert "| NTIA and BSI cases | 0 | 1 | 0.0 % |" in page
    assert "- spdx-2.3: `sbom/real/d.json`" in page
    assert "1 of 2 are answered as they should be." in page
    assert "- ok.dsse: fail, expected accept" in page
    assert all(name in page for name in ACCEPTED_HERE)


def test_without_the_corpus_it_says_so_and_stops(tmp_path: Path) -> None:
    environment = os.environ | {"PROVENANCE_CORPUS": str(tmp_path)}
    page = RUN.with_name("README.md")
    before = page.read_bytes() if page.exists() else None
    command = [sys.executable, str(RUN)]
    ended = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60)
    assert ended.returncode == 2
    assert "the shared corpus is absent" in ended.stderr
    assert (page.read_bytes() if page.exists() else None) == before

"""The scores can be computed, and the ones that must hold do."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conformance_page import whole
from conformance_scores import (
    ACCEPTED_HERE,
    Scenario,
    Scored,
    corpus_is_there,
    scenario_folders,
    score_documents,
    score_scenario,
)

RUN = Path(__file__).with_name("run.py")
here = pytest.mark.skipif(
    not corpus_is_there(), reason="corpus absent: it does not lie beside the repository"
)


@here
@pytest.mark.parametrize("folder", ["cyclonedx", "real"])
def test_documents(folder: str) -> None:
    found = score_documents(f"sbom/{folder}/")
    read = [one for one in found if one.format.startswith("CycloneDX")]
    assert len(read) > 20
    assert {one.status for one in read} <= {"clean", "defective"}
    for one in read:
        if one.expected == "accept":
            assert not one.defects


@here
@pytest.mark.parametrize("folder", scenario_folders(), ids=lambda folder: folder.name)
def test_scenarios(folder: Path) -> None:
    found = score_scenario(folder)
    assert found.agrees, f"{found.outcome}; the reference says {found.expected}"


def test_the_page() -> None:
    row = Scored("sbom/real/a.json", "CycloneDX JSON", "accept", "", "CycloneDX 1.6", "clean", ())
    wrong = Scenario("ok.dsse", "accept", "fail")
    page = whole([row], [wrong, Scenario("utf8-bom.dsse", "reject", "pass")])
    assert "| accept | 1 | 1 | 0 | 0 | 0 |" in page
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

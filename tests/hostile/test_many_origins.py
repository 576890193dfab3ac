"""Reports of a finding with very many origins: the work grows with them, not with their square.

An envelope may hold 100,000 signatures, and each is an origin of what it fails to show.
"""

from __future__ import annotations

import hashlib
import json
import time
from pathlib import Path

import pytest
from msgspec.structs import replace

import provenance
from provenance.model.digest import Digest
from provenance.model.finding import Finding, ListedSubject, Subject
from provenance.model.origin import Origin
from provenance.reports import report

SAMPLES = Path(__file__).parents[2] / "samples"
DIGEST = Digest("sha256", hashlib.sha256().hexdigest(), "file")
MANY = 10_000
SECONDS = 10


@pytest.mark.parametrize("form", ["text", "json", "markdown", "sarif"])
def test_a_finding_with_many_origins_is_rendered_in_linear_time(form: str) -> None:
    verdict = provenance.audit(SAMPLES / "deliveries" / "gateway-2.4.0", at="2026-11-22T12:00:00Z")
    places = [f"/signatures/{number}" for number in range(MANY)]
    origins = tuple(Origin("s.json", DIGEST, place) for place in (*places, *places))
    listed = ListedSubject(Subject("fw.bin", DIGEST), "nobody believed signed it", origins)
    finding = Finding(
        "signature/unsigned-image", "error", True, "open", "is not signed", 1, (listed,), DIGEST
    )
    start = time.process_time()
    shown = report(replace(verdict, findings=(finding,)), form)
    assert time.process_time() - start < SECONDS
    if form == "sarif":
        (result,) = [one for one in json.loads(shown)["runs"][0]["results"] if "message" in one][:1]
        assert len(result["locations"]) + len(result["relatedLocations"]) == MANY

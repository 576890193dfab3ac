"""Judging costs little beside reading: CPU time of one run, as a ratio."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from provenance.intake import read  # noqa: E402
from provenance.judgment import audit, load_policy  # noqa: E402
from samples.workshop import AT, Workshop, sha256  # noqa: E402

COUNT = 30_000
AT_MOST = 0.6
"""Of the time of reading. Measured are 0.3; the rest is for machines that do other things too."""


def test_rules_cost_little_beside_reading(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    parts = [workshop.component(f"part{n}", f"1.{n}", sha256(str(n))) for n in range(COUNT)]
    workshop.sbom["components"] = parts
    workshop.sbom["dependencies"] = [
        {"ref": "gateway", "dependsOn": [part["bom-ref"] for part in parts]},
        *({"ref": part["bom-ref"], "dependsOn": []} for part in parts),
    ]
    path = tmp_path / "sbom.cdx.json"
    path.write_text(json.dumps(workshop.sbom))
    policy = load_policy("baseline")
    ratios = []
    for _ in range(3):
        started = time.process_time()
        evidence = read(path)
        read_at = time.process_time()
        verdict = audit(evidence, policy=policy, at=AT)
        ratios.append((time.process_time() - read_at) / (read_at - started))
    passed = {tally.rule: tally.passed for tally in verdict.rules}
    assert passed["sbom/missing-identifier"] == passed["sbom/missing-digest"] == COUNT + 1
    assert passed["dependency/unreachable-component"] == COUNT + 1
    assert min(ratios) <= AT_MOST, ratios

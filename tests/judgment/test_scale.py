"""Judging many components takes work in proportion; benchmarks hold its price in time."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from provenance.intake import read  # noqa: E402
from provenance.judgment import audit, load_policy  # noqa: E402
from samples.workshop import AT, Plain, Workshop, sha256  # noqa: E402

CountCalls = Callable[[Callable[[], object]], int]

COUNT = 5_000


def test_every_rule_answers_for_every_component(tmp_path: Path, count_calls: CountCalls) -> None:
    """Passes are counted and cost a handful of calls each, whatever the number of rules."""
    path = tmp_path / "sbom.cdx.json"
    policy = load_policy("baseline")
    calls = []
    for count in (COUNT, 2 * COUNT):
        path.write_text(json.dumps(_sbom(Workshop(tmp_path), count)))
        evidence = read(path)
        verdicts = []
        calls.append(
            count_calls(lambda: verdicts.append(audit(evidence, policy=policy, at=AT)))  # noqa: B023
        )
        passed = {tally.rule: tally.passed for tally in verdicts[0].rules}
        assert passed["sbom/missing-identifier"] == passed["sbom/missing-digest"] == count + 1
        assert passed["dependency/unreachable-component"] == count + 1
    assert calls[1] < 2.3 * calls[0]
    assert calls[1] - calls[0] < 60 * COUNT


def _sbom(workshop: Workshop, count: int) -> Plain:
    parts = [workshop.component(f"part{n}", f"1.{n}", sha256(str(n))) for n in range(count)]
    workshop.sbom["components"] = parts
    workshop.sbom["dependencies"] = [
        {"ref": "gateway", "dependsOn": [part["bom-ref"] for part in parts]},
        *({"ref": part["bom-ref"], "dependsOn": []} for part in parts),
    ]
    return workshop.sbom

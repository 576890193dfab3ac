"""045: two statements about one run that cannot both be true, and two that can."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from attack_answers import ours
from attack_delivery import Delivery

RULE = "provenance/reused-invocation"


@pytest.mark.parametrize(
    ("target", "run", "expected"),
    [
        ("debug", "1", "FAILED"),
        ("gateway-arm64", "1", "PASSED"),
        ("debug", "2", "PASSED"),
    ],
)
def test_45_one_run_was_configured_once(
    target: str, run: str, expected: str, tmp_path: Path
) -> None:
    plan = Delivery(tmp_path)
    plan.by_statement()
    again = json.loads(json.dumps(plan.provenance("gateway.img", plan.image, run)))
    external = again["predicate"]["buildDefinition"]["externalParameters"]
    plan.statements[0]["predicate"]["buildDefinition"]["externalParameters"] = {
        **external,
        "target": "gateway-arm64",
    }
    external["target"] = target
    plan.statements.append(again)
    plan.write()
    found = ours(plan)
    assert found.verdict == expected
    assert expected == "PASSED" or not found.lacks(f"{RULE} fail: its invocation is stated with")

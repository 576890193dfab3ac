"""One payload in very many envelopes: the work grows with them, not with their square."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import provenance
from provenance.trust.root import NOBODY, TrustRoot

SAMPLES = Path(__file__).parents[2] / "samples"
AT = "2026-11-22T12:00:00Z"
COUNT = 300

CountCalls = Callable[[Callable[[], object]], int]


@pytest.mark.parametrize("trust", [NOBODY, provenance.load_trust(SAMPLES / "trust.toml")])
def test_twice_the_envelopes_are_twice_the_work(
    tmp_path: Path, count_calls: CountCalls, trust: TrustRoot
) -> None:
    delivery = tmp_path / "delivery"
    shutil.copytree(SAMPLES / "deliveries" / "gateway-2.4.0", delivery)
    statements = delivery / "provenance.intoto.jsonl"
    lines = statements.read_bytes().splitlines(keepends=True)
    policy = provenance.load_policy("baseline")
    calls = []
    for count in (1, COUNT, 2 * COUNT):  # the first one also pays for imports
        statements.write_bytes(lines[0] * count + b"".join(lines[1:]))
        evidence = provenance.read(delivery)
        calls.append(
            count_calls(lambda: provenance.audit(evidence, policy=policy, trust=trust, at=AT))  # noqa: B023
        )
    assert calls[2] < 2.2 * calls[1]

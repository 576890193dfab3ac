"""What the README shows is what the product does today."""

from __future__ import annotations

from pathlib import Path

import pytest

import provenance
from provenance.catalogue import entry_ids

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()


def test_the_verdict_shown_is_real(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    verdict = provenance.audit(
        "samples/deliveries/gateway-2.4.1-tampered",
        policy="samples/gateway.policy.toml",
        trust="samples/trust.toml",
        at="2026-11-22T12:00:00Z",
    )
    assert provenance.report(verdict).strip() in README


@pytest.mark.parametrize("rule", entry_ids("provenance.rules"))
def test_the_table_has_every_rule(rule: str) -> None:
    page = provenance.explain(rule)
    row = f"| `{rule}` | {page.level} | {page.requirement.rstrip('.')} |"
    assert row in README.splitlines()

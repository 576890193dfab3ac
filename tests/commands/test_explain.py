"""provenance explain: every rule is a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from handmade import BAD, GOOD

from provenance.catalogue import entry_ids
from provenance.cli import main
from provenance.errors import UsageError
from provenance.model.verdict import Verdict
from provenance.pages import explain, explain_all, find_page

Stored = Callable[[Verdict], str]
RULES = entry_ids("provenance.rules")


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_a_whole_page(rule: str) -> None:
    page = explain(rule)
    assert page.requirement.endswith(".")
    assert "\n" not in page.requirement
    assert page.why
    assert page.fix
    assert page.references
    assert page.level in ("error", "warning", "note")


def test_the_table_lists_every_rule(capsys: Any) -> None:
    assert main(["explain"]) == 0
    shown = capsys.readouterr().out
    assert [line.split()[0] for line in shown.splitlines() if "/" in line.split()[0]] == list(RULES)
    assert max(map(len, shown.splitlines())) <= 100


def test_a_page_has_its_sections(capsys: Any) -> None:
    assert main(["explain", "signature/unsigned-image"]) == 0
    shown = capsys.readouterr().out
    page = explain("signature/unsigned-image")
    assert [part for part in ("Why it matters", "Fix", "References") if part in shown]
    assert all(reference.split()[0] in shown for reference in page.references)


def test_a_verdict_says_how_it_came_out(stored: Stored, capsys: Any) -> None:
    path = stored(BAD)
    assert main(["explain", "artifact/digest-mismatch", "--verdict", path]) == 0
    shown = capsys.readouterr().out
    assert "In the verdict on gateway-2.4.1-tampered: fail" in shown
    assert "2 subjects: 1 passed, 1 failed, 0 open" in shown
    assert "/signed/products/gateway.img" in shown
    assert main(["explain", "sbom/missing-digest", "--verdict", path]) == 0
    assert "… and 23 more" in capsys.readouterr().out
    assert main(["explain", "source/mutable-source", "--verdict", path]) == 0
    assert "waived until 2027-01-31" in capsys.readouterr().out
    assert main(["explain", "sbom/unsigned-sbom", "--verdict", path]) == 0
    assert "does not arise: policy acme-gateway" in capsys.readouterr().out
    assert main(["explain", "process/vacuous-audit", "--verdict", path]) == 0
    assert "did not ask it" in capsys.readouterr().out


def test_the_table_with_a_verdict_has_outcomes(stored: Stored, capsys: Any) -> None:
    assert main(["explain", "--verdict", stored(GOOD)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert (
        next(line for line in lines if line.startswith("signature/unsigned")).split()[2] == "pass"
    )


def test_an_unknown_rule_ends_with_2(capsys: Any) -> None:
    assert main(["explain", "signature/none"]) == 2
    assert "signature/unsigned-image" in capsys.readouterr().err
    assert find_page("signature/none") is None
    with pytest.raises(UsageError):
        explain("signature/none")
    assert len(explain_all()) == len(RULES)

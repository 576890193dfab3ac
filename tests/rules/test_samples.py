"""Every rule is a page, and has three deliveries: one passes, one fails, one leaves it open."""

from __future__ import annotations

from pathlib import Path

import pytest
from samples_of_rules import SAMPLES, Workshop, load_make

from provenance.catalogue import entry_ids, load_entry
from provenance.model.finding import Finding
from provenance.model.verdict import Verdict

RULES = entry_ids("provenance.rules")
KINDS = ("pass", "fail", "open")
CASES = [(rule, kind) for rule in RULES for kind in KINDS]


def findings_of(verdict: Verdict, rule: str) -> list[Finding]:
    return [finding for finding in verdict.findings if finding.rule == rule]


def test_the_default_delivery_passes(tmp_path: Path) -> None:
    verdict = Workshop(tmp_path).audit()
    assert verdict.verdict == "PASSED", verdict.findings
    assert {tally.outcome for tally in verdict.rules} == {"pass", "notApplicable"}


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_is_a_page(rule: str) -> None:
    module = load_entry("provenance.rules", rule)
    page = module.__doc__ or ""
    first = page.partition("\n\n")[0]
    assert first.strip().endswith(".")
    assert "\n" not in first.strip()
    for section in ("*Why it matters.*", "*Fix.*", "*References*"):
        assert section in page, section
    references = page.partition("*References*")[2].strip().splitlines()
    assert references
    for line in references:
        assert line.startswith("- "), line
        assert line.endswith("]"), "a clause says whether it was read, second-hand or general"
    assert module.LEVEL in ("error", "warning", "note")
    assert isinstance(module.NEEDS, str)
    for function in (module.subjects, module.judge):
        assert function.__doc__


@pytest.mark.parametrize(("rule", "kind"), CASES)
def test_a_rule_has_its_samples(rule: str, kind: str) -> None:
    path = SAMPLES / "rules" / rule / kind / "make.py"
    assert path.is_file(), f"{path} is missing"
    assert load_make(rule, kind).__doc__


def test_no_sample_is_left_of_a_rule_that_is_gone() -> None:
    found = {path.parents[1] for path in (SAMPLES / "rules").rglob("make.py")}
    assert {path.relative_to(SAMPLES / "rules").as_posix() for path in found} == set(RULES)


@pytest.mark.parametrize(("rule", "kind"), CASES)
def test_a_sample_comes_out_as_it_says(rule: str, kind: str, tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    load_make(rule, kind)(workshop)
    verdict = workshop.audit()
    tally = next(tally for tally in verdict.rules if tally.rule == rule)
    assert tally.outcome == kind, findings_of(verdict, rule)
    assert tally.asked == tally.passed + tally.failed + tally.open + tally.waived
    seen = [f for f in findings_of(verdict, rule) if f.outcome == kind]
    if kind == "pass":
        assert not findings_of(verdict, rule)
    elif kind == "fail":
        assert any(listed.origins for finding in seen for listed in finding.subjects)
        assert not tally.blocking or verdict.verdict == "FAILED"
    else:
        assert seen
        assert any(rule in request.rules for request in verdict.requests)
        assert not tally.blocking or verdict.verdict != "PASSED"

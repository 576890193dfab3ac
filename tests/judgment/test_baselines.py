"""An earlier delivery beside the one that is judged: what it gives, and what it never gives."""

from __future__ import annotations

import copy
import json
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from provenance.decoding.verdict import (  # noqa: E402
    canonical_verdict,
    verdict_from_plain,
    verdict_to_plain,
)
from provenance.errors import UsageError  # noqa: E402
from provenance.intake import read  # noqa: E402
from provenance.judgment import audit  # noqa: E402
from provenance.model.verdict import BaselineUsed, Verdict  # noqa: E402
from provenance.reports import report  # noqa: E402
from provenance.trust.load import load_trust  # noqa: E402
from samples.workshop import AT, Workshop, sha256  # noqa: E402

SCHEMA = json.loads((ROOT / "schemas" / "verdict.schema.json").read_bytes())
PARAMETERS = "provenance/unexpected-parameters"
REUSED = "provenance/reused-invocation"


def release(folder: Path, image: bytes, run: str, before: Workshop | None = None) -> Workshop:
    """One release of the gateway; keys are those of the release before it."""
    workshop = Workshop(folder)
    if before is not None:
        workshop._keys = before._keys
        workshop.layout = workshop.plan("assemble")
    workshop.parts -= {"layout"}
    workshop.images = {"gateway.img": image}
    workshop.sbom = workshop.bill_of_materials(image)
    workshop.statements = [workshop.provenance("gateway.img", image, run)]
    return workshop


@pytest.fixture
def earlier(tmp_path: Path) -> Workshop:
    workshop = release(tmp_path / "earlier", b"\x7fFW 1.0", "1")
    workshop.write()
    return workshop


@pytest.fixture
def later(tmp_path: Path, earlier: Workshop) -> Workshop:
    return release(tmp_path / "later", b"\x7fFW 1.1", "2", earlier)


def judge(workshop: Workshop, **earlier: Any) -> Verdict:
    workshop.write()
    trust = load_trust(workshop.folder / "trust.toml")
    policy = workshop.folder / "policy.toml"
    return audit(workshop.delivery, policy=policy, trust=trust, at=AT, **earlier)


def complaints(verdict: Verdict, rule: str) -> list[tuple[str, str]]:
    return [(f.outcome, s.detail) for f in verdict.findings if f.rule == rule for s in f.subjects]


def definition(workshop: Workshop) -> dict[str, Any]:
    found: dict[str, Any] = workshop.statements[0]["predicate"]["buildDefinition"]
    return found


def expected(used: BaselineUsed | None) -> dict[str, tuple[str, ...]]:
    assert used is not None
    return {one.what: one.values for one in used.expectations}


# -- expectations --------------------------------------------------------------------------------


def test_the_next_release_is_as_the_earlier_one(earlier: Workshop, later: Workshop) -> None:
    verdict = judge(later, expect_from=earlier.delivery)
    assert verdict.verdict == "PASSED", verdict.findings
    found = expected(verdict.expected_from)
    assert found["platforms"] == ("https://ci.acme.example/gateway",)
    assert found["build-types"] == ("https://acme.example/firmware/v1",)
    assert found["parameters.target"] == ("gateway",)
    assert verdict.baseline is None
    text = report(verdict)
    assert text.count("from verified builds of gateway-1.0") == 1
    assert "from verified builds of" in report(verdict, "markdown")
    jsonschema.validate(verdict_to_plain(verdict), SCHEMA)
    assert verdict_from_plain(verdict_to_plain(verdict)) == verdict


@pytest.mark.parametrize("change", ["flag", "value", "type", "missing"])
def test_what_the_earlier_one_did_not_state_is_not_expected(
    change: str, earlier: Workshop, later: Workshop
) -> None:
    external = definition(later)["externalParameters"]
    if change == "flag":
        external["extra-flags"] = "--enable-debug"
    elif change == "value":
        external["target"] = "gateway-debug"
    elif change == "missing":
        external.clear()
    else:
        definition(later)["buildType"] = "https://acme.example/other/v1"
    assert judge(later).verdict == "PASSED"
    verdict = judge(later, expect_from=earlier.delivery)
    assert verdict.verdict == "FAILED"
    assert [outcome for outcome, _ in complaints(verdict, PARAMETERS)] == ["fail"]


def test_the_policy_wins_where_both_speak(earlier: Workshop, later: Workshop) -> None:
    definition(later)["externalParameters"]["target"] = "gateway-2"
    later.policy["expect"] = {"parameters.target": "gateway-2"}
    verdict = judge(later, expect_from=earlier.delivery)
    assert verdict.verdict == "PASSED"
    assert "parameters.target" not in expected(verdict.expected_from)
    later.policy["expect"] = {"platforms": ["https://elsewhere.example"]}
    assert judge(later, expect_from=earlier.delivery).verdict == "FAILED"


def test_values_that_differ_are_expected_by_name(earlier: Workshop, later: Workshop) -> None:
    boot = earlier.provenance("boot.img", b"boot", "7")
    boot["predicate"]["buildDefinition"]["externalParameters"] = {"target": "boot", "lto": True}
    earlier.images["boot.img"] = b"boot"
    earlier.statements.append(boot)
    earlier.write()
    definition(later)["externalParameters"]["target"] = "radio/5g"
    verdict = judge(later, expect_from=earlier.delivery)
    assert verdict.verdict == "PASSED", verdict.findings
    found = expected(verdict.expected_from)
    assert (found["parameters.target"], found["parameters.lto"]) == ((), ("true",))
    definition(later)["externalParameters"]["lto"] = False
    assert judge(later, expect_from=earlier.delivery).verdict == "FAILED"


@pytest.mark.parametrize("case", ["unsigned", "stranger", "nothing", "other platform"])
def test_nothing_verified_gives_nothing(case: str, earlier: Workshop, later: Workshop) -> None:
    if case == "unsigned":
        earlier.signers["statement"] = []
    elif case == "stranger":
        earlier.signers["statement"] = ["somebody"]
    elif case == "nothing":
        (earlier.delivery / "provenance-0.dsse.json").unlink()
        earlier.parts.discard("statement")
    else:
        details = earlier.statements[0]["predicate"]["runDetails"]
        details["builder"]["id"] = "https://elsewhere.example"
    earlier.write()
    with pytest.raises(UsageError, match=r"nothing can be expected from gateway-1\.0"):
        judge(later, expect_from=earlier.delivery)


# -- 070: never merged -----------------------------------------------------------------------------


def test_070_a_document_of_the_earlier_release_vouches_for_nothing(
    earlier: Workshop, later: Workshop
) -> None:
    later.parts.discard("statement")
    (later.delivery / "provenance-0.dsse.json").unlink(missing_ok=True)
    later.images["gateway.img"] = earlier.images["gateway.img"]
    later.sbom = copy.deepcopy(earlier.sbom)
    verdict = judge(later, baseline=earlier.delivery)
    assert verdict.verdict == "INCONCLUSIVE"
    found = complaints(verdict, "provenance/missing-provenance")
    assert [outcome for outcome, _ in found] == ["open"]
    assert verdict.coverage.bytes.n == 0


def test_070_a_baseline_changes_nothing_that_it_does_not_speak_of(
    earlier: Workshop, later: Workshop
) -> None:
    alone, beside = judge(later), judge(later, baseline=earlier.delivery)
    assert beside.baseline is not None
    plain = verdict_to_plain(beside)
    assert plain.pop("baseline")["digest"] == str(read(earlier.delivery).digest)
    assert plain == verdict_to_plain(alone)


# -- 045: one run, two releases --------------------------------------------------------------------


def test_045_one_invocation_for_two_releases(earlier: Workshop, later: Workshop) -> None:
    image = later.images["gateway.img"]
    later.statements = [later.provenance("gateway.img", image, "1")]
    assert judge(later).verdict == "PASSED"
    verdict = judge(later, baseline=earlier.delivery)
    assert verdict.verdict == "FAILED"
    found = complaints(verdict, REUSED)
    assert [outcome for outcome, _ in found] == ["fail"]
    assert "baseline:provenance-0.dsse.json!payload" in found[0][1]
    assert report(verdict, "sarif")
    assert judge(later, expect_from=earlier.delivery).verdict == "FAILED"


def test_045_the_same_statement_again_is_no_reuse(earlier: Workshop, later: Workshop) -> None:
    old = (earlier.delivery / "provenance-0.dsse.json").read_bytes()
    later.extra["old.dsse.json"] = old
    verdict = judge(later, baseline=earlier.delivery)
    assert complaints(verdict, REUSED) == []
    assert verdict.coverage.bytes.n == len(later.images["gateway.img"])
    later.parts.discard("statement")
    (later.delivery / "provenance-0.dsse.json").unlink()
    alone = judge(later, baseline=earlier.delivery)
    assert alone.verdict == "FAILED"
    assert complaints(alone, "provenance/missing-provenance")[0][0] == "fail"


# -- the same every time ---------------------------------------------------------------------------


def test_the_same_bytes_whatever_the_folders_are_called(
    earlier: Workshop, later: Workshop, tmp_path: Path
) -> None:
    first = judge(later, baseline=earlier.delivery, expect_from=earlier.delivery)
    evidence = read(earlier.delivery)
    again = judge(later, baseline=evidence, expect_from=evidence)
    assert canonical_verdict(first) == canonical_verdict(again)
    assert first.baseline is not None
    assert [file.path for file in first.baseline.inputs] == [a.path for a in evidence.artifacts]
    assert first.baseline.inputs[0].digest.value == sha256(
        (earlier.delivery / first.baseline.inputs[0].path).read_bytes()
    )

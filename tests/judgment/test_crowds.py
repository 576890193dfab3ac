"""Components that fail alike are counted; what a finding says of them is the same as one by one."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from provenance.graph.evidence import Evidence  # noqa: E402
from provenance.intake import read  # noqa: E402
from provenance.judgment import audit, load_policy  # noqa: E402
from provenance.model.component import Component  # noqa: E402
from provenance.model.policy import Waiver  # noqa: E402
from provenance.model.verdict import Verdict  # noqa: E402
from provenance.questions.subjects import describe, texts_of  # noqa: E402
from samples.workshop import AT, Plain, Workshop, sha256  # noqa: E402

CountCalls = Callable[[Callable[[], object]], int]

RULES = (
    "dependency/unreachable-component",
    "dependency/unstated-completeness",
    "sbom/missing-digest",
    "sbom/missing-identifier",
    "sbom/missing-license",
    "sbom/missing-producer",
    "sbom/unnamed-component",
    "sbom/unstated-gap",
)
ODD = ('"quoted"', "back\\slash", "line\nbreak", "caf\u00e9", "\u2028", "twin", "twin", ".")


def _delivery(folder: Path, parts: list[Plain]) -> Evidence:
    return _read(Workshop(folder), parts, folder)


def _read(workshop: Workshop, parts: list[Plain], folder: Path) -> Evidence:
    workshop.sbom["components"] = parts
    path = folder / "sbom.cdx.json"
    path.write_text(json.dumps(workshop.sbom))
    return read(path)


def _bare(name: str, number: int) -> Plain:
    return {"type": "library", "name": name, "bom-ref": f"ref-{number}"}


def _judged(evidence: Evidence, *waivers: Waiver) -> Verdict:
    return audit(evidence, policy=replace(load_policy("baseline"), waivers=waivers), at=AT)


@pytest.mark.parametrize("rule", RULES)
def test_a_finding_is_the_same_counted_or_seen(rule: str, tmp_path: Path) -> None:
    names = [*ODD, *(f"part{number}" for number in range(30))]
    evidence = _delivery(tmp_path, [_bare(name, n) for n, name in enumerate(names)])
    elsewhere = Waiver(rule, "pkg:generic/nothing@0", "a@b.example", "because", "2027-01-31")
    counted, seen = _judged(evidence), _judged(evidence, elsewhere)

    found = [finding for finding in counted.findings if finding.rule == rule]
    assert sum(finding.count for finding in found) >= len(names)
    assert [replace(one) for one in seen.findings if one.rule == rule] == found
    assert seen.rules == counted.rules
    assert seen.subjects == counted.subjects


def test_texts_are_those_of_the_subject(tmp_path: Path) -> None:
    whole = Workshop(tmp_path).component("whole", "1.0", sha256("whole"))
    weak = {**_bare("weak", 1), "hashes": [{"alg": "MD5", "content": "ab" * 16}]}
    cpe = {**_bare("cpe", 2), "version": "1", "cpe": "cpe:2.3:a:a:cpe:1:*:*:*:*:*:*:*"}
    (chapter,) = _delivery(tmp_path, [whole, weak, cpe]).chapters
    for said in chapter.said(Component):
        subject = describe(said)
        digest = "" if subject.digest is None else str(subject.digest)
        assert texts_of(said.fact) == (subject.label, digest, subject.key)


def test_failing_components_take_work_in_proportion(
    tmp_path: Path, count_calls: CountCalls
) -> None:
    """Nothing is said of their dependencies, as in most SBOMs: a handful of calls for each."""
    calls = []
    for count in (2_000, 4_000):
        workshop = Workshop(tmp_path)
        parts = [workshop.component(f"part{n}", f"1.{n}", sha256(str(n))) for n in range(count)]
        for number, part in enumerate(parts):
            part["bom-ref"] = f"ref-{number}"
        workshop.sbom["dependencies"] = [
            {"ref": "gateway", "dependsOn": [part["bom-ref"] for part in parts]}
        ]
        evidence = _read(workshop, parts, tmp_path)
        verdicts: list[Verdict] = []
        calls.append(count_calls(lambda: verdicts.append(_judged(evidence))))  # noqa: B023
        failed = {tally.rule: tally.failed for tally in verdicts[0].rules}
        assert failed["dependency/unstated-completeness"] >= count
    assert calls[1] < 2.3 * calls[0]
    assert calls[1] - calls[0] < 40 * 2_000

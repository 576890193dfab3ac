"""045, 069: statements that were left out, delivered again, or mixed, by subject, run and time."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from provenance.judgment import audit  # noqa: E402
from provenance.model.verdict import Verdict  # noqa: E402
from provenance.trust.load import load_trust  # noqa: E402
from samples.workshop import AT, IN_TOTO, Plain, Workshop  # noqa: E402

PARTS = {"boot.img": b"\x7fFW boot", "gateway.img": b"\x7fFW gateway", "radio.img": b"\x7fFW radio"}


def encode(document: Plain) -> bytes:
    return json.dumps(document).encode()


def bundle(folder: Path, runs: dict[str, str], before: Workshop | None = None) -> Workshop:
    """Three images, and one file of JSON lines with a statement for each that has a run."""
    workshop = Workshop(folder)
    if before is not None:
        workshop._keys = before._keys
    workshop.parts = {"sbom"}
    workshop.policy['parameters."provenance/reused-invocation"'] = {"several-statements": True}
    workshop.images = dict(PARTS)
    workshop.sbom = workshop.bill_of_materials(PARTS["gateway.img"])
    for name in ("boot", "radio"):
        workshop.describe_image(name, PARTS[f"{name}.img"])
    statements = [workshop.provenance(name, PARTS[name], run) for name, run in runs.items()]
    lines = [workshop.envelope(encode(one), IN_TOTO, ["build"]) for one in statements]
    workshop.extra["all.intoto.jsonl"] = b"\n".join(lines) + b"\n"
    for name, content in PARTS.items():
        workshop.extra[f"{name}.sig"] = workshop.key("release").sign(content)
    return workshop


def judge(workshop: Workshop, **more: Any) -> Verdict:
    workshop.write()
    trust = load_trust(workshop.folder / "trust.toml")
    return audit(
        workshop.delivery, policy=workshop.folder / "policy.toml", trust=trust, at=AT, **more
    )


def untold(verdict: Verdict) -> dict[str, str]:
    return {
        listed.subject.label: listed.detail
        for finding in verdict.findings
        if finding.rule == "provenance/missing-provenance" and finding.outcome == "open"
        for listed in finding.subjects
    }


def mixed(verdict: Verdict) -> list[str]:
    return [note for note in verdict.notes if "runs of builds" in note]


def test_045_all_of_one_run(tmp_path: Path) -> None:
    verdict = judge(bundle(tmp_path, dict.fromkeys(PARTS, "1")))
    assert verdict.verdict == "PASSED", verdict.findings
    assert mixed(verdict) == []


def test_069_a_statement_was_left_out_of_the_bundle(tmp_path: Path) -> None:
    verdict = judge(bundle(tmp_path, {"boot.img": "1", "gateway.img": "1"}))
    assert verdict.verdict == "INCONCLUSIVE"
    found = untold(verdict)
    assert set(found) == {"radio.img"}
    assert "boot.img is of the run https://ci.acme.example/gateway/runs/1" in found["radio.img"]
    assert mixed(verdict) == []


def test_069_the_baseline_had_a_statement_for_it(tmp_path: Path) -> None:
    earlier = bundle(tmp_path / "earlier", dict.fromkeys(PARTS, "1"))
    earlier.write()
    later = bundle(tmp_path / "later", {"boot.img": "1", "gateway.img": "1"}, earlier)
    verdict = judge(later, baseline=earlier.delivery)
    assert verdict.verdict == "INCONCLUSIVE"
    assert "the baseline has provenance for its file of that name" in untold(verdict)["radio.img"]


def test_045_two_builds_in_one_delivery_are_told(tmp_path: Path) -> None:
    runs = {"boot.img": "1", "gateway.img": "2", "radio.img": "2"}
    verdict = judge(bundle(tmp_path, runs))
    assert len(mixed(verdict)) == 1
    assert "by 2 runs" in mixed(verdict)[0]
    assert "boot.img by https://ci.acme.example/gateway/runs/1" in mixed(verdict)[0]


@pytest.mark.parametrize("same", [True, False])
def test_045_jobs_at_one_commit_are_one_release(same: bool, tmp_path: Path) -> None:
    workshop = bundle(tmp_path, {})
    workshop.parts.add("statement")
    workshop.statements = []
    for number, (name, content) in enumerate(PARTS.items()):
        statement = workshop.provenance(name, content, str(number))
        commit = ("ab" if same or number else "cd") * 20
        source = f"git+https://git.acme.example/gateway@{commit}"
        definition = statement["predicate"]["buildDefinition"]
        definition["externalParameters"] = {"source": source}
        read = {"uri": source, "digest": {"gitCommit": commit}}
        definition["resolvedDependencies"].append(read)
        workshop.statements.append(statement)
    assert len(mixed(judge(workshop))) == (not same)


def test_045_a_run_that_nobody_signed_for_mixes_nothing(tmp_path: Path) -> None:
    workshop = bundle(tmp_path, dict.fromkeys(PARTS, "1"))
    other = encode(workshop.provenance("boot.img", PARTS["boot.img"], "7"))
    workshop.extra["other.json"] = workshop.envelope(other, IN_TOTO, [])
    assert mixed(judge(workshop)) == []


@pytest.mark.parametrize("delivered", [True, False])
def test_045_an_old_statement_again(delivered: bool, tmp_path: Path) -> None:
    earlier = bundle(tmp_path / "earlier", dict.fromkeys(PARTS, "1"))
    earlier.images["boot.img"] = b"\x7fFW boot 0.9"
    old = encode(earlier.provenance("boot.img", b"\x7fFW boot 0.9", "1"))
    earlier.extra["old.json"] = earlier.envelope(old, IN_TOTO, ["build"])
    earlier.write()
    later = bundle(tmp_path / "later", dict.fromkeys(PARTS, "2"), earlier)
    later.extra["old.json"] = earlier.extra["old.json"]
    if delivered:
        later.images["spare/boot.img"] = b"\x7fFW boot 0.9"
    verdict = judge(later, baseline=earlier.delivery)
    again = [note for note in verdict.notes if "delivered again" in note]
    assert len(again) == (not delivered)
    if again:
        assert "1 of the baseline's statements" in again[0]
        assert "old.json!payload" in again[0]


def test_046_an_image_that_was_built_before_the_one_of_the_baseline(tmp_path: Path) -> None:
    earlier = bundle(tmp_path / "earlier", dict.fromkeys(PARTS, "1"))
    earlier.write()
    later = bundle(tmp_path / "later", {"boot.img": "2", "radio.img": "2"}, earlier)
    image = b"\x7fFW gateway 0.9"
    later.images["gateway.img"] = image
    statement = later.provenance("gateway.img", image, "2")
    metadata = statement["predicate"]["runDetails"]["metadata"]
    for time, told in (("2026-09-15T08:00:00Z", 0), ("2026-01-01T08:00:00Z", 1)):
        metadata["startedOn"] = metadata["finishedOn"] = time
        later.statements = [statement]
        later.parts.add("statement")
        verdict = judge(later, baseline=earlier.delivery)
        notes = [note for note in verdict.notes if "before the file of that name" in note]
        assert len(notes) == told

"""One run serves the log, the dashboard and the code scanner; a second person checks it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from acceptance_runs import AT, DELIVERIES, JUDGED, ROOT, SAMPLES, KeyPair, Run
from jsonschema_rs import validator_for

from provenance.reports import report

ANSWERS = {"gateway-2.4.0": 0, "gateway-2.4.1": 0, "gateway-2.4.1-tampered": 1}
SCHEMA = json.loads((ROOT / "schemas" / "verdict.schema.json").read_bytes())


@pytest.mark.parametrize("name", ANSWERS)
def test_outputs_repeat_and_the_text_stays_on_standard_output(
    name: str, tmp_path: Path, run: Run
) -> None:
    files = {form: tmp_path / f"v{form}" for form in (".txt", ".json", ".md", ".sarif")}
    outputs = [word for path in files.values() for word in ("--output", path)]
    ran = run("audit", DELIVERIES / name, *JUDGED, *outputs)
    assert ran.status == ANSWERS[name]
    assert ran.out == files[".txt"].read_text()
    assert validator_for(SCHEMA).is_valid(json.loads(files[".json"].read_bytes()))
    assert json.loads(files[".sarif"].read_bytes())["version"] == "2.1.0"
    assert files[".md"].read_text().startswith("## ")
    for form, path in (
        ("text", ".txt"),
        ("json", ".json"),
        ("markdown", ".md"),
        ("sarif", ".sarif"),
    ):
        again = run("report", files[".json"], "--format", form)
        assert (again.status, again.out) == (0, files[path].read_text())


def test_without_anybody_to_believe_the_report_says_so_first_and_how_to_go_on(run: Run) -> None:
    ran = run("audit", DELIVERIES / "gateway-2.4.0", *AT)
    assert ran.status == 3
    title, *rest = ran.out.splitlines()
    assert title.endswith("INCONCLUSIVE")
    assert rest[0].startswith(" ! Nothing was believed")
    assert "--trust FILE" in " ".join(rest[:3])
    assert "--key FILE" in " ".join(rest[:3])


def test_requests_name_subject_and_digest(run: Run) -> None:
    ran = run("audit", DELIVERIES / "gateway-2.4.1-tampered", *JUDGED, "--format", "json")
    verdict = json.loads(ran.out)
    (image,) = [one for one in verdict["subjects"] if one["path"] == "gateway.img"]
    asked = [request["text"] for request in verdict["requests"]]
    assert any("gateway.img" in text and image["digests"][0] in text for text in asked)
    settled = {rule for request in verdict["requests"] for rule in request["rules"]}
    waiting = {f["rule"] for f in verdict["findings"] if f["outcome"] == "open"}
    assert waiting <= settled


@pytest.mark.parametrize("name", ["gateway-2.4.0", "gateway-2.4.1-tampered"])
def test_a_second_person_checks_it_without_trusting_the_first(
    name: str, tmp_path: Path, run: Run, auditor: KeyPair
) -> None:
    bundle, stored = tmp_path / "v.intoto.jsonl", tmp_path / "v.json"
    signed = ("--sign", auditor.private, "--output", bundle, "--output", stored)
    run("audit", DELIVERIES / name, *JUDGED, *signed)
    assert run("attest", stored, "--key", auditor.private).out == bundle.read_text()
    checked = ("verify", bundle, "--key", auditor.public, "--delivery")
    assert run(*checked, DELIVERIES / name).status == 0
    again = run(*checked, DELIVERIES / name, "--rerun", *JUDGED[:4])
    assert again.status == 0
    assert "the same when derived again" in again.out
    other = run(*checked, DELIVERIES / name, "--rerun", "--policy", "strict", *JUDGED[2:4])
    assert other.status == 1
    assert run(*checked, DELIVERIES / "gateway-2.4.1").status == 1
    stranger = ("verify", bundle, "--key", SAMPLES / "keys" / "acme-build.pub", "--delivery")
    assert run(*stranger, DELIVERIES / name).status == 1


def test_a_key_that_cannot_sign_is_named_before_anything_is_written(
    tmp_path: Path, run: Run
) -> None:
    public, target = SAMPLES / "keys" / "acme-build.pub", tmp_path / "v.json"
    ran = run("audit", DELIVERIES / "gateway-2.4.0", *AT, "--sign", public, "--output", target)
    assert ran.status == 2
    assert str(public) in ran.err
    assert not target.exists()


def test_a_report_module_is_what_the_command_prints(tmp_path: Path, run: Run) -> None:
    import provenance

    verdict = provenance.audit(
        DELIVERIES / "gateway-2.4.0",
        policy=SAMPLES / "gateway.policy.toml",
        trust=provenance.load_trust(SAMPLES / "trust.toml"),
        at=AT[1],
    )
    ran = run("audit", DELIVERIES / "gateway-2.4.0", *JUDGED, "--format", "sarif")
    assert ran.out == report(verdict, "sarif")

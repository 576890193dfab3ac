"""Where a policy expects log entries, it expects one of every image; and bundles bring theirs."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from provenance.intake import read
from provenance.judgment.policies import load_policy
from provenance.judgment.subjects import choose_images
from provenance.model.authority import TrustedTime
from provenance.model.finding import Finding
from provenance.model.transparency import Bundle, LogEntry
from provenance.questions.ask import Ask
from provenance.rules.log import invalid_inclusion
from provenance.trust.load import load_trust
from provenance.verification import verify

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from samples.logs import Log
from samples.workshop import AT, Workshop

RULE = "log/invalid-inclusion"


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    made = Workshop(tmp_path)
    log = Log("log.example")
    log.add(made.images["gateway.img"])
    made.extra["gateway.img.tlog-proof"] = log.proof(0).encode()
    made.logs = [{"name": "log", "key": log.key}]
    return made


def findings(workshop: Workshop) -> list[Finding]:
    return [finding for finding in workshop.audit().findings if finding.rule == RULE]


def test_every_image_needs_an_entry_where_one_is_expected(workshop: Workshop) -> None:
    image = b"boot"
    workshop.images["boot.img"] = image
    workshop.describe_image("boot.img", image)
    assert findings(workshop) == []
    workshop.policy["expect"] = {"evidence": ["sbom", "log"]}
    (found,) = findings(workshop)
    assert found.outcome == "open"
    assert [one.subject.label for one in found.subjects] == ["boot.img"]


def test_no_entry_at_all_is_open_where_one_is_expected(workshop: Workshop) -> None:
    workshop.extra.clear()
    assert findings(workshop) == []
    workshop.policy["expect"] = {"evidence": ["log"]}
    (found,) = findings(workshop)
    assert found.outcome == "open"


def test_a_proof_that_cannot_be_read_is_open_and_not_overlooked(workshop: Workshop) -> None:
    proof = workshop.extra["gateway.img.tlog-proof"]
    workshop.extra["gateway.img.tlog-proof"] = proof.replace(b"index 0", b"index 00")
    (found,) = findings(workshop)
    assert found.outcome == "open"
    assert "cannot be read" in found.subjects[0].detail


@pytest.mark.parametrize(
    ("outcome", "times", "logged", "wanted"),
    [
        ("pass", (TrustedTime("2026-09-01T00:00:00Z", "log", "a log"),), True, None),
        ("pass", (), True, None),
        ("pass", (), False, "open"),
        ("pass", (TrustedTime("2026-09-01T00:00:00Z", "witness", "w"),), False, "open"),
        ("pass", (TrustedTime("2026-09-01T00:00:00Z", "log", "a log"),), False, "open"),
        ("open", (), False, "open"),
        ("fail", (), False, "fail"),
    ],
)
def test_a_signature_with_a_log_entry_is_asked_too(
    workshop: Workshop, outcome, times, logged: bool, wanted: str | None
) -> None:
    workshop.write()
    evidence = read(workshop.delivery)
    policy = load_policy(workshop.folder / "policy.toml")
    proof = verify(evidence, load_trust(workshop.folder / "trust.toml"), AT)
    first = proof.verifications[0]
    bundle = Bundle("", b"", (LogEntry("log", 1, "", b"x"),))
    signature = replace(first.signature, bundle=bundle)
    bundled = replace(first, signature=signature, outcome=outcome, times=times, logged=logged)
    proof.verifications = (bundled, *proof.verifications[1:])
    ask = Ask(evidence, proof, policy, choose_images(evidence, policy))
    assert bundled in invalid_inclusion.subjects(ask)
    seen = invalid_inclusion.judge(ask, bundled)
    assert (seen.outcome if seen is not None else None) == wanted

"""Times over all documents of a delivery: each order that is not possible, beside one that is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from samples_of_rules import AT, Workshop

from provenance.graph.proof import Proof
from provenance.intake import read
from provenance.judgment.policies import load_policy
from provenance.judgment.subjects import choose_images
from provenance.model.authority import TrustedTime, Verification
from provenance.model.finding import Observation
from provenance.questions.ask import Ask
from provenance.rules.provenance import impossible_chronology as rule
from provenance.trust.load import load_trust
from provenance.verification import verify
from samples.workshop import IN_TOTO, sha256

BUILT = ("2026-09-14T08:00:00Z", "2026-09-14T08:10:00Z")


def ask_about(workshop: Workshop, times: dict[str, str]) -> Ask:
    """The delivery, where a log shows when signatures of some files were there."""
    workshop.write()
    evidence = read(workshop.delivery)
    policy = load_policy(workshop.folder / "policy.toml")
    trust = load_trust(workshop.folder / "trust.toml")
    proof = verify(evidence, trust, AT)
    timed = Proof(
        evidence,
        AT,
        believed=True,
        verifications=[_timed(found, times) for found in proof.verifications],
        vouchers=proof.vouchers,
        conclusions=proof.conclusions,
        outputs=proof.outputs,
        inputs=proof.inputs,
    )
    return Ask(evidence, timed, policy, choose_images(evidence, policy))


def _timed(found: Verification, times: dict[str, str]) -> Verification:
    name = next((name for name in times if found.origin.path.startswith(name)), None)
    shown = () if name is None else (TrustedTime(times[name], "log", "the log"),)
    return replace(found, times=shown)


def wrong(workshop: Workshop, **times: str) -> list[Observation]:
    ask = ask_about(workshop, {name.replace("__", "."): text for name, text in times.items()})
    judged = (rule.judge(ask, subject) for subject in rule.subjects(ask))
    return [found for found in judged if found is not None]


def about_image(workshop: Workshop, kind: str, predicate: dict[str, Any]) -> None:
    """A statement about the image beside its provenance."""
    image = workshop.images["gateway.img"]
    statement = {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": "gateway.img", "digest": {"sha256": sha256(image)}}],
        "predicateType": kind,
        "predicate": predicate,
    }
    payload = json.dumps(statement).encode()
    workshop.trust["auditor"] = {"roles": ["verdict", "claim", "test"]}
    workshop.extra["more.dsse.json"] = workshop.envelope(payload, IN_TOTO, ["auditor"])


@pytest.mark.parametrize(
    ("time", "fails"),
    [
        ("2026-09-14T08:10:01Z", False),
        ("2026-09-14T08:06:00Z", False),  # two clocks
        ("2026-09-14T08:04:00Z", True),
        ("2026-09-14T05:00:00Z", True),
        ("2026-11-22T12:00:01Z", True),  # after this audit
    ],
)
def test_a_signature_is_made_after_the_build(time: str, fails: bool, tmp_path: Path) -> None:
    found = wrong(Workshop(tmp_path), **{"provenance-0": time})
    assert [one.outcome for one in found] == ["fail"] * fails
    if fails and time < "2026-11":
        assert len(found[0].origins) == 2


@pytest.mark.parametrize("file", ["manifest", "gateway__img", "sbom", "more"])
def test_whatever_names_the_digest_was_signed_after_the_build(file: str, tmp_path: Path) -> None:
    for time, fails in (("2026-09-14T08:20:00Z", False), ("2026-09-13T08:20:00Z", True)):
        workshop = Workshop(tmp_path / time[:10])
        about_image(
            workshop, "https://in-toto.io/attestation/test-result/v0.1", {"result": "PASSED"}
        )
        found = wrong(workshop, **{file: time})
        # an SBOM is compared by its own time; who signs it signs no image
        assert [one.outcome for one in found] == ["fail"] * (fails and file != "sbom")


@pytest.mark.parametrize(
    ("verified", "fails"),
    [
        ("2026-09-14T08:30:00Z", False),
        ("2026-09-14T07:00:00Z", True),
        ("2027-01-01T00:00:00Z", True),
    ],
)
def test_a_summary_is_made_after_the_build(verified: str, fails: bool, tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    predicate = {
        "verifier": {"id": "https://audit.example"},
        "timeVerified": verified,
        "resourceUri": "acme/gateway",
        "policy": {"uri": "https://audit.example/policy"},
        "verificationResult": "PASSED",
        "verifiedLevels": ["SLSA_BUILD_LEVEL_2"],
    }
    about_image(workshop, "https://slsa.dev/verification_summary/v1", predicate)
    assert [one.outcome for one in wrong(workshop)] == ["fail"] * fails


@pytest.mark.parametrize(
    ("started", "finished", "fails"),
    [
        ("2026-09-15T08:00:00Z", "2026-09-15T08:01:00Z", False),
        ("2026-09-15T08:00:00Z", "2026-09-15T07:59:59Z", True),
        ("2026-09-13T08:00:00Z", "2026-09-15T08:00:00Z", True),
    ],
)
def test_a_scan_looks_at_what_is_there(
    started: str, finished: str, fails: bool, tmp_path: Path
) -> None:
    workshop = Workshop(tmp_path)
    predicate = {
        "scanner": {"uri": "pkg:generic/scanner", "version": "1", "db": {}, "result": []},
        "metadata": {"scanStartedOn": started, "scanFinishedOn": finished},
    }
    about_image(workshop, "https://in-toto.io/attestation/vulns/v0.2", predicate)
    assert [one.outcome for one in wrong(workshop)] == ["fail"] * fails


@pytest.mark.parametrize(
    ("phase", "time", "fails"),
    [
        ("build", "2026-09-14T08:03:00Z", False),
        ("build", "2026-09-14T07:00:00Z", True),
        ("post-build", "2026-09-14T08:20:00Z", False),
        ("post-build", "2026-09-14T08:03:00Z", True),
        ("operations", "2026-09-14T08:03:00Z", True),
    ],
)
def test_an_sbom_beside_its_context(phase: str, time: str, fails: bool, tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    metadata = workshop.sbom["metadata"]
    metadata["lifecycles"], metadata["timestamp"] = [{"phase": phase}], time
    assert [one.outcome for one in wrong(workshop)] == ["fail"] * fails


def test_a_rebuild_takes_nothing_away(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    again = workshop.provenance("gateway.img", workshop.images["gateway.img"], "2")
    metadata = again["predicate"]["runDetails"]["metadata"]
    metadata["startedOn"], metadata["finishedOn"] = "2026-10-01T08:00:00Z", "2026-10-01T09:00:00Z"
    workshop.statements.append(again)
    assert wrong(workshop) == []
    workshop.statements.pop(0)
    assert [one.outcome for one in wrong(workshop)] == ["fail"]

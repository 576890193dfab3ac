"""A verdict that rests on an earlier delivery needs the same one to be derived again."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from provenance.cli import main

SAMPLES = Path(__file__).parents[2] / "samples"
DELIVERIES = SAMPLES / "deliveries"
Pairs = dict[str, tuple[bytes, bytes]]


def status(*arguments: object) -> int:
    return main([str(argument) for argument in arguments])


@pytest.fixture
def signed(tmp_path: Path, pairs: Pairs) -> Path:
    """The verdict on 2.4.1, with what 2.4.0 lets one expect."""
    private, public = pairs["p256"]
    (tmp_path / "auditor.key").write_bytes(private)
    (tmp_path / "auditor.pub").write_bytes(public)
    path = tmp_path / "verdict.intoto.jsonl"
    earlier = DELIVERIES / "gateway-2.4.0"
    given = ("--trust", SAMPLES / "trust.toml", "--at", "2026-11-22T12:00:00Z", "--output", path)
    both = ("--expect-from", earlier, "--baseline", earlier, "--sign", tmp_path / "auditor.key")
    status("audit", DELIVERIES / "gateway-2.4.1", *given, *both)
    return path


@pytest.mark.parametrize("case", ["same", "renamed", "none", "no expectations", "other", "changed"])
def test_the_same_earlier_delivery_is_needed(
    case: str, signed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    earlier = DELIVERIES / "gateway-2.4.0"
    if case in ("renamed", "changed"):
        earlier = tmp_path / "old"
        shutil.copytree(DELIVERIES / "gateway-2.4.0", earlier)
    if case == "changed":
        (earlier / "more.txt").write_text("more")
    elif case == "other":
        earlier = DELIVERIES / "gateway-2.4.1"
    more = ["--baseline", earlier, "--expect-from", earlier]
    more = [] if case == "none" else more[:2] if case == "no expectations" else more
    trust = ("--trust", SAMPLES / "trust.toml", "--key", tmp_path / "auditor.pub")
    delivery = ("--delivery", DELIVERIES / "gateway-2.4.1", "--rerun")
    capsys.readouterr()
    found = status("verify", signed, *trust, *delivery, *more)
    told, complaint = capsys.readouterr()
    if case == "other":
        assert found == 2
        assert "would be compared with itself" in complaint
        return
    if case in ("same", "renamed"):
        assert found == 0, told
        return
    assert found == 1
    assert "expectations from the earlier delivery gateway-2.4.0 sha256:" in told
    assert ("compared with the earlier delivery" in told) is (case != "no expectations")


def test_expectations_without_a_verified_build_are_bad_usage(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "a.img").write_bytes(b"a")
    trust = ("--trust", SAMPLES / "trust.toml", "--at", "2026-11-22T12:00:00Z")
    delivery = DELIVERIES / "gateway-2.4.1"
    assert status("audit", delivery, *trust, "--expect-from", tmp_path / "empty") == 2
    assert "no build statement in it is verified" in capsys.readouterr().err


def test_what_goes_with_a_signed_verdict_only_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    delivery = DELIVERIES / "gateway-2.4.1"
    assert status("verify", delivery, "--expect-from", delivery) == 2
    assert "--delivery" in capsys.readouterr().err
    trust = ("--trust", SAMPLES / "trust.toml", "--at", "2026-11-22T12:00:00Z")
    assert status("verify", delivery, "--baseline", DELIVERIES / "gateway-2.4.0", *trust) == 0

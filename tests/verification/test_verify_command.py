"""provenance verify: status, text and JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from workshop import AT, Bench, key, layout, link, step

from provenance.cli import main

ALICE, OWNER = key("alice"), key("owner")


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    found = Bench(tmp_path / "delivery")
    found.plan(layout([step("build", [ALICE])], [ALICE]))
    found.report(link("build", {}, {"fw.bin": "firmware", "map.txt": "map"}), ALICE)
    found.put("fw.bin", "firmware")
    (tmp_path / "owner.pub").write_bytes(OWNER.pem)
    return found


def run(bench: Bench, *options: str, key_file: str | None = "owner.pub") -> int:
    keys = [] if key_file is None else ["--key", str(bench.folder.parent / key_file)]
    return main(["verify", str(bench.folder), "--at", AT, *keys, *options])


def test_status_0_when_all_holds(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(bench) == 0
    told = capsys.readouterr().out
    assert told.startswith("delivery  VERIFIED\n")
    assert "2 of 2 signatures hold" in told
    assert "1 verified outputs were not delivered" in told
    assert "every role" in told


def test_status_1_when_delivered_bytes_contradict(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    bench.put("fw.bin", "TAMPERED")
    assert run(bench) == 1
    told = capsys.readouterr().out
    assert "✗ delivered fw.bin" in told
    assert "/signed/products/fw.bin" in told


def test_status_3_when_a_step_is_missing(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    next(bench.folder.glob("build.*")).unlink()
    assert run(bench) == 3
    assert "1. the link of step 'build' of root.layout" in capsys.readouterr().out


def test_status_3_when_nobody_is_believed(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(bench, key_file=None) == 3
    assert "warning: nothing is believed" in capsys.readouterr().out


def test_status_3_when_nothing_was_verifiable(bench: Bench) -> None:
    for path in bench.folder.iterdir():
        path.unlink()
    bench.put("fw.bin", "firmware")
    assert run(bench) == 3


@pytest.mark.parametrize(
    "options",
    [["--at", "tomorrow"], ["--parameter", "x"], ["--rerun"], ["--trust", "absent.toml"]],
)
def test_status_2_for_bad_usage(
    bench: Bench, options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(bench, *options) == 2
    assert capsys.readouterr().err


def test_status_2_for_a_path_that_is_not_there(bench: Bench) -> None:
    assert main(["verify", str(bench.folder / "nowhere"), "--at", AT]) == 2


def test_json_is_one_object(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(bench, "--format", "json") == 0
    found = json.loads(capsys.readouterr().out)
    assert list(found) == [
        "outcome",
        "at",
        "trust",
        "signatures",
        "conclusions",
        "notDelivered",
        "warnings",
    ]
    assert found["outcome"] == "pass"
    assert found["at"] == AT
    assert [entry["outcome"] for entry in found["signatures"]] == ["pass", "pass"]
    assert [entry["granted"] for entry in found["signatures"]] == [True, False]
    assert [entry["name"] for entry in found["notDelivered"]] == ["map.txt"]
    assert {"about": "layout", "subject": "root.layout", "outcome": "pass"}.items() <= next(
        c for c in found["conclusions"] if c["about"] == "layout"
    ).items()


def test_a_key_inside_the_delivery_is_used_with_a_warning(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    bench.put("keys/owner.pub", OWNER.pem)
    assert run(bench, key_file="delivery/keys/owner.pub") == 0
    assert "inside the delivery" in capsys.readouterr().out


def test_an_unreadable_document_is_said_first(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    bench.put("root.layout", (bench.folder / "root.layout").read_bytes()[:200])
    assert run(bench) == 3
    assert "warning: root.layout could not be read" in capsys.readouterr().out


def test_nothing_from_a_delivery_reaches_the_terminal_raw(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    bench.plan(layout([step("\x1b[2Jbuild", [ALICE])], [ALICE]))
    assert run(bench) == 3
    assert "\x1b" not in capsys.readouterr().out


def test_the_clock_is_read_where_no_time_is_stated(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", str(bench.folder), "--key", str(bench.folder.parent / "owner.pub")]) == 0
    assert "as of 20" in capsys.readouterr().out


@pytest.fixture
def verdict(bench: Bench, capsys: pytest.CaptureFixture[str]) -> Path:
    """A verdict on the delivery, signed."""
    folder = bench.folder.parent
    private = Ed25519PrivateKey.generate()
    pem = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    secret = private.private_bytes(*pem, serialization.NoEncryption())
    (folder / "auditor.pem").write_bytes(secret)
    public = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    (folder / "auditor.pub").write_bytes(private.public_key().public_bytes(*public))
    (folder / "trust.toml").write_text(
        '[[key]]\nname = "owner"\npath = "owner.pub"\nroles = ["layout"]\n'
    )
    signed = folder / "verdict.intoto.jsonl"
    options = ["--sign", str(folder / "auditor.pem"), "--output", str(signed)]
    root = ["--trust", str(folder / "trust.toml"), "--policy", "minimal", "--at", AT]
    main(["audit", str(bench.folder), *root, *options])
    capsys.readouterr()
    return signed


def check(verdict: Path, *options: str) -> int:
    folder = verdict.parent
    words = ["--key", str(folder / "auditor.pub"), "--delivery", str(folder / "delivery")]
    return main(["verify", str(verdict), *words, *options])


def test_a_signed_verdict_is_about_this_delivery(
    bench: Bench, verdict: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(verdict) == 0
    assert "is signed by auditor.pub" in capsys.readouterr().out
    bench.put("fw.bin", "TAMPERED")
    assert check(verdict) == 1
    assert "✗ fw.bin is" in capsys.readouterr().out


def test_a_signed_verdict_comes_out_the_same_again(
    bench: Bench, verdict: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    trust_file = str(verdict.parent / "trust.toml")
    again = ["--rerun", "--trust", trust_file]
    assert check(verdict, *again, "--policy", "minimal", "--format", "json") == 0
    assert json.loads(capsys.readouterr().out)["derivedAgain"] is True
    assert check(verdict, *again, "--policy", "strict") == 1


def test_a_signed_verdict_has_its_own_time(bench: Bench, verdict: Path) -> None:
    assert check(verdict, "--at", AT) == 2
    assert check(verdict, "--policy", "minimal") == 2

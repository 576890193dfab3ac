"""Arguments that nobody means: an unset variable, control characters, the same path twice."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SAMPLES = Path(__file__).parents[2] / "samples"
GOOD = SAMPLES / "deliveries" / "gateway-2.4.0"
AT = ["--at", "2026-11-22T12:00:00Z"]
TRUST = ["--trust", str(SAMPLES / "trust.toml")]
JUDGED = ["--policy", str(SAMPLES / "gateway.policy.toml"), *TRUST, *AT]


def run(*words: str | bytes | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "provenance", *words],
        capture_output=True,
        text=True,
        cwd=cwd,
        timeout=60,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done


EMPTY: dict[str, list[str]] = {
    "audit": ["audit", ""],
    "verify": ["verify", "", *TRUST],
    "read": ["read", ""],
    "trace": ["trace", "", "gateway.img"],
}


@pytest.mark.parametrize("name", EMPTY)
def test_an_empty_path_is_not_the_current_directory(name: str) -> None:
    done = run(*EMPTY[name])
    assert done.returncode == 2
    assert "an empty path was given" in done.stderr + done.stdout


def test_a_dot_is_the_current_directory() -> None:
    done = run("audit", ".", *JUDGED, cwd=GOOD)
    assert done.returncode == 0
    assert done.stdout == run("audit", f"{GOOD}/", *JUDGED).stdout


@pytest.mark.parametrize(
    "words",
    [
        ["audit", "no\nsuch\x1b[2Jdelivery"],
        ["trace", str(GOOD), "no\nsuch\x1b[2Jthing"],
        ["explain", "no\nsuch\x1b[2Jrule"],
        ["audit", str(GOOD), "--policy", "no\nsuch\x1b[2Jpolicy"],
        ["audit", str(GOOD), "--trust", "no\nsuch\x1b[2Jroot"],
        ["verify", str(GOOD), "--key", "no\nsuch\x1b[2Jkey"],
        ["report", "no\nsuch\x1b[2Jverdict"],
        ["read", "no\nsuch\x1b[2Jdelivery"],
        ["trace", str(GOOD), b"\xff\xfe"],
    ],
    ids=str,
)
def test_a_message_repeats_no_control_characters(words: list[str]) -> None:
    done = run(*words)
    assert done.returncode == 2
    assert "\x1b" not in done.stderr + done.stdout
    assert "no\nsuch" not in done.stderr + done.stdout


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_same_path_twice_is_read_twice(form: str) -> None:
    once, twice = run("read", GOOD), run("read", GOOD, GOOD, "--format", form)
    assert (once.returncode, twice.returncode) == (0, 0)
    assert run("verify", GOOD, GOOD, *TRUST, *AT).returncode == 0


def test_a_delivery_may_be_reached_by_a_link(tmp_path: Path) -> None:
    (tmp_path / "gateway-2.4.0").symlink_to(GOOD)
    done = run("audit", f"{tmp_path}/gateway-2.4.0", *JUDGED)
    assert done.returncode == 0


@pytest.mark.parametrize("place", ["missing/report.json", "folder.json"])
def test_an_output_that_cannot_be_written_is_named(place: str, tmp_path: Path) -> None:
    (tmp_path / "folder.json").mkdir()
    done = run("audit", GOOD, *JUDGED, "--output", tmp_path / place)
    assert done.returncode == 2
    assert place in done.stderr
    assert "cannot be written" in done.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_named(tmp_path: Path) -> None:
    (tmp_path / "fw.bin").write_bytes(b"fw")
    (tmp_path / "fw.bin").chmod(0)
    done = run("read", tmp_path)
    assert "fw.bin" in done.stdout + done.stderr

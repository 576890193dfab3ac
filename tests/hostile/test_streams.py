"""Streams that cannot be written: a full disk, a closed standard output, a reader that goes away.

A status of 1 means FAILED and 3 INCONCLUSIVE, so that neither may come from a log that filled up.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SAMPLES = Path(__file__).parents[2] / "samples"
GOOD = SAMPLES / "deliveries" / "gateway-2.4.0"
JUDGED = [
    *("--policy", str(SAMPLES / "gateway.policy.toml")),
    *("--trust", str(SAMPLES / "trust.toml"), "--at", "2026-11-22T12:00:00Z"),
]
COMMANDS = {
    "audit": ["audit", str(GOOD), *JUDGED],
    "read": ["read", str(GOOD)],
    "explain": ["explain"],
    "help": ["--help"],
    "version": ["--version"],
    "trace": ["trace", str(GOOD), "gateway.img"],
}
FULL = Path("/dev/full")


def program(name: str) -> list[str]:
    return [sys.executable, "-m", "provenance", *COMMANDS[name]]


def shell(name: str, redirection: str) -> subprocess.CompletedProcess[str]:
    """A command with streams as a shell redirects them."""
    words = ["sh", "-c", f'"$@" {redirection}', "sh", *program(name)]
    return subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("name", COMMANDS)
def test_a_full_disk_is_a_sentence_and_no_verdict(name: str) -> None:
    done = shell(name, f"> {FULL}")
    assert done.returncode == 2
    assert done.stderr.startswith("provenance: standard output cannot be written: ")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&- <&-"])
def test_closed_streams_change_no_status(name: str, closed: str) -> None:
    done = shell(name, closed)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", COMMANDS)
def test_open_streams_are_written(name: str) -> None:
    done = shell(name, "")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout


def test_output_is_the_same_in_any_locale() -> None:
    shown = [
        subprocess.run(
            program("audit"),
            capture_output=True,
            env={**os.environ, **locale},
            timeout=60,
            check=False,
        )
        for locale in (
            {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
            {"PYTHONIOENCODING": "ascii"},
            {"PYTHONWARNINGS": "error"},
            {"PYTHONIOENCODING": "utf-8"},
        )
    ]
    assert {one.returncode for one in shown} == {0}
    assert not any(one.stderr for one in shown)

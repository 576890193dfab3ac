"""A delivery needs memory for what it holds, not for what it might."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
GIGABYTE = 1 << 30


def test_a_small_delivery_is_verified_in_a_gigabyte() -> None:
    arguments = ["verify", "samples/deliveries/gateway-2.4.0", "--trust", "samples/trust.toml"]
    done = subprocess.run(
        [sys.executable, "-m", "provenance", *arguments, "--at", "2026-11-22T12:00:00Z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (GIGABYTE, GIGABYTE)),
    )
    assert done.returncode == 0, done.stderr

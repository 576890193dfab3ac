"""Puts the peers that may not live beside our own packages into an environment of their own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from measure import say

HERE = Path(__file__).parent
ENVIRONMENT = HERE / ".peers"
PINS = HERE / "requirements-peers.txt"


def python_with_peers() -> tuple[Path, str]:
    """The interpreter that has them, and why it has not, if they could not be installed."""
    python = ENVIRONMENT / "bin" / "python"
    stamp = ENVIRONMENT / "installed"
    if stamp.exists() and stamp.read_bytes() == PINS.read_bytes():
        return python, ""
    say("installing the peers")
    pip = [str(python), "-m", "pip", "--quiet", "--disable-pip-version-check", "install"]
    try:
        subprocess.run([sys.executable, "-m", "venv", str(ENVIRONMENT)], check=True)
        subprocess.run([*pip, "--require-hashes", "-r", str(PINS)], check=True)
    except (OSError, subprocess.CalledProcessError) as problem:
        say(f"  {problem}")
        return python, "absent: could not be installed here"
    stamp.write_bytes(PINS.read_bytes())
    return python, ""


def beside_us(name: str) -> tuple[Path, str]:
    """A command of the environment that runs this, and why it is not there."""
    command = Path(sys.executable).with_name(name)
    return command, "" if command.exists() else "absent: not installed here"

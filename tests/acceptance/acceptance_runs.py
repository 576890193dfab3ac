"""What the acceptance tests run over, and what a run gives."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

SAMPLES = ROOT / "samples"
DELIVERIES = SAMPLES / "deliveries"
AT = ("--at", "2026-11-22T12:00:00Z")
JUDGED = (
    *("--policy", str(SAMPLES / "gateway.policy.toml")),
    *("--trust", str(SAMPLES / "trust.toml")),
    *AT,
)


class Ran(NamedTuple):
    """How one command ended, and what it printed."""

    status: int
    out: str
    err: str


class KeyPair(NamedTuple):
    """Two PEM files."""

    private: Path
    public: Path


Run = Callable[..., Ran]

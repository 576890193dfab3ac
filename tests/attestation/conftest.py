"""Hand-made verdicts, and keys that are thrown away."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from throwaway_keys import KEYS, pem_pair

sys.path.insert(0, str(Path(__file__).parents[1] / "reports"))


@pytest.fixture(scope="session")
def pairs() -> dict[str, tuple[bytes, bytes]]:
    """One pair of each kind of key."""
    return {kind: pem_pair(kind) for kind in KEYS}

"""The samples of the rules: code that writes a delivery, found by its path."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path

SAMPLES = Path(__file__).parents[2] / "samples"
sys.path.insert(0, str(SAMPLES.parent))

from samples.workshop import AT, Workshop  # noqa: E402

__all__ = ["AT", "SAMPLES", "Workshop", "load_make"]


def load_make(rule: str, kind: str) -> Callable[[Workshop], None]:
    """The `make` of one sample."""
    path = SAMPLES / "rules" / rule / kind / "make.py"
    spec = importlib.util.spec_from_file_location(f"sample_{rule}_{kind}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.make

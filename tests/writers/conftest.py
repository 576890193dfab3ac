"""What is written is tried with the documents that conversions are tried with."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "conversion"))

"""What tests of every room share."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

CountCalls = Callable[[Callable[[], object]], int]


@pytest.fixture
def count_calls() -> CountCalls:
    """How many functions a piece of work calls: its cost, the same on every machine."""

    def count(work: Callable[[], object]) -> int:
        calls = 0

        def note(frame: FrameType, event: str, argument: Any) -> None:
            nonlocal calls
            calls += event in ("call", "c_call")

        sys.setprofile(note)
        try:
            work()
        finally:
            sys.setprofile(None)
        return calls

    return count

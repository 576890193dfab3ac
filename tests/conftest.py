"""What tests of every room share."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest
from hypothesis import settings

# What a landing runs is the same every time; everybody else looks for new cases. No example has a
# deadline: how long one takes says more of the machine than of the code.
settings.register_profile("landing", derandomize=True, deadline=None)
settings.register_profile("searching", deadline=None)
settings.load_profile("landing" if os.environ.get("CI") else "searching")

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

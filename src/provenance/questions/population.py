"""Subjects in numbers: most of them cleared at once, the others asked one by one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple


class Population(NamedTuple):
    """Many subjects of which a question that was asked once cleared all but the suspects."""

    size: int
    suspects: Sequence[Any]

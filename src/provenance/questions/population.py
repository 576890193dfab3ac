"""Subjects in numbers: most of them cleared at once, the others asked one by one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple


class Population(NamedTuple):
    """Many subjects of which a question that was asked once cleared all but the suspects.

    `alike` are suspects besides, in groups of components of which the first one tells how all are
    judged, but for the detail.
    """

    size: int
    suspects: Sequence[Any]
    alike: Sequence[Sequence[Any]] = ()

    @property
    def cleared(self) -> int:
        """How many nobody has to ask."""
        return self.size - len(self.suspects) - sum(map(len, self.alike))

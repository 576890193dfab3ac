"""Many facts of one type, handed over in one go."""

from __future__ import annotations

from typing import Any, NamedTuple

from provenance.model.origin import Place


class Batch(NamedTuple):
    """What a reader yields in place of single facts, where there are many: each with its place.

    The facts are of one type; whoever takes the batch may keep both lists as they are.
    """

    facts: list[Any]
    places: list[Place]

"""What the linter says: one finding per gap, with where it is and what to do."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from provenance.model.digest import Digest
from provenance.model.origin import Place

ListName = Literal["", "materials", "products"]


class LintFinding(Struct, frozen=True, gc=False):
    """One thing that a layout does not forbid, or that does not do what it seems to.

    `step` is empty for the layout as a whole, `side` where it is not about artifact rules; `rule`
    is the number of one, from 1. `pointer` is a JSON Pointer into the layout.
    """

    id: str
    sentence: str
    fix: str
    pointer: Place
    step: str = ""
    side: ListName = ""
    rule: int | None = None


class Linted(Struct, frozen=True):
    """A layout and what was found in it; `signatures` were counted and not checked."""

    path: str
    digest: Digest
    steps: int
    signatures: int
    findings: tuple[LintFinding, ...]

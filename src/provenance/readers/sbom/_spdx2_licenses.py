"""Licenses of SPDX 2 elements: read once for each spelling, for few stand in many elements."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from provenance.model.component import Gap, License
from provenance.model.origin import Place
from provenance.readers.sbom._spdx2_parties import GAPS
from provenance.readers.sbom._spdx2_remarks import Remarks, excerpt
from provenance.readers.sbom._spdx2_text import LICENSE_REFS

Stage = Literal["declared", "concluded"]
Gaps = tuple[tuple[str, Gap], ...]
_FORGET: Final = 65_536
"""Pairs of expressions that are remembered; then it begins anew."""


class Stated(NamedTuple):
    """The licenses of an element, and for which stages none was stated."""

    licenses: tuple[License, ...] | None = None
    gaps: Gaps = ()


class Licenses:
    """The license expressions of one document, and the licenses that it has to define."""

    def __init__(self, remarks: Remarks) -> None:
        self._remarks = remarks
        self._seen: dict[tuple[str | None, str | None], Stated] = {}
        self._refs: dict[str, tuple[tuple[str, str], ...]] = {}
        self._used: dict[tuple[str, str], tuple[Place, int]] = {}
        self.defined: dict[str, Place] = {}

    def of(self, place: Place, declared: str | None, concluded: str | None) -> Stated:
        """What is stated as declared and concluded license of an element."""
        key = (declared, concluded)
        found = self._seen.get(key)
        if found is None:
            if len(self._seen) > _FORGET:
                self._seen.clear()
            found = self._seen[key] = _stated(declared, concluded)
        if concluded is not None and "LicenseRef-" in concluded:
            self.use(concluded, self._remarks.at(place, "/licenseConcluded"))
        if declared is not None and "LicenseRef-" in declared:
            self.use(declared, self._remarks.at(place, "/licenseDeclared"))
        return found

    def use(self, expression: str, place: Place) -> None:
        """Remember the licenses of an expression that have to be defined somewhere."""
        refs = self._refs.get(expression)
        if refs is None:
            refs = self._refs[expression] = tuple(LICENSE_REFS.findall(expression))
        for ref in refs:
            first, times = self._used.get(ref, (place, 0))
            self._used[ref] = (first, times + 1)

    def settle(self, prefixes: dict[str, str]) -> None:
        """Note every license that is used and defined nowhere (clause 10.1, Annex D.1)."""
        for (document, ref), (place, times) in self._used.items():
            if document:
                known = f"{document}:" in prefixes
                name, detail = (
                    "spdx/undeclared-document",
                    f"{excerpt(document)} is declared nowhere",
                )
            else:
                known = ref in self.defined
                name, detail = "spdx/undefined-license", f"{excerpt(ref)} is defined nowhere"
            if not known:
                detail += " in this document (clause 10.1)"
                self._remarks.note(name, place, detail, group=f"{document}:{ref}", times=times)


def _stated(declared: str | None, concluded: str | None) -> Stated:
    licenses: list[License] = []
    gaps: list[tuple[str, Gap]] = []
    stages: tuple[tuple[Stage, str | None], ...] = (
        ("declared", declared),
        ("concluded", concluded),
    )
    for stage, text in stages:
        if text is None or not text.strip():
            continue
        if text in GAPS:
            gaps.append((f"licenses.{stage}", GAPS[text]))
        else:
            licenses.append(License(text, "expression", stage))
    none = any(gap == "none" for _, gap in gaps)
    return Stated(tuple(licenses) if licenses or none else None, tuple(gaps))

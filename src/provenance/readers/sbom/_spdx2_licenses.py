"""Licenses of SPDX 2 elements: read once for each spelling, for few stand in many elements."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal, NamedTuple

from provenance.decoding.ledger import excerpt
from provenance.decoding.license_expression import license_fault
from provenance.model.component import Gap, License
from provenance.model.origin import Place
from provenance.readers.sbom._spdx2_parties import GAPS
from provenance.readers.sbom._spdx2_text import LICENSE_REFS
from provenance.readers.sbom._spdx_remarks import Remarks

Stage = Literal["declared", "concluded"]
Gaps = tuple[tuple[str, Gap], ...]
_FORGET: Final = 65_536
"""Pairs of expressions that are remembered; then it begins anew."""


class Stated(NamedTuple):
    """The licenses of an element, for which stages none was stated, and whether it is well."""

    licenses: tuple[License, ...] | None = None
    gaps: Gaps = ()
    plain: bool = True


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
        found = self._seen.get((declared, concluded)) or self._look(declared, concluded)
        if not found.plain:
            for pointer, text in (("/licenseConcluded", concluded), ("/licenseDeclared", declared)):
                if text is not None and text not in GAPS:
                    self.use(text, place, pointer)
        return found

    def _look(self, declared: str | None, concluded: str | None) -> Stated:
        if len(self._seen) > _FORGET:
            self._seen.clear()
        found = self._seen[declared, concluded] = _stated(declared, concluded)
        return found

    def stated(
        self, declared: Iterable[str | None], concluded: Iterable[str | None]
    ) -> list[Stated]:
        """The same of several elements; those that are not plain wait to be held with `of`."""
        known, look = self._seen.get, self._look
        return [known(pair) or look(*pair) for pair in zip(declared, concluded, strict=True)]

    def use(self, expression: str, place: Place, pointer: str) -> None:
        """Hold an expression against Annex D, and remember what has to be defined somewhere."""
        fault = license_fault(expression)
        if fault is None and "LicenseRef-" not in expression:
            return
        place = self._remarks.at(place, pointer)
        if fault is not None:
            detail = f"{excerpt(expression)} is no license expression: {fault} (Annex D)"
            self._remarks.note("spdx/license-expression", place, detail, group=expression)
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
    plain = True
    stages: tuple[tuple[Stage, str | None], ...] = (
        ("declared", declared),
        ("concluded", concluded),
    )
    for stage, text in stages:
        if text is None:
            continue
        plain &= text in GAPS or ("LicenseRef-" not in text and license_fault(text) is None)
        if not text.strip():
            continue
        if text in GAPS:
            gaps.append((f"licenses.{stage}", GAPS[text]))
        else:
            licenses.append(License(text, "expression", stage))
    none = any(gap == "none" for _, gap in gaps)
    return Stated(tuple(licenses) if licenses or none else None, tuple(gaps), plain)

"""The refs of one document: each text once in memory, and every element with one of its own."""

from __future__ import annotations

from typing import Final

from provenance.model.origin import Place
from provenance.readers.sbom._cyclonedx_remarks import Remarks

_NOT_EMPTY_SINCE: Final = "1.5"


class Refs:
    """Every `bom-ref` of components and services, in the order in which they were read.

    An element without one is called by its pointer, `#/components/3`, which nothing can refer to.
    """

    def __init__(self, remarks: Remarks) -> None:
        self._remarks = remarks
        self.known: dict[str, str] = {}

    def take(self, ref: str | None, place: Place) -> str:
        """The ref of the element at a place; one that another element has is noted and kept."""
        if not ref:
            if ref is not None and self._remarks.version >= _NOT_EMPTY_SINCE:
                self._remarks.defect("empty-ref", f"{place}/bom-ref", "is empty", f"#{place}")
            return f"#{place}"
        other = self.known.get(ref)
        if other is None:
            self.known[ref] = ref
            return ref
        detail = f"{ref!r} is the bom-ref of another element too"
        self._remarks.defect("duplicate-ref", f"{place}/bom-ref", detail, whole=True)
        return other

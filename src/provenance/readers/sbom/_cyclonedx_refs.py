"""The refs of one document: each text once in memory, and every element with one of its own."""

from __future__ import annotations

from provenance.model.origin import Place
from provenance.readers.sbom._cyclonedx_remarks import Remarks


class Refs:
    """Every `bom-ref` of components and services, in the order in which they were read.

    An element without one is called by its pointer, `#/components/3`, which nothing can refer to.
    """

    def __init__(self, remarks: Remarks) -> None:
        self._remarks = remarks
        self.known: dict[str, str] = {}

    def take(self, ref: str | None, place: Place) -> str:
        """The ref of the element at a place; the same text for what has the same one."""
        if not ref:
            if ref is not None:
                self._remarks.lost(
                    "empty-ref", f"{place}/bom-ref", "is empty", f"#{place}", whole=True
                )
            return f"#{place}"
        return self.known.setdefault(ref, ref)

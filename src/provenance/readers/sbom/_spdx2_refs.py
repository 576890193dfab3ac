"""The ids of one SPDX 2 document: each text once in memory, and what they are ids of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from provenance.decoding.ledger import excerpt
from provenance.model.origin import Place
from provenance.readers.sbom._spdx2_parties import GAPS
from provenance.readers.sbom._spdx2_text import DOCUMENT, ELEMENT_ID, are_element_ids
from provenance.readers.sbom._spdx_remarks import Remarks

_SPECIAL: Final = frozenset(GAPS)


class Refs:
    """Every element in the order in which it was read, and what refers to none.

    An element without an id is called by its pointer, `#/packages/3`, which nothing can refer to.
    """

    def __init__(self, remarks: Remarks) -> None:
        self._remarks = remarks
        self.known: dict[str, str] = {}
        self.prefixes: dict[str, str] = {}  # of other documents, with the colon
        self._waiting: list[tuple[str, Place]] = []
        self.document_id = DOCUMENT

    def take(self, ref: str | None, place: Place) -> str:
        """The ref of the element at a place; one that another element has is noted and kept."""
        if not ref:
            return f"#{place}"
        if ref in self.known:
            if self.known[ref] != ref:
                self.known[ref] = ref  # the document's odd id; an element has the better right
            detail = f"{excerpt(ref)} is the id of another element too (clauses 7.2, 8.2, 9.1)"
            self._remarks.note("spdx/duplicate-id", self._remarks.at(place, "/SPDXID"), detail)
            return self.known[ref]
        if not ELEMENT_ID.fits(ref):
            detail = f"{excerpt(ref)} {ELEMENT_ID.words}"
            self._remarks.note(ELEMENT_ID.id, self._remarks.at(place, "/SPDXID"), detail)
        self.known[ref] = ref
        return ref

    def are_plain(self, refs: Sequence[str | None]) -> bool:
        """Whether nothing is to be noted about the ids of several elements."""
        if None in refs or not are_element_ids(refs):  # type: ignore[arg-type]
            return False
        return len(set(refs)) == len(refs) and self.known.keys().isdisjoint(refs)

    def take_all(self, refs: Sequence[Any]) -> None:
        """Take the ids of several elements about which nothing is to be noted."""
        self.known.update(zip(refs, refs, strict=True))

    def document(self, ref: str | None) -> None:
        """Take the id of the document itself, which counts as an element by both spellings."""
        self.known[DOCUMENT] = DOCUMENT
        if ref:
            self.known[ref] = DOCUMENT
            self.document_id = ref

    def link(self, ref: str, place: Place) -> str:
        """What a reference is to; one to an element that has not been seen is looked at later."""
        found = self.known.get(ref)
        if found is not None:
            return found
        self._waiting.append((ref, place))
        return ref

    def settle(self) -> None:
        """Note every reference to what is no element of the document."""
        for ref, place in self._waiting:
            if ref in self.known:
                continue
            prefix, colon, rest = ref.partition(":")
            if colon and prefix.startswith("DocumentRef-"):
                self._outside(prefix + colon, rest, place)
                continue
            what = "cannot be on this side" if ref in _SPECIAL else "is no element of this document"
            self._remarks.note(
                "spdx/unknown-element", place, f"{excerpt(ref)} {what} (clause 11.1)"
            )
        self._waiting = []

    def _outside(self, prefix: str, ref: str, place: Place) -> None:
        if prefix not in self.prefixes:
            detail = f"{excerpt(prefix[:-1])} is declared nowhere in this document (clause 6.6)"
            self._remarks.note("spdx/undeclared-document", place, detail)
        elif not ELEMENT_ID.fits(ref):
            self._remarks.note(ELEMENT_ID.id, place, f"{excerpt(ref)} {ELEMENT_ID.words}")

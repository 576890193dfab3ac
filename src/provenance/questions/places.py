"""Where a row of a listing stands in its document, and how a document is cited."""

from __future__ import annotations

from typing import Any

from provenance.graph.evidence import Chapter, Said
from provenance.model.artifact import Listing
from provenance.model.build import Build
from provenance.model.origin import Origin, Place, escape_pointer
from provenance.model.statement import Statement


def cite(chapter: Chapter) -> str:
    """A document as a request names it: address and digest."""
    return f"{chapter.document.address}, {chapter.document.digest}"


def row_origin(said: Said[Any], listing: Listing, row: int) -> Origin:
    """The place of one row of a listing of a link, statement, provenance or manifest."""
    return said.chapter.origin(_row_place(said, listing, row))


def _row_place(said: Said[Any], listing: Listing, row: int) -> Place:
    match said.fact:
        case Build(ref="link"):
            name = "materials" if listing.role == "inputs" else "products"
            return f"{said.place}/{name}/{escape_pointer(listing.names[row])}"
        case Build(step=str()) if listing.role == "inputs":
            return f"{said.place}/materials/{row}"
        case Build() if listing.role == "inputs":
            return f"{said.place}{_inputs_of(said.chapter)}/{row}"
        case Statement() | Build():
            return f"/subject/{row}"
    return f"{said.place}/{row}" if said.place.startswith("/") else said.place


def _inputs_of(chapter: Chapter) -> Place:
    """SLSA renamed materials to resolved dependencies in version 1."""
    for statement in chapter.facts(Statement):
        if statement.predicate_type.startswith("https://slsa.dev/provenance/v0"):
            return "/materials"
    return "/buildDefinition/resolvedDependencies"

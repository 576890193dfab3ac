"""Where a row of a listing stands in its document."""

from __future__ import annotations

from typing import Any

from provenance.graph.evidence import Chapter, Said
from provenance.model.artifact import Listing
from provenance.model.build import Build
from provenance.model.origin import Place, escape_pointer
from provenance.model.statement import Statement


def row_place(said: Said[Any], listing: Listing, row: int) -> Place:
    """The place of one row of a listing of a link, statement, provenance or manifest."""
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

"""Where a row of a listing stands in its document, and how a document is cited."""

from __future__ import annotations

from typing import Any

from provenance.graph.evidence import Chapter, Said
from provenance.model.artifact import Listing
from provenance.model.origin import Origin


def cite(chapter: Chapter) -> str:
    """A document as a request names it: address and digest."""
    return f"{chapter.document.address}, {chapter.document.digest}"


def row_origin(said: Said[Any], listing: Listing, row: int) -> Origin:
    """The place of one row of a listing of a link, statement, provenance or manifest."""
    return said.chapter.origin(listing.place_of(row))

"""A bare in-toto layout, as DSSE envelopes hold it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from provenance.decoding.fields import object_of
from provenance.decoding.ledger import Ledger
from provenance.decoding.sketch import Sketch
from provenance.model.document import Heading
from provenance.model.origin import Place
from provenance.readers.attestation._layout import read_layout

FORMAT: Final = "in-toto layout"
ROLE: Final = "evidence"


def recognise(sketch: Sketch) -> bool:
    """Whether the blob is a JSON object that calls itself a layout."""
    return sketch.string_member("_type") == "layout"


def read(sketch: Sketch) -> Iterator[tuple[Place, Any]]:
    """The one layout that the document is."""
    yield "", Heading(FORMAT)
    notes = Ledger()
    yield "", read_layout(object_of(sketch.value, "layout", notes))
    for note in notes.entries():
        yield note.place, note

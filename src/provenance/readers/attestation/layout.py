"""A bare in-toto layout, as DSSE envelopes hold it: also one over attestations (ITE-10)."""

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
TELLING: Final = ("_type",)


_UNTYPED: Final = ("steps", "functionaries", "expires")


def recognise(sketch: Sketch) -> bool:
    """Whether the blob is a JSON object that calls itself a layout, or has what ITE-10 gives it."""
    if "_type" in sketch.members:
        return sketch.string_member("_type") == "layout"
    return all(name in sketch.members for name in _UNTYPED)


def read(sketch: Sketch) -> Iterator[tuple[Place, Any]]:
    """The one layout that the document is."""
    yield "", Heading(FORMAT)
    notes = Ledger()
    yield "", read_layout(object_of(sketch.value, "layout", notes))
    for note in notes.entries():
        yield note.place, note

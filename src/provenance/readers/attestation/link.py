"""A bare in-toto link, as DSSE envelopes hold it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from provenance.decoding.fields import object_of
from provenance.decoding.ledger import Ledger
from provenance.decoding.sketch import Sketch
from provenance.model.document import Heading
from provenance.model.origin import Place
from provenance.readers.attestation._link import link_to_build

FORMAT: Final = "in-toto link"
ROLE: Final = "evidence"
TELLING: Final = ("_type",)


def recognise(sketch: Sketch) -> bool:
    """Whether the blob is a JSON object that calls itself a link."""
    return sketch.string_member("_type") == "link"


def read(sketch: Sketch) -> Iterator[tuple[Place, Any]]:
    """The one build that a link is."""
    yield "", Heading(FORMAT)
    notes = Ledger()
    yield "", link_to_build(object_of(sketch.value, "link", notes))
    for note in notes.entries():
        yield note.place, note

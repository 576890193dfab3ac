"""CycloneDX JSON 1.2 to 1.7 (ECMA-424).

A document is recognised by its members: `bomFormat` is `CycloneDX`, or, where that is missing,
`specVersion` stands beside a `$schema` of cyclonedx.org. It is read element by element and never as
a whole, and each element is checked against the official schema of its version. A field of the
wrong type is noted and left out, and everything else is kept: what there is no fact for is a
detail, as it is written.

Refs are `bom-ref`s, or `#` and the pointer of an element that has none. `contains` is components
inside components, `dependsOn` and `provides` come from `dependencies`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from provenance.decoding import json
from provenance.decoding.sketch import Sketch
from provenance.errors import DecodingError
from provenance.model.origin import Place

FORMAT = "CycloneDX"
ROLE = "evidence"
TELLING = ("bomFormat", "$schema")
Items = Iterator[tuple[Place, Any]]
_SCHEMA: Final = "://cyclonedx.org/schema/bom-"


def recognise(sketch: Sketch) -> bool:
    """Whether the members of the JSON object are those of a CycloneDX document."""
    members = sketch.members
    form = _text(members.get("bomFormat"))
    if form is not None:
        return form.lower() == FORMAT.lower()
    return "specVersion" in members and _SCHEMA in (_text(members.get("$schema")) or "")


def _text(raw: json.Raw | None) -> str | None:
    if raw is None or bytes(memoryview(raw)[:1]) != b'"':
        return None
    try:
        return str(json.decode(raw))
    except DecodingError:
        return None


def read(sketch: Sketch) -> Items:
    """The heading, the components and services, how they hang together, and the ledger."""
    # recognising costs every delivery; the reading is loaded where there is something to read
    from provenance.readers.sbom._cyclonedx_reading import read_document

    return read_document(sketch)

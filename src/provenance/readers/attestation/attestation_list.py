"""Lists of attestations as package registries serve them: Sigstore bundles, each with a remark.

What stands beside a bundle (its predicate type, a repository) is not signed and is not read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from provenance import limits
from provenance.blobs import MemoryBlob
from provenance.decoding import json
from provenance.decoding.sketch import Sketch
from provenance.errors import DecodingError, LimitExceededError
from provenance.model.document import Defect, Heading
from provenance.model.origin import Place

FORMAT: Final = "attestation list"
ROLE: Final = "stream"
TELLING: Final = ("attestations",)

_MEMBER: Final = "attestations"


def recognise(sketch: Sketch) -> bool:
    """Whether the blob is a JSON object of nothing but a list of attestations."""
    raw = sketch.members.get(_MEMBER)
    return raw is not None and len(sketch.members) == 1 and bytes(memoryview(raw)[:1]) == b"["


def read(sketch: Sketch) -> Iterator[tuple[Place, Any]]:
    """Each bundle as a blob: its exact bytes, as they stand in the list."""
    yield "", Heading(FORMAT)
    if sketch.blob.size > limits.MEMORY_BLOB:
        raise LimitExceededError(f"has more than {limits.MEMORY_BLOB} bytes")
    if sketch.doubled is not None:
        raise sketch.doubled
    for number, raw in enumerate(json.elements(sketch.members[_MEMBER])):
        place = f"/{_MEMBER}/{number}"
        try:
            bundle = json.split(raw).get("bundle")
        except DecodingError as error:
            detail = error.message
            yield place, Defect("attestations/broken-entry", place, detail, whole=False)
            continue
        if bundle is None:
            detail = "holds no bundle"
            yield place, Defect("attestations/no-bundle", place, detail, whole=False)
            continue
        address = f"{sketch.blob.address}!attestation-{number}"
        yield f"{place}/bundle", MemoryBlob(address, bytes(bundle))

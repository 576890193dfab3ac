"""JSON lines: one document per line, each read as if it were a file of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from provenance import limits
from provenance.blobs import Blob, MemoryBlob
from provenance.decoding import json
from provenance.decoding.sketch import Sketch
from provenance.errors import DecodingError, LimitExceededError
from provenance.model.document import Defect, Heading
from provenance.model.origin import Place

FORMAT: Final = "JSON lines"
ROLE: Final = "stream"  # the lines are evidence, if they are; the file is only how they came


def recognise(sketch: Sketch) -> bool:
    """Whether the blob is several JSON objects, each on a line of its own."""
    return sketch.holds_json_lines


def read(sketch: Sketch) -> Iterator[tuple[Place, Any]]:
    """Each line as a blob; one that is no JSON object is noted, and the others are read."""
    yield "", Heading(FORMAT)
    if sketch.blob.address.lower().endswith(".json"):
        detail = "is called .json and holds several JSON values, each on a line of its own"
        yield "", Defect("json-lines/name", "", detail, "observation", "a document for each line")
    size = sketch.blob.size
    if size > limits.MEMORY_BLOB:
        raise LimitExceededError(f"{size} bytes; at most {limits.MEMORY_BLOB} are read as lines")
    for number, line in json.decode_lines(sketch.text):
        if number > limits.ELEMENTS:
            raise LimitExceededError(f"more than {limits.ELEMENTS} lines", f"line={number}")
        yield f"line={number}", _line(sketch, number, line)


def _line(sketch: Sketch, number: int, line: bytes) -> Blob | Defect:
    try:
        json.members(line)  # whoever reads the line refuses names that stand twice
    except DecodingError as error:
        place = f"line={number}"
        return Defect(
            "json-lines/broken-line", place, error.message, read_as="nothing", whole=False
        )
    return MemoryBlob(f"{sketch.blob.address}!line-{number}", line)

"""Bills of materials as predicates: their exact bytes are what was signed, and what is read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from provenance.blobs import MemoryBlob
from provenance.decoding import json
from provenance.decoding.details import detail_of, says_something
from provenance.decoding.fields import Fields
from provenance.model.origin import Place, escape_pointer

_TYPES: Final = (
    "https://cyclonedx.org/bom",
    "https://cyclonedx.org/schema",
    "https://cyclonedx.org/specification",
    "https://spdx.dev/Document",
    "https://spdx.github.io/spdx-spec",
)
_BELOW: Final = tuple(f"{one}/" for one in _TYPES)
_WRAPPER: Final = "Data"
"""Where cosign puts a document, as it is or as a text, with a `Timestamp` beside it."""
_WRAPPED: Final = frozenset({_WRAPPER, "Timestamp"})


def is_bom(predicate_type: str) -> bool:
    """Whether a predicate of this type, of whatever version, is a bill of materials."""
    return predicate_type in _TYPES or predicate_type.startswith(_BELOW)


def bill_of_materials(
    raw: json.Raw | None, kind: str, statement: Fields, at: str
) -> Iterator[tuple[Place, Any]]:
    """The document as a blob whose address begins with `at`."""
    place = "/predicate"
    first = b"" if raw is None else bytes(memoryview(raw)[:1])
    if raw is not None and first == b"{":
        wrapper = json.members(raw)
        if _WRAPPER in wrapper and wrapper.keys() <= _WRAPPED:
            json.refuse_duplicate_members(memoryview(raw), wrapper)
            yield from _beside(wrapper)
            raw, place = wrapper[_WRAPPER], f"{place}/{_WRAPPER}"
            first = bytes(memoryview(raw)[:1])
    if raw is not None and first == b"{":
        yield place, MemoryBlob(f"{at}!predicate", bytes(raw))
    elif raw is not None and first == b'"' and "spdx" in kind:
        # SPDX in tag-value form has no other way into JSON.
        yield place, MemoryBlob(f"{at}!predicate", json.decode(raw).encode())
    else:
        statement.note("missing-field", "predicate", "is no object", whole=False)


def _beside(wrapper: dict[str, json.Raw]) -> Iterator[tuple[Place, Any]]:
    for name, raw in wrapper.items():
        value = None if name == _WRAPPER else json.decode(raw)
        if says_something(value):
            yield f"/predicate/{escape_pointer(name)}", detail_of(name, value)

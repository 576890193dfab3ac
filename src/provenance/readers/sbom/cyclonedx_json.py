"""CycloneDX JSON 1.2 to 1.7 (ECMA-424).

A document is recognised by its members: `bomFormat` is `CycloneDX`, or, where that is missing,
`specVersion` stands beside a `$schema` of cyclonedx.org. It is read element by element and never as
a whole. A field of the wrong type is noted and left out, and everything else is kept; schema
validation is not done here. What the graph does not hold is counted, one entry for each field.

Refs are `bom-ref`s, or `#` and the pointer of an element that has none. `contains` is components
inside components, `dependsOn` and `provides` come from `dependencies`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from provenance.decoding import json
from provenance.decoding.sketch import Sketch
from provenance.errors import DecodingError, DuplicateKeyError
from provenance.model.component import Component
from provenance.model.origin import Place, escape_pointer
from provenance.readers.sbom._cyclonedx_elements import Elements
from provenance.readers.sbom._cyclonedx_graph import Graph
from provenance.readers.sbom._cyclonedx_heading import (
    described,
    heading,
    read_metadata,
    refs_in,
    rules_version,
)
from provenance.readers.sbom._cyclonedx_parts import Parts
from provenance.readers.sbom._cyclonedx_remarks import Remarks

FORMAT = "CycloneDX"
ROLE = "evidence"
Items = Iterator[tuple[Place, Any]]
_SCHEMA: Final = "://cyclonedx.org/schema/bom-"
_BY_ELEMENT: Final = {"metadata": b"{", "components": b"[", "services": b"[", "dependencies": b"["}
"""Members that are read piece by piece, and how their value begins."""


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
    return _Reading(sketch).items()


class _Reading:
    """One document while it is read."""

    def __init__(self, sketch: Sketch) -> None:
        self._sketch, self._members = sketch, sketch.members
        self._remarks = Remarks(rules_version(_text(self._members.get("specVersion"))))
        self._parts = Parts(self._remarks.version, self._remarks)
        self._elements = Elements(self._remarks, self._parts)
        self._graph = Graph(self._remarks, self._parts, self._elements.refs.known)

    def items(self) -> Items:
        """Everything that the document says, the heading first."""
        self._note_doubled_members()
        head = self._head()
        yield from self._root(head)
        if "components" in head:
            yield from self._elements.listed(head["components"], "component", "/components")
        if "services" in head:
            yield from self._elements.listed(head["services"], "service", "/services")
        yield from self._relations(head)
        self._elements.settle()
        yield from self._remarks.drain()
        yield from self._remarks.totals()

    def _note_doubled_members(self) -> None:
        if isinstance(self._sketch.doubled, DuplicateKeyError):
            for pointer, name in json.duplicates(self._sketch.text):
                if pointer.count("/") == 1:
                    self._remarks.doubled(pointer, name)

    # -- head ------------------------------------------------------------------------------------

    def _head(self) -> dict[str, Any]:
        """The members of the document, checked; what is read by element is only outlined."""
        found = {}
        for name, raw in self._members.items():
            place = f"/{escape_pointer(name)}"
            try:
                found[name] = self._outline(name, raw, place)
            except DecodingError as error:
                self._remarks.defect("unreadable-field", place + error.pointer, error.message)
        return self._parts.fields(found, "document", "")

    def _outline(self, name: str, raw: json.Raw, place: Place) -> Any:
        first = bytes(memoryview(raw)[:1])
        if first not in (b"[", b"{"):
            return json.decode(raw)
        if _BY_ELEMENT.get(name) == first:
            return raw
        if first == b"{" or name == "compositions":
            return self._decode(raw, place)
        for number, element in enumerate(json.elements(raw)):
            self._decode(element, f"{place}/{number}")
        return []

    def _decode(self, raw: json.Raw, place: Place) -> Any:
        """A value, the last of each name; those that stand twice are noted."""
        try:
            return json.decode(raw)
        except DuplicateKeyError:
            for pointer, name in json.duplicates(raw):
                self._remarks.doubled(place + pointer, name)
            return json.decode_last(raw)

    def _root(self, head: dict[str, Any]) -> Items:
        """Heading and root; the root is read first, as the heading names it."""
        metadata = {}
        if "metadata" in head:
            metadata = read_metadata(head["metadata"], self._parts, self._remarks)
        root: tuple[Place, Any] | None = None
        rest: Items = iter(())
        if "component" in metadata:
            rest = self._elements.root(metadata["component"], "/metadata/component")
            root = next(rest, None)
        if root is not None and type(root[1]) is Component:
            yield "", heading(head, metadata, root[1].ref, self._parts)
            yield root[0], described(root[1], metadata, self._parts)
        else:
            self._remarks.observe("no-root", "/metadata", "does not say what it describes")
            yield "", heading(head, metadata, None, self._parts)
            yield from iter(() if root is None else (root,))
        yield from self._remarks.drain()
        yield from rest

    # -- relations -------------------------------------------------------------------------------

    def _relations(self, head: dict[str, Any]) -> Items:
        if "dependencies" in head:
            yield from self._graph.dependencies(head["dependencies"])
        if not self._graph.sources:
            self._remarks.observe("no-dependencies", "", "does not say what depends on what")
        yield from self._graph.compositions(head.get("compositions", []))
        if self._graph.dangling:
            self._graph.note_dangling(self._other_refs())

    def _other_refs(self) -> set[str]:
        """Refs of what is neither component nor service; looked for only where one is missed."""
        found: set[str] = set()
        for name, raw in self._members.items():
            first = bytes(memoryview(raw)[:1])
            if name == "dependencies" or first not in (b"[", b"{"):
                continue
            for element in json.elements(raw) if first == b"[" else [raw]:
                try:
                    found |= refs_in(json.decode_last(element))
                except DecodingError:
                    continue  # noted where it was read
        return found

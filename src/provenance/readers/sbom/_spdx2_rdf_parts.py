"""The parts of an SPDX 2 document from the nodes of its RDF."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from provenance.decoding.details import detail_of
from provenance.decoding.tag_value import Fault, Faults, excerpt
from provenance.model.component import Detail
from provenance.model.origin import Place
from provenance.readers.sbom._spdx2_document import Part
from provenance.readers.sbom._spdx2_rdf_fields import (
    ANNOTATION,
    DOCUMENT,
    EXTRACTED,
    FILE,
    PACKAGE,
    RELATIONSHIP,
    SNIPPET,
)
from provenance.readers.sbom._spdx2_rdf_filling import Field, Filling
from provenance.readers.sbom._spdx2_rdf_licenses import LICENSE_TYPES
from provenance.readers.sbom._spdx2_rdf_nodes import Node, Nodes, Ref

_ELEMENTS: Final[dict[str, tuple[str, dict[str, Field]]]] = {
    "Package": ("packages", PACKAGE),
    "File": ("files", FILE),
    "Snippet": ("snippets", SNIPPET),
}
_DOCUMENTS: Final = frozenset({"SpdxDocument", "Document"})
_EXTRACTED: Final = "ExtractedLicensingInfo"
_LISTED: Final = frozenset(
    {"ListedLicense", "License", "LicenseException", "ListedLicenseException"}
)
_STANDING: Final = _LISTED | _DOCUMENTS | {*_ELEMENTS, _EXTRACTED}
"""Types of nodes that are looked at wherever they stand."""


class RdfParts:
    """Takes the nodes of one document apart; `details` are filled on the way."""

    def __init__(self, nodes: Nodes, faults: Faults) -> None:
        self._nodes, self._faults = nodes, faults
        self._document = next(nodes.of(_DOCUMENTS), None)
        self._filling = Filling(nodes, faults, self._document)
        self._listed = _listed(self._document)
        self._at: Node | None = None
        self._lines: dict[str, list[int]] = {}

    @property
    def details(self) -> list[tuple[Place, Detail]]:
        """What the document says and the JSON schema has no member for."""
        return self._filling.details

    def parts(self) -> Iterator[Part]:
        """Every part, the document before all others."""
        yield self._top()
        document = self._document.name if self._document is not None else None
        for name in self._nodes.names():
            kind = self._nodes.type(name)
            if self._document is not None and name == document:
                yield from self._annotations(self._document)
                yield from self._relationships(self._document)
            elif kind in _ELEMENTS:
                node = self._nodes.node(name)
                yield self._element(node)
                yield from self._relationships(node)
                self._nodes.empty(node)  # read for good: facts take the place of nodes
            elif kind == _EXTRACTED:
                yield self._license(self._nodes.node(name))
            self._drop_spent()
        self._note_rest()

    def _drop_spent(self) -> None:
        """Drop nodes that were inside the last part, but for those that are parts themselves."""
        for name in self._filling.spent:
            if self._nodes.type(name) not in _STANDING:
                self._nodes.drop(name)
                self._filling.used.discard(name)
        self._filling.spent.clear()

    def locate(self, place: Place, pointer: str) -> Place:
        """The line of a property of the node that was handed over last."""
        node, steps = self._at, pointer.split("/", 3)[1:]
        if node is None or not steps or place != f"line={node.line}":
            return place
        if not self._lines:
            self._lines = _lines_of(node)  # once: some nodes have 100,000 properties
        number = int(steps[1]) if len(steps) > 1 and steps[1].isdecimal() else 0
        lines = self._lines.get(steps[0], ())
        return f"line={lines[number]}" if number < len(lines) else place

    def _hand_over(self, node: Node | None) -> None:
        """From now on places are those of the properties of this node."""
        self._at, self._lines = node, {}

    # -- parts -----------------------------------------------------------------------------------

    def _top(self) -> Part:
        node = self._document
        if node is None:
            return Part("document", "", {})
        found: dict[str, Any] = {"SPDXID": self._filling.ref(Ref(node.name))}
        if self._filling.namespace:
            found["documentNamespace"] = self._filling.namespace
        self._hand_over(node)
        return Part("document", f"line={node.line}", self._filling.fill(found, node, DOCUMENT))

    def _element(self, node: Node) -> Part:
        section, fields = _ELEMENTS[node.type]
        found = {} if node.is_blank else {"SPDXID": self._filling.ref(Ref(node.name))}
        self._hand_over(node)
        return Part(section, f"line={node.line}", self._filling.fill(found, node, fields))

    def _license(self, node: Node) -> Part:
        self._note_unlisted(node)
        self._hand_over(None)
        found = self._filling.fill({}, node, EXTRACTED)
        if not node.is_blank:
            found.setdefault("licenseId", self._filling.ref(Ref(node.name)))
        return Part("hasExtractedLicensingInfos", f"line={node.line}", found)

    def _note_unlisted(self, node: Node) -> None:
        """The document has to name every license that it defines (clause 10, Annex C)."""
        if node.name not in self._listed:
            detail = f"{excerpt(node.name.rpartition('#')[2])} is none of the document's licenses"
            self._faults.note(Fault(node.line, "spdx/unlisted-license", detail, "one of them"))

    def _relationships(self, owner: Node) -> Iterator[Part]:
        for value in owner.all("relationship"):
            node = self._filling.inner(value)
            if node is None:
                self._filling.note_lost(owner, value)
                continue
            found = {} if owner.is_blank else {"spdxElementId": self._filling.ref(Ref(owner.name))}
            self._hand_over(None)
            yield Part(
                "relationships",
                f"line={node.line}",
                self._filling.fill(found, node, RELATIONSHIP),
            )

    def _annotations(self, document: Node) -> Iterator[Part]:
        for value in document.all("annotation"):
            node = self._filling.inner(value)
            if node is None:
                self._filling.note_lost(document, value)
                continue
            self._hand_over(None)
            found = self._filling.fill({}, node, ANNOTATION)
            yield Part("annotations", f"line={node.line}", found)

    # -- the rest --------------------------------------------------------------------------------

    def _note_rest(self) -> None:
        """Nodes that nothing leads to, or of a type that is not of SPDX, are kept as details."""
        for name in self._nodes.names():
            kind = self._nodes.type(name)
            if kind in _LISTED:
                detail = f"what a {kind} says of a license of the SPDX list is not kept"
                fault = Fault(self._nodes.node(name).line, "spdx/listed-license", detail)
                self._nodes.unkept.note(fault, kind)
            elif name not in self._filling.used and kind not in LICENSE_TYPES:
                node = self._nodes.node(name)
                if node.values:
                    self._keep_aside(node)

    def _keep_aside(self, node: Node) -> None:
        kind = node.type or "Description"
        detail = f"nothing of SPDX leads to the node of type {excerpt(kind)}"
        fault = Fault(node.line, "spdx/unconnected-node", detail, "a detail in its own words")
        self._nodes.unkept.note(fault, kind)
        said: dict[str, list[str]] = {}
        for value in node.values:
            word = value.value if isinstance(value.value, str) else value.value.name
            said.setdefault(value.name, []).append(word)
        about = () if node.is_blank else (self._filling.ref(Ref(node.name)),)
        self.details.append((f"line={node.line}", detail_of(kind, said, about)))


def _lines_of(node: Node) -> dict[str, list[int]]:
    """The lines of the properties of a node, by the member that each becomes."""
    fields = _ELEMENTS[node.type][1] if node.type in _ELEMENTS else DOCUMENT
    found: dict[str, list[int]] = {}
    for value in node.values:
        if value.name in fields:
            found.setdefault(fields[value.name][0], []).append(value.line)
    return found


def _listed(document: Node | None) -> set[str]:
    """The names of the licenses that a document says it defines."""
    if document is None:
        return set()
    values = document.all("hasExtractedLicensingInfo")
    return {value.value.name for value in values if isinstance(value.value, Ref)}

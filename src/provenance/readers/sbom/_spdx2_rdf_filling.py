"""Nodes of SPDX 2 RDF as objects of the JSON schema, by tables of their properties."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import unquote

from provenance.decoding.details import detail_of
from provenance.decoding.tag_value import Fault, Faults, excerpt
from provenance.model.component import Detail
from provenance.model.origin import Place
from provenance.readers.sbom._spdx2_rdf_licenses import Licenses, gap_of
from provenance.readers.sbom._spdx2_rdf_nodes import ANONYMOUS, Node, Nodes, Ref, Value

Convert = Callable[["Filling", Value], Any]
Field = tuple[str, bool, Convert]
"""The member of the JSON schema that a property becomes, whether it is a list, and its value."""

_SPELLINGS: Final = {
    "SPDXVersion": "specVersion",
    "spdxVersion": "specVersion",
    "documentName": "name",
}
"""Names of other serializations that documents have as properties."""
_REPEATED: Final = 1 << 24
"""Characters of nodes that are read again because several properties lead to them, such as the
checksums of equal files.
"""
_COST: Final = 32
"""Characters that each property of such a node counts for, however short it is."""
_LONGEST_PREFIX: Final = 512
"""Characters of the id of another document; every ref into it has them."""
STRUCTURAL: Final = frozenset(
    {"annotation", "hasExtractedLicensingInfo", "referencesFile", "relationship"}
)
"""Properties that say how nodes hang together, read by whoever walks them."""


class Filling:
    """Turns the properties of one document's nodes into members; notes what has no place there."""

    def __init__(self, nodes: Nodes, faults: Faults, document: Node | None) -> None:
        self.nodes, self.licenses = nodes, Licenses(nodes, faults)
        self.used: set[str] = set()
        self.spent: list[str] = []
        """Nodes that were read since somebody last cleared this, and that nothing leads to again,
        once what they stand in is read for good."""
        self.details: list[tuple[Place, Detail]] = []
        self._faults = faults
        self._around: list[str] = []
        self._repeated = 0
        self.namespace = _namespace(document)
        self._others = _others(nodes)

    def ref(self, value: str | Ref) -> str:
        """An element as the JSON schema refers to it: its id, one in another document, or a gap."""
        if isinstance(value, str):
            return value.strip()
        space, mark, fragment = unquote(value.name).rpartition("#")
        if not mark:
            return value.name
        if space in ("", self.namespace):
            return fragment
        if space in self._others:
            return f"{self._others[space]}:{fragment}"
        return gap_of(value.name) or (value.name if self.namespace else fragment)

    def fill(self, found: dict[str, Any], node: Node, fields: dict[str, Field]) -> dict[str, Any]:
        """Add the properties of a node to an object."""
        self.used.add(node.name)
        if node.is_anonymous and all(name.startswith(ANONYMOUS) for name in self._around):
            self.spent.append(node.name)
        for value in node.values:
            field = fields.get(value.name) or self._respelled(value, fields)
            if field is not None:
                self._put(found, node, value, field)
            elif value.name not in STRUCTURAL:
                self._keep_aside(node, value, "unknown-property", "is no property of")
        return found

    def inner(self, value: Value) -> Node | None:
        """The node that a property leads to; None where it leads to none, or too often."""
        if isinstance(value.value, str):
            return None
        again = value.value.name in self.used
        if again and self._repeated > _REPEATED:
            return None
        node = self.nodes.get(value.value)
        if node is not None and again:  # once more costs its size
            self._repeated += sum(_COST + len(value.value) for value in node.values)
        return None if again and self._repeated > _REPEATED else node

    def _respelled(self, value: Value, fields: dict[str, Field]) -> Field | None:
        name = _SPELLINGS.get(value.name, "")
        if name not in fields:
            return None
        detail = f"{value.name} is what tags and JSON say; the property is {name}"
        self._faults.note(Fault(value.line, "spdx/unknown-property", detail, name), value.name)
        return fields[name]

    def _put(self, found: dict[str, Any], node: Node, value: Value, field: Field) -> None:
        member, many, convert = field
        converted = self._converted(value, convert)
        if converted is None:
            self.note_lost(node, value)
            return
        if many:
            found.setdefault(member, []).append(converted)
        elif found.setdefault(member, converted) != converted:
            self._keep_aside(node, value, "repeated-property", "stands twice in")

    def _converted(self, value: Value, convert: Convert) -> Any:
        inside = value.value.name if isinstance(value.value, Ref) else ""
        if inside and inside in self._around:
            return None
        self._around.append(inside)
        try:
            return convert(self, value)
        finally:
            self._around.pop()

    def note_lost(self, node: Node, value: Value) -> None:
        """Note a property that leads to nothing, back to what it stands in, or there too often."""
        self._keep_aside(node, value, "rdf", "leads to nothing that can be read there, in")

    def _keep_aside(self, node: Node, value: Value, what: str, detail: str) -> None:
        """What has no member is kept as a detail of its node."""
        detail = f"{excerpt(value.name)} {detail} {excerpt(node.type or 'a node without a type')}"
        fault = Fault(value.line, f"spdx/{what}", detail, "a detail in its own words")
        foreign = value.name.startswith("{") and what == "unknown-property"
        (self.nodes.unkept if foreign else self._faults).note(fault, value.name)
        word = value.value if isinstance(value.value, str) else self.ref(value.value)
        about = () if node.is_blank else (self.ref(Ref(node.name)),)
        self.details.append((f"line={value.line}", detail_of(value.name, word, about)))


def _namespace(document: Node | None) -> str:
    """The namespace of a document, from the URI of its own node."""
    return "" if document is None else document.name.rpartition("#")[0]


def _others(nodes: Nodes) -> dict[str, str]:
    """Namespaces of the documents that this one refers to, with the prefix that each has here."""
    found = {}
    for node in nodes.of(frozenset({"ExternalDocumentRef"})):
        space = node.text("spdxDocument")
        label = node.text("externalDocumentId") or node.name.rpartition("#")[2]
        if space and 0 < len(label) <= _LONGEST_PREFIX:
            found[space.removesuffix("#")] = label
    return found

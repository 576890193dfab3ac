"""RDF/XML as nodes with properties (W3C RDF 1.1 XML Syntax), as far as SPDX 2 documents use it.

Typed nodes, `rdf:Description` with `rdf:type`, `rdf:about`, `rdf:ID`, `rdf:nodeID`, `rdf:resource`,
`rdf:parseType`, property attributes, nodes nested in properties or referred to. A URI is a name:
nothing is fetched. Descriptions of one name are one node. Names of properties are kept without
their namespace where it is one of SPDX, RDF Schema, DOAP or pointers, whose names do not collide,
and with it where it is not.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from provenance.blobs import View
from provenance.decoding import xml
from provenance.decoding.tag_value import Fault, Faults, excerpt
from provenance.readers.sbom._spdx2_rdf_nodes import Node, Nodes, Ref, Value

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_RDF: Final = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_BASE: Final = "{http://www.w3.org/XML/1998/namespace}base"
_XML: Final = "{http://www.w3.org/XML/1998/namespace}"
_ABOUT: Final = f"{_RDF}about"
_ID: Final = f"{_RDF}ID"
_NODE_ID: Final = f"{_RDF}nodeID"
_PARSE_TYPE: Final = f"{_RDF}parseType"
_RESOURCE: Final = f"{_RDF}resource"
_ROOT: Final = f"{_RDF}RDF"
_TYPE: Final = f"{_RDF}type"

_LONGEST_BASE: Final = 512
"""Characters of an `xml:base`: every relative name is that long once it is spelled out."""

_OWN: Final = (
    "http://spdx.org/rdf/",
    "http://www.w3.org/2000/01/rdf-schema#",
    "http://usefulinc.com/ns/doap#",
    "http://www.w3.org/2009/pointers#",
    _RDF[1:-1],
)

UNKEPT: Final = frozenset(
    {
        "crossRef",
        "exceptionTextHtml",
        "isDeprecatedLicenseId",
        "isFsfLibre",
        "isOsiApproved",
        "licenseExceptionTemplate",
        "licenseExceptionText",
        "licenseText",
        "licenseTextHtml",
        "standardLicenseHeader",
        "standardLicenseHeaderHtml",
        "standardLicenseHeaderTemplate",
        "standardLicenseTemplate",
    }
)
"""Properties that repeat what the list of SPDX licenses says; documents carry megabytes of them."""


class _Open(NamedTuple):
    """An element that is being read: a node, or a property of `node` with what it leads to.

    `is_resource`: the node has no element of its own, and ends with the property around it.
    `is_bare`: the element has no attributes, as most.
    """

    node: Node
    property: str = ""
    line: int = 0
    target: list[Node] | None = None
    is_resource: bool = False
    is_bare: bool = False


class RdfText:
    """Reads the nodes of one document; `namespaces` are those of types, each with its line."""

    def __init__(self, nodes: Nodes, faults: Faults) -> None:
        self.namespaces: dict[str, int] = {}
        self._nodes, self._faults = nodes, faults
        self._stack: list[_Open] = []
        self._base = ""
        self._skipped = 0

    def read(self, text: View) -> None:
        """Read a document; what breaks it raises an error and leaves the nodes so far."""
        for step, element, _ in xml.stream(text, lambda element, depth: True):
            if step == "open":
                self._open(element)
            elif step == "close":
                self._close(element)

    # -- elements --------------------------------------------------------------------------------

    def _open(self, element: Element) -> None:
        keys: Any = element.keys()  # text, although the stubs have bytes too
        self._note_before(element, keys)
        space, local, name = _named(element.tag)
        if self._skipped:
            self._skipped += 1
        elif not self._stack and element.tag == _ROOT:
            self._take_base(element)
        elif self._stack and not self._stack[-1].property:
            self._open_property(element, name, keys)
        else:
            self.namespaces.setdefault(space, _line(element))
            self._open_node(element, space, local)

    def _take_base(self, element: Element) -> None:
        base = (element.get(_BASE) or "").partition("#")[0]
        if len(base) <= _LONGEST_BASE:
            self._base = base
            return
        detail = f"a base of {len(base)} characters; at most {_LONGEST_BASE} are put before names"
        self._faults.note(Fault(_line(element), "spdx/rdf", detail, "no base"), "base")

    def _open_node(self, element: Element, space: str, local: str) -> None:
        node = self._described(element)
        if f"{{{space}}}" != _RDF:
            node.type = node.type or local
        self._attributes(node, element)
        if self._stack:
            above = self._stack[-1]
            assert above.target is not None
            above.target.append(node)
        self._stack.append(_Open(node))

    def _described(self, element: Element) -> Node:
        name = element.get(_ABOUT)
        if name is None and (label := element.get(_ID)) is not None:
            name = f"#{label}"
        if name is None:
            return self._blank(element)
        return self._nodes.begin(self._based(name), _line(element))

    def _blank(self, element: Element) -> Node:
        label = (element.get(_NODE_ID) or "").strip()
        if label:
            return self._nodes.begin(f"_:{label}", _line(element))
        return self._nodes.begin_anonymous(_line(element))

    def _attributes(self, node: Node, element: Element) -> None:
        """Property attributes; `rdf:type` among them."""
        for key, value in element.items():
            if key == _TYPE:
                node.type = type_name(str(value))
            elif _is_property(key):
                node.values.append(Value(_named(key)[2], str(value), _line(element)))

    def _open_property(self, element: Element, local: str, keys: list[str]) -> None:
        node, line = self._stack[-1].node, _line(element)
        if local in UNKEPT:
            detail = f"{local} repeats what the list of SPDX licenses says, and is not kept"
            self._nodes.unkept.note(Fault(line, "spdx/listed-license", detail), local)
            self._skipped = 1
            return
        target: list[Node] = []
        self._stack.append(_Open(node, local, line, target, is_bare=not keys))
        if not keys:
            return
        is_resource = element.get(_PARSE_TYPE) == "Resource"
        if is_resource or any(map(_is_property, keys)):
            inner = self._blank(element)
            self._attributes(inner, element)
            target.append(inner)
            if is_resource:
                self._stack.append(_Open(inner, is_resource=True))

    def _close(self, element: Element) -> None:
        if self._skipped:
            self._skipped -= 1
            return
        if len(element):
            self._note_text(element, element[-1].tail)
        if not self._stack:
            self._note_text(element, element.text)
            return
        top = self._stack.pop()
        if top.is_resource:
            top = self._stack.pop()
        if not top.property:
            self._note_text(element, element.text)
            if not self._stack:
                self._nodes.end(top.node)
            return
        text = element.text or ""
        self._end_property(top, element, text)

    def _end_property(self, top: _Open, element: Element, text: str) -> None:
        assert top.target is not None
        resource = None if top.is_bare else self._referred(element)
        values: list[str | Ref] = []
        for node in top.target:
            values.append(Ref(node.name))
            self._nodes.end(node)
        if resource is not None:
            values.append(resource)
        if values:
            self._note_text(element, text)
        if len(values) > 1:
            detail = f"the property {top.property} holds {len(values)} nodes, and one is allowed"
            self._faults.note(Fault(top.line, "spdx/rdf", detail, "a property for each"))
        if top.property == "type":
            top.node.type = type_name(resource.name if resource else text.strip())
            return
        for value in values or [text]:
            top.node.values.append(Value(top.property, value, top.line))

    def _referred(self, element: Element) -> Ref | None:
        resource = element.get(_RESOURCE)
        if resource is not None:
            return Ref(self._based(resource))
        label = element.get(_NODE_ID)
        return None if label is None else Ref(f"_:{label.strip()}")

    def _based(self, name: str) -> str:
        """A name of this document in full; no other relative name occurs in SPDX."""
        return f"{self._base}{name}" if name.startswith("#") else name

    def _note_before(self, element: Element, keys: list[str]) -> None:
        """Note what stands before an element, and attributes that are no property."""
        before = element.getprevious()
        if before is not None and not self._skipped:
            self._note_text(before, before.tail)
        for key in keys:
            if not key.startswith("{"):
                detail = f"the attribute {excerpt(key)} has no namespace"
                fault = Fault(_line(element), "spdx/rdf", detail, "nothing", False)
                self._faults.note(fault, "attribute")

    def _note_text(self, element: Element, text: str | None) -> None:
        if text and text.strip():
            local = _named(element.tag)[1]
            detail = (
                f"the text {excerpt(text.strip())!r} stands where only elements may, in {local}"
            )
            self._faults.note(Fault(_line(element), "spdx/rdf", detail, "nothing", False), "text")


@lru_cache(maxsize=1 << 10)  # a document has a few names, and many elements of each
def _named(tag: str) -> tuple[str, str, str]:
    """Namespace and local name of an element or attribute, and the name of such a property."""
    start, _, local = tag.rpartition("}")
    space = start[1:]
    return space, local, local if space.startswith(_OWN) else f"{{{space}}}{local}"


@lru_cache(maxsize=1 << 10)
def _is_property(key: str) -> bool:
    """Whether an attribute says something about the node."""
    return key.startswith("{") and not key.startswith((_RDF, _XML, "{}"))


def _line(element: Element) -> int:
    found: Any = element.sourceline
    line: int = found or 1
    return line


def type_name(uri: str) -> str:
    """The last part of the name of a type: `Package` of `http://spdx.org/rdf/terms#Package`."""
    return uri.replace("#", "/").replace(":", "/").rpartition("/")[2]

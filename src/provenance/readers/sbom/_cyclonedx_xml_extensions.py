"""Two extensions from before CycloneDX XML 1.2 and 1.4: the dependency graph and vulnerabilities.

They stand in namespaces of their own, in the document or in a component, and say what later
versions say themselves. Their XML is kept as that of all other extensions is.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from provenance import limits
from provenance.decoding import xml
from provenance.model.component import Relation, Vulnerability
from provenance.model.origin import Place
from provenance.readers.sbom._cyclonedx_xml_odd import Odd

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

Items = Iterator[tuple[Place, Any]]
_GRAPH: Final = "{http://cyclonedx.org/schema/ext/dependency-graph/1.0}"
_VULNERABLE: Final = "{http://cyclonedx.org/schema/ext/vulnerability/1.0}"
_NAMES: Final = ("dependencies", "vulnerabilities")


def facts_of(odd: Odd) -> Items:
    """Relations and vulnerabilities that an extension holds; none where it is another one."""
    if odd.kind not in _NAMES or len(odd.text) > limits.XML_TREE_BYTES:
        return
    root = xml.tree(odd.text.encode())
    if root.tag == f"{_GRAPH}dependencies":
        yield from _dependencies(root, odd)
    elif root.tag == f"{_VULNERABLE}vulnerabilities":
        yield from _vulnerabilities(root, odd)


def _dependencies(root: Element, odd: Odd) -> Items:
    if odd.about:  # what stands in a component is what that one depends on
        targets = _refs(root)
        yield odd.place, Relation(odd.about[0], "dependsOn", targets)
    agenda = deque(_inside(root, odd.place))
    listed = set() if odd.about else set(root)
    while agenda:
        element, place = agenda.popleft()
        ref = element.get("ref")
        targets = _refs(element)
        if ref and (targets or element in listed):
            yield place, Relation(ref, "dependsOn", targets)
        agenda.extend(_inside(element, place))


def _inside(outer: Element, place: Place) -> list[tuple[Element, Place]]:
    found = outer.findall(f"{_GRAPH}dependency")
    return [(one, f"{place}/dependency[{number}]") for number, one in enumerate(found, 1)]


def _refs(outer: Element) -> tuple[str, ...]:
    refs = (one.get("ref") for one in outer.findall(f"{_GRAPH}dependency"))
    return tuple(ref for ref in refs if ref)


def _vulnerabilities(root: Element, odd: Odd) -> Items:
    for number, one in enumerate(root.findall(f"{_VULNERABLE}vulnerability"), 1):
        name = (one.findtext(f"{_VULNERABLE}id") or "").strip()
        ref = one.get("ref")
        if name:
            affects = (ref,) if ref else odd.about
            yield f"{odd.place}/vulnerability[{number}]", Vulnerability(name, affects)

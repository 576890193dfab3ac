"""A CycloneDX XML document as the text of a CycloneDX JSON document, written while it is read.

Lists of the document, components inside components, and the metadata are written piece by piece, so
that no element of any size is held as a tree. What is broken off is closed where it broke.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec

from provenance.blobs import View
from provenance.decoding import xml
from provenance.errors import DecodingError
from provenance.model.origin import Place
from provenance.readers.sbom._cyclonedx_xml_odd import Oddities
from provenance.readers.sbom._cyclonedx_xml_values import Values, attributes_of
from provenance.readers.sbom._cyclonedx_xml_words import SCALARS, Child, Shape, kind_of

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_encode: Final = msgspec.json.Encoder().encode
_OPENED: Final = frozenset({"metadata", "component", "service"})
"""Objects that are written piece by piece, as they may hold the whole rest of the document."""
_NAMED: Final = frozenset({"component", "service"})
"""Objects that have a ref in the graph even where they have no `bom-ref`."""
_DEPENDENCY_LISTS: Final = {"dependency": "dependsOn", "provides": "provides"}


class _Frame:
    """An element that is open: an object of some kind, or a list of objects of that kind."""

    __slots__ = ("count", "item", "kind", "many", "seen", "steps")

    def __init__(self, kind: str, item: str, steps: Place) -> None:
        self.kind, self.item, self.steps = kind, item, steps
        self.count = 0
        self.seen: set[str] = set()
        self.many: dict[str, list[Any]] = {}


class Written(NamedTuple):
    """A document in JSON, what the table does not know of it, and what broke it, or None.

    `fields` are the members of the document; `moved` has the places of dependencies that are not
    where their number in the JSON says.
    """

    text: bytes
    fields: frozenset[str]
    odd: Oddities
    moved: dict[int, Place]
    error: DecodingError | None


def write(text: View, namespace: str, version: str) -> Written:
    """The JSON text of a document that `read_text` gave, whose root has this namespace."""
    return _Writer(namespace, version).write(text)


class _Writer:
    """One document while it is written."""

    def __init__(self, namespace: str, version: str) -> None:
        self._prefix = f"{{{namespace}}}" if namespace else ""
        self._version = version
        self._odd = Oddities(self._prefix)
        self._values = Values(namespace, version, self._odd.add)
        self._out = bytearray()
        self._frames: list[_Frame] = []
        self._moved: dict[int, Place] = {}
        self._fields_seen: frozenset[str] = frozenset()

    def write(self, text: View) -> Written:
        """Write everything that can be read."""
        error = None
        try:
            for step, element, number in xml.stream(text, self._is_opened):
                if step == "open":
                    self._open(element, number)
                elif step == "whole":
                    self._odd.enter(element, number)
                    self._whole(element, number)
                else:
                    self._close()
        except DecodingError as found:
            error = found.with_traceback(None)  # which would hold on to the whole document
        while self._frames:
            self._close()
        return Written(bytes(self._out), self._fields_seen, self._odd, self._moved, error)

    # -- what is opened --------------------------------------------------------------------------

    def _child(self, element: Element) -> Child | None:
        """What the table says of an element inside the object that is open now."""
        known = self._values.elements(self._frames[-1].kind).get(element.tag)
        return None if known is None else known[0]

    def _is_opened(self, element: Element, depth: int) -> bool:
        if depth == 0:
            return True
        frame = self._frames[-1]
        if frame.item:
            return frame.kind in _OPENED and element.tag == self._prefix + frame.item
        child = self._child(element)
        if child is None or child.field in frame.seen:
            return False
        way, kind = child.shape.way, child.shape.kind
        return (way == "list" and (depth == 1 or kind in _OPENED)) or (
            way == "object" and kind in _OPENED
        )

    def _open(self, element: Element, number: int) -> None:
        if not self._frames:
            self._begin(_Frame("document", "", "/bom"), element)
            self._fields({"bomFormat": "CycloneDX", "specVersion": self._version})
            return
        outer = self._frames[-1]
        if outer.item:
            self._comma(outer)
            steps = f"{outer.steps}/{outer.item}[{number}]"
            self._begin(_Frame(outer.kind, "", steps), element)
            return
        child = self._child(element)
        assert child is not None  # else it would not have been opened
        outer.seen.add(child.field)
        self._name(child.field)
        frame = _Frame(child.shape.kind, child.shape.item, f"{outer.steps}/{child.name}")
        if frame.item:
            self._push(frame, element)
            self._values.plain(element)
            self._out += b"["
        else:
            self._begin(frame, element)

    def _push(self, frame: _Frame, element: Element) -> None:
        self._frames.append(frame)
        self._odd.open(frame.steps, element, named=not frame.item and frame.kind in _NAMED)

    def _begin(self, frame: _Frame, element: Element) -> None:
        """An object that begins with the attributes of its element."""
        self._push(frame, element)
        self._out += b"{"
        fields = self._values.attributes(element, kind_of(frame.kind))
        frame.seen.update(fields)
        self._fields(fields)

    def _close(self) -> None:
        frame = self._frames[-1]
        self._fields(frame.many)
        self._frames.pop()
        if not self._frames:
            self._fields_seen = frozenset(frame.seen)
        self._odd.close()
        self._out += b"]" if frame.item else b"}"

    # -- text ------------------------------------------------------------------------------------

    def _comma(self, frame: _Frame) -> None:
        if frame.count:
            self._out += b","
        frame.count += 1

    def _name(self, name: str) -> None:
        self._comma(self._frames[-1])
        self._out += _encode(name)
        self._out += b":"

    def _fields(self, fields: dict[str, Any]) -> None:
        for name, value in fields.items():
            self._name(name)
            self._out += _encode(value)

    # -- whole elements --------------------------------------------------------------------------

    def _whole(self, element: Element, number: int) -> None:
        frame = self._frames[-1]
        if not frame.item:
            self._field(frame, element)
        elif element.tag != self._prefix + frame.item:
            self._odd.add(element)
        elif frame.kind == "dependency":
            self._dependencies(frame, element, f"{frame.steps}/{frame.item}[{number}]")
        else:
            self._comma(frame)
            self._out += _encode(self._value_of(frame.kind, element))

    def _value_of(self, kind: str, element: Element) -> Any:
        if kind in SCALARS:
            return self._values.reader(Shape("scalar", kind))(element)
        return self._values.object(element, kind)

    def _field(self, frame: _Frame, element: Element) -> None:
        known = self._values.elements(frame.kind).get(element.tag)
        if known is None or known[0].field in frame.seen:
            self._odd.add(element)
            return
        (_, field, shape), read = known
        if shape.way == "many":
            frame.many.setdefault(field, []).append(read(element))
        else:
            frame.seen.add(field)
            self._name(field)
            self._out += _encode(read(element))

    def _dependencies(self, frame: _Frame, element: Element, place: Place) -> None:
        """A dependency, and those inside it that have some inside in their turn."""
        agenda = deque([(element, place)])
        while agenda:
            outer, steps = agenda.popleft()
            value: dict[str, Any] = dict(attributes_of(outer))
            numbers: dict[str, int] = {}
            for child in outer:
                name = self._list_of(child)
                if name is None:
                    self._odd.add(child)
                    continue
                value.setdefault(name, []).append(child.get("ref"))
                numbers[name] = numbers.get(name, 0) + 1
                if any(self._list_of(inside) for inside in child):
                    agenda.append(
                        (child, f"{steps}/{child.tag[len(self._prefix) :]}[{numbers[name]}]")
                    )
                else:
                    self._values.alone(child, "ref")
            if steps != f"{frame.steps}/{frame.item}[{frame.count + 1}]":
                self._moved[frame.count] = steps
            self._comma(frame)
            self._out += _encode(value)

    def _list_of(self, element: Element) -> str | None:
        """The list that an element inside a dependency belongs to."""
        return _DEPENDENCY_LISTS.get(element.tag.removeprefix(self._prefix))

"""Elements of CycloneDX XML as the values that CycloneDX JSON has in their place.

What the table does not know (extensions of other namespaces, signatures, misplaced elements, the
second of two where one is allowed) is handed to `odd` and becomes no part of the value.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, Protocol

from provenance.readers.sbom._cyclonedx_xml_words import (
    CHOICES,
    Child,
    Kind,
    Shape,
    kind_of,
    single,
)

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

Read = Callable[["Element"], Any]


class Odd(Protocol):
    """Takes what the table does not know: an element, or one attribute of it."""

    def __call__(self, element: Element, attribute: str = "", /) -> None: ...


_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,18}")
_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]{1,18}(?:\.[0-9]*)?|\.[0-9]+)")
_BOOLEANS: Final = {"true": True, "1": True, "false": False, "0": False}
_IDENTITIES_SINCE: Final = "1.6"
"""From here on the evidence of a component has a list of identities in JSON, before one of them."""
_SCHEMA_HINTS: Final = "{http://www.w3.org/2001/XMLSchema-instance}"


def whole_number(text: str) -> Any:
    """An integer as XML Schema writes it; other text stays text."""
    return int(text) if _INTEGER.fullmatch(text) else text


def number(text: str) -> Any:
    """A decimal as XML Schema writes it; other text stays text."""
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _NUMBER.fullmatch(text) else text


def boolean(text: str) -> Any:
    """A boolean as XML Schema writes it; other text stays text."""
    return _BOOLEANS.get(text, text)


_OF_TEXT: Final[dict[str, Callable[[str], Any]]] = {
    "int": whole_number,
    "num": number,
    "bool": boolean,
}


def attributes_of(element: Element) -> list[tuple[str, str]]:
    """Names and values; the types that lxml ships allow bytes too, which it never gives."""
    return element.items()  # type: ignore[return-value]


class Values:
    """Reads the elements of one document; `namespace` is that of its root, `version` its own."""

    def __init__(self, namespace: str, version: str, odd: Odd) -> None:
        self._one_identity = version < _IDENTITIES_SINCE
        self._prefix, self._odd = f"{{{namespace}}}" if namespace else "", odd
        self._elements: dict[str, dict[str, tuple[Child, Read]]] = {}
        self._lists: dict[tuple[str, str], Read] = {}

    # -- readers ---------------------------------------------------------------------------------

    def elements(self, kind: str) -> dict[str, tuple[Child, Read]]:
        """The elements of one kind of object, by their names with the namespace."""
        found = self._elements.get(kind)
        if found is None:
            found = self._elements[kind] = {}
            for name, child in kind_of(kind).elements.items():
                found[self._prefix + name] = child, self.reader(child.shape)
        return found

    def reader(self, shape: Shape) -> Read:
        """What reads an element of one shape; of those that repeat, each by itself."""
        if shape.each is not None:
            return self.reader(shape.each)
        if shape.way == "scalar":
            return getattr(self, f"_{_SCALARS[shape.kind]}")(shape.kind)  # type: ignore[no-any-return]
        if shape.way == "list":
            return self._list_of(shape)
        if shape.way == "choice":
            return lambda element: self._choices(element, shape.kind)
        if shape.way == "either":
            return lambda element: next(iter(self._choices(element, shape.kind)), None)
        if shape.way == "tools":
            return lambda element: self._tools(element, shape.kind)
        if shape.way == "loose":
            return lambda element: self._loose(element, shape.kind)
        return lambda element: self.object(element, shape.kind)

    # -- scalars ---------------------------------------------------------------------------------

    def _text(self, kind: str) -> Read:
        of_text = _OF_TEXT.get(kind)

        def read(element: Element) -> Any:
            self.alone(element)
            text = element.text or ""
            if kind != "text" or "\n" in text:  # otherwise blanks are what somebody wrote
                text = text.strip()
            return text if of_text is None else of_text(text)

        return read

    def _raw(self, kind: str) -> Read:
        def read(element: Element) -> Any:
            self.alone(element)
            return element.text or ""

        return read

    def _ref(self, kind: str) -> Read:
        def read(element: Element) -> Any:
            self.alone(element, "ref")
            return element.get("ref")

        return read

    def alone(self, element: Element, attribute: str = "") -> None:
        """Keep what stands at or in an element that has a text or one attribute, and no more."""
        if len(element):
            for child in element:
                self._odd(child)
        self.plain(element, attribute)

    def plain(self, element: Element, attribute: str = "") -> None:
        """Keep the attributes of an element that has none, or only one."""
        for name, _ in attributes_of(element):
            if name != attribute and not name.startswith(_SCHEMA_HINTS):
                self._odd(element, name)

    # -- lists -----------------------------------------------------------------------------------

    def _list_of(self, shape: Shape) -> Read:
        name = self._prefix + shape.item
        of = single(shape.kind)
        read = self.reader(of)

        def read_list(element: Element) -> Any:
            found = []
            self.plain(element)
            for child in element:
                if child.tag == name:
                    found.append(read(child))
                else:
                    self._odd(child)
            return found

        return read_list

    def _choices(self, element: Element, choice: str) -> list[Any]:
        found, choices = [], CHOICES[choice]
        self.plain(element)
        for child in element:
            name = child.tag.removeprefix(self._prefix)
            if name not in choices:
                self._odd(child)
                continue
            kind, around = choices[name]
            of = single(kind)
            value = self._reader_of(of)(child)
            found.append({around: value} if around else value)
        return found

    def _reader_of(self, shape: Shape) -> Read:
        key = shape.way, shape.kind
        found = self._lists.get(key)
        if found is None:
            found = self._lists[key] = self.reader(shape)
        return found

    # -- objects ---------------------------------------------------------------------------------

    def object(self, element: Element, kind: str) -> dict[str, Any]:
        """An element as an object."""
        of, elements = kind_of(kind), self.elements(kind)
        found = self.attributes(element, of)
        for child in element:
            known = elements.get(child.tag)
            if known is None:
                self._odd(child)
                continue
            (_, field, shape), read = known
            if shape.way == "many":
                found.setdefault(field, []).append(read(child))
            elif field in found:
                self._odd(child)
            elif shape.way == "merged":
                found |= read(child)
            else:
                found[field] = read(child)
        if of.text is not None:
            self._add_text(found, of.text, element)
        if kind == "evidence" and self._one_identity and len(found.get("identity", ())) == 1:
            found["identity"] = found["identity"][0]
        return found

    def attributes(self, element: Element, kind: Kind) -> dict[str, Any]:
        """The attributes of an element as fields of an object."""
        found: dict[str, Any] = {}
        for name, value in attributes_of(element):
            child = kind.attributes.get(name)
            if child is not None:
                of_text = _OF_TEXT.get(child.shape.kind)
                found[child.field] = value if of_text is None else of_text(value.strip())
            elif not name.startswith(_SCHEMA_HINTS):
                self._odd(element, name)
        return found

    def _add_text(self, found: dict[str, Any], child: Child, element: Element) -> None:
        text = element.text or ""
        if child.shape.kind != "raw":
            text = text.strip()
        if text or child.field not in found:  # an attribute may stand in place of the text
            found[child.field] = text

    def _loose(self, element: Element, kind: str) -> Any:
        if not len(element):
            self.plain(element)
            return (element.text or "").strip()
        if "".join(filter(None, (element.text, *(child.tail for child in element)))).strip():
            self._odd(element)  # the schema lets text stand beside the elements
        return self.object(element, kind)

    def _tools(self, element: Element, kind: str) -> Any:
        found = self.object(element, kind)
        return found.get("tool", []) if found.keys() <= {"tool"} else found


_SCALARS: Final = {
    "text": "text",
    "token": "text",
    "int": "text",
    "num": "text",
    "bool": "text",
    "raw": "raw",
    "ref": "ref",
}
"""The method of `Values` that makes the reader of each scalar."""

"""Elements of the XML serialization of SPDX 2 as the values that the JSON schema describes.

Element names are member names, a repeated element is a list, and the schema says what is a list,
an object, a truth or a number; everything else is text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from provenance.decoding.tag_value import Fault, Faults, excerpt

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

SECTIONS: Final = frozenset(
    {
        "packages",
        "files",
        "snippets",
        "relationships",
        "hasExtractedLicensingInfos",
        "annotations",
    }
)
_LISTS: Final = SECTIONS | frozenset(
    {
        "artifactOfs",
        "attributionTexts",
        "checksums",
        "creators",
        "crossRefs",
        "documentDescribes",
        "externalDocumentRefs",
        "externalRefs",
        "fileContributors",
        "fileDependencies",
        "fileTypes",
        "hasFiles",
        "licenseInfoFromFiles",
        "licenseInfoInFiles",
        "licenseInfoInSnippets",
        "packageVerificationCodeExcludedFiles",
        "ranges",
        "revieweds",
        "seeAlsos",
    }
)
_OBJECTS: Final = SECTIONS | frozenset(
    {
        "checksum",
        "checksums",
        "creationInfo",
        "crossRefs",
        "endPointer",
        "externalDocumentRefs",
        "externalRefs",
        "packageVerificationCode",
        "ranges",
        "revieweds",
        "startPointer",
    }
)
_TRUTHS: Final = frozenset({"filesAnalyzed", "isLive", "isValid", "isWayBackLink"})
_NUMBERS: Final = frozenset({"lineNumber", "offset", "order"})
_DIGITS: Final = 18
_FOR_PROCESSORS: Final = (
    "{http://www.w3.org/2001/XMLSchema-instance}",
    "{http://www.w3.org/XML/1998/namespace}",
)
"""Namespaces of attributes that say where a schema is, or what blanks mean: nothing of SPDX."""


def local_name(element: Element) -> str:
    """The name of an element without its namespace."""
    name: str = element.tag
    return name.rpartition("}")[2]


def line_of(element: Element) -> int:
    """The line on which an element begins; 1 where the parser does not know."""
    return cast("int | None", element.sourceline) or 1


def value_of(element: Element, faults: Faults) -> Any:
    """What an element stands for: an object where it holds elements, else text."""
    name, text = local_name(element), element.text or ""
    if len(element) == 0 and not (name in _OBJECTS and not text.strip()):
        return _scalar(name, text, element, faults)
    note_text_in(element, faults)
    found: dict[str, Any] = {}
    for child in element:
        add_to(found, child, faults)
    return found


def add_to(found: dict[str, Any], element: Element, faults: Faults) -> None:
    """Put what an element stands for into the object around it."""
    note_around(element, faults)
    name, value = local_name(element), value_of(element, faults)
    if name in _LISTS:
        found.setdefault(name, []).append(value)
    elif name not in found:
        found[name] = value
    else:
        _note(element, faults, "repeated-element", f"<{name}> stands twice in one element")


def note_text_in(element: Element, faults: Faults) -> None:
    """Note text in an element that holds others."""
    text = (element.text or "").strip()
    if text:
        what = f"text {excerpt(text)!r} stands in <{local_name(element)}>"
        _note(element, faults, "xml-text", what)


def note_around(element: Element, faults: Faults) -> None:
    """Note text behind an element and attributes of it: JSON has neither."""
    name = local_name(element)
    tail = (element.tail or "").strip()
    if tail:
        _note(element, faults, "xml-text", f"text {excerpt(tail)!r} stands behind <{name}>")
    for attribute in element.attrib:
        if str(attribute).startswith(_FOR_PROCESSORS):
            continue
        _note(
            element,
            faults,
            "xml-attribute",
            f"<{name}> has the attribute {excerpt(str(attribute))}",
        )


def _scalar(name: str, text: str, element: Element, faults: Faults) -> Any:
    word = text.strip()
    if name in _TRUTHS:
        if word not in ("true", "false", "1", "0"):
            _note(element, faults, "value-form", f"{excerpt(word)!r} is neither true nor false")
            return text
        return word in ("true", "1")
    if name in _NUMBERS and word.isascii() and word.isdecimal() and len(word) <= _DIGITS:
        return int(word)
    return text


def _note(element: Element, faults: Faults, what: str, detail: str) -> None:
    fault = Fault(line_of(element), f"spdx/{what}", detail, "nothing", whole=False)
    faults.note(fault, local_name(element))


class Lines:
    """The lines of what is inside one element; each list is gone through once."""

    def __init__(self, element: Element) -> None:
        self._element = element
        self._children: dict[Element, dict[str, list[Element]]] = {}

    def at(self, pointer: str) -> int:
        """The line of a member of what the element stands for, as far as it is there."""
        found = self._element
        steps = pointer.split("/")[1:]
        for step, following in zip(steps, [*steps[1:], ""], strict=False):
            if step.isdecimal():
                continue
            number = int(following) if following.isdecimal() else 0
            same = self._named(found).get(step, [])
            if number >= len(same):
                break
            found = same[number]
        return line_of(found)

    def _named(self, element: Element) -> dict[str, list[Element]]:
        """The children of an element by name."""
        named = self._children.get(element)
        if named is None:
            named = self._children[element] = {}
            for child in element:
                named.setdefault(local_name(child), []).append(child)
        return named

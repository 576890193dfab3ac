"""The table of CycloneDX XML, taken apart: what each attribute and element of a kind becomes."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, Literal, NamedTuple

from provenance.readers.sbom import _cyclonedx_xml_more as more
from provenance.readers.sbom import _cyclonedx_xml_tables as tables

TABLES: Final = tables.TABLES | more.TABLES
CHOICES: Final = tables.CHOICES
SCALARS: Final = frozenset({"text", "token", "raw", "int", "num", "bool", "ref"})

Way = Literal["scalar", "object", "list", "many", "choice", "either", "tools", "merged", "loose"]


class Shape(NamedTuple):
    """How an element is read.

    `kind` is that of the object, or the name of a scalar or choice; `item` is the name of the
    elements in a list, `each` how every one of those that repeat is read.
    """

    way: Way
    kind: str
    item: str = ""
    each: Shape | None = None


class Child(NamedTuple):
    """An attribute or element: its name in XML, its field in JSON, and how it is read."""

    name: str
    field: str
    shape: Shape


class Kind(NamedTuple):
    """What an object of one kind has: attributes, elements, and the field of its own text."""

    attributes: dict[str, Child]
    elements: dict[str, Child]
    text: Child | None


_PREFIXES: Final[dict[str, Way]] = {"|": "either", "%": "tools", "+": "merged", "?": "loose"}


def shape_of(word: str) -> Shape:
    """The shape that a word of the table writes."""
    if word.startswith("["):
        item, _, kind = word[1:-1].partition("=")
        return Shape("list", kind or item, item)
    if word.startswith("("):
        return Shape("choice", word[1:-1])
    if word.startswith("*"):
        each = shape_of(word[1:])
        return Shape("many", each.kind, each=each)
    if word[0] in _PREFIXES:
        return Shape(_PREFIXES[word[0]], word[1:])
    return Shape("scalar" if word in SCALARS else "object", word)


def single(kind: str) -> Shape:
    """The shape of one scalar or object."""
    return Shape("scalar" if kind in SCALARS else "object", kind)


@lru_cache
def kind_of(name: str) -> Kind:
    """One kind of object; a `KeyError` where the table has none of that name."""
    found = Kind({}, {}, None)
    for word in TABLES[name].split():
        left, _, written = word.partition(":")
        plain, _, field = left.lstrip("@.").partition(">")
        child = Child(plain, field or plain, shape_of(written or "text"))
        if word.startswith("@"):
            found.attributes[plain] = child
        elif word.startswith("."):
            found = found._replace(text=child)
        else:
            found.elements[plain] = child
    return found


@lru_cache
def field_of(kind: str, field: str) -> Child | None:
    """The element, attribute (`@name`) or own text that becomes a field of an object."""
    found = kind_of(kind)
    for child in found.elements.values():
        if child.field == field and child.shape.way != "merged":
            return child
    if found.text is not None and found.text.field == field:
        return found.text._replace(name="")
    for child in found.attributes.values():
        if child.field == field:
            return child._replace(name=f"@{child.name}")
    for child in found.elements.values():
        below = field_of(child.shape.kind, field) if child.shape.way == "merged" else None
        if below is not None:
            return below._replace(name=f"{child.name}/{below.name}".rstrip("/"))
    return None

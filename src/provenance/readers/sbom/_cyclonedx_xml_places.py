"""Where in a CycloneDX XML document a place of the JSON written from it is.

`/components/3/hashes/0/alg` is `/bom/components/component[4]/hashes/hash[1]/@alg`: a path as XPath
has it, with the names of the document's own namespace. A number stands where JSON has a list.
"""

from __future__ import annotations

from typing import Final

from provenance.model.origin import Place, unescape_pointer
from provenance.readers.sbom._cyclonedx_xml_words import (
    CHOICES,
    SCALARS,
    TABLES,
    Shape,
    field_of,
    kind_of,
    single,
)

_ROOT: Final = "/bom"
_DOCUMENT: Final = Shape("object", "document")


class Places:
    """Translates the places of one document.

    `moved` has those of dependencies inside others, `fields` the members that the document has;
    what is said of one that it lacks is said of the whole.
    """

    def __init__(self, moved: dict[int, Place], fields: frozenset[str] | None = None) -> None:
        self._moved, self._fields = moved, fields
        self._known: dict[Place, tuple[Place, Shape]] = {"": (_ROOT, _DOCUMENT)}
        """The lists of the document, in which most places are."""

    def translate(self, pointer: Place) -> Place:
        """The path for a JSON Pointer; what has none is where the nearest thing around it is."""
        if not pointer.startswith("/"):
            return pointer or _ROOT
        tokens = pointer.split("/")
        first = f"/{tokens[1]}"
        path, shape = self._known.get(first) or self._list(first, tokens[1])
        if first == "/dependencies" and len(tokens) > 2 and self._moved:
            moved = self._moved.get(int(tokens[2]))
            if moved is not None:
                return _walk(moved, Shape("object", "dependency"), tokens[3:])
        return _walk(path, shape, tokens[2:])

    def _list(self, pointer: Place, name: str) -> tuple[Place, Shape]:
        found = None
        if self._fields is None or name in self._fields:
            found = _step(_ROOT, _DOCUMENT, name)
        found = found or (_ROOT, _DOCUMENT)
        self._known[pointer] = found
        return found


def _walk(path: Place, shape: Shape, tokens: list[str]) -> Place:
    for token in tokens:
        found = _step(path, shape, unescape_pointer(token))
        if found is None:
            break
        path, shape = found
    return path


def _step(path: Place, shape: Shape, token: str) -> tuple[Place, Shape] | None:
    """One step inward; None where the document has nothing of its own there."""
    if token.isdecimal():
        return _numbered(path, shape, int(token) + 1)
    if shape.way == "choice":
        return _around(path, shape, token)
    if shape.way == "either":
        return path, shape
    if shape.each is not None:  # one of those that may repeat, and does not
        path, shape = f"{path}[1]", shape.each
    if shape.kind in SCALARS:
        return None
    child = field_of(shape.kind, token)
    if child is None:
        return None
    return f"{path}/{child.name}" if child.name else path, child.shape


def _numbered(path: Place, shape: Shape, number: int) -> tuple[Place, Shape] | None:
    if shape.each is not None:
        return f"{path}[{number}]", shape.each
    if shape.way == "list":
        return f"{path}/{shape.item}[{number}]", single(shape.kind)
    if shape.way == "tools":
        return f"{path}/tool[{number}]", Shape("object", "tool")
    if shape.way == "choice":
        return f"{path}/*[{number}]", shape
    return None


def _around(path: Place, shape: Shape, token: str) -> tuple[Place, Shape] | None:
    """Inside one of several unlike elements, whose name only the field in JSON may tell."""
    for kind, around in CHOICES[shape.kind].values():
        if around == token:
            return path, single(kind)
    for kind, around in CHOICES[shape.kind].values():
        child = None if around or kind in SCALARS else field_of(kind, token)
        if child is not None:
            return f"{path}/{child.name}" if child.name else path, child.shape
    return None


def path_of(steps: tuple[tuple[str, int], ...], prefix: str) -> Place:
    """The path for the steps of a schema fault; a number stands where elements may repeat."""
    path, shape = "", Shape("list", "document", "bom")
    for name, number in steps:
        local = name.removeprefix(prefix)
        path, shape = _down(path, shape, local.rpartition("}")[2], number)
    return path or _ROOT


def _down(path: Place, shape: Shape, name: str, number: int) -> tuple[Place, Shape]:
    if shape.way == "list" and name == shape.item:
        of = single(shape.kind)
        return (f"{path}/{name}[{number}]" if path else f"/{name}"), of
    if shape.way == "choice" and name in CHOICES[shape.kind]:
        kind = CHOICES[shape.kind][name][0]
        return f"{path}/{name}[{number}]", single(kind)
    return _inside(path, shape, name, number)


def _inside(path: Place, shape: Shape, name: str, number: int) -> tuple[Place, Shape]:
    if shape.way == "either":
        known = CHOICES[shape.kind].get(name)
        found = Shape("object", known[0]) if known and known[0] not in SCALARS else None
    else:
        child = kind_of(shape.kind).elements.get(name) if shape.kind in TABLES else None
        found = child.shape if child else None
    if found is not None and found.each is not None:
        return f"{path}/{name}[{number}]", found.each
    place = f"{path}/{name}[{number}]" if number > 1 else f"{path}/{name}"
    return place, found or Shape("scalar", "text")

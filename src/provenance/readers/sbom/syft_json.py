"""Syft's own JSON, schema versions 1 to 16: what a scan of an image, directory or file found.

A document is recognised by its members: `artifacts` beside a `schema` whose address is that of
anchore/syft, or beside a `descriptor` of the program itself. Packages and files are components,
`source` is the root. `dependency-of` is turned round into `dependsOn`, `described-by` into
`describes`; `evident-by` is `hasEvidence`; every other type keeps its name in a detail and is
`other`. Refs are the ids of the document.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from provenance.decoding import json
from provenance.decoding.details import detail_of, says_something
from provenance.decoding.fields import Fields
from provenance.decoding.sketch import Sketch
from provenance.errors import DecodingError
from provenance.model.component import Relation
from provenance.model.document import Heading, Tool
from provenance.model.origin import Place, escape_pointer
from provenance.readers.sbom._json_members import JsonMembers, others
from provenance.readers.sbom._syft_elements import (
    file_component,
    package_component,
    source_component,
)

FORMAT = "Syft JSON"
ROLE = "evidence"
TELLING = ("schema", "descriptor")
Items = Iterator[tuple[Place, Any]]
_ADDRESS: Final = "anchore/syft"
_BY_ELEMENT: Final = ("artifacts", "files", "artifactRelationships")
_READ: Final = frozenset({*_BY_ELEMENT, "source", "schema", "descriptor"})


class _Kind(NamedTuple):
    """What a type of relationship is here, and whether its ends change places."""

    kind: str
    turned: bool = False


_KINDS: Final = {
    "contains": _Kind("contains"),
    "dependency-of": _Kind("dependsOn", turned=True),
    "described-by": _Kind("describes", turned=True),
    "evident-by": _Kind("hasEvidence"),
}


def recognise(sketch: Sketch) -> bool:
    """Whether the members of the JSON object are those of a document of Syft."""
    members = sketch.members
    if "artifacts" not in members:
        return False
    schema = _decoded(members.get("schema"))
    if _ADDRESS in str(schema.get("url", "")):
        return True
    return "source" in members and _decoded(members.get("descriptor")).get("name") == "syft"


def _decoded(raw: json.Raw | None) -> dict[str, Any]:
    try:
        value = json.decode_last(raw) if raw is not None else None
    except DecodingError:
        return {}
    return value if isinstance(value, dict) else {}


def read(sketch: Sketch) -> Items:
    """The heading and the root, then packages, files and how they hang together."""
    return _Reading(sketch).items()


class _Reading:
    """One document while it is read."""

    def __init__(self, sketch: Sketch) -> None:
        self._sketch, self._members = sketch, sketch.members
        self._parts = JsonMembers("syft")

    def items(self) -> Items:
        """Everything that the document says."""
        if self._sketch.doubled is not None:
            self._parts.note_doubled(self._sketch.doubled)
        yield from self._head()
        for fields in self._parts.objects(self._members, "artifacts"):
            for item in package_component(fields):
                yield fields.pointer, item
        for fields in self._parts.objects(self._members, "files"):
            for item in file_component(fields):
                yield fields.pointer, item
        for fields in self._parts.objects(self._members, "artifactRelationships"):
            yield from self._relation(fields)
        yield from self._parts.entries()

    def _head(self) -> Items:
        parts = self._parts.values(self._members, "", frozenset(_BY_ELEMENT))
        source, schema = self._fields(parts, "source"), self._fields(parts, "schema")
        component, details = source_component(source)
        descriptor = self._fields(parts, "descriptor")
        name = descriptor.text("name")
        tool = () if name is None else (Tool(name, descriptor.text("version")),)
        yield (
            "",
            Heading(
                FORMAT,
                schema.text("version", required=True) or "",
                roots=(component.ref,),
                tools=tool or None,
                name=component.name,
            ),
        )
        yield "/source", component
        for detail in details:
            yield "/source", detail
        for key in sorted(parts):
            if key not in _READ and says_something(parts[key]):
                yield f"/{escape_pointer(key)}", detail_of(key, parts[key], (component.ref,))
        yield from others(descriptor, frozenset({"name", "version"}))
        yield from others(schema, frozenset({"version", "url"}))

    def _fields(self, parts: dict[str, Any], name: str) -> Fields:
        return Fields(parts, "syft", self._parts.notes).inner(name)

    def _relation(self, fields: Fields) -> Items:
        parent = fields.text("parent", required=True)
        child = fields.text("child", required=True)
        written = fields.text("type", required=True)
        if parent is None or child is None or written is None:
            return
        kind, turned = _KINDS.get(written, _Kind("other"))
        source, target = (child, parent) if turned else (parent, child)
        yield fields.pointer, Relation(source, kind, (target,))
        if written not in _KINDS:
            yield fields.pointer, detail_of("relationship", written, (parent, child))
        for name, value in fields.value.items():
            if name not in ("parent", "child", "type") and says_something(value):
                yield fields.pointer, detail_of(f"relationship.{name}", value, (parent, child))

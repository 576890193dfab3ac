"""Components and services of a CycloneDX document: element by element, level by level."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Any, Final, Literal, NamedTuple

import msgspec

from provenance import limits
from provenance.decoding import json
from provenance.errors import DecodingError
from provenance.model.component import Component, Party, Relation
from provenance.model.origin import Place
from provenance.readers.sbom._cyclonedx_fast import Fast
from provenance.readers.sbom._cyclonedx_fields import SCOPES, kinds_of
from provenance.readers.sbom._cyclonedx_parts import Parts, open_object
from provenance.readers.sbom._cyclonedx_refs import Refs
from provenance.readers.sbom._cyclonedx_remarks import Remarks
from provenance.readers.sbom._cyclonedx_repeated import Odd

Items = Iterator[tuple[Place, Any]]
Kind = Literal["component", "service"]
_INSIDE: Final[dict[Kind, str]] = {"component": "components", "service": "services"}


class Outer(NamedTuple):
    """An element that holds others."""

    ref: str
    place: Place


class Level(NamedTuple):
    """Elements that stand in one list, undecoded; `outer` is the element whose list it is."""

    elements: list[json.Raw]
    kind: Kind
    place: Place
    depth: int
    outer: Outer | None = None


class Elements:
    """Reads the components and services of one document."""

    def __init__(self, remarks: Remarks, parts: Parts) -> None:
        self._remarks, self._parts = remarks, parts
        self._kinds = kinds_of(remarks.version)
        self._agenda: deque[Level] = deque()
        self.refs = Refs(remarks)
        self._fast = Fast(remarks, self.refs)

    # -- lists -----------------------------------------------------------------------------------

    def listed(self, raw: json.Raw, kind: Kind, place: Place) -> Items:
        """The elements of one list of the document, and everything inside them."""
        self._queue(raw, kind, place, 1, None)
        yield from self._levels()

    def root(self, raw: json.Raw, place: Place) -> Items:
        """The one component that the document describes, and everything inside it."""
        component = self._component(raw, place, 0)
        if component is not None:
            yield place, component
        yield from self._remarks.drain()
        yield from self._levels()

    def _queue(
        self, raw: json.Raw, kind: Kind, place: Place, depth: int, outer: Outer | None
    ) -> None:
        try:
            elements = json.elements(raw)
        except DecodingError as error:
            self._remarks.defect("wrong-type", place, error.message)
            return
        self._push(elements, kind, place, depth, outer)

    def _push(
        self, elements: list[json.Raw], kind: Kind, place: Place, depth: int, outer: Outer | None
    ) -> None:
        if depth <= limits.COMPONENT_DEPTH:
            self._agenda.append(Level(elements, kind, place, depth, outer))
            return
        detail = f"{len(elements)} lie more than {limits.COMPONENT_DEPTH} levels deep"
        self._remarks.defect("too-deep", place, detail)

    def _levels(self) -> Items:
        yield from self._remarks.drain()
        while self._agenda:
            yield from self._level(self._agenda.popleft())

    def _level(self, level: Level) -> Items:
        read = self._component if level.kind == "component" else self._service
        prefix, depth, remarks = level.place, level.depth, self._remarks
        inside = []
        for number, raw in enumerate(level.elements):
            place = f"{prefix}/{number}"
            component = read(raw, place, depth)
            if component is not None:
                if level.outer is not None:
                    inside.append(component.ref)
                yield place, component
            if remarks.entries:
                yield from remarks.drain()
        if level.outer is not None:
            yield level.outer.place, Relation(level.outer.ref, "contains", tuple(inside))

    # -- elements --------------------------------------------------------------------------------

    def _component(self, raw: json.Raw, place: Place, depth: int) -> Component | None:
        try:
            component, inside = self._fast.read(bytes(raw), place)
        except (Odd, ValueError, msgspec.MsgspecError, DecodingError, RecursionError):
            return self._carefully(raw, "component", place, depth)
        if inside is not None:
            self._push(
                inside, "component", f"{place}/components", depth + 1, Outer(component.ref, place)
            )
        return component

    def _service(self, raw: json.Raw, place: Place, depth: int) -> Component | None:
        return self._carefully(raw, "service", place, depth)

    def _carefully(self, raw: json.Raw, kind: Kind, place: Place, depth: int) -> Component | None:
        members = open_object(raw, place, self._remarks)
        if members is None:
            return None
        fields = self._parts.fields(members, kind, place)
        component = self._build(fields, kind, place)
        name = _INSIDE[kind]
        inside = fields.get(name)
        if inside is not None:
            outer = Outer(component.ref, place)
            self._queue(inside, kind, f"{place}/{name}", depth + 1, outer)
        return component

    def _build(self, fields: dict[str, Any], kind: Kind, place: Place) -> Component:
        parts = self._parts
        of = "service" if kind == "service" else self._known_kind(fields.get("type"), place)
        hashes, licenses = fields.get("hashes"), fields.get("licenses")
        references = fields.get("externalReferences", [])
        scope = SCOPES.get(of or "", "unknown")
        return Component(
            self.refs.take(fields.get("bom-ref"), place),
            fields.get("name"),
            fields.get("version"),
            of,
            parts.identifiers(fields, place),
            None if hashes is None else parts.digests(hashes, f"{place}/hashes", scope),
            self._supplier(fields, kind, place),
            self._producer(fields, place),
            None if licenses is None else parts.licenses(licenses, f"{place}/licenses"),
            parts.references(references, f"{place}/externalReferences"),
        )

    def _known_kind(self, kind: str | None, place: Place) -> str | None:
        if kind is not None and kind not in self._kinds:
            detail = f"{kind!r} is no type of component of CycloneDX {self._remarks.version}"
            self._remarks.defect("unknown-component-type", f"{place}/type", detail, whole=True)
        return kind

    def _supplier(self, fields: dict[str, Any], kind: Kind, place: Place) -> Party | None:
        name = "provider" if kind == "service" else "supplier"
        if name not in fields:
            return None
        return self._parts.organization(fields[name], f"{place}/{name}")

    def _producer(self, fields: dict[str, Any], place: Place) -> Party | None:
        """Who made it: the organization, else the people, else the older single author."""
        maker = None
        if "manufacturer" in fields:
            maker = self._parts.organization(fields["manufacturer"], f"{place}/manufacturer")
        authors = self._parts.contacts(fields.get("authors", []), f"{place}/authors")
        if maker or authors:
            return maker or authors[0]
        return Party(fields["author"]) if fields.get("author") else None

    def settle(self) -> None:
        """Hand over what was counted; called once, at the end."""
        self._fast.settle()

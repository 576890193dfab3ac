"""Components and services of a CycloneDX document: element by element, level by level."""

from __future__ import annotations

from collections import deque
from typing import Any, Final, Literal, NamedTuple

import msgspec

from provenance import limits
from provenance.decoding import json
from provenance.decoding.schema_words import show
from provenance.errors import DecodingError
from provenance.model.component import (
    Completeness,
    Component,
    Gap,
    Party,
    Pedigree,
    Relation,
)
from provenance.model.origin import Place
from provenance.readers.sbom._cyclonedx_claims import GAPS, gaps_of, without_gaps
from provenance.readers.sbom._cyclonedx_fast import Fast
from provenance.readers.sbom._cyclonedx_fields import SCOPES, kinds_of
from provenance.readers.sbom._cyclonedx_parts import Fields, Items, open_object
from provenance.readers.sbom._cyclonedx_pedigree import pedigree
from provenance.readers.sbom._cyclonedx_refs import Refs
from provenance.readers.sbom._cyclonedx_repeated import Odd
from provenance.readers.sbom._cyclonedx_schema import INNER, Twins
from provenance.readers.sbom._cyclonedx_taxonomy import meaning_of
from provenance.readers.sbom._cyclonedx_workbench import Workbench

Kind = Literal["component", "service"]
_USED: Final = frozenset(
    {
        "type",
        "bom-ref",
        "name",
        "version",
        "group",
        "description",
        "copyright",
        "hashes",
        "licenses",
        "purl",
        "cpe",
        "swid",
        "swhid",
        "omniborId",
        "externalReferences",
        "supplier",
        "provider",
        "manufacturer",
        "authors",
        "author",
        "properties",
        "components",
        "services",
    }
)
"""Fields of components and services for which there are facts, or which keep what is left."""


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

    def __init__(self, bench: Workbench) -> None:
        self._bench, self._remarks, self._parts = bench, bench.remarks, bench.parts
        self._kinds = kinds_of(bench.version)
        self._agenda: deque[Level] = deque()
        self._more: list[tuple[Place, Any]] = []
        self.refs = Refs(bench.remarks)
        self._fast = Fast(bench, self.refs, self._more)

    # -- lists -----------------------------------------------------------------------------------

    def listed(self, elements: list[json.Raw], kind: Kind, place: Place) -> Items:
        """The elements of one list of the document, and everything inside them."""
        self._push(elements, kind, place, 1, None)
        yield from self._levels()

    def root(self, raw: json.Raw, place: Place) -> Items:
        """The one component that the document describes, and everything inside it."""
        component = self._component(raw, place, 0)
        if component is not None:
            yield place, component
        yield from self._take_more()
        yield from self._levels()

    def _push(
        self, elements: list[json.Raw], kind: Kind, place: Place, depth: int, outer: Outer | None
    ) -> None:
        if depth <= limits.COMPONENT_DEPTH:
            self._agenda.append(Level(elements, kind, place, depth, outer))
            return
        detail = f"{len(elements)} lie more than {limits.COMPONENT_DEPTH} levels deep"
        self._remarks.defect("too-deep", place, detail)

    def _levels(self) -> Items:
        while self._agenda:
            yield from self._level(self._agenda.popleft())

    def _level(self, level: Level) -> Items:
        read = self._component if level.kind == "component" else self._service
        prefix, depth, more = level.place, level.depth, self._more
        twins, first = Twins(level.elements), dict[Any, int]()
        inside = []
        for number, raw in enumerate(level.elements):
            place = f"{prefix}/{number}"
            component = read(raw, place, depth)
            if component is None:
                continue
            ref = component.ref
            inside.append(ref)
            key = (component.name, component.version) if ref[:2] == "#/" else ref
            if first.setdefault(key, number) != number:
                self._note_twin(twins, key, (first[key], number), level)
            yield place, component
            if more:
                yield from self._take_more()
        if level.outer is not None:
            yield level.outer.place, Relation(level.outer.ref, "contains", tuple(inside))

    def _note_twin(self, twins: Twins, key: Any, numbers: tuple[int, int], level: Level) -> None:
        kind = level.kind if level.outer is not None else None
        if not self._bench.official.forbids_twins(INNER[level.kind], kind):
            return
        for number in numbers:
            other = twins.earlier(key, number)
        if other is not None:
            self._remarks.twin(f"{level.place}/{numbers[1]}", f"{level.place}/{other}")

    def _take_more(self) -> Items:
        more = self._more[:]
        self._more.clear()
        return iter(more)

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
        inner = INNER[kind]
        members = open_object(raw, place, self._remarks, frozenset({inner}))
        if members is None:
            self._bench.judge_odd(raw, f"#/definitions/{kind}", place)
            return None
        elements = self._inner(members, inner)
        fields = self._parts.fields(members, kind, place)
        component = self._build(fields, json.members(raw), kind, place)
        if "signature" in fields:
            self._more.extend(self._bench.signed_object(raw, place))
        self._remarks.judge(place, self._bench.official.element(kind, members))
        if elements is not None:
            outer = Outer(component.ref, place)
            self._push(elements, kind, f"{place}/{inner}", depth + 1, outer)
        return component

    def _inner(self, members: dict[str, Any], inner: str) -> list[json.Raw] | None:
        """The elements inside one, undecoded, in whose place stands an empty list."""
        raw = members.get(inner)
        if raw is None:
            return None
        try:
            elements = json.elements(raw)
        except DecodingError:
            members[inner] = json.decode_last(raw)
            return None
        members[inner] = []
        return elements

    # -- one component ---------------------------------------------------------------------------

    def _build(
        self, fields: Fields, raws: dict[str, json.Raw], kind: Kind, place: Place
    ) -> Component:
        parts, claims = self._parts, self._bench.claims
        ref = self.refs.take(fields.get("bom-ref"), place)
        of = "service" if kind == "service" else self._known_kind(fields.get("type"), place)
        scope = SCOPES.get(of or "", "unknown")
        hashes, licenses = fields.get("hashes"), fields.get("licenses")
        supplier = self._supplier(fields, kind, place)
        maker = self._producer(fields, place)
        said = None if licenses is None else claims.licenses(licenses, f"{place}/licenses")
        below = f"{place}/externalReferences"
        references = parts.references(fields.get("externalReferences", []), below)
        self._bench.links.note_references(references, below)
        properties = parts.properties(fields.get("properties", []), f"{place}/properties")
        meaning = meaning_of(properties)
        identifiers = parts.identifiers(fields, place)
        digests = None if hashes is None else parts.digests(hashes, f"{place}/hashes", scope)
        self._keep(fields, raws, place, ref, meaning.dependencies)
        gaps = gaps_of(said, (("supplier", supplier), ("producer", maker)))
        plain, missing = _without_words(fields)
        return Component(
            ref,
            fields.get("name"),
            plain["version"],
            of,
            identifiers,
            digests,
            _known(supplier),
            _known(maker),
            without_gaps(said),
            references,
            fields.get("group"),
            fields.get("description"),
            plain["copyright"],
            meaning.filename,
            properties,
            self._pedigree(fields, place),
            meaning.support,
            tuple(dict.fromkeys((*missing, *gaps, *meaning.gaps))),
        )

    def _keep(
        self,
        fields: Fields,
        raws: dict[str, json.Raw],
        place: Place,
        ref: str,
        unknown: Gap | None,
    ) -> None:
        """What is said beyond the component itself, to be handed over after it."""
        more = self._more
        more.extend(self._parts.take_kept(ref))
        more.extend(self._bench.rest(fields, raws, _USED, place, ref))
        if unknown is not None:
            state: Literal["unknown", "withheld"] = (
                "withheld" if unknown == "withheld" else "unknown"
            )
            more.append((place, Completeness(ref, "dependsOn", state)))
        for number, data in enumerate(fields.get("data", [])):
            if type(data) is dict and type(data.get("contents")) is dict:
                below = f"{place}/data/{number}/contents/attachment"
                self._bench.links.attachment(data["contents"].get("attachment"), below)

    def _pedigree(self, fields: dict[str, Any], place: Place) -> Pedigree | None:
        if "pedigree" not in fields:
            return None
        return pedigree(fields["pedigree"], self._parts, f"{place}/pedigree")

    def _known_kind(self, kind: str | None, place: Place) -> str | None:
        if kind is not None and kind not in self._kinds:
            detail = f"{show(kind)} is no type of component of CycloneDX {self._bench.version}"
            self._remarks.lost("unknown-component-type", f"{place}/type", detail, whole=True)
        return kind

    def _supplier(self, fields: dict[str, Any], kind: Kind, place: Place) -> Party | None:
        name = "provider" if kind == "service" else "supplier"
        if name not in fields:
            return None
        return self._bench.claims.organization(fields[name], f"{place}/{name}")

    def _producer(self, fields: dict[str, Any], place: Place) -> Party | None:
        """Who made it: the organization, else the people, else the older single author."""
        maker = None
        if "manufacturer" in fields:
            claims = self._bench.claims
            maker = claims.organization(fields["manufacturer"], f"{place}/manufacturer")
        authors = self._bench.claims.contacts(fields.get("authors", []), f"{place}/authors")
        if len(authors) + (maker is not None) > 1:
            self._parts.keep("authors", f"{place}/authors", fields["authors"])
        author = fields.get("author")
        if author and (maker or authors):
            self._parts.keep("author", f"{place}/author", author)
        if maker or authors:
            return maker or authors[0]
        return Party(author) if author else None


def _known(party: Party | None) -> Party | None:
    """A party that is not a word for not knowing."""
    return None if party is not None and party.name in GAPS else party


def _without_words(
    fields: dict[str, Any],
) -> tuple[dict[str, str | None], list[tuple[str, Gap]]]:
    """Version and copyright without words for not knowing, and what these say."""
    found: dict[str, str | None] = {}
    gaps = []
    for name in ("version", "copyright"):
        value = fields.get(name)
        found[name] = None if value in GAPS else value
        if value in GAPS:
            gaps.append((name, GAPS[value]))
    return found, gaps

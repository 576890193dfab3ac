"""SPDX 3.0 and 3.0.1 as JSON-LD, and drafts of them as far as they go.

A document is recognised by its `@context`, which names one of SPDX 3, beside a `@graph` or the
fields of one element; or by a `@graph` whose first object is an SPDX element. Nothing is fetched:
prefixes of its own are spelled out as the specification says, and every other word is that of the
official schema, against which each element is held by its class.

Elements refer forward, so that components are handed over when all was read, with supplier,
producer and licenses by name. Refs are the ids as written with their prefix spelled out, or `#` and
the pointer of an element without one. Relationships keep their words; `hasDeclaredLicense` and
`hasConcludedLicense` become licenses, `hasAssociatedVulnerability` and VEX become vulnerabilities.
Every other element is kept whole as a detail: a Build is a claim of the bill of materials and no
provenance.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from provenance.decoding import json
from provenance.decoding.details import detail_of
from provenance.decoding.ledger import excerpt
from provenance.decoding.sketch import Sketch
from provenance.errors import DecodingError, DuplicateKeyError
from provenance.model.component import Component, Gap, License, Party
from provenance.model.origin import Place, escape_pointer
from provenance.readers.sbom._spdx3_components import Components, Draft, waits_for_parts
from provenance.readers.sbom._spdx3_document import FORMAT as FORMAT
from provenance.readers.sbom._spdx3_document import Documents
from provenance.readers.sbom._spdx3_licenses import Licenses, Stage, is_license
from provenance.readers.sbom._spdx3_nodes import Context, Node, Nodes, version_fault
from provenance.readers.sbom._spdx3_parties import Parties
from provenance.readers.sbom._spdx3_relations import Relations
from provenance.readers.sbom._spdx3_words import (
    AGENTS,
    COLLECTIONS,
    COMPONENTS,
    LICENSED,
    PARTS,
)
from provenance.readers.sbom._spdx_remarks import Kind, Remarks

ROLE = "evidence"
TELLING = ("@context", "@graph")
Items = Iterator[tuple[Place, Any]]
_GRAPH: Final = "@graph"
_CONTEXT: Final = "@context"
_LOOKED_AT: Final = 8
"""Objects of a graph without a known context that are looked at to recognise it."""


def recognise(sketch: Sketch) -> bool:
    """Whether the members of the JSON object are those of an SPDX 3 document."""
    members = sketch.members
    if _CONTEXT in members and Context(_decoded(members[_CONTEXT])).version is not None:
        return bool(members.keys() & {_GRAPH, "type", "@type"})
    return _GRAPH in members and _is_spdx_graph(members[_GRAPH])


def _decoded(raw: json.Raw) -> Any:
    try:
        return json.decode_last(raw)
    except DecodingError:
        return None


def _is_spdx_graph(raw: json.Raw) -> bool:
    try:
        first = json.elements(raw)[:_LOOKED_AT]
        found = [json.members(element) for element in first]
    except DecodingError:
        return False
    return any("spdxId" in members or "specVersion" in members for members in found)


def _is_text_and_map(context: Any) -> bool:
    """Whether a context is what "Parsing @context" in the text on serialization wants."""
    if not isinstance(context, list) or list(map(type, context)) != [str, dict]:
        return False
    return all(isinstance(iri, str) for iri in context[1].values())


def read(sketch: Sketch) -> Items:
    """Relations and details as they come, then components, heading and the ledger."""
    return _Reading(sketch).items()


class _Reading:
    """One document while it is read."""

    def __init__(self, sketch: Sketch) -> None:
        self._sketch, self._members = sketch, sketch.members
        self._remarks = remarks = Remarks()
        context = Context(_decoded(self._members[_CONTEXT]) if _CONTEXT in self._members else None)
        self._named = context.version
        self._nodes = nodes = Nodes(context, remarks)
        nodes.has_graph = _GRAPH in self._members
        self._parties = Parties(nodes)
        self._licenses = Licenses(nodes, remarks)
        self._components = Components(nodes, remarks)
        self._parties.parts = self._components.parts
        self._relations = Relations(nodes, remarks)
        self._documents = Documents(nodes, self._parties, remarks)
        self._drafts: list[Draft | Node] = []
        self._only = ""
        self._top: dict[str, Any] = {}

    def items(self) -> Items:
        """Everything that the document says."""
        self._look_at_top()
        for place, value in self._objects():
            node = self._nodes.node(value, place)
            self._only = self._only or node.ref
            yield from self._element(node)
            for inner in self._nodes.inlined():
                yield from self._element(inner)
        yield from self._end()

    # -- objects ---------------------------------------------------------------------------------

    def _look_at_top(self) -> None:
        doubled = self._sketch.doubled
        if doubled is not None and not isinstance(doubled, DuplicateKeyError):
            self._remarks.note("decoding/duplicate-name", "", doubled.message, whole=False)
        elif doubled is not None:
            for pointer, name in json.duplicates(self._sketch.value_text):
                if pointer.count("/") == 1:
                    detail = f"the name {excerpt(name)} stands twice in one object"
                    self._remarks.note("decoding/duplicate-name", pointer, detail, whole=False)
        fault = version_fault(self._named)
        if fault is not None:
            place, (detail, broken) = f"/{_CONTEXT}", fault
            self._remarks.note(
                "spdx/version", place, detail, kind="defect" if broken else "observation"
            )
        if not self._nodes.has_graph:
            return
        self._top = self._members_but(_GRAPH)
        for error in self._nodes.words.schema.errors({**self._top, _GRAPH: []}):
            # the text has the namespace map in a list here, which the schema forgot
            allowed = error.pointer == f"/{_CONTEXT}" and _is_text_and_map(self._top[_CONTEXT])
            kind: Kind = "observation" if allowed else "defect"
            self._remarks.note(f"schema/{error.keyword}", error.pointer, error.message, kind=kind)

    def _objects(self) -> Iterator[tuple[Place, dict[str, Any]]]:
        if not self._nodes.has_graph:
            yield "", self._members_but(_CONTEXT)
            return
        try:
            found = json.elements(self._members[_GRAPH])
        except DecodingError as error:
            self._remarks.note("schema/type", f"/{_GRAPH}", error.message, whole=False)
            return
        for at, raw in enumerate(found):
            place = f"/{_GRAPH}/{at}"
            value = self._nodes.element(raw, place)
            if value is not None:
                yield place, value

    def _members_but(self, left_out: str) -> dict[str, Any]:
        """The members of the document but one, decoded."""
        return {
            name: self._nodes.decode(raw, f"/{escape_pointer(name)}")
            for name, raw in self._members.items()
            if name != left_out
        }

    def _element(self, node: Node) -> Items:
        type_, documents = node.type, self._documents
        documents.made(node)
        if type_ in COMPONENTS:
            yield from self._component(node)
        elif type_.endswith("Relationship"):
            yield from self._relations.read(node)
        elif type_ == "CreationInfo":
            documents.add_creation(node)
        elif type_ in COLLECTIONS:
            documents.add(node)
        elif type_ in PARTS:
            self._components.parts[node.ref] = node.value
        else:
            yield from self._other(node)

    def _component(self, node: Node) -> Items:
        if waits_for_parts(node):
            self._drafts.append(node)
            return
        draft, details = self._components.read(node)
        self._drafts.append(draft)
        for detail in details:
            yield node.place, detail

    def _other(self, node: Node) -> Items:
        """Agents, tools, licenses, vulnerabilities, annotations, builds, and what is unknown."""
        about = (node.ref,)
        if node.type == "Agent" or node.type in AGENTS:
            self._parties.add_agent(node)
        elif node.type == "Tool":
            self._parties.add_tool(node)
        elif node.type == "security_Vulnerability":
            self._relations.add_vulnerability(node)
        elif node.type == "Annotation":
            subject = self._nodes.ref(node.value.get("subject"), f"{node.place}/subject")
            about = (node.ref,) if subject is None else (subject,)
        elif is_license(node):
            self._licenses.add(node)
        yield node.place, detail_of(node.type or "element", node.value, about)

    # -- when all was read -----------------------------------------------------------------------

    def _end(self) -> Items:
        licenses, documents = self._licenses, self._documents
        yield "", documents.heading(licenses, self._relations.described, self._only)
        yield from documents.links(self._components)
        for name in sorted(self._top.keys() - {_CONTEXT}):
            yield f"/{escape_pointer(name)}", detail_of(name, self._top[name], ())
        for at, found in enumerate(self._drafts):
            self._drafts[at] = None  # type: ignore[call-overload]
            if isinstance(found, Draft):
                yield found.place, self._finished(found)
                continue
            draft, details = self._components.read(found)
            yield draft.place, self._finished(draft)
            for detail in details:
                yield draft.place, detail
        for inner in self._nodes.inlined():
            yield from self._element(inner)
        yield from licenses.texts()
        yield from self._relations.unclaimed()
        yield from self._relations.vulnerabilities()
        yield from documents.details(self._only)
        documents.look()
        yield from self._remarks.all()

    def _finished(self, draft: Draft) -> Component:
        """The component with everybody and every license by name."""
        component = draft.component
        changes: dict[str, Any] = {}
        gaps: list[tuple[str, Gap]] = list(component.gaps)
        if draft.supplier is not None:
            changes["supplier"] = self._party("supplier", draft.supplier, gaps)
        if draft.producers:
            changes["producer"] = self._party("producer", draft.producers[0], gaps)
        licensed = self._relations.licensed.pop(component.ref, None)
        if licensed:
            changes["licenses"] = self._licensed(licensed, gaps)
        if not changes:
            return component
        changes["gaps"] = tuple(dict.fromkeys(gaps))
        return msgspec.structs.replace(component, **changes)

    def _party(self, field: str, ref: str, gaps: list[tuple[str, Gap]]) -> Party | None:
        found = self._parties.party(ref)
        if isinstance(found, Party):
            return found
        gaps.append((field, found))
        return None

    def _licensed(
        self, licensed: list[Any], gaps: list[tuple[str, Gap]]
    ) -> tuple[License, ...] | None:
        found = []
        for kind, targets, _ in licensed:
            stage: Stage = LICENSED[kind]
            for target in targets:
                license_ = self._licenses.license(target, stage)
                if isinstance(license_, License):
                    found.append(license_)
                else:
                    gaps.append((f"licenses.{stage}", license_))
        none = any(name.startswith("licenses.") and gap == "none" for name, gap in gaps)
        return tuple(found) or (() if none else None)

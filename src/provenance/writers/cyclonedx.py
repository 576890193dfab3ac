"""CycloneDX 1.6 and 1.7 JSON (ECMA-424), written by cyclonedx-python-lib.

The library makes components, services and metadata; what it has no words for (compositions,
`provides`, vulnerabilities by ref, fields in the format's own words) is added to its JSON. What
contains a component holds it, where one thing does and no circle comes of it. The format describes
one thing: the first root that is a component, which nothing else then holds.

The library takes about 0.5 ms for a component, and time squared for those in one list: it is given
a few at a time.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID

from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component as Written
from cyclonedx.model.component import ComponentType
from cyclonedx.model.lifecycle import LifecyclePhase, NamedLifecycle, PredefinedLifecycle
from cyclonedx.model.service import Service
from cyclonedx.model.tool import ToolRepository
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion

from provenance.decoding.license_expression import license_fault
from provenance.decoding.time import parse_time
from provenance.graph.merging import Merged
from provenance.model.component import Completeness, Component, License, Vulnerability
from provenance.model.document import Heading, Tool
from provenance.writers._cyclonedx_component import (
    complete,
    license_rows,
    organization,
    person,
    property_rows,
    written,
    written_service,
)
from provenance.writers._cyclonedx_nesting import containers, innermost_first
from provenance.writers._cyclonedx_words import put_back, put_back_all, words_of

TARGETS: Final = ("cyclonedx-1.6", "cyclonedx-1.7")
_PHASES: Final = {phase.value: phase for phase in LifecyclePhase}
_VERSIONS: Final = {"1.6": SchemaVersion.V1_6, "1.7": SchemaVersion.V1_7}
_BATCH: Final = 200
"""Components that the library is given at once."""
_LINK: Final = "urn:cdx:"
_MEMBERS: Final = {"contains": "assemblies", "dependsOn": "dependencies"}
Plain = dict[str, Any]


def write(merged: Merged, heading: Heading, target: str) -> tuple[Plain, dict[str, str]]:
    """The document as plain JSON values, and the name of each ref in it."""
    version = target.rpartition("-")[2]
    with warnings.catch_warnings():  # it misses what is added below, and what the schema says too
        warnings.simplefilter("ignore", UserWarning)
        plain = _skeleton(_Writing(merged, heading), version)
    _complete_metadata(plain, heading, version)
    _complete_all(plain, merged, version)
    return plain, {component.ref: component.ref for component in merged.components}


def _skeleton(writing: _Writing, version: str) -> Plain:
    """The JSON that the library writes, without the dependencies: of everything that has none it
    says so.
    """
    plain: Plain = {}
    for bom in writing.boms():
        outputter = make_outputter(bom, OutputFormat.JSON, _VERSIONS[version])
        part: Plain = json.loads(outputter.output_as_string())
        plain = plain or part
        if part is not plain:
            for name in ("components", "services"):
                plain.setdefault(name, []).extend(part.get(name, ()))
    plain.pop("dependencies", None)
    return {name: value for name, value in plain.items() if value != []}


class _Writing:
    """One document as the library has it."""

    def __init__(self, merged: Merged, heading: Heading) -> None:
        self._heading = heading
        self._components = {c.ref: c for c in merged.components if c.kind != "service"}
        self._services = {c.ref: c for c in merged.components if c.kind == "service"}
        roots = (root for root in merged.roots if root in self._components)
        self._root = next(roots, None)
        self._merged = merged

    def boms(self) -> Iterator[Bom]:
        """Everything that the library has words for: the first has the metadata, each a part."""
        root, components = self._top_components()
        services = self._top_services()
        serial = UUID(self._heading.identifier) if self._heading.identifier else None
        for start in range(0, max(len(components), len(services), 1), _BATCH):
            batch = slice(start, start + _BATCH)
            bom = Bom(components=components[batch], services=services[batch], serial_number=serial)
            bom.metadata = BomMetaData() if start else self._metadata(root)
            yield bom

    def _top_components(self) -> tuple[Written | None, list[Written]]:
        found: dict[str, Written] = {}
        inside = containers(self._merged, self._components, self._root)
        for ref in innermost_first(self._components, inside):
            below = [found[inner] for inner in inside.get(ref, ())]
            found[ref] = written(self._components[ref], below)
        held = {ref for refs in inside.values() for ref in refs}
        root = found.pop(self._root) if self._root is not None else None
        return root, [made for ref, made in found.items() if ref not in held]

    def _top_services(self) -> list[Service]:
        found: dict[str, Service] = {}
        inside = containers(self._merged, self._services, None)
        for ref in innermost_first(self._services, inside):
            below = [found[inner] for inner in inside.get(ref, ())]
            found[ref] = written_service(self._services[ref], below)
        held = {ref for refs in inside.values() for ref in refs}
        return [made for ref, made in found.items() if ref not in held]

    def _metadata(self, root: Written | None) -> BomMetaData:
        heading = self._heading
        people = [party for party in heading.authors or () if party.kind != "organization"]
        makers = [party for party in heading.authors or () if party.kind == "organization"]
        phases = [
            PredefinedLifecycle(_PHASES[text]) if text in _PHASES else NamedLifecycle(text)
            for text in heading.contexts or ()
        ]
        metadata = BomMetaData(
            tools=ToolRepository(components=map(_tool, heading.tools or ())),
            authors=map(person, people),
            component=root,
            supplier=organization(heading.supplier),
            manufacturer=organization(makers[0]) if makers else None,
            lifecycles=phases,
        )
        made = parse_time(heading.timestamp) if heading.timestamp else None
        metadata.timestamp = made  # type: ignore[assignment]  # the library puts its clock there
        return metadata


def _tool(tool: Tool) -> Written:
    return Written(name=tool.name, version=tool.version, type=ComponentType.APPLICATION)


# -- what the library has no words for -----------------------------------------------------------


def _complete_metadata(plain: Plain, heading: Heading, version: str) -> None:
    metadata = plain.setdefault("metadata", {})
    if heading.timestamp is not None:
        metadata["timestamp"] = heading.timestamp  # as it was written
    if heading.properties:
        metadata["properties"] = property_rows(heading.properties)
    if heading.license is not None:
        is_name = license_fault(heading.license) is not None
        choice = License(heading.license, "name" if is_name else "expression")
        metadata["licenses"] = license_rows((choice,), version)


def _complete_all(plain: Plain, merged: Merged, version: str) -> None:
    components = {component.ref: component for component in merged.components}
    words = words_of(merged)
    _sort_all(plain, {ref: number for number, ref in enumerate(components)})
    for ref, element in _elements(plain):
        complete(element, components[ref], version)
        put_back(element, words.elements.get(ref, []))
    put_back_all(plain, words)
    sections = {
        "dependencies": _dependencies(merged, components),
        "compositions": _compositions(plain, merged.completeness, components),
        "vulnerabilities": [*_vulnerabilities(plain, merged.vulnerabilities)],
    }
    for name, rows in sections.items():
        if rows:
            plain.setdefault(name, []).extend(rows)


def _sort_all(plain: Plain, order: dict[str, int]) -> None:
    """The order of the documents, in which the library does not keep them."""
    for owner in (plain, *(element for _, element in _elements(plain))):
        for name in ("components", "services"):
            if name in owner:
                owner[name].sort(key=lambda element: order[element["bom-ref"]])


def _elements(plain: Plain) -> Iterator[tuple[str, Plain]]:
    """Every component and service that was written, by its ref."""
    root = plain.get("metadata", {}).get("component")
    pending = [root] if root else []
    pending += [*plain.get("components", ()), *plain.get("services", ())]
    while pending:
        element = pending.pop()
        yield element["bom-ref"], element
        pending += [*element.get("components", ()), *element.get("services", ())]


def _dependencies(merged: Merged, components: dict[str, Component]) -> list[Plain]:
    """Who depends on and provides what; a target in another document is a BOM-Link."""
    rows: dict[str, dict[str, dict[str, None]]] = {}
    for relation in merged.relations:
        if relation.kind not in ("dependsOn", "provides") or relation.source not in components:
            continue
        known = [t for t in relation.targets if t in components or t.startswith(_LINK)]
        if known or not relation.targets:  # an empty list would say that it needs nothing
            before = rows.setdefault(relation.source, {}).setdefault(relation.kind, {})
            before |= dict.fromkeys(known)
    return [
        {"ref": ref, **{kind: sorted(targets) for kind, targets in sorted(rows[ref].items())}}
        for ref in sorted(rows)
    ]


def _compositions(
    plain: Plain, facts: tuple[Completeness, ...], components: dict[str, Component]
) -> list[Plain]:
    """One composition for each state and list, of what none says in words of its own."""
    said = {
        (member, ref)
        for row in plain.get("compositions", ())
        for member in _MEMBERS.values()
        for ref in _texts(row.get(member))
    }
    found: dict[tuple[str, str], list[str]] = {}
    for fact in facts:
        member = _MEMBERS.get(fact.kind)
        if member is None or fact.state == "withheld" or fact.subject not in components:
            continue
        if (member, fact.subject) not in said:
            found.setdefault((fact.state, member), []).append(fact.subject)
    return [{"aggregate": state, member: refs} for (state, member), refs in sorted(found.items())]


def _texts(values: Any) -> list[str]:
    """The texts of a list that somebody else wrote."""
    return [one for one in values if isinstance(one, str)] if isinstance(values, list) else []


def _vulnerabilities(plain: Plain, facts: tuple[Vulnerability, ...]) -> Iterator[Plain]:
    """Those that no words of its own tell of."""
    rows = plain.get("vulnerabilities", ())
    said = {*_texts([row.get("id") or row.get("bom-ref") for row in rows])}
    for fact in facts:
        if fact.id not in said and not fact.id.startswith("#"):
            affects = {"affects": [{"ref": ref} for ref in fact.affects]} if fact.affects else {}
            analysis = {"analysis": {"state": fact.state}} if fact.state else {}
            yield {"id": fact.id, **affects, **analysis}

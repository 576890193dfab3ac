"""CycloneDX 1.6 and 1.7 JSON (ECMA-424), written by cyclonedx-python-lib.

The library makes components, references and metadata; what it has no words for (compositions,
`provides`, vulnerabilities by ref, fields in the format's own words) is added to its JSON. What
contains a component holds it, where one thing does and no circle comes of it.
"""

from __future__ import annotations

import json
import warnings
from typing import Any, Final
from uuid import UUID

from cyclonedx.model import Property
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component as Written
from cyclonedx.model.component import ComponentType
from cyclonedx.model.lifecycle import LifecyclePhase, NamedLifecycle, PredefinedLifecycle
from cyclonedx.model.tool import ToolRepository
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion

from provenance.decoding.time import parse_time
from provenance.graph.merging import Merged
from provenance.model.component import Completeness, Component, Vulnerability
from provenance.model.document import Heading, Tool
from provenance.writers._cyclonedx_component import (
    complete,
    organization,
    person,
    verbatim,
    written,
)

TARGETS: Final = ("cyclonedx-1.6", "cyclonedx-1.7")
FAMILY: Final = "CycloneDX"
_PHASES: Final = {phase.value: phase for phase in LifecyclePhase}
_VERSIONS: Final = {"1.6": SchemaVersion.V1_6, "1.7": SchemaVersion.V1_7}


def write(merged: Merged, heading: Heading, target: str) -> tuple[dict[str, Any], dict[str, str]]:
    """The document as plain JSON values, and the name of each ref in it."""
    version = target.rpartition("-")[2]
    bom = _Writing(merged, heading).bom()
    outputter = make_outputter(bom, OutputFormat.JSON, _VERSIONS[version])
    with warnings.catch_warnings():  # it misses dependencies, which are added below
        warnings.simplefilter("ignore", UserWarning)
        plain = json.loads(outputter.output_as_string())
    if heading.timestamp is not None:
        plain["metadata"]["timestamp"] = heading.timestamp  # as it was written
    _complete_all(plain, merged, version)
    return plain, {component.ref: component.ref for component in merged.components}


class _Writing:
    """One document as the library has it."""

    def __init__(self, merged: Merged, heading: Heading) -> None:
        self._merged, self._heading = merged, heading
        self._components = {c.ref: c for c in merged.components if c.kind != "service"}
        self._inside = containers(merged)
        self._written: dict[str, Written] = {}

    def bom(self) -> Bom:
        """Everything that the library has words for."""
        outer = set().union(*self._inside.values()) if self._inside else set()
        for ref in self._innermost_first():
            inside = [self._written[inner] for inner in self._inside.get(ref, ())]
            self._written[ref] = written(self._components[ref], inside)
        root = self._merged.roots[0] if self._merged.roots else None
        if root not in self._written or root in outer:
            root = None
        top = [made for ref, made in self._written.items() if ref not in outer and ref != root]
        metadata = self._metadata(self._written[root] if root is not None else None)
        serial = UUID(self._heading.identifier) if self._heading.identifier else None
        return Bom(components=top, metadata=metadata, serial_number=serial)

    def _innermost_first(self) -> list[str]:
        order: list[str] = []
        pending = [(ref, False) for ref in reversed(self._components)]
        done: set[str] = set()
        while pending:
            ref, opened = pending.pop()
            if opened:
                order.append(ref)
            elif ref not in done:
                done.add(ref)
                pending.append((ref, True))
                pending += [(inner, False) for inner in self._inside.get(ref, ())]
        return order

    def _metadata(self, root: Written | None) -> BomMetaData:
        heading = self._heading
        people = [party for party in heading.authors or () if party.kind != "organization"]
        makers = [party for party in heading.authors or () if party.kind == "organization"]
        phases = [
            PredefinedLifecycle(_PHASES[text]) if text in _PHASES else NamedLifecycle(text)
            for text in heading.contexts or ()
        ]
        tools = ToolRepository(components=map(_tool, heading.tools or ()))
        made = parse_time(heading.timestamp) if heading.timestamp else None
        metadata = BomMetaData(
            tools=tools,
            authors=map(person, people),
            component=root,
            supplier=organization(heading.supplier),
            manufacturer=organization(makers[0]) if makers else None,
            lifecycles=phases,
            properties=[Property(name=name, value=value) for name, value in heading.properties],
        )
        metadata.timestamp = made  # type: ignore[assignment]  # the library puts its clock there
        return metadata


def _tool(tool: Tool) -> Written:
    return Written(name=tool.name, version=tool.version, type=ComponentType.APPLICATION)


def containers(merged: Merged) -> dict[str, list[str]]:
    """What each component holds, where one component holds it and no circle comes of it."""
    known = {component.ref for component in merged.components if component.kind != "service"}
    holder: dict[str, str] = {}
    several: set[str] = set()
    for relation in merged.relations:
        if relation.kind != "contains" or relation.source not in known:
            continue
        for target in relation.targets:
            if target in known and holder.setdefault(target, relation.source) != relation.source:
                several.add(target)
    tree = {ref: outer for ref, outer in holder.items() if ref not in several}
    found: dict[str, list[str]] = {}
    for ref, outer in tree.items():
        if not _returns(ref, tree):
            found.setdefault(outer, []).append(ref)
    return found


def _returns(ref: str, tree: dict[str, str]) -> bool:
    """Whether the way outwards from a component comes back to it."""
    seen, outer = {ref}, tree.get(ref)
    while outer is not None and outer not in seen:
        seen.add(outer)
        outer = tree.get(outer)
    return outer is not None


# -- what the library has no words for -----------------------------------------------------------


def _complete_all(plain: dict[str, Any], merged: Merged, version: str) -> None:
    components = {component.ref: component for component in merged.components}
    elements = _elements(plain)
    for ref, element in elements.items():
        if ref in components:
            complete(element, components[ref], version)
    sections = {
        # the library says of everything without dependencies that it has none
        "dependencies": _dependencies(merged, components),
        "services": [_service(c) for c in merged.components if c.kind == "service"],
        "compositions": _compositions(merged.completeness, components),
        "vulnerabilities": [*map(_vulnerability, merged.vulnerabilities)],
    }
    for name, rows in sections.items():
        plain.pop(name, None)
        if rows:
            plain[name] = rows
    if set(merged.formats) == {FAMILY}:
        _put_back(plain, merged, elements)


def _put_back(plain: dict[str, Any], merged: Merged, elements: dict[str, dict[str, Any]]) -> None:
    """Fields in the format's own words, where they were."""
    for detail in merged.details:
        owners = [elements[ref] for ref in detail.about if ref in elements]
        for owner in owners if detail.about else [plain]:
            verbatim(owner, detail.kind, detail.content)


def _vulnerability(fact: Vulnerability) -> dict[str, Any]:
    affects = {"affects": [{"ref": ref} for ref in fact.affects]} if fact.affects else {}
    analysis = {"analysis": {"state": fact.state}} if fact.state else {}
    return {"id": fact.id, **affects, **analysis}


def _elements(plain: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Every component that was written, by its ref."""
    root = plain.get("metadata", {}).get("component")
    pending = [*plain.get("components", ()), *([root] if root else [])]
    found: dict[str, dict[str, Any]] = {}
    while pending:
        element = pending.pop()
        found[element["bom-ref"]] = element
        pending += element.get("components", ())
    return found


def _compositions(
    facts: tuple[Completeness, ...], components: dict[str, Component]
) -> list[dict[str, Any]]:
    """One composition for each state and list."""
    members = {"contains": "assemblies", "dependsOn": "dependencies"}
    found: dict[tuple[str, str], list[str]] = {}
    for fact in facts:
        if fact.kind in members and fact.state != "withheld" and fact.subject in components:
            found.setdefault((fact.state, members[fact.kind]), []).append(fact.subject)
    return [{"aggregate": state, member: refs} for (state, member), refs in sorted(found.items())]


def _dependencies(merged: Merged, components: dict[str, Component]) -> list[dict[str, Any]]:
    """Who depends on and provides what; a target in another document is a BOM-Link."""
    rows: dict[str, dict[str, Any]] = {}
    for relation in merged.relations:
        if relation.kind in ("dependsOn", "provides") and relation.source in components:
            row = rows.setdefault(relation.source, {"ref": relation.source})
            before = row.setdefault(relation.kind, [])
            before += [t for t in relation.targets if t in components or t.startswith("urn:cdx:")]
    for row in rows.values():
        for kind in ("dependsOn", "provides"):
            if kind in row:
                row[kind] = sorted(set(row[kind]))
    return [rows[ref] for ref in sorted(rows)]


def _service(component: Component) -> dict[str, Any]:
    found = {"bom-ref": component.ref, "name": component.name or ""}
    found |= {
        name: value
        for name in ("version", "group", "description")
        if (value := getattr(component, name)) is not None
    }
    if component.supplier is not None and component.supplier.name is not None:
        return found | {"provider": {"name": component.supplier.name}}
    return found

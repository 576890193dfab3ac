"""What a CycloneDX document says of itself: its head, and its metadata."""

from __future__ import annotations

import re
from typing import Any, Final

import msgspec

from provenance.decoding import json
from provenance.decoding.time import parse_time
from provenance.model.component import Component, Party
from provenance.model.document import Heading, Tool
from provenance.readers.sbom._cyclonedx_fields import NEWEST, VERSIONS
from provenance.readers.sbom._cyclonedx_parts import Parts, open_object
from provenance.readers.sbom._cyclonedx_remarks import Remarks

FORMAT: Final = "CycloneDX"
_SERIAL: Final = re.compile(
    r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
)
_OLD_TOOLS: Final = "1.5"
"""Until here `tools` is a list; from here on it may be an object of components and services."""


def rules_version(written: Any) -> str:
    """The version by whose rules a document is read: its own, or the newest where it has none."""
    return written if written in VERSIONS else NEWEST


def read_metadata(raw: json.Raw, parts: Parts, remarks: Remarks) -> dict[str, Any]:
    """The fields of the metadata that are read."""
    members = open_object(raw, "/metadata", remarks, frozenset({"component"}))
    return {} if members is None else parts.fields(members, "metadata", "/metadata")


def heading(
    head: dict[str, Any], metadata: dict[str, Any], root: str | None, parts: Parts
) -> Heading:
    """What the document says of itself; what is wrong or missing there is noted."""
    remarks = parts.remarks
    _note_version(head, remarks)
    revision = head.get("version")
    return Heading(
        FORMAT,
        head.get("specVersion", ""),
        _serial(head.get("serialNumber"), remarks),
        None if revision is None else str(revision),
        _timestamp(metadata.get("timestamp"), remarks),
        () if root is None else (root,),
        _authors(metadata, parts),
        _tools(metadata.get("tools"), parts),
    )


def _note_version(head: dict[str, Any], remarks: Remarks) -> None:
    form, version = head.get("bomFormat"), head.get("specVersion")
    if form is not None and form != FORMAT:
        remarks.defect("bad-format-name", "/bomFormat", f"is {form!r}, not {FORMAT!r}", FORMAT)
    if version is not None and version not in VERSIONS:
        detail = f"{version!r} is no version of CycloneDX JSON from {VERSIONS[0]} to {NEWEST}"
        remarks.defect("unknown-version", "/specVersion", detail, f"CycloneDX {NEWEST}")
    revision = head.get("version")
    if revision is not None and revision < 1:
        remarks.defect("bad-revision", "/version", f"is {revision}; it counts from 1", "as written")


def _serial(serial: str | None, remarks: Remarks) -> str | None:
    if serial is None:
        remarks.observe("no-serial-number", "", "has no serial number")
    elif not _SERIAL.fullmatch(serial):
        detail = f"{serial[:80]!r} is not urn:uuid: and a UUID in lower case"
        remarks.defect("bad-serial-number", "/serialNumber", detail, "as written", whole=True)
    return serial


def _timestamp(text: str | None, remarks: Remarks) -> str | None:
    if text is None:
        remarks.observe("no-timestamp", "/metadata", "does not say when it was made")
    elif "t" not in text.lower() or parse_time(text) is None:
        detail = f"{text[:80]!r} is no date and time as RFC 3339 has it"
        remarks.defect("bad-timestamp", "/metadata/timestamp", detail, "as written", whole=True)
    return text


def _authors(metadata: dict[str, Any], parts: Parts) -> tuple[Party, ...] | None:
    """People, else the organization that made the document (`manufacturer`, from 1.6 on)."""
    if "authors" in metadata:
        return parts.contacts(metadata["authors"], "/metadata/authors")
    if "manufacturer" in metadata:
        maker = parts.organization(metadata["manufacturer"], "/metadata/manufacturer")
        return (maker,) if maker else ()
    return None


def _tools(tools: Any, parts: Parts) -> tuple[Tool, ...] | None:
    place = "/metadata/tools"
    if tools is None:
        return None
    if type(tools) is list:
        return _labels(fields for _, fields in parts.objects(tools, "tool", place))
    if type(tools) is not dict or parts.version < _OLD_TOOLS:
        parts.fields(None if type(tools) is dict else tools, "tool", place)
        return None
    found: list[dict[str, Any]] = []
    for name in sorted(tools):  # members of an object have no order
        kind = {"components": "component", "services": "service"}.get(name)
        if kind is None:
            parts.remarks.unknown("tools", name, place, None)
        elif type(tools[name]) is list:
            below = f"{place}/{name}"
            found.extend(fields for _, fields in parts.objects(tools[name], kind, below))
        else:
            parts.wrong_type(f"{place}/{name}", tools[name], "a list")
    return _labels(found)


def _labels(tools: Any) -> tuple[Tool, ...]:
    rows = (Tool(fields.get("name") or "", fields.get("version") or None) for fields in tools)
    return tuple(row for row in rows if row.name or row.version)


def described(component: Component, metadata: dict[str, Any], parts: Parts) -> Component:
    """The root with what the metadata says of it: who supplied and who manufactured it."""
    supplier = producer = None
    if "supplier" in metadata:
        supplier = parts.organization(metadata["supplier"], "/metadata/supplier")
    if "manufacture" in metadata:
        producer = parts.organization(metadata["manufacture"], "/metadata/manufacture")
    return msgspec.structs.replace(
        component,
        supplier=component.supplier or supplier,
        producer=component.producer or producer,
    )


def refs_in(value: Any) -> set[str]:
    """Every `bom-ref` anywhere in a decoded value: of licenses, organizations, vulnerabilities …"""
    found: set[str] = set()
    pending = [value]
    while pending:
        node = pending.pop()
        if isinstance(node, dict):
            ref = node.get("bom-ref")
            if isinstance(ref, str):
                found.add(ref)
            pending.extend(node.values())
        elif isinstance(node, list):
            pending.extend(node)
    return found

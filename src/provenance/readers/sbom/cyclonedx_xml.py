"""CycloneDX XML 1.0 to 1.7 (ECMA-424).

A document is recognised by its root, `bom` in a namespace of CycloneDX. It is written as CycloneDX
JSON while it is read, and read as such, so that both give the same facts. Places are paths in the
XML, `/bom/components/component[3]/purl`; elements without `bom-ref` are called `#` and their path.

The official XML schema says what is wrong, with the line. Extensions of other namespaces and XML
signatures are kept as XML text; signatures of this kind are not checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from provenance import limits
from provenance.blobs import MemoryBlob, View
from provenance.decoding import xml, xml_schema
from provenance.decoding.sketch import Sketch
from provenance.errors import LimitExceededError
from provenance.model.document import Defect
from provenance.model.origin import Place
from provenance.readers.sbom._cyclonedx_fields import NEWEST, VERSIONS
from provenance.readers.sbom._cyclonedx_xml_items import Translated, details_of
from provenance.readers.sbom._cyclonedx_xml_places import Places, path_of
from provenance.readers.sbom._cyclonedx_xml_text import Written, write

FORMAT = "CycloneDX"
ROLE = "evidence"
Items = Iterator[tuple[Place, Any]]
_SPACE: Final = "http://cyclonedx.org/schema/bom/"
_KNOWN: Final = "cyclonedx.org/schema/bom"
_VERSION: Final = re.compile(r"/bom/(\d{1,4}\.\d{1,4})(?![\d.])")
_BEFORE_JSON: Final = ("1.0", "1.1")
"""Versions that have no JSON; whatever they have, the first that has is spelled alike."""
_NUMBER: Final = re.compile(r"\[\d+\]")


def recognise(sketch: Sketch) -> bool:
    """Whether the root is the `bom` of CycloneDX; its namespace may be slightly misspelled."""
    root = sketch.xml_root
    return root is not None and root[1] == "bom" and _KNOWN in root[0].lower()


def read(sketch: Sketch) -> Items:
    """The heading, the components and services, how they hang together, and the ledger."""
    from provenance.readers.sbom._cyclonedx_reading import read_document

    rules, entries, written = _write(sketch)
    yield from ((entry.place, entry) for entry in entries)
    if written.text:
        below = Sketch(MemoryBlob(sketch.blob.address, written.text))
        places = Places(written.moved, written.fields)
        yield from Translated(places).items(read_document(below, rules))
    yield from details_of(written.odd.found)
    if written.error is not None:
        raise written.error


def _write(sketch: Sketch) -> tuple[str, list[Defect], Written]:
    """The version by whose rules the JSON is read, what is wrong with the XML, and that JSON.

    The XML is let go of before the JSON is read, so that memory holds one of them.
    """
    text, trouble = xml.read_text(sketch.blob.view())
    source, entries = _source(text, sketch)
    entries += [] if trouble is None else [trouble]
    entries += _schema_entries(source)
    rules = source.version if source.version in VERSIONS else NEWEST
    rules = VERSIONS[0] if source.version in _BEFORE_JSON else rules
    return rules, entries, write(source.text, source.namespace, source.version)


class _Source(NamedTuple):
    """The text, its namespace as it should be, and the version that this names."""

    text: View
    namespace: str
    version: str


def _source(text: View, sketch: Sketch) -> tuple[_Source, list[Defect]]:
    """The text with the right namespace, and what is wrong with the one that stands there."""
    written = (sketch.xml_root or ("", ""))[0]
    found = _VERSION.search(written)
    version = found[1] if found else ""
    if written == _SPACE + version:
        return _Source(text, written, version), _unknown(version)
    wanted = _SPACE + version
    detail = f"is in the namespace {written[:80]!r}, which is not {wanted!r}"
    entry = Defect("cyclonedx/namespace", "/bom", detail, read_as=f"CycloneDX {version}".strip())
    if not version:
        return _Source(text, written, version), [entry, *_unknown(version)]
    spelled = (f'"{written}"'.encode(), f"'{written}'".encode())
    for one in spelled:
        text = bytes(text).replace(one, f'"{wanted}"'.encode())
    return _Source(text, wanted, version), [entry, *_unknown(version)]


def _unknown(version: str) -> list[Defect]:
    """The entry where no official schema is of this version."""
    try:
        xml_schema.cyclonedx_schema(version)
    except KeyError:
        named = f"{version!r} is no version" if version else "the namespace names no version"
        detail = f"{named} of CycloneDX XML from 1.0 to 1.7; no schema was asked"
        return [Defect("cyclonedx/unknown-version", "/bom", detail)]
    return []


def _schema_entries(source: _Source) -> list[Defect]:
    """What the official schema says; equal entries are one, with their number."""
    try:
        schema = xml_schema.cyclonedx_schema(source.version)
    except KeyError:
        return []  # said before
    try:
        faults = list(xml_schema.faults(source.text, schema))
    except LimitExceededError as error:
        detail = f"{error.message}; it was not held against the schema"
        return [Defect("schema/limit", "/bom", detail)]
    found: dict[tuple[str, ...], tuple[Defect, int]] = {}
    number, line = 0, 0
    for fault in faults:
        number, line = number + 1, fault.line
        place = path_of(fault.steps, f"{{{source.namespace}}}")
        place += f"/@{fault.attribute}" if fault.attribute else ""
        key = (fault.keyword, fault.message, _NUMBER.sub("", place))
        entry = Defect(f"schema/{fault.keyword}", place, f"{fault.message} (line {line})")
        before, times = found.get(key, (entry, 0))
        found[key] = before, times + 1
    entries = [_times(entry, times) for entry, times in found.values()]
    if number >= limits.XML_SCHEMA_FAULTS:
        detail = f"violates its schema {number} times up to line {line}; the rest was not looked at"
        entries.append(Defect("schema/limit", "/bom", detail))
    return entries


def _times(entry: Defect, times: int) -> Defect:
    whole = entry.id != "schema/text"  # elements and attributes are kept, stray text is not
    return Defect(entry.id, entry.place, entry.detail, "defect", entry.read_as, whole, times)

"""One CycloneDX document while it is read: its parts in order, and what is said of each.

The JSON reader reads its text by the rules of its version; the XML reader has written the text
itself, and asks another schema.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from provenance.decoding import json
from provenance.decoding.sketch import Sketch
from provenance.errors import DecodingError, DuplicateKeyError
from provenance.model.component import Component, Detail
from provenance.model.origin import Place, escape_pointer
from provenance.readers.sbom._cyclonedx_declarations import claims_of
from provenance.readers.sbom._cyclonedx_elements import Elements
from provenance.readers.sbom._cyclonedx_fields import NEWEST, VERSIONS
from provenance.readers.sbom._cyclonedx_graph import Graph
from provenance.readers.sbom._cyclonedx_heading import Front, rules_version
from provenance.readers.sbom._cyclonedx_lists import Lists
from provenance.readers.sbom._cyclonedx_parts import Fields, text_of
from provenance.readers.sbom._cyclonedx_schema import LISTS
from provenance.readers.sbom._cyclonedx_workbench import Workbench

Items = Iterator[tuple[Place, Any]]
_USED: Final = frozenset(
    ("$schema", "bomFormat", "specVersion", "serialNumber", "version", "metadata", *LISTS)
)
"""Members for which there are facts, or that are read as lists."""


def read_document(sketch: Sketch, rules: str | None = None) -> Items:
    """Everything that a document says, the heading first and the ledger last.

    `rules` is the version by whose rules a text is read that is a translation: no schema for JSON
    judges it. Otherwise it is what the document says.
    """
    reading = _Reading(sketch, rules)
    try:
        yield from reading.items()
    except DecodingError:
        yield from reading.entries()
        raise
    yield from reading.entries()


class _Reading:
    """One document while it is read."""

    def __init__(self, sketch: Sketch, rules: str | None) -> None:
        self._sketch, self._members = sketch, sketch.members
        self._translated = rules is not None
        version = rules or rules_version(sketch.string_member("specVersion"))
        self._bench = Workbench(
            version, sketch.blob.address, len(sketch.value_text), judged=not self._translated
        )
        self._remarks, self._parts = self._bench.remarks, self._bench.parts
        self._elements = Elements(self._bench)
        self._graph = Graph(self._bench, self._elements.refs.known)
        self._lists: dict[str, list[json.Raw]] = {}

    def items(self) -> Items:
        """Everything that the document says, the heading first."""
        self._note_doubled_members()
        head = self._head()
        yield from self._front(head)
        yield from self._elements.listed(self._take("components"), "component", "/components")
        yield from self._elements.listed(self._take("services"), "service", "/services")
        yield from self._graph.dependencies(self._take("dependencies"))
        lists = Lists(self._bench, self._graph)
        for name in sorted(self._lists, key=LISTS.index):
            if name != "properties":
                yield from lists.read(name, self._lists[name])
        yield from self._rest(head)
        yield from self._bench.links.facts()

    def entries(self) -> Items:
        """The ledger, after everything else."""
        return self._remarks.entries()

    def _take(self, name: str) -> list[json.Raw]:
        return self._lists.pop(name, [])

    def _note_doubled_members(self) -> None:
        if isinstance(self._sketch.doubled, DuplicateKeyError):
            for pointer, name in json.duplicates(self._sketch.value_text):
                if pointer.count("/") == 1:
                    self._remarks.doubled(pointer, name)

    # -- head ------------------------------------------------------------------------------------

    def _head(self) -> Fields:
        """The members of the document, checked; lists and metadata are put aside for now."""
        found: dict[str, Any] = {}
        for name, raw in self._members.items():
            place = f"/{escape_pointer(name)}"
            try:
                found[name] = self._outline(name, raw, place)
            except DecodingError as error:
                self._remarks.defect("unreadable-field", place + error.pointer, error.message)
        fields = self._parts.fields(found, "document", "")
        self._note_version(fields.get("specVersion"))
        self._remarks.judge("", self._bench.official.document(found))
        return fields

    def _outline(self, name: str, raw: json.Raw, place: Place) -> Any:
        first = bytes(memoryview(raw)[:1])
        if name in LISTS and first == b"[":
            self._lists[name] = json.elements(raw)
            return []
        if name == "metadata" and first == b"{":
            return {}
        try:
            return json.decode(raw)
        except DuplicateKeyError:
            for pointer, doubled in json.duplicates(raw):
                self._remarks.doubled(place + pointer, doubled)
            return json.decode_last(raw)

    def _note_version(self, version: str | None) -> None:
        if version is not None and version not in VERSIONS and not self._translated:
            detail = f"{version[:80]!r} is no version of CycloneDX JSON, {VERSIONS[0]} to {NEWEST}"
            read_as = f"CycloneDX {NEWEST}"
            self._remarks.defect("unknown-version", "/specVersion", detail, read_as, whole=True)

    def _front(self, head: Fields) -> Items:
        """Heading and root; the root is read first, as the heading names it."""
        head["properties"] = self._decoded_properties()
        front = Front(head, self._bench)
        raw = self._members.get("metadata")
        if raw is not None and head.get("metadata") == {}:
            front.open(raw)
        notes, self._remarks.notes = self._remarks.notes, []
        root: tuple[Place, Any] | None = None
        rest: Items = iter(())
        if "component" in front.metadata:
            rest = self._elements.root(front.metadata["component"], "/metadata/component")
            root = next(rest, None)
        self._remarks.notes = notes
        if root is not None and type(root[1]) is Component:
            yield "", front.heading(root[1].ref)
            yield root[0], front.described(root[1])
        else:
            yield "", front.heading(None)
            yield from iter(() if root is None else (root,))
        yield from front.rest()
        yield from rest

    def _decoded_properties(self) -> list[Any]:
        """The properties of the document itself, which become its heading's."""
        found = []
        twins = self._take("properties")
        for number, raw in enumerate(twins):
            place = f"/properties/{number}"
            try:
                value = self._outline("property", raw, place)
            except DecodingError as error:
                self._remarks.defect("unreadable-field", place + error.pointer, error.message)
                continue
            found.append(value)
            errors = self._bench.official.listed("properties", value)
            self._remarks.judge(place, errors)
        return found

    # -- the rest --------------------------------------------------------------------------------

    def _rest(self, head: Fields) -> Items:
        """Signatures over the document, and members that are kept as they are."""
        for name in head.written:
            if name not in _USED or name not in head:
                place = f"/{escape_pointer(name)}"
                yield place, Detail(name, text_of(self._members[name]))
        if "declarations" in head:
            yield from claims_of(head["declarations"])
        if "signature" in head:
            yield from self._signatures()
        for name in ("declarations", "definitions"):
            if name in head:
                yield from self._bench.signatures_below(head[name], f"/{name}")

    def _signatures(self) -> Items:
        """Signatures over everything: what is read in two ways, or has a tail, is not signed."""
        fault = None if self._sketch.doubled is None else self._sketch.doubled.message
        if self._sketch.trailing:
            fault = f"{self._sketch.trailing} bytes stand behind the document"
        if fault is not None:
            detail = f"the signature cannot be checked: {fault}"
            self._remarks.lost("unusable-signature", "/signature", detail, "no signature")
            return
        yield from self._bench.signatures(self._members, "", self._sketch.digest)

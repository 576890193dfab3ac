"""What a CycloneDX document says of itself: its head, and its metadata."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from provenance.decoding import json
from provenance.decoding.schema import SchemaError
from provenance.model.component import Component, Gap, Party
from provenance.model.document import Heading, Tool
from provenance.model.origin import Place
from provenance.readers.sbom._cyclonedx_claims import GAPS
from provenance.readers.sbom._cyclonedx_fields import NEWEST, VERSIONS
from provenance.readers.sbom._cyclonedx_parts import Fields, Items, open_object
from provenance.readers.sbom._cyclonedx_taxonomy import meaning_of
from provenance.readers.sbom._cyclonedx_workbench import Workbench

FORMAT: Final = "CycloneDX"
_PLACE: Final = "/metadata"
_OLD_TOOLS: Final = "1.5"
"""Until here `tools` is a list; from here on it may be an object of components and services."""
_USED: Final = frozenset(
    {
        "timestamp",
        "tools",
        "authors",
        "component",
        "manufacture",
        "supplier",
        "manufacturer",
        "licenses",
        "properties",
        "lifecycles",
    }
)
_TOOL: Final = frozenset({"name", "version", "type"})


def rules_version(written: Any) -> str:
    """The version by whose rules a document is read: its own, or the newest where it has none."""
    return written if written in VERSIONS else NEWEST


class Front:
    """Reads what stands at the front of one document: `head` are its members, decoded."""

    def __init__(self, head: dict[str, Any], bench: Workbench) -> None:
        self._head, self._bench = head, bench
        self._parts, self._claims, self._remarks = bench.parts, bench.claims, bench.remarks
        self.metadata = Fields({}, {})
        self._raws: dict[str, json.Raw] = {}
        self._errors: list[SchemaError] = []

    def open(self, raw: json.Raw) -> None:
        """Take the metadata apart; the component in it stays undecoded."""
        members = open_object(raw, _PLACE, self._remarks, frozenset({"component"}))
        if members is None:
            return
        self._raws = json.members(raw)
        self.metadata = self._parts.fields(members, "metadata", _PLACE)
        component = members.pop("component", None)
        if component is not None and bytes(memoryview(component)[:1]) != b"{":
            members["component"] = json.decode_last(component)
            del self.metadata["component"]
            self._parts.wrong_type(f"{_PLACE}/component", members["component"], "an object")
        self._errors = list(self._bench.official.part("#/properties/metadata").errors(members))

    def heading(self, root: str | None) -> Heading:
        """What the document says of itself, with the ref of what it describes."""
        head, metadata = self._head, self.metadata
        properties = self._properties()
        meaning = meaning_of(properties)
        authors = self._authors()
        supplier = self._organization("supplier")
        revision = head.get("version")
        if head.get("serialNumber") is None:
            self._remarks.observe("no-serial-number", "", "has no serial number")
        if metadata.get("timestamp") is None:
            self._remarks.observe("no-timestamp", _PLACE, "does not say when it was made")
        gaps = [(name, gap) for name, gap in meaning.gaps if name in _FIELDS]
        return Heading(
            FORMAT,
            head.get("specVersion", ""),
            head.get("serialNumber"),
            None if revision is None else str(revision),
            metadata.get("timestamp"),
            () if root is None else (root,),
            authors,
            self._tools(metadata.get("tools")),
            supplier=_known(supplier),
            contexts=self._contexts(),
            license=self._license(),
            properties=properties,
            gaps=tuple(gaps + _gap_of(supplier)),
        )

    def described(self, component: Component) -> Component:
        """The root with what the metadata says of it: who supplied and who manufactured it."""
        supplier = _known(self._organization("supplier", again=True))
        producer = _known(self._organization("manufacture"))
        if supplier is None and producer is None:
            return component
        return msgspec.structs.replace(
            component,
            supplier=component.supplier or supplier,
            producer=component.producer or producer,
        )

    def rest(self) -> Items:
        """Whatever else the metadata say; and what the schema thinks of them."""
        yield from self._parts.take_kept()
        yield from self._bench.rest(self.metadata, self._raws, _USED, _PLACE)
        self._remarks.judge(_PLACE, self._errors)

    # -- parts -----------------------------------------------------------------------------------

    def _properties(self) -> tuple[tuple[str, str], ...]:
        """Those of the metadata, then those of the document (from 1.5 on)."""
        found: tuple[tuple[str, str], ...] = ()
        for fields, place in ((self.metadata, _PLACE), (self._head, "")):
            values = fields.get("properties", [])
            found += self._parts.properties(values, f"{place}/properties")
        return found

    def _organization(self, name: str, *, again: bool = False) -> Party | None:
        if name not in self.metadata:
            return None
        kept, notes = len(self._parts.kept), len(self._remarks.notes)
        found = self._claims.organization(self.metadata[name], f"{_PLACE}/{name}")
        if again:
            del self._parts.kept[kept:], self._remarks.notes[notes:]
        return found

    def _authors(self) -> tuple[Party, ...] | None:
        """People, then the organization that made the document (`manufacturer`, from 1.6 on)."""
        if "authors" not in self.metadata and "manufacturer" not in self.metadata:
            return None
        people = self._claims.contacts(self.metadata.get("authors", []), f"{_PLACE}/authors")
        maker = self._organization("manufacturer")
        return (*people, maker) if maker else people

    def _contexts(self) -> tuple[str, ...] | None:
        if "lifecycles" not in self.metadata:
            return None
        found = []
        place = f"{_PLACE}/lifecycles"
        for below, fields in self._parts.objects(self.metadata["lifecycles"], "lifecycle", place):
            self._parts.keep_rest("lifecycle", below, fields, frozenset({"phase", "name"}))
            found.append(fields.get("phase") or fields.get("name"))
        return tuple(context for context in found if context)

    def _license(self) -> str | None:
        """The license of the document, where it is one; all of them are kept as a detail."""
        if "licenses" not in self.metadata:
            return None
        found = self._claims.licenses(self.metadata["licenses"], f"{_PLACE}/licenses")
        if len(found) > 1:
            self._parts.keep("licenses", f"{_PLACE}/licenses", self.metadata["licenses"])
        return found[0].value if found and found[0].value not in GAPS else None

    # -- tools -----------------------------------------------------------------------------------

    def _tools(self, tools: Any) -> tuple[Tool, ...] | None:
        place = f"{_PLACE}/tools"
        if tools is None:
            return None
        if type(tools) is list:
            return self._labels(tools, "tool", place)
        if type(tools) is not dict or self._bench.version < _OLD_TOOLS:
            expected = "a list" if self._bench.version < _OLD_TOOLS else "a list or an object"
            self._parts.wrong_type(place, tools, expected)
            self._parts.keep("tools", place, tools)
            return None
        found: tuple[Tool, ...] = ()
        for name, kind in (("components", "component"), ("services", "service")):
            values = tools.get(name, [])
            if type(values) is list:
                found += self._labels(values, kind, f"{place}/{name}")
            else:
                self._parts.wrong_type(f"{place}/{name}", values, "a list")
        if not tools.keys() <= {"components", "services"}:
            self._parts.keep("tools", place, tools)
        return found

    def _labels(self, values: list[Any], kind: str, place: Place) -> tuple[Tool, ...]:
        found = []
        for below, fields in self._parts.objects(values, kind, place):
            self._parts.keep_rest("tools", below, fields, _TOOL)
            tool = Tool(fields.get("name") or "", fields.get("version") or None)
            if tool.name or tool.version:
                found.append(tool)
        return tuple(found)


_FIELDS: Final = frozenset(Heading.__struct_fields__)


def _known(party: Party | None) -> Party | None:
    return None if party is not None and party.name in GAPS else party


def _gap_of(party: Party | None) -> list[tuple[str, Gap]]:
    return [("supplier", GAPS[party.name])] if party is not None and party.name in GAPS else []

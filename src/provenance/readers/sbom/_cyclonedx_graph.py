"""How the elements of a CycloneDX document hang together: dependencies and compositions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, Final, Literal

import msgspec

from provenance.decoding import json
from provenance.errors import DecodingError
from provenance.model.component import Completeness, Relation
from provenance.model.origin import Place
from provenance.readers.sbom._cyclonedx_fields import table_of
from provenance.readers.sbom._cyclonedx_parts import Parts, open_object
from provenance.readers.sbom._cyclonedx_remarks import Remarks

Items = Iterator[tuple[Place, Any]]
State = Literal["complete", "incomplete", "unknown", "withheld"]

_QUOTE: Final = b'"'
_encode: Final = msgspec.json.Encoder().encode
_STATES: Final[dict[str, State]] = {
    "complete": "complete",
    "incomplete": "incomplete",
    "incomplete_first_party_only": "incomplete",
    "incomplete_first_party_proprietary_only": "incomplete",
    "incomplete_first_party_opensource_only": "incomplete",
    "incomplete_third_party_only": "incomplete",
    "incomplete_third_party_proprietary_only": "incomplete",
    "incomplete_third_party_opensource_only": "incomplete",
    "unknown": "unknown",
    "not_specified": "unknown",
}
_BOM_LINK: Final = "urn:cdx:"
"""Begins a ref into another document (BOM-Link)."""


@lru_cache
def _decoder_of(version: str) -> Callable[[bytes], Any]:
    """What decodes a dependency strictly; `provides` came with 1.6."""
    texts: Any = tuple[str, ...] | msgspec.UnsetType
    later = "provides" not in table_of("dependency", version)
    fields: list[Any] = [("ref", str), ("dependsOn", texts, msgspec.UNSET)]
    fields += [] if later else [("provides", texts, msgspec.UNSET)]
    missing = {"provides": msgspec.UNSET} if later else None
    struct: Any = msgspec.defstruct(
        "Dependency", fields, namespace=missing, gc=False, forbid_unknown_fields=True
    )
    return msgspec.json.Decoder(struct).decode


class Graph:
    """Reads the relations of one document, after its elements: `known` are their refs."""

    def __init__(self, remarks: Remarks, parts: Parts, known: dict[str, str]) -> None:
        self._remarks, self._parts, self._known = remarks, parts, known
        self._one_text = known.__getitem__
        self._decode = _decoder_of(remarks.version)
        self.sources: dict[str, tuple[str, ...]] = {}
        self.dangling: list[tuple[Place, str]] = []

    # -- dependencies ----------------------------------------------------------------------------

    def dependencies(self, raw: json.Raw) -> Items:
        """Who depends on whom. A component that is listed without targets has none, it says."""
        try:
            elements = json.elements(raw)
        except DecodingError as error:
            self._remarks.defect("wrong-type", "/dependencies", error.message)
            elements = []
        remarks, dependency = self._remarks, self._dependency
        for number, element in enumerate(elements):
            place = f"/dependencies/{number}"
            for relation in dependency(element, place):
                yield place, relation
            if remarks.entries:
                yield from remarks.drain()

    def _dependency(self, element: json.Raw, place: Place) -> tuple[Relation, ...]:
        raw = bytes(element)
        try:
            found = self._decode(raw)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            return self._carefully(element, place)
        if _encode(found).count(_QUOTE) != raw.count(_QUOTE) or json.hides_quotes(raw):
            return self._carefully(element, place)
        depends, provides = found.dependsOn or (), found.provides or ()
        try:
            source = self._one_text(found.ref)
            targets = tuple(map(self._one_text, depends))
        except KeyError:
            return self._relations(found.ref, depends, provides, place)
        odd = len({source, *targets}) <= len(targets) or source in self.sources
        if odd or provides:
            return self._relations(source, targets, provides, place)
        self.sources[source] = targets
        return (Relation(source, "dependsOn", targets),)

    def _carefully(self, raw: json.Raw, place: Place) -> tuple[Relation, ...]:
        members = open_object(raw, place, self._remarks)
        fields = {} if members is None else self._parts.fields(members, "dependency", place)
        if "ref" not in fields:
            return ()
        depends = self._parts.texts(fields.get("dependsOn", []), f"{place}/dependsOn")
        provides = self._parts.texts(fields.get("provides", []), f"{place}/provides")
        return self._relations(fields["ref"], depends, provides, place)

    def _relations(
        self, ref: str, depends: tuple[str, ...], provides: tuple[str, ...], place: Place
    ) -> tuple[Relation, ...]:
        source = self._resolve(ref, f"{place}/ref")
        targets = self._targets(source, depends, f"{place}/dependsOn")
        self._note_source(source, targets, place)
        relation = Relation(source, "dependsOn", targets)
        if not provides:
            return (relation,)
        given = self._targets(source, provides, f"{place}/provides")
        return (relation, Relation(source, "provides", given))

    def _targets(self, source: str, refs: tuple[str, ...], place: Place) -> tuple[str, ...]:
        found = tuple(self._resolve(ref, f"{place}/{at}") for at, ref in enumerate(refs))
        if source in found:
            below = f"{place}/{found.index(source)}"
            self._remarks.observe("self-dependency", below, f"{source!r} names itself")
        if len(set(found)) != len(found):
            detail = "names a ref twice; the schema wants the list to be without repetition"
            self._remarks.defect("repeated-target", place, detail, whole=True)
        return found

    def _resolve(self, ref: str, place: Place) -> str:
        """One text for one ref; one that no element has is looked for at the end."""
        found = self._known.get(ref)
        if found is not None:
            return found
        if not ref.startswith(_BOM_LINK):
            self.dangling.append((place, ref))
        return ref

    def _note_source(self, source: str, targets: tuple[str, ...], place: Place) -> None:
        before = self.sources.get(source)
        if before is None:
            self.sources[source] = targets
            return
        detail = f"{source!r} is the ref of an earlier dependency"
        if before == targets:
            detail += " that is equal; the schema wants the list to be without repetition"
            self._remarks.defect("duplicate-dependency", place, detail, whole=True)
        else:
            self._remarks.observe("duplicate-dependency", place, detail)

    # -- compositions ----------------------------------------------------------------------------

    def compositions(self, values: Any) -> Items:
        """Which lists claim to be whole."""
        for place, fields in self._parts.objects(values, "composition", "/compositions"):
            written = fields.get("aggregate")
            state = _STATES.get(written or "")
            if written is not None and state is None:
                detail = f"{written!r} is no state of a composition"
                self._remarks.defect("unknown-aggregate", f"{place}/aggregate", detail)
            for name, kind in (("assemblies", "contains"), ("dependencies", "dependsOn")):
                refs = self._parts.texts(fields.get(name, []), f"{place}/{name}")
                for number, ref in enumerate(refs):
                    subject = self._resolve(ref, f"{place}/{name}/{number}")
                    if state is not None:
                        yield place, Completeness(subject, kind, state)
            yield from self._remarks.drain()

    # -- refs that no component or service has ---------------------------------------------------

    def note_dangling(self, others: set[str]) -> None:
        """Note the refs that nothing in the document has; `others` are those of other objects."""
        for place, ref in self.dangling:
            if ref not in others:
                self._remarks.observe("dangling-reference", place, f"{ref!r} is no bom-ref here")

"""Vulnerabilities, annotations and everything else that a CycloneDX document lists."""

from __future__ import annotations

from typing import Any, Final

from provenance.decoding import json
from provenance.errors import DecodingError, DuplicateKeyError
from provenance.model.component import Detail, Vulnerability
from provenance.model.origin import Place
from provenance.readers.sbom._cyclonedx_graph import Graph
from provenance.readers.sbom._cyclonedx_parts import Items, text_of
from provenance.readers.sbom._cyclonedx_schema import Twins
from provenance.readers.sbom._cyclonedx_workbench import Workbench

_DETAILS: Final = {"formulation": "formulation", "citations": "citation"}


class Lists:
    """Reads the elements of the lists of one document one by one, each against the schema."""

    def __init__(self, bench: Workbench, graph: Graph) -> None:
        self._bench, self._graph = bench, graph
        self._remarks, self._parts = bench.remarks, bench.parts

    def read(self, name: str, elements: list[json.Raw]) -> Items:
        """The facts of one list, in its order."""
        twins = Twins(elements) if self._bench.official.forbids_twins(name) else None
        for number, raw in enumerate(elements):
            place = f"/{name}/{number}"
            found = self._decode(raw, place)
            if found is None:
                continue
            value = found[0]
            if type(value) is dict:
                yield from self._element(name, value, raw, place)
                if "signature" in value:
                    yield from self._bench.signed_object(raw, place)
            else:
                self._parts.wrong_type(place, value, "an object")
            self._remarks.judge(place, self._bench.official.listed(name, value))
            other = twins.earlier(_key(value), number) if twins is not None else None
            if other is not None:
                self._remarks.twin(place, f"/{name}/{other}")

    def _decode(self, raw: json.Raw, place: Place) -> tuple[Any] | None:
        """A value, the last of each name; those that stand twice are noted."""
        try:
            return (json.decode(raw),)
        except DuplicateKeyError:
            for pointer, name in json.duplicates(raw):
                self._remarks.doubled(place + pointer, name)
            return (json.decode_last(raw),)
        except DecodingError as error:
            self._remarks.defect("unreadable-field", place + error.pointer, error.message)
            return None

    def _element(self, name: str, value: dict[str, Any], raw: json.Raw, place: Place) -> Items:
        if name == "compositions":
            yield from self._graph.composition(value, place)
        elif name == "vulnerabilities":
            yield from self._vulnerability(value, raw, place)
        elif name == "annotations":
            fields = self._parts.fields(value, "annotation", place)
            subjects = self._parts.texts(fields.get("subjects", []), f"{place}/subjects")
            yield place, Detail("annotation", text_of(raw), self._noted(subjects, place))
        elif name == "externalReferences":
            self._reference(value, place)
            yield place, Detail("externalReference", text_of(raw))
        else:
            yield place, Detail(_DETAILS.get(name, name), text_of(raw))

    def _vulnerability(self, value: dict[str, Any], raw: json.Raw, place: Place) -> Items:
        fields = self._parts.fields(value, "vulnerability", place)
        affected = [one for one in fields.get("affects", []) if type(one) is dict]
        refs = tuple(ref for one in affected if type(ref := one.get("ref")) is str)
        analysis = fields.get("analysis")
        state = analysis.get("state") if type(analysis) is dict else None
        name = fields.get("id") or fields.get("bom-ref") or f"#{place}"
        about = self._noted(refs, f"{place}/affects")
        yield place, Vulnerability(name, about, state if type(state) is str else None)
        yield place, Detail("vulnerability", text_of(raw), about)

    def _reference(self, value: dict[str, Any], place: Place) -> None:
        """An external reference of the document itself: it may be a BOM-Link."""
        before, self._parts.kept = self._parts.kept, []
        references = self._parts.references([value], place.rpartition("/")[0])
        self._parts.kept = before
        for reference in references:
            self._bench.links.note(reference.url, f"{place}/url", reference.digests)

    def _noted(self, refs: tuple[str, ...], place: Place) -> tuple[str, ...]:
        for ref in refs:
            self._bench.links.note(ref, place)
        return refs


def _key(value: Any) -> Any:
    """Something that equal elements have in common, and others seldom."""
    if type(value) is not dict:
        return str(value)
    words = (value.get(name) for name in ("bom-ref", "id", "url", "aggregate", "name", "type"))
    return tuple(word if type(word) is str else None for word in words)

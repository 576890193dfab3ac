"""How the elements of a CycloneDX document hang together: dependencies and compositions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, Final, Literal

import msgspec

from provenance.decoding import json
from provenance.decoding.schema_words import show
from provenance.model.component import Completeness, Relation
from provenance.model.origin import Place
from provenance.readers.sbom._cyclonedx_fields import table_of
from provenance.readers.sbom._cyclonedx_links import BOM_LINK
from provenance.readers.sbom._cyclonedx_parts import open_object
from provenance.readers.sbom._cyclonedx_schema import Twins
from provenance.readers.sbom._cyclonedx_workbench import Workbench

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
_DEPENDENCY: Final = frozenset({"ref", "dependsOn", "provides"})
_COMPOSITION: Final = frozenset({"aggregate", "assemblies", "dependencies"})


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

    def __init__(self, bench: Workbench, known: dict[str, str]) -> None:
        self._bench, self._remarks, self._parts = bench, bench.remarks, bench.parts
        self._known, self._one_text = known, known.__getitem__
        self._decode = _decoder_of(bench.version)
        self._seen: dict[str, int] = {}

    # -- dependencies ----------------------------------------------------------------------------

    def dependencies(self, elements: list[json.Raw]) -> Items:
        """Who depends on whom. A component that is listed without targets has none, it says."""
        twins, first = Twins(elements), self._seen
        for number, element in enumerate(elements):
            place = f"/dependencies/{number}"
            relation = self._plainly(bytes(element))
            if relation is not None:
                yield place, relation
                source = relation.source
            else:
                source = ""
                for below, item in self._carefully(element, place):
                    source = item.source if type(item) is Relation else source
                    yield below, item
            if first.setdefault(source, number) != number:
                self._note_again(twins, source, (first[source], number))

    def _plainly(self, raw: bytes) -> Relation | None:
        """A dependency in which nothing is odd, and which conforms to the schema."""
        try:
            found = self._decode(raw)
            source = self._one_text(found.ref)
            targets = tuple(map(self._one_text, found.dependsOn or ()))
        except (msgspec.MsgspecError, ValueError, RecursionError, KeyError):
            return None
        if _encode(found).count(_QUOTE) != raw.count(_QUOTE) or json.hides_quotes(raw):
            return None
        if found.provides or len(set(targets)) != len(targets):
            return None
        return Relation(source, "dependsOn", targets)

    def _carefully(self, raw: json.Raw, place: Place) -> Items:
        members = open_object(raw, place, self._remarks, frozenset())
        if members is None:
            self._bench.judge_odd(raw, "#/definitions/dependency", place)
            return
        fields = self._parts.fields(members, "dependency", place)
        if "ref" in fields:
            source = self._resolve(fields["ref"], f"{place}/ref")
            depends = self._targets(fields.get("dependsOn", []), f"{place}/dependsOn")
            yield place, Relation(source, "dependsOn", depends)
            if fields.get("provides"):
                given = self._targets(fields["provides"], f"{place}/provides")
                yield place, Relation(source, "provides", given)
            yield from self._bench.rest(fields, {}, _DEPENDENCY, place, source)
        self._remarks.judge(place, self._bench.official.listed("dependencies", members))

    def _targets(self, values: list[Any], place: Place) -> tuple[str, ...]:
        refs = self._parts.texts(values, place)
        return tuple(self._resolve(ref, f"{place}/{at}") for at, ref in enumerate(refs))

    def _resolve(self, ref: str, place: Place) -> str:
        """One text for one ref, which may lead into another document."""
        found = self._known.get(ref)
        if found is None and ref.startswith(BOM_LINK):
            self._bench.links.note(ref, place)
        return ref if found is None else found

    def _note_again(self, twins: Twins, source: str, numbers: tuple[int, int]) -> None:
        place = f"/dependencies/{numbers[1]}"
        for number in numbers:
            other = twins.earlier(source, number)
        if other is not None and self._bench.official.forbids_twins("dependencies"):
            self._remarks.twin(place, f"/dependencies/{other}")
        elif source:
            detail = "the ref of an earlier dependency comes again"
            self._remarks.observe("duplicate-dependency", place, detail, "both of them")

    # -- compositions ----------------------------------------------------------------------------

    def composition(self, value: dict[str, Any], place: Place) -> Items:
        """Which lists claim to be whole."""
        fields = self._parts.fields(value, "composition", place)
        written = fields.get("aggregate")
        state = _STATES.get(written or "")
        if written is not None and state is None:
            detail = f"{show(written)} is no state of a composition"
            self._remarks.lost("unknown-aggregate", f"{place}/aggregate", detail, whole=True)
        about: list[str] = []
        for name, kind in (("assemblies", "contains"), ("dependencies", "dependsOn")):
            for subject in self._targets(fields.get(name, []), f"{place}/{name}"):
                about.append(subject)
                if state is not None:
                    yield place, Completeness(subject, kind, state)
        more = state != written or not about or not fields.keys() <= _COMPOSITION
        if more and fields:
            self._parts.keep("composition", place, value)
            yield from self._parts.take_kept(*about)

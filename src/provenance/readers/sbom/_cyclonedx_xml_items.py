"""Facts that were read from the JSON of an XML document, with the places and refs of the XML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

import msgspec

from provenance.blobs import Blob
from provenance.model.component import Completeness, Component, Detail, Relation, Vulnerability
from provenance.model.document import Defect, Heading
from provenance.model.origin import Place
from provenance.model.predicate import Claim
from provenance.readers.sbom._cyclonedx_xml_extensions import facts_of
from provenance.readers.sbom._cyclonedx_xml_odd import Odd
from provenance.readers.sbom._cyclonedx_xml_places import Places

Items = Iterator[tuple[Place, Any]]
_replace: Final = msgspec.structs.replace
_REFS: Final[dict[type, tuple[str, ...]]] = {
    Heading: ("roots",),
    Component: ("ref",),
    Relation: ("source", "targets"),
    Completeness: ("subject",),
    Vulnerability: ("affects",),
    Detail: ("about",),
    Claim: ("ref",),
}
"""The fields of each fact that hold refs."""


class Translated:
    """Gives the facts of one document the places and refs of its XML."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._refs: dict[str, str] = {}

    def items(self, items: Iterable[tuple[Place, Any]]) -> Items:
        """Every item, translated."""
        translate, last, path = self._places.translate, None, ""
        for place, item in items:
            if place is not last:  # a component is often followed by what it holds
                last, path = place, translate(place)
            kind = type(item)
            if kind in _REFS:
                yield path, self._named(item, _REFS[kind])
            elif kind is Defect:
                yield path, _replace(item, place=translate(item.place))
            elif isinstance(item, Blob):
                outer, mark, inner = item.address.rpartition("!")
                item.address = f"{outer}{mark}{translate(inner)}" if mark else item.address
                yield path, item
            else:
                yield path, item

    def _named(self, item: Any, fields: tuple[str, ...]) -> Any:
        """The fact with other refs, where any of them is the pointer of an element without one."""
        changed: dict[str, Any] = {}
        for field in fields:
            value = getattr(item, field)
            if type(value) is str:
                if value.startswith("#/"):
                    changed[field] = self._ref(value)
            elif any(ref.startswith("#/") for ref in value):
                changed[field] = tuple(map(self._ref, value))
        return _replace(item, **changed) if changed else item

    def _ref(self, ref: str) -> str:
        if not ref.startswith("#/"):
            return ref
        found = self._refs.get(ref)
        if found is None:
            found = self._refs[ref] = f"#{self._places.translate(ref[1:])}"
        return found


def details_of(found: list[Odd]) -> Items:
    """What the XML holds beside CycloneDX, and how much of it are signatures."""
    signatures = [one for one in found if one.kind == "signature"]
    for one in found:
        yield one.place, Detail(one.kind, one.text, one.about)
        yield from facts_of(one)
    if signatures:
        detail = "is an XML signature, which is kept and not checked"
        first = signatures[0].place
        entry = Defect("cyclonedx/unchecked-signature", first, detail, "observation")
        yield first, _replace(entry, count=len(signatures))

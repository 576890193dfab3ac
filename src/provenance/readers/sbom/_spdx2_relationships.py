"""How the elements of an SPDX 2 document are related (clause 11), in the direction of SPDX 3.

`hasFiles`, `documentDescribes` and `snippetFromFile` are older or shorter ways to say what
relationships say. Where a document says both, the relationship is the one that counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from provenance.decoding.details import detail_of
from provenance.decoding.spdx2_relations import OTHER, TYPES, Type
from provenance.model.batch import Relations
from provenance.model.component import Completeness, Gap, Relation
from provenance.model.origin import Place
from provenance.readers.sbom._spdx2_analyses import Analyses
from provenance.readers.sbom._spdx2_found import Found
from provenance.readers.sbom._spdx2_parties import GAPS
from provenance.readers.sbom._spdx2_refs import Refs
from provenance.readers.sbom._spdx2_text import DOCUMENT
from provenance.readers.sbom._spdx_remarks import Remarks

_ENDS: Final = ("spdxElementId", "relatedSpdxElement")
_IMPLIED: Final = frozenset({"contains", "describes"})
_DIRECT: Final = {
    word: type_.kind
    for word, type_ in TYPES.items()
    if type_.plain and not type_.turned and type_.kind not in _IMPLIED
}
"""Types that become a relation and nothing else."""


class Relationships:
    """Reads the relationships of one document; what it finds is put into `out`."""

    def __init__(self, remarks: Remarks, refs: Refs, analyses: Analyses, out: Found) -> None:
        self._remarks, self._refs, self._analyses, self._out = remarks, refs, analyses, out
        self._implied: dict[tuple[str, str, str], Place] = {}
        self._written: set[tuple[str, str, str]] = set()
        self.roots: dict[str, None] = {}
        self.gaps: list[tuple[str, Gap]] = []

    def read_all(self, found: Sequence[Any], places: Iterable[Place]) -> None:
        """Several relationships, of which nearly all just relate two elements that are known."""
        known = self._refs.known
        if any(gap in known for gap in GAPS):
            self._read_each(found, places)  # an element has such an id, which is no gap then
            return
        kinds: list[Any] = [_DIRECT.get(one.relationshipType) for one in found]
        near: list[Any] = [known.get(one.spdxElementId) for one in found]
        far: list[Any] = [known.get(one.relatedSpdxElement) for one in found]
        silent = [one.comment for one in found].count(None) == len(found)
        if not silent or None in kinds or None in near or None in far:
            self._read_each(found, places)
            return
        facts, at = self._out.of(Relation)
        assert isinstance(facts, Relations)
        facts.extend_edges(near, kinds, far)
        at.extend(places)

    def _read_each(self, found: Sequence[Any], places: Iterable[Place]) -> None:
        for one, place in zip(found, places, strict=True):
            self.read(one, place)

    def read(self, one: Any, place: Place) -> str:
        """One relationship, turned to the direction of SPDX 3."""
        source, target, word = one.spdxElementId, one.relatedSpdxElement, one.relationshipType
        if source is None or target is None:
            self._keep(one, place)
            return ""
        known = self._refs.known
        type_ = TYPES.get(word) or TYPES.get(_plain(word), OTHER)
        if target in GAPS:
            self._gap(one, type_, place)
            return ""
        near = known.get(source) or self._end(source, place, "/spdxElementId")
        far = known.get(target) or self._end(target, place, "/relatedSpdxElement")
        if type_.turned:
            near, far = far, near
        if type_.kind in _IMPLIED:
            near = self._said(near, type_.kind, far, place)
        self._out.append((place, Relation(near, type_.kind, (far,))))
        if not type_.plain or one.comment is not None:
            self._keep(one, place)
        return ""

    def _end(self, ref: str, place: Place, pointer: str) -> str:
        return self._refs.link(ref, self._remarks.at(place, pointer))

    def _said(self, source: str, kind: str, target: str, place: Place) -> str:
        """Remember what a relationship says that other fields may say too; its source."""
        if kind == "describes" and source == self._refs.document_id:
            source = DOCUMENT
        self._remember(source, kind, target, place)
        self._written.add((source, kind, target))
        self._implied.pop((source, kind, target), None)
        return source

    def imply(self, source: str, kind: str, target: str, place: Place) -> None:
        """What is said in another way; it counts where no relationship says it too."""
        if (source, kind, target) not in self._written:
            self._implied.setdefault((source, kind, target), place)
        self._remember(source, kind, target, place)

    def settle(self) -> None:
        """Hand over what no relationship has said."""
        for (source, kind, target), place in self._implied.items():
            self._out.append((place, Relation(source, kind, (target,))))
        self._implied, self._written = {}, set()

    def _remember(self, source: str, kind: str, target: str, place: Place) -> None:
        if kind == "contains":
            self._analyses.contains(source, target, place)
        elif kind == "describes" and source == DOCUMENT:
            self.roots[target] = None

    def _gap(self, one: Any, type_: Type, place: Place) -> None:
        """`X DEPENDS_ON NONE` says that a list is whole, `NOASSERTION` that nobody knows."""
        near = self._end(one.spdxElementId, place, "/spdxElementId")
        target = one.relatedSpdxElement
        if type_.turned or not type_.plain or one.comment is not None:
            self._keep(one, place)
        if type_.turned:
            return  # who depends on this is not a list of this; the detail keeps it
        if type_.kind == "describes" and near == DOCUMENT:
            self.gaps.append(("roots", GAPS[target]))
        if target == "NONE":
            self._out.append((place, Relation(near, type_.kind, ())))
            self._out.append((place, Completeness(near, type_.kind, "complete")))
        else:
            self._out.append((place, Completeness(near, type_.kind, "unknown")))

    def _keep(self, one: Any, place: Place) -> None:
        """The relationship as it is written, where the graph does not hold all of it."""
        ends = (getattr(one, name) for name in _ENDS)
        about = tuple(end for end in ends if end and end not in GAPS)
        self._out.append((place, detail_of("relationships", one, about)))


def _plain(word: str | None) -> str:
    return (word or "").upper().replace("-", "_")

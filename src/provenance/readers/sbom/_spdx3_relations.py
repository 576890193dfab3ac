"""Relationships of an SPDX 3 graph: edges, completeness, licenses, and what is vulnerable."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, Literal, NamedTuple

from provenance.decoding.details import detail_of
from provenance.model.component import Completeness, Relation, Vulnerability
from provenance.model.origin import Place
from provenance.readers.sbom._spdx3_nodes import Node, Nodes
from provenance.readers.sbom._spdx3_words import (
    LICENSED,
    VEX,
    as_list,
    as_text,
    gap_of,
    relation_kind,
)
from provenance.readers.sbom._spdx_remarks import Remarks

Items = Iterator[tuple[Place, Any]]
_READ: Final = frozenset(
    {
        *("spdxId", "@id", "@context", "type", "@type", "creationInfo"),
        *("from", "to", "relationshipType", "completeness"),
    }
)
_STATES: Final[dict[str, Literal["complete", "incomplete", "unknown"]]] = {
    "complete": "complete",
    "incomplete": "incomplete",
    "noAssertion": "unknown",
}
_ASSOCIATED: Final = "hasAssociatedVulnerability"


class Licensed(NamedTuple):
    """A license that a relationship gives something."""

    kind: str
    targets: tuple[str, ...]
    place: Place


class _Assessed(NamedTuple):
    """What a relationship says of a vulnerability."""

    place: Place
    vulnerability: str
    affects: tuple[str, ...]
    state: str | None


class Relations:
    """Reads the relationships of one document."""

    def __init__(self, nodes: Nodes, remarks: Remarks) -> None:
        self._nodes, self._remarks = nodes, remarks
        self.licensed: dict[str, list[Licensed]] = {}
        self.described: dict[str, list[str]] = {}
        self._assessed: list[_Assessed] = []
        self._vulnerabilities: dict[str, tuple[Place, str]] = {}

    def read(self, node: Node) -> Items:
        """One relationship; licenses and vulnerabilities wait until everything was read."""
        value, place = node.value, node.place
        written = as_text(value.get("relationshipType"))
        source = self._nodes.one(value.get("from"), f"{place}/from")
        targets = self._nodes.refs(as_list(value.get("to")), f"{place}/to")
        if source is None or written is None:
            detail = "names no source" if source is None else "does not say what kind it is"
            self._remarks.note("spdx/half-relationship", place, detail, whole=False, group=detail)
            yield place, detail_of(node.type, value, (node.ref,))
            return
        kind = self._nodes.share(relation_kind(written))
        if node.type.endswith("VulnAssessmentRelationship"):
            yield from self._assessment(node, source, targets)
            return
        if kind in LICENSED:
            self.licensed.setdefault(source, []).append(Licensed(kind, targets, place))
        elif kind == _ASSOCIATED:
            for target in targets:
                self._assessed.append(_Assessed(place, target, (source,), None))
        else:
            yield from self._edge(source, kind, targets, value, place)
        told = _READ if kind not in LICENSED and kind != _ASSOCIATED else _READ - {"completeness"}
        yield from self._details(node, source, targets, told)

    def _edge(
        self,
        source: str,
        kind: str,
        targets: tuple[str, ...],
        value: dict[str, Any],
        place: Place,
    ) -> Items:
        gaps = {gap for gap in map(gap_of, targets) if gap is not None}
        stated = _STATES.get(as_text(value.get("completeness")) or "")
        if gaps:
            targets = tuple(target for target in targets if gap_of(target) is None)
            self._note_mixed(gaps, targets, place)
        if kind == "describes":
            self.described.setdefault(source, []).extend(targets)
        if targets or "noAssertion" not in gaps:
            yield place, Relation(source, kind, targets)
        if stated is not None:
            yield place, Completeness(source, kind, stated)
        elif gaps:
            state: Literal["complete", "unknown"] = "complete" if gaps == {"none"} else "unknown"
            yield place, Completeness(source, kind, "unknown" if targets else state)

    def _note_mixed(self, gaps: set[Any], targets: tuple[str, ...], place: Place) -> None:
        if targets and "none" in gaps:
            detail = "lists NoneElement beside other elements"
            self._remarks.note(
                "spdx/none-among-others", f"{place}/to", detail, read_as="the other elements"
            )

    def _details(
        self, node: Node, source: str, targets: tuple[str, ...], told: frozenset[str]
    ) -> Items:
        """Fields that a relation has no room for, such as its scope in the life cycle."""
        if node.value.keys() <= told:
            return
        about = (source, *targets)  # once: both fields and targets may be many
        for name, part in node.value.items():
            if name not in told:
                yield node.place, detail_of(name, part, about)

    # -- licenses --------------------------------------------------------------------------------

    def unclaimed(self) -> Items:
        """License relationships whose source is no component of this document."""
        for source, found in self.licensed.items():
            for kind, targets, place in found:
                yield place, Relation(source, kind, targets)

    # -- vulnerabilities -------------------------------------------------------------------------

    def add_vulnerability(self, node: Node) -> None:
        """Note a vulnerability by the id that the world knows it by."""
        found = as_text(node.value.get("name")) or node.ref.rpartition("/")[2] or node.ref
        for part in as_list(node.value.get("externalIdentifier")):
            kind = part.get("externalIdentifierType") if isinstance(part, dict) else None
            if kind in ("cve", "securityOther") and as_text(part.get("identifier")):
                found = as_text(part["identifier"]) or found
                break
        self._vulnerabilities.setdefault(node.ref, (node.place, found))

    def _assessment(self, node: Node, source: str, targets: tuple[str, ...]) -> Items:
        state = VEX.get(node.type)
        yield node.place, detail_of(node.type, node.value, (source, *targets))
        if state is not None:
            self._assessed.append(_Assessed(node.place, source, targets, state))

    def vulnerabilities(self) -> Items:
        """What is vulnerable, as far as the document says."""
        told = set()
        for place, ref, affects, state in self._assessed:
            told.add(ref)
            name = self._vulnerabilities.get(ref, (place, ref))[1]
            yield place, Vulnerability(name, affects, state)
        for ref, (place, name) in self._vulnerabilities.items():
            if ref not in told:
                yield place, Vulnerability(name)

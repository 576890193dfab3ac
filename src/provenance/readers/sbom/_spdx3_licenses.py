"""Licenses of an SPDX 3 graph: expressions, listed and custom ones, sets and operators."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, Literal, NamedTuple

from provenance.model.component import Gap, License, LicenseText
from provenance.model.origin import Place
from provenance.readers.sbom._spdx3_nodes import Node, Nodes
from provenance.readers.sbom._spdx3_words import as_list, as_text, gap_of
from provenance.readers.sbom._spdx_remarks import Remarks

_DEPTH: Final = 32
_LONGEST: Final = 1 << 16
"""Characters of an expression that is put together from parts."""
_REPEATED: Final = 1 << 22
"""Characters of expressions that are spelled out in a second set, beyond those of their refs."""
_LISTED: Final = ("https://spdx.org/licenses/", "http://spdx.org/licenses/")
_SETS: Final = {
    "expandedlicensing_ConjunctiveLicenseSet": " AND ",
    "expandedlicensing_DisjunctiveLicenseSet": " OR ",
}
_MEMBER: Final = "expandedlicensing_member"
_SUBJECT: Final = "expandedlicensing_subjectLicense"
_EXTENDED: Final = "expandedlicensing_subjectExtendableLicense"
_ADDITION: Final = "expandedlicensing_subjectAddition"
_TEXT: Final = "simplelicensing_licenseText"
_ADDED_TEXT: Final = "expandedlicensing_additionText"
_EXPRESSION: Final = "simplelicensing_licenseExpression"
_IDS: Final = "simplelicensing_customIdToUri"
Stage = Literal["declared", "concluded", ""]


class _Known(NamedTuple):
    """A license element, by what is needed of it."""

    place: Place
    type: str
    name: str | None
    text: str | None
    expression: str | None
    members: tuple[str, ...] = ()


class Licenses:
    """The license elements of one document, by ref."""

    def __init__(self, nodes: Nodes, remarks: Remarks) -> None:
        self._nodes, self._remarks = nodes, remarks
        self._repeated = 0
        self._known: dict[str, _Known] = {}
        self._custom: dict[str, str] = {}
        self._values: dict[tuple[str, str], License | Gap] = {}
        self._expressions: dict[str, str | None] = {}

    def add(self, node: Node) -> None:
        """Note a license element."""
        value, place = node.value, node.place
        members: list[str] = []
        for field in (_MEMBER, _SUBJECT, _EXTENDED, _ADDITION):
            members += self._nodes.refs(as_list(value.get(field)), f"{place}/{field}")
        text = as_text(value.get(_TEXT)) or as_text(value.get(_ADDED_TEXT))
        name = as_text(value.get("name"))
        expression = as_text(value.get(_EXPRESSION))
        found = _Known(place, node.type, name, text, expression, tuple(members))
        self._known.setdefault(node.ref, found)
        for entry in as_list(value.get(_IDS)):
            if isinstance(entry, dict):
                key, uri = as_text(entry.get("key")), as_text(entry.get("value"))
                if key and uri:
                    self._custom.setdefault(key, self._nodes.ref(uri, place) or uri)

    def knows(self, ref: str) -> bool:
        """Whether a ref means a license, one of this document or one of the SPDX list."""
        return ref in self._known or ref.startswith(_LISTED) or gap_of(ref) is not None

    def license(self, ref: str, stage: Stage) -> License | Gap:
        """The license that a ref means, or the kind of not knowing."""
        key = (ref, stage)
        found = self._values.get(key)
        if found is None:
            found = self._values[key] = self._license(ref, stage)
        return found

    def _license(self, ref: str, stage: Stage) -> License | Gap:
        known = self._known.get(ref)
        if known is None:
            listed = _listed_id(ref)
            if listed is not None:
                return License(listed, "expression", stage)
            return gap_of(ref) or License(ref, "name", stage)
        expression = self._expression(ref, _DEPTH)
        if expression in ("NOASSERTION", "NONE"):
            return gap_of(expression) or "noAssertion"
        if expression is not None and len(expression) <= _LONGEST:
            return License(expression, "expression", stage, known.text)
        return License(known.name or ref, "name", stage, known.text)

    def _expression(self, ref: str, depth: int) -> str | None:
        """The expression of a license; None where it has none, holds itself or is too long.

        Each is put together once: sets that share members would take exponential time.
        """
        if ref in self._expressions:
            return self._again(self._expressions[ref], ref)
        self._expressions[ref] = None
        found, known = self._put_together(ref, depth), self._known.get(ref)
        if known is not None and known.members and (found is None or len(found) > _LONGEST):
            self._note_unspelled(known)
            found = None
        self._expressions[ref] = found
        return found

    def _again(self, found: str | None, ref: str) -> str | None:
        longer = len(found or "") - len(ref)
        self._repeated += max(0, longer)
        return found if longer <= 0 or self._repeated <= _REPEATED else None

    def _note_unspelled(self, known: _Known) -> None:
        self._remarks.note(
            "spdx/license-set",
            known.place,
            f"{known.type}: holds itself or what is no license, or is too long to spell out",
            kind="observation",
            read_as="its name or its id",
            group=known.type,
        )

    def _put_together(self, ref: str, depth: int) -> str | None:
        known = self._known.get(ref)
        if known is None or depth == 0:
            return _listed_id(ref)
        if known.expression is not None or known.name in ("NOASSERTION", "NONE"):
            return known.expression or known.name
        if known.type in _SETS:
            return self._joined(known, depth)
        if known.type == "expandedlicensing_OrLaterOperator" and known.members:
            inner = self._expression(known.members[0], depth - 1)
            return f"{inner}+" if inner else None
        if known.type == "expandedlicensing_WithAdditionOperator" and len(known.members) == 2:
            left, right = (self._expression(member, depth - 1) for member in known.members)
            return f"{left} WITH {right}" if left and right else None
        return _listed_id(ref) or _own_id(ref)

    def _joined(self, known: _Known, depth: int) -> str | None:
        word, length, found = _SETS[known.type], 0, list[str]()
        for member in known.members:
            inner = self._expression(member, depth - 1)
            if inner is None:
                return None
            nested = self._known.get(member)
            plain = nested is None or nested.type not in _SETS
            found.append(inner if plain else f"({inner})")
            length += len(inner)
            if length > _LONGEST:
                return None
        return word.join(found) or None

    def texts(self) -> Iterator[tuple[Place, LicenseText]]:
        """The licenses that the document defines itself."""
        named = {ref: key for key, ref in self._custom.items()}
        for ref, known in self._known.items():
            if known.text is not None and _listed_id(ref) is None:
                own = named.get(ref) or _own_id(ref) or ref
                yield known.place, LicenseText(own, known.name, known.text)


def _listed_id(ref: str) -> str | None:
    """The id in the SPDX license list, of the IRI of a listed license or exception."""
    for base in _LISTED:
        if ref.startswith(base):
            return ref.removeprefix(base).removesuffix(".html").removesuffix(".json") or None
    return None


def _own_id(ref: str) -> str | None:
    """The `LicenseRef-…` or `AdditionRef-…` at the end of an IRI."""
    for mark in ("LicenseRef-", "AdditionRef-"):
        at = ref.rfind(mark)
        if at >= 0 and ref[at:].replace("-", "").replace(".", "").isalnum():
            return ref[at:]
    return None


def is_license(node: Node) -> bool:
    """Whether an element is a license or an addition to one."""
    value: dict[str, Any] = node.value
    return node.type.startswith(("simplelicensing_", "expandedlicensing_")) or (
        node.type in ("AnyLicenseInfo", "Element") and "name" in value
    )

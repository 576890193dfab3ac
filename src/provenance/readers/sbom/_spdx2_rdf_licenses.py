"""License nodes of SPDX 2 RDF as license expressions (clause 10 and Annex D)."""

from __future__ import annotations

from typing import Final

from provenance.decoding.tag_value import Fault, Faults
from provenance.readers.sbom._spdx2_rdf_nodes import Node, Nodes, Ref, Value

_LISTED: Final = ("http://spdx.org/licenses/", "https://spdx.org/licenses/")
_TERMS: Final = "://spdx.org/rdf/terms#"
_LENGTH: Final = 1 << 20
"""Characters of one expression; sets that share their members double it with each level."""
_REPEATED: Final = 1 << 22
"""Characters of expressions that are spelled out in a second set, beyond those of their names."""
_REFERRED: Final = 1 << 26
"""The same for properties; 300,000 files that share a set of five licenses take 30 MB."""
_DEPTH: Final = 64
"""Sets inside sets."""
_SETS: Final = {"ConjunctiveLicenseSet": " AND ", "DisjunctiveLicenseSet": " OR "}

_GAPS: Final = {
    "NoAssertionLicense": "NOASSERTION",
    "SpdxNoAssertionLicense": "NOASSERTION",
    "NoneLicense": "NONE",
    "SpdxNoneLicense": "NONE",
}
"""Types of nodes that stand for no license."""
LICENSE_TYPES: Final = frozenset({*_SETS, *_GAPS, "OrLaterOperator", "WithExceptionOperator"})


class Licenses:
    """The expressions of one document; each node is spelled out once."""

    def __init__(self, nodes: Nodes, faults: Faults) -> None:
        self._nodes, self._faults = nodes, faults
        self._known: dict[str, str | None] = {}
        self._exceptions: dict[str, str] = {}
        self._within: set[str] = set()
        self._repeated = self._referred = 0

    def expression(self, value: Value) -> str | None:
        """The expression that a property stands for; None where there is none to say."""
        found = self._spell(value.value, value.line)
        if found is None or isinstance(value.value, str) or not self._is_set(value.value):
            return found
        self._referred += max(0, len(found) - len(value.value.name))
        if self._referred > _REFERRED:
            self._note(value.line, "is too long to be spelled out wherever it is referred to")
            return None
        return f"({found})"

    def _spell(self, value: str | Ref, line: int) -> str | None:
        if isinstance(value, str):
            return value.strip()
        if value.name in self._known:
            return self._again(self._known[value.name], value.name, line)
        if self._nodes.type(value.name) is None:
            return license_id(value.name)
        if value.name in self._within or len(self._within) >= _DEPTH:
            self._note(line, "is a member of itself, or too many levels deep")
            return None
        self._within.add(value.name)
        node = self._nodes.node(value.name)
        found = self._spell_node(node)
        self._within.discard(value.name)
        if found is not None and len(found) > _LENGTH:
            self._note(node.line, f"takes more than {_LENGTH} characters to spell out")
            found = None
        self._known[value.name] = found
        return found

    def _again(self, found: str | None, name: str, line: int) -> str | None:
        """An expression that was spelled out before; inside sets only as often as is bearable."""
        if found is None or not self._within:
            return found
        longer = len(found) - len(name)
        self._repeated += max(0, longer)
        if longer <= 0 or self._repeated <= _REPEATED:
            return found
        self._note(line, "is too long to be spelled out in every set that holds it")
        return None

    def _is_set(self, value: str | Ref) -> bool:
        return isinstance(value, Ref) and self._nodes.type(value.name) in _SETS

    def _spell_node(self, node: Node) -> str | None:
        if node.type in _SETS:
            return self._spell_set(node, _SETS[node.type])
        if node.type == "OrLaterOperator":
            member = self._member(node)
            return None if member is None else f"{member}+"
        if node.type == "WithExceptionOperator":
            member, exception = self._member(node), self._exception(node)
            return member if exception is None else f"{member} WITH {exception}"
        if node.type in _GAPS:
            return _GAPS[node.type]
        own = node.text("licenseId")
        return own.strip() if own else license_id(node.name)

    def _spell_set(self, node: Node, word: str) -> str | None:
        found: list[str] = []
        length = 0
        for value in node.all("member"):
            member = self._spell(value.value, value.line)
            if member is None:
                continue
            nested = self._is_set(value.value)
            found.append(f"({member})" if nested else member)
            length += len(member)
            if length > _LENGTH:
                break  # noted by whoever asked for it
        return word.join(found) if found else None

    def _member(self, node: Node) -> str | None:
        for value in node.all("member"):
            return self._spell(value.value, value.line)
        return None

    def _exception(self, node: Node) -> str | None:
        for value in node.all("licenseException"):
            if isinstance(value.value, str):
                return license_id(value.value)
            name = value.value.name
            if name not in self._exceptions:
                inside = self._nodes.get(value.value)
                own = inside.text("licenseExceptionId") if inside is not None else None
                self._exceptions[name] = own.strip() if own else license_id(name)
            return self._exceptions[name]
        return None

    def _note(self, line: int, what: str) -> None:
        fault = Fault(line, "spdx/license-set", f"a license {what}", "nothing", whole=False)
        self._faults.note(fault, what)


def license_id(name: str) -> str:
    """The id of a license by its URI: listed ones, those of the document, and the two gaps."""
    for start in _LISTED:
        if name.startswith(start):
            last = name.removeprefix(start).removesuffix(".html").removesuffix(".json")
            return last.removeprefix("exceptions/")
    return gap_of(name) or name.rpartition("#")[2]


def gap_of(name: str) -> str | None:
    """`NOASSERTION` or `NONE` where a URI stands for it."""
    if _TERMS not in name:
        return None
    return {"noassertion": "NOASSERTION", "none": "NONE"}.get(name.rpartition("#")[2].lower())

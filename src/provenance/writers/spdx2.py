"""SPDX 2.3 JSON.

- A component is a package; one of kind `file` that has a relative name and a SHA-1 (clause 8.4) is
  a file, and a snippet is one where its file is there.
- The format has licenses that are declared or concluded. One of which nobody says which is written
  as declared, and reading it back lists it as said otherwise.
- What has no time is written as made at the beginning of 1970, and what describes nothing as
  describing all to which nothing leads: the format does not do without.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from provenance.decoding.spdx2_relations import TYPES
from provenance.graph.merging import Merged
from provenance.model.component import Component, DocumentLink, Relation
from provenance.model.document import Heading, Tool
from provenance.writers import _spdx2_elements as elements
from provenance.writers import _spdx2_words as words
from provenance.writers._spdx2_licenses import Licenses
from provenance.writers._spdx_names import name_all

TARGETS: Final = ("spdx-2.3",)
SPELLED: Final = words.SPELLED
_DOCUMENT: Final = "SPDXRef-DOCUMENT"
_NONE: Final = "NONE"
_UNSAID: Final = elements.UNSAID
_KINDS: Final = {
    found.kind: (name, turned)
    for turned in (True, False)  # where both directions have a type, the straight one is taken
    for name, found in TYPES.items()
    if found.plain and found.turned is turned
}
_OTHER: Final = ("OTHER", False)
_ANALYZED: Final = {"true": True, "false": False}
Plain = dict[str, Any]


def write(merged: Merged, heading: Heading, target: str) -> tuple[Plain, dict[str, str]]:
    """The document as plain JSON values, and the name of each ref in it."""
    names = name_all((c.ref for c in merged.components), "SPDXRef-", _DOCUMENT)
    return _Writing(merged, heading, names).document(), names


class _Writing:
    """One document while it is put together."""

    def __init__(self, merged: Merged, heading: Heading, names: dict[str, str]) -> None:
        self._merged, self._heading, self._names = merged, heading, names
        self._words = words.words_of(merged, names)
        self._links = [row for link in merged.links if (row := _link(link)) is not None]
        self._documents = frozenset(row["externalDocumentId"] for row in self._links)
        self._licenses = Licenses(merged.licenses, self._documents)
        self._analyzed = {c.ref: self._is_analyzed(c) for c in merged.components}
        self._ends = names if heading.ref is None else {heading.ref: _DOCUMENT, **names}
        self._known = {*self._ends.values(), _NONE, _UNSAID}

    def document(self) -> Plain:
        """Every section; the licenses last, since elements name them."""
        heading = self._heading
        plain: Plain = {
            "spdxVersion": "SPDX-2.3",
            "dataLicense": "CC0-1.0",
            "SPDXID": _DOCUMENT,
            "name": heading.name or self._merged.name or "unnamed",
            "documentNamespace": heading.identifier,
            "creationInfo": {
                "created": elements.time(heading.timestamp),
                "creators": _creators(heading),
            },
        }
        if heading.comment is not None:
            plain["comment"] = heading.comment
        sections = self._elements()
        for rows in sections.values():
            for row in rows:
                words.put_back(row, self._words.elements.get(row["SPDXID"], []), self._licenses)
        words.put_back_all(plain, self._words, self._licenses)
        if heading.contexts:
            plain["creationInfo"].setdefault("comment", ", ".join(heading.contexts))
        sections |= {
            "externalDocumentRefs": self._links,
            "relationships": self._relationships(),
            "hasExtractedLicensingInfos": self._licenses.rows(),
        }
        return plain | {name: rows for name, rows in sections.items() if rows}

    # -- elements --------------------------------------------------------------------------------

    def _elements(self) -> dict[str, list[Plain]]:
        files, snippets = self._files(), self._snippets()
        found: dict[str, list[Plain]] = {"packages": [], "files": [], "snippets": []}
        for component in self._merged.components:
            ref, name = component.ref, self._names[component.ref]
            if ref in files:
                found["files"].append(elements.file(component, name, self._licenses))
            elif snippets.get(ref) in files:
                file = self._names[snippets[ref]]
                found["snippets"].append(elements.snippet(component, name, file, self._licenses))
            else:
                analyzed = self._analyzed[ref]
                row = elements.package(component, name, self._licenses, analyzed)
                found["packages"].append(row)
        return found

    def _is_analyzed(self, component: Component) -> bool | None:
        """What was said of it; without a word the format takes it for analyzed (clause 7.8)."""
        said = dict(component.properties).get("filesAnalyzed")
        number = self._merged.sources[component.ref]
        if not self._merged.formats[number].startswith(words.FAMILY):
            return False
        return None if said is None else _ANALYZED.get(said)

    def _files(self) -> set[str]:
        """Components that are files; those in a package that was not analyzed may not be."""
        held = {
            target
            for relation in self._merged.relations
            if relation.kind == "contains" and self._analyzed.get(relation.source) is False
            for target in relation.targets
        }
        components = self._merged.components
        return {c.ref for c in components if elements.is_file(c) and c.ref not in held}

    def _snippets(self) -> dict[str, str]:
        """The file of each snippet whose ranges are known."""
        named = {c.ref for c in self._merged.components if c.kind == "snippet"}
        ranged = {
            ref
            for ref in named
            if any(kind == "ranges" for kind, _ in self._words.elements.get(self._names[ref], ()))
        }
        return {
            target: relation.source
            for relation in self._merged.relations
            if relation.kind == "contains"
            for target in relation.targets
            if target in ranged
        }

    # -- relations -------------------------------------------------------------------------------

    def _relationships(self) -> list[Plain]:
        """Those in words of their own first; what they say is not said again."""
        found = [row for row in self._words.relationships if self._is_known(row)]
        said = {words.edge_of(row) for row in found}
        for edge, row in self._facts():
            if edge not in said:
                said.add(edge)
                found.append(row)
        return found

    def _facts(self) -> Iterator[tuple[words.Edge, Plain]]:
        """What facts say, and the relationship for it."""
        for target in self._roots():
            yield (_DOCUMENT, "describes", target), _row(_DOCUMENT, "DESCRIBES", target)
        for relation in self._merged.relations:
            yield from self._related(relation)
        yield from self._gaps()

    def _is_known(self, row: Plain) -> bool:
        """Whether both ends of a relationship are in the document, or in one that it names."""
        ends = (row.get("spdxElementId"), row.get("relatedSpdxElement"))
        return all(end in self._known or self._is_outside(str(end)) for end in ends)

    def _end(self, ref: str) -> str | None:
        return self._ends.get(ref, ref if self._is_outside(ref) else None)

    def _is_outside(self, ref: str) -> bool:
        return ref.partition(":")[0] in self._documents

    def _roots(self) -> Iterable[str]:
        """The format does not do without: else everything to which nothing leads, else all."""
        gap = dict(self._heading.gaps).get("roots")
        roots = [self._names[root] for root in self._merged.roots if root in self._names]
        if not roots and gap in ("none", "noAssertion"):
            return [_NONE if gap == "none" else _UNSAID]
        if roots:
            return roots
        relations = self._merged.relations
        led_to = {t for r in relations if r.kind != "describes" for t in r.targets}
        free = [name for ref, name in self._names.items() if ref not in led_to]
        return free or list(self._names.values())

    def _related(self, relation: Relation) -> Iterator[tuple[words.Edge, Plain]]:
        source = self._end(relation.source)
        if source is None:
            return
        kind, turned = _KINDS.get(relation.kind, _OTHER)
        more = {"comment": relation.kind} if relation.kind not in _KINDS else {}
        if not relation.targets and not turned:
            yield (source, relation.kind, _NONE), _row(source, kind, _NONE) | more
        for target in relation.targets:
            other = self._end(target)
            if other is not None:
                row = _row(other, kind, source) if turned else _row(source, kind, other)
                yield (source, relation.kind, other), row | more

    def _gaps(self) -> Iterator[tuple[words.Edge, Plain]]:
        for fact in self._merged.completeness:
            kind, turned = _KINDS.get(fact.kind, ("", True))
            if fact.state == "unknown" and not turned and fact.subject in self._ends:
                source = self._ends[fact.subject]
                yield (source, fact.kind, _UNSAID), _row(source, kind, _UNSAID)


def _row(source: str, kind: str, target: str) -> Plain:
    return {"spdxElementId": source, "relationshipType": kind, "relatedSpdxElement": target}


def _link(link: DocumentLink) -> Plain | None:
    """Another document; the format wants its digest, and names of a form (clause 6.6)."""
    sums = elements.checksums(link.digests)
    if not link.prefix.startswith("DocumentRef-") or not sums:
        return None
    ref = link.prefix.rstrip(":")
    return {"externalDocumentId": ref, "spdxDocument": link.identifier, "checksum": sums[0]}


def _creators(heading: Heading) -> list[str]:
    parties = [line for one in heading.authors or () if (line := elements.party(one)) is not None]
    return [*parties, *(f"Tool: {_tool(tool)}" for tool in heading.tools or ())]


def _tool(tool: Tool) -> str:
    return f"{tool.name}-{tool.version}" if tool.version else tool.name

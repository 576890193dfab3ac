"""SPDX 3.0.1 JSON-LD: core, software and simple licensing.

Every element is named by an IRI below that of the document; one that has an IRI of its own keeps
it. A relation is one relationship, so that what was said of it goes with it. The format has
licenses that are declared or concluded: one of which nobody says which is written as declared.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from provenance.decoding.license_expression import license_fault
from provenance.graph.merging import Merged
from provenance.model.component import Component, DocumentLink, License, Party
from provenance.model.document import Heading
from provenance.writers import _spdx3_words as words
from provenance.writers._spdx3_elements import class_of, fields_of, hashes, time
from provenance.writers._spdx3_licenses import Licenses
from provenance.writers._spdx_names import name_all

TARGETS: Final = ("spdx-3.0.1",)
SPELLED: Final = words.SPELLED

_CONTEXT: Final = "https://spdx.org/rdf/3.0.1/spdx-context.jsonld"
_TERMS: Final = "https://spdx.org/rdf/3.0.1/terms/"
_CREATION: Final = "_:creation"
_CONTEXTS: Final = frozenset({"analyzed", "build", "deployed", "design", "runtime", "source"})
_STATES: Final = {"complete": "complete", "incomplete": "incomplete", "unknown": "noAssertion"}
_CLASSES: Final = {"person": "Person", "organization": "Organization", "tool": "SoftwareAgent"}
_ASSOCIATED: Final = "hasAssociatedVulnerability"
_is_iri: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+").fullmatch
_GAPS: Final = {"noAssertion": "NOASSERTION", "none": "NONE"}
_is_word: Final = re.compile(r"[A-Za-z][A-Za-z0-9]*").fullmatch
_NO_WORD: Final = frozenset({"provides"})
Plain = dict[str, Any]


def write(merged: Merged, heading: Heading, target: str) -> tuple[Plain, dict[str, str]]:
    """The document as plain JSON values, and the name of each ref in it."""
    base = f"{heading.identifier}#"
    said = words.words_of(merged)
    refs = [component.ref for component in merged.components]
    refs += said.elements
    names = name_all(dict.fromkeys(refs), base, f"{base}document", keeps_iris=True)
    graph = _Writing(merged, heading, names, said).graph()
    return {"@context": _CONTEXT, "@graph": graph}, names


class _Writing:
    """One document while it is put together."""

    def __init__(
        self, merged: Merged, heading: Heading, names: dict[str, str], said: words.Words
    ) -> None:
        self._merged, self._heading, self._names, self._said = merged, heading, names, said
        self._base, self._count = f"{heading.identifier}#", 0
        self._elements: list[Plain] = []
        self._main = self._said_creation()
        self._said = words.with_names(said, names, self._main)
        wholes = self._said.elements
        self._parties = dict(words.parties_of(wholes))
        self._tools = dict(words.tools_of(wholes))
        licenses = dict(words.licenses_of(wholes))
        self._licenses = Licenses(self._element, self._base, licenses)
        self._known = dict(words.vulnerabilities_of(wholes))
        self._creations = {ref: key for key, row in said.creations.items() for ref in row[1]}

    def _said_creation(self) -> str:
        """What whole elements call the creation information of their document, if it is one."""
        own = {str(one.get("creationInfo")) for one in self._said.elements.values()}
        own -= self._said.creations.keys()
        name = own.pop() if len(own) == 1 else ""
        return name if name.startswith("_:") else _CREATION

    def graph(self) -> list[Plain]:
        """The creation, the document, and every element."""
        owned = {component.ref for component in self._merged.components}
        self._elements += [one for ref, one in self._said.elements.items() if ref not in owned]
        creation = self._creation()
        self._licenses.define(self._merged.licenses)
        for component in self._merged.components:
            self._component(component)
        self._relations()
        self._vulnerabilities()
        others = [value for value, _ in self._said.creations.values()]
        return [creation, *others, *self._head(), *self._elements]

    def _creation(self) -> Plain:
        heading = self._heading
        tools = [
            self._tools.get(tool) or self._element("Tool", {"name": str(tool)}, "tool")
            for tool in heading.tools or ()
        ]
        authors = [self._party(party) for party in heading.authors or ()]
        if not authors:  # the format does not do without
            authors = [self._element("SoftwareAgent", {"name": "provenance"}, "agent")]
        creation = {
            "type": "CreationInfo",
            "@id": self._main,
            "specVersion": "3.0.1",
            "created": time(heading.timestamp),
            "createdBy": authors,
            "createdUsing": tools,
        }
        return {name: value for name, value in creation.items() if value}

    def _head(self) -> Iterator[Plain]:
        heading = self._heading
        roots = [self._names[root] for root in self._merged.roots if root in self._names]
        said = [element.get("software_sbomType") or () for element in self._said.elements.values()]
        told = {kind for kinds in said for kind in kinds}
        contexts = [text for text in heading.contexts or () if text in _CONTEXTS - told]
        document: Plain = {
            "type": "SpdxDocument",
            "spdxId": f"{self._base}document",
            "creationInfo": self._main,
            "name": heading.name,
            "comment": heading.comment,
            "dataLicense": self._data_license(),
            "rootElement": roots,
            "import": [_import(link) for link in self._merged.links if _is_iri(link.prefix)],
        }
        document = {name: value for name, value in document.items() if value not in (None, [])}
        words.put_back(document, self._of_document(), self._names)
        document.setdefault("profileConformance", ["core", "software", "simpleLicensing"])
        if contexts:
            sbom = {
                "type": "software_Sbom",
                "spdxId": f"{self._base}sbom",
                "creationInfo": self._main,
                "rootElement": roots,
                "software_sbomType": contexts,
            }
            document["rootElement"] = [sbom["spdxId"]]
            yield {name: value for name, value in sbom.items() if value}
        yield document

    def _of_document(self) -> list[tuple[str, Any]]:
        fields = self._said.fields
        imports = [row for rows in fields.values() for row in rows if row[0] == "import"]
        return [*imports, *fields.get((), ())]

    def _data_license(self) -> str | None:
        text = self._heading.license
        if text is None:
            return None
        is_name = license_fault(text) is not None
        return self._licenses.name(License(text, "name" if is_name else "expression"))

    def _element(self, kind: str, fields: Plain, word: str, name: str | None = None) -> str:
        """A new element; its name."""
        self._count += 1
        name = name or f"{self._base}{word}-{self._count}"
        kept = {key: value for key, value in fields.items() if value is not None}
        self._elements.append({"type": kind, "spdxId": name, "creationInfo": self._main, **kept})
        return name

    # -- components ------------------------------------------------------------------------------

    def _component(self, component: Component) -> None:
        said = [row for row in self._said.fields.get((component.ref,), ()) if row[0] != "import"]
        class_ = class_of(component, {kind for kind, _ in said})
        fields = fields_of(component, class_)
        supplier, producer = component.supplier, component.producer
        by = self._party(supplier) if supplier else self._nobody(component.gap("supplier"))
        fields["suppliedBy"] = by
        by = self._party(producer) if producer else self._nobody(component.gap("producer"))
        fields["originatedBy"] = [by] if by else None
        name = self._element(class_, fields, "", self._names[component.ref])
        element = self._elements[-1]
        element["creationInfo"] = self._creations.get(component.ref, self._main)
        words.put_back(element, said, self._names)
        for license_ in component.licenses or ():
            stage = "Concluded" if license_.stage == "concluded" else "Declared"
            self._relate(name, f"has{stage}License", [self._licenses.name(license_)])
        for stage in ("Concluded", "Declared"):
            gap = component.gap(f"licenses.{stage.lower()}")
            if gap in ("none", "noAssertion"):
                word = "NoneLicense" if gap == "none" else "NoAssertionLicense"
                target = f"{_TERMS}ExpandedLicensing/{word}"
                self._relate(name, f"has{stage}License", [target])

    def _nobody(self, gap: str | None) -> str | None:
        """An agent of that name, where the document has one; the format has no other word."""
        word = _GAPS.get(gap or "")
        agents = (name for party, name in self._parties.items() if word and party.name == word)
        return next(agents, None)

    def _party(self, party: Party) -> str:
        found = self._parties.get(party)
        if found is None and party == Party(party.name) and _is_iri(party.name or ""):
            return party.name or ""  # somebody whom another document describes
        if found is None:
            rows = [
                {
                    "type": "ExternalIdentifier",
                    "externalIdentifierType": "urlScheme" if "://" in text else "email",
                    "identifier": text,
                }
                for text in party.contacts
            ]
            fields = {"name": party.name, "externalIdentifier": rows or None}
            class_ = _CLASSES.get(party.kind, "Agent")
            found = self._parties[party] = self._element(class_, fields, "agent")
        return found

    # -- relations -------------------------------------------------------------------------------

    def _relations(self) -> None:
        states = {(f.subject, f.kind): _STATES.get(f.state) for f in self._merged.completeness}
        told = set()
        for relation in self._merged.relations:
            key = (relation.source, relation.kind)
            source = next(self._targets((relation.source,)), None)
            targets = [*self._targets(relation.targets)]
            if source is None or (relation.targets and not targets):
                continue
            told.add(key)
            state = states.get(key)
            targets = targets or [_nothing(state)]
            self._relate(source, relation.kind, targets, state)
            said = self._said.fields.get((relation.source, *relation.targets), [])
            if relation.targets and said:
                words.put_back(self._elements[-1], said, self._names)
        for (subject, kind), state in states.items():
            if (subject, kind) not in told and subject in self._names and state is not None:
                self._relate(self._names[subject], kind, [_nothing(state)], state)

    def _targets(self, refs: Iterable[str]) -> Iterator[str]:
        """Elements of this document, and those that stand elsewhere by an IRI of theirs."""
        for ref in dict.fromkeys(refs):
            name = self._names.get(ref, ref)
            if ref in self._names or _is_iri(name):
                yield name

    def _relate(self, source: str, kind: str, targets: list[str], state: str | None = None) -> None:
        word = "other" if kind in _NO_WORD or not _is_word(kind) else kind
        fields = {"from": source, "relationshipType": word, "to": targets, "completeness": state}
        self._element("Relationship", fields, "relation")

    def _vulnerabilities(self) -> None:
        for fact in self._merged.vulnerabilities:
            name = self._known.get(fact.id)
            if name is not None and fact.state is not None:
                continue  # its assessment is a whole element
            if name is None:
                fields = {"name": fact.id}
                name = self._element("security_Vulnerability", fields, "vulnerability")
                self._known[fact.id] = name
            for ref in fact.affects:
                if ref in self._names:
                    self._relate(self._names[ref], _ASSOCIATED, [name])


def _nothing(state: str | None) -> str:
    return f"{_TERMS}Core/{'NoAssertionElement' if state == 'noAssertion' else 'NoneElement'}"


def _import(link: DocumentLink) -> Plain:
    found: Plain = {"type": "ExternalMap", "externalSpdxId": link.prefix}
    return found | ({"verifiedUsing": hashes(link.digests)} if link.digests else {})

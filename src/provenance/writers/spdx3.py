"""SPDX 3.0.1 JSON-LD: core, software and simple licensing.

Every element is named by an IRI below that of the document; one that has an IRI of its own keeps
it. What stands behind a component without kinds of its own in the format is left to the losses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, Final

from provenance.decoding.time import parse_time
from provenance.graph.merging import Merged
from provenance.model.component import Component, License, Party
from provenance.model.document import Heading
from provenance.writers._spdx_names import name_all

TARGETS: Final = ("spdx-3.0.1",)

_CONTEXT: Final = "https://spdx.org/rdf/3.0.1/spdx-context.jsonld"
_TERMS: Final = "https://spdx.org/rdf/3.0.1/terms/"
_CREATION: Final = "_:creation"
_NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
_CLASSES: Final = {"file": "software_File"}
_PURPOSES: Final = {
    "application": "application",
    "container": "container",
    "data": "data",
    "device": "device",
    "device-driver": "deviceDriver",
    "firmware": "firmware",
    "framework": "framework",
    "library": "library",
    "machine-learning-model": "model",
    "operating-system": "operatingSystem",
    "platform": "platform",
}
_CONTEXTS: Final = frozenset({"analyzed", "build", "deployed", "design", "runtime", "source"})
_LEVELS: Final = frozenset(
    {"deployed", "development", "endOfSupport", "limitedSupport", "noSupport", "support"}
)
_IDENTIFIERS: Final = {"purl": "packageUrl", "swid": "swid", "swhid": "swhid", "omnibor": "gitoid"}
_STATES: Final = {"complete": "complete", "incomplete": "incomplete", "unknown": "noAssertion"}
_NO_WORD: Final = frozenset({"provides"})
Plain = dict[str, Any]


def write(merged: Merged, heading: Heading, target: str) -> tuple[Plain, dict[str, str]]:
    """The document as plain JSON values, and the name of each ref in it."""
    base = f"{heading.identifier}#"
    names = name_all((c.ref for c in merged.components), base, f"{base}document", keeps_iris=True)
    return {"@context": _CONTEXT, "@graph": _Writing(merged, heading, base, names).graph()}, names


class _Writing:
    """One document while it is put together."""

    def __init__(self, merged: Merged, heading: Heading, base: str, names: dict[str, str]) -> None:
        self._merged, self._heading, self._base, self._names = merged, heading, base, names
        self._elements: list[Plain] = []
        self._parties: dict[Party, str] = {}
        self._licenses: dict[License, str] = {}
        self._count = 0

    def graph(self) -> list[Plain]:
        """The creation, the document, and every element."""
        heading = self._heading
        authors = [self._party(party) for party in heading.authors or ()]
        tools = [self._element("Tool", {"name": str(tool)}, "tool") for tool in heading.tools or ()]
        if not authors:
            authors = [self._element("SoftwareAgent", {"name": "provenance"}, "agent")]
        for component in self._merged.components:
            self._component(component)
        self._relations()
        self._vulnerabilities()
        creation = {
            "type": "CreationInfo",
            "@id": _CREATION,
            "specVersion": "3.0.1",
            "created": _time(heading.timestamp),
            "createdBy": authors,
            "createdUsing": tools,
        }
        return [{k: v for k, v in creation.items() if v}, *self._head(), *self._elements]

    def _head(self) -> Iterator[Plain]:
        roots = [self._names[root] for root in self._merged.roots if root in self._names]
        contexts = [text for text in self._heading.contexts or () if text in _CONTEXTS]
        document: Plain = {
            "type": "SpdxDocument",
            "spdxId": f"{self._base}document",
            "creationInfo": _CREATION,
            "name": self._heading.name,
            "profileConformance": ["core", "software", "simpleLicensing"],
            "rootElement": roots,
        }
        if contexts:
            sbom = {
                "type": "software_Sbom",
                "spdxId": f"{self._base}sbom",
                "creationInfo": _CREATION,
                "rootElement": roots,
                "software_sbomType": contexts,
            }
            document["rootElement"] = [sbom["spdxId"]]
            yield {name: value for name, value in sbom.items() if value}
        yield {name: value for name, value in document.items() if value}

    def _element(self, kind: str, fields: Plain, word: str, name: str | None = None) -> str:
        """A new element; its name."""
        self._count += 1
        name = name or f"{self._base}{word}-{self._count}"
        kept = {key: value for key, value in fields.items() if value not in (None, [], "")}
        self._elements.append({"type": kind, "spdxId": name, "creationInfo": _CREATION, **kept})
        return name

    # -- components ------------------------------------------------------------------------------

    def _component(self, component: Component) -> None:
        kind = component.kind or ""
        purl = component.purl
        fields: Plain = {
            "name": component.name,
            "description": component.description,
            "software_copyrightText": component.copyright or _gap(component),
            "software_primaryPurpose": _PURPOSES.get(kind),
            "suppliedBy": self._party(component.supplier) if component.supplier else None,
            "originatedBy": [self._party(component.producer)] if component.producer else None,
            "verifiedUsing": _hashes(component),
            "externalIdentifier": list(_identifiers(component, purl)),
            "externalRef": list(_references(component)),
            **_support(component),
        }
        if kind not in _CLASSES:
            sources = [r.url for r in component.references if r.kind == "distribution"]
            fields["software_packageVersion"] = component.version
            fields["software_packageUrl"] = purl
            fields["software_downloadLocation"] = sources[0] if sources else None
        name = self._names[component.ref]
        self._element(_CLASSES.get(kind, "software_Package"), fields, "", name)
        for license_ in component.licenses or ():
            stage = "Concluded" if license_.stage == "concluded" else "Declared"
            self._relate(name, f"has{stage}License", [self._license(license_)])
        for stage in ("Concluded", "Declared"):
            gap = component.gap(f"licenses.{stage.lower()}")
            if gap in ("none", "noAssertion"):
                word = "NoneLicense" if gap == "none" else "NoAssertionLicense"
                target = f"{_TERMS}ExpandedLicensing/{word}"
                self._relate(name, f"has{stage}License", [target])

    def _party(self, party: Party) -> str:
        found = self._parties.get(party)
        if found is None:
            kind = "Person" if party.kind == "person" else "Organization"
            rows = [
                {
                    "type": "ExternalIdentifier",
                    "externalIdentifierType": "urlScheme" if "://" in text else "email",
                    "identifier": text,
                }
                for text in party.contacts
            ]
            fields = {"name": party.name, "externalIdentifier": rows}
            found = self._parties[party] = self._element(kind, fields, "agent")
        return found

    def _license(self, license_: License) -> str:
        found = self._licenses.get(license_)
        if found is None:
            if license_.form == "expression":
                kind = "simplelicensing_LicenseExpression"
                fields = {"simplelicensing_licenseExpression": license_.value}
            else:
                kind = "simplelicensing_SimpleLicensingText"
                text = license_.text if license_.text is not None else license_.value
                fields = {"name": license_.value, "simplelicensing_licenseText": text}
            found = self._licenses[license_] = self._element(kind, fields, "license")
        return found

    # -- relations -------------------------------------------------------------------------------

    def _relations(self) -> None:
        states = {(f.subject, f.kind): _STATES.get(f.state) for f in self._merged.completeness}
        rows: dict[tuple[str, str], list[str]] = {}
        for relation in self._merged.relations:
            if relation.source in self._names:
                rows.setdefault((relation.source, relation.kind), []).extend(relation.targets)
        for key in states:
            rows.setdefault(key, [])
        for (source, kind), targets in rows.items():
            state = states.get((source, kind))
            known = [self._names[t] for t in dict.fromkeys(targets) if t in self._names]
            if not known and source in self._names:
                word = "NoAssertionElement" if state == "noAssertion" else "NoneElement"
                known = [f"{_TERMS}Core/{word}"] if not targets else []
            if known and source in self._names:
                self._relate(self._names[source], kind, known, state)

    def _relate(self, source: str, kind: str, targets: list[str], state: str | None = None) -> None:
        word = "other" if kind in _NO_WORD else kind
        fields = {"from": source, "relationshipType": word, "to": targets, "completeness": state}
        self._element("Relationship", fields, "relation")

    def _vulnerabilities(self) -> None:
        for fact in self._merged.vulnerabilities:
            name = self._element("security_Vulnerability", {"name": fact.id}, "vulnerability")
            for ref in fact.affects:
                if ref in self._names:
                    self._relate(self._names[ref], "hasAssociatedVulnerability", [name])


def _gap(component: Component) -> str | None:
    return {"noAssertion": "NOASSERTION", "none": "NONE"}.get(component.gap("copyright") or "")


def _hashes(component: Component) -> list[Plain]:
    return [
        {"type": "Hash", "algorithm": _algorithm(d.algorithm), "hashValue": d.value}
        for d in component.digests or ()
    ]


def _algorithm(name: str) -> str:
    """SPDX 3 spells `sha3_256` as in-toto does, and BLAKE2 without a line."""
    return re.sub(r"^blake2b_(\d+)$", r"blake2b\1", name)


def _identifiers(component: Component, purl: str | None) -> Iterable[Plain]:
    packaged = component.kind not in _CLASSES
    for identifier in component.identifiers:
        if packaged and identifier.kind == "purl" and identifier.value == purl:
            continue
        kind = _IDENTIFIERS.get(identifier.kind, "other")
        if identifier.kind == "cpe":
            kind = "cpe23" if identifier.value.lower().startswith("cpe:2.3:") else "cpe22"
        yield {
            "type": "ExternalIdentifier",
            "externalIdentifierType": kind,
            "identifier": identifier.value,
        }


def _references(component: Component) -> Iterable[Plain]:
    for reference in component.references:
        if reference.kind != "distribution" or component.kind in _CLASSES:
            kind = _WORDS.get(reference.kind, "other")
            yield {"type": "ExternalRef", "externalRefType": kind, "locator": [reference.url]}


_WORDS: Final = {
    "vcs": "vcs",
    "website": "altWebPage",
    "issue-tracker": "issueTracker",
    "mailing-list": "mailingList",
    "documentation": "documentation",
    "license": "license",
    "build-meta": "buildMeta",
    "build-system": "buildSystem",
    "chat": "chat",
    "support": "support",
    "release-notes": "releaseNotes",
    "advisories": "securityAdvisory",
    "source-distribution": "sourceArtifact",
}


def _support(component: Component) -> Plain:
    support = component.support
    if support is None:
        return {}
    until = parse_time(support.until) if support.until else None
    return {
        "supportLevel": [support.level] if support.level in _LEVELS else None,
        "validUntilTime": None if until is None else _time(support.until),
    }


def _time(text: str | None) -> str:
    found = parse_time(text) if text else None
    return (found or _NEVER).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

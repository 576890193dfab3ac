"""Packages, files and snippets of an SPDX 3 graph as components."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from provenance.decoding.details import detail_of
from provenance.model.component import (
    Component,
    Detail,
    Gap,
    Identifier,
    Reference,
    Support,
)
from provenance.model.digest import Digest, Scope, algorithm_name, check_digest
from provenance.model.origin import Place
from provenance.readers.sbom._spdx3_nodes import Node, Nodes
from provenance.readers.sbom._spdx3_words import (
    COMPONENTS,
    IDENTIFIERS,
    IMAGES,
    PURPOSES,
    REFERENCES,
    SCOPES,
    as_list,
    as_text,
    gap_of,
)
from provenance.readers.sbom._spdx_remarks import Remarks

Items = Iterator[tuple[Place, Any]]

_READ: Final = frozenset(
    {
        *("spdxId", "@id", "@context", "type", "@type", "creationInfo"),
        *("name", "description", "suppliedBy", "originatedBy", "verifiedUsing"),
        *("externalIdentifier", "externalRef", "software_contentIdentifier"),
        *("software_packageVersion", "software_packageUrl", "software_downloadLocation"),
        *("software_homePage", "software_copyrightText", "software_primaryPurpose"),
        *("software_additionalPurpose", "supportLevel", "validUntilTime", "extension"),
    }
)
_TEXTS: Final = (
    *("name", "description", "software_packageVersion", "software_packageUrl"),
    *("software_downloadLocation", "software_homePage", "software_copyrightText"),
    *("software_primaryPurpose", "validUntilTime"),
)
_OF_IDENTIFIER: Final = frozenset({"type", "@id", "externalIdentifierType", "identifier"})
_OF_CONTENT: Final = frozenset(
    {
        *("type", "@id", "software_contentIdentifierType"),
        "software_contentIdentifierValue",
    }
)
_OF_HASH: Final = frozenset({"type", "@id", "algorithm", "hashValue"})
_OF_REFERENCE: Final = frozenset({"type", "@id", "externalRefType", "locator"})
_LISTS: Final = ("externalIdentifier", "verifiedUsing", "externalRef", "software_contentIdentifier")


class Draft(NamedTuple):
    """A component whose supplier, producers and licenses are not yet known by name."""

    place: Place
    component: Component
    supplier: str | None
    producers: tuple[str, ...]


class _Parts(NamedTuple):
    """What is collected for one component."""

    gaps: list[tuple[str, Gap]]
    identifiers: list[Identifier]
    references: list[Reference]
    properties: list[tuple[str, str]]
    details: list[tuple[str, Any]]


def waits_for_parts(node: Node) -> bool:
    """Whether the parts of an element stand elsewhere in the graph and are named by their id."""
    value = node.value
    return any(isinstance(part, str) for name in _LISTS for part in as_list(value.get(name)))


class Components:
    """Builds the components of one document."""

    def __init__(self, nodes: Nodes, remarks: Remarks) -> None:
        self._nodes, self._remarks = nodes, remarks
        self.parts: dict[str, dict[str, Any]] = {}

    def read(self, node: Node) -> tuple[Draft, list[Detail]]:
        """A component, and what it has no field for."""
        value, place = node.value, node.place
        parts = _Parts([], [], [], [], [])
        texts: dict[str, str | None] = {}
        texts |= {name: self._text(value, name, parts) for name in _TEXTS if name in value}
        self._identifiers(value, texts, parts)
        self._references(value, texts, parts, place)
        digests = self._digests(node, texts.get("software_primaryPurpose"), parts)
        self._extensions(value, parts)
        self._purposes(value, parts)
        support = self._support(value, texts, parts)
        parts.details.extend((n, part) for n, part in value.items() if n not in _READ)
        component = Component(
            node.ref,
            texts.get("name"),
            texts.get("software_packageVersion"),
            _kind(node.type, texts.get("software_primaryPurpose")),
            tuple(parts.identifiers),
            digests,
            references=tuple(parts.references),
            description=texts.get("description"),
            copyright=self._stated("copyright", texts.get("software_copyrightText"), parts),
            filename=texts.get("name") if node.type == "software_File" else None,
            properties=tuple(parts.properties),
            support=support,
            gaps=tuple(parts.gaps),
        )
        supplier = self._nodes.one(value.get("suppliedBy"), f"{place}/suppliedBy")
        makers = as_list(value.get("originatedBy"))
        producers = self._nodes.refs(makers, f"{place}/originatedBy") if makers else ()
        if supplier is None and value.get("suppliedBy") is not None:
            parts.details.append(("suppliedBy", value["suppliedBy"]))
        if len(producers) > 1:
            parts.details.append(("originatedBy", makers))
        about = (node.ref,)
        details = [detail_of(name, part, about) for name, part in parts.details]
        return Draft(place, component, supplier, producers), details

    # -- fields ----------------------------------------------------------------------------------

    def _text(self, value: dict[str, Any], name: str, parts: _Parts) -> str | None:
        found = value[name]
        if type(found) is str:
            return found
        text = as_text(found)
        if text is None and found is not None:
            parts.details.append((name, found))
        return text

    def _stated(self, field: str, text: str | None, parts: _Parts) -> str | None:
        """A text, or None and a gap where it says that it is not known or that there is none."""
        gap = gap_of(text) if text in ("NOASSERTION", "NONE") else None
        if gap is None:
            return text
        parts.gaps.append((field, gap))
        return None

    def _purposes(self, value: dict[str, Any], parts: _Parts) -> None:
        for name in ("software_primaryPurpose", "software_additionalPurpose"):
            for purpose in as_list(value.get(name)):
                if isinstance(purpose, str):
                    parts.properties.append((name, purpose))

    def _support(
        self, value: dict[str, Any], texts: dict[str, str | None], parts: _Parts
    ) -> Support | None:
        levels = [one for one in as_list(value.get("supportLevel")) if isinstance(one, str)]
        known = [level for level in levels if level != "noAssertion"]
        if len(known) < len(levels):
            parts.gaps.append(("support", "noAssertion"))
        if len(known) > 1:
            parts.details.append(("supportLevel", levels))
        until = texts.get("validUntilTime")
        return Support(known[0] if known else None, until) if known or until else None

    def _extensions(self, value: dict[str, Any], parts: _Parts) -> None:
        """Properties in the manner of CycloneDX are properties; other extensions are kept."""
        for extension in as_list(value.get("extension")):
            found = extension.get("extension_cdxProperty") if isinstance(extension, dict) else None
            for entry in as_list(found):
                if not isinstance(entry, dict):
                    continue
                name = as_text(entry.get("extension_cdxPropName"))
                text = as_text(entry.get("extension_cdxPropValue"))
                if name is not None:
                    parts.properties.append((name, text or ""))
            if found is None:
                parts.details.append(("extension", extension))

    # -- identifiers and references --------------------------------------------------------------

    def _objects(self, value: dict[str, Any], name: str) -> Iterator[tuple[int, dict[str, Any]]]:
        """The objects of a list field, also those that stand elsewhere in the graph."""
        for at, part in enumerate(as_list(value.get(name))):
            if isinstance(part, str):
                ref = self._nodes.ref(part, "")
                part = self.parts.get(ref or "", {})
            if isinstance(part, dict):
                yield at, part

    def _identifiers(
        self, value: dict[str, Any], texts: dict[str, str | None], parts: _Parts
    ) -> None:
        found = parts.identifiers
        purl = texts.get("software_packageUrl")
        if purl:
            found.append(Identifier("purl", purl))
        for _, part in self._objects(value, "externalIdentifier"):
            kind = IDENTIFIERS.get(as_text(part.get("externalIdentifierType")) or "")
            text = as_text(part.get("identifier"))
            if kind is None or not text:
                parts.details.append(("externalIdentifier", part))
                continue
            if (kind, text) != ("purl", purl):
                found.append(Identifier(kind, text))
            if not part.keys() <= _OF_IDENTIFIER:
                parts.details.append(("externalIdentifier", part))
        for _, part in self._objects(value, "software_contentIdentifier"):
            self._content_identifier(part, "software_contentIdentifier", parts)

    def _content_identifier(self, part: dict[str, Any], name: str, parts: _Parts) -> None:
        kind = IDENTIFIERS.get(as_text(part.get("software_contentIdentifierType")) or "")
        text = as_text(part.get("software_contentIdentifierValue"))
        if kind is not None and text:
            parts.identifiers.append(Identifier(kind, text))
        if kind is None or not text or not part.keys() <= _OF_CONTENT:
            parts.details.append((name, part))

    def _references(
        self, value: dict[str, Any], texts: dict[str, str | None], parts: _Parts, place: Place
    ) -> None:
        download = texts.get("software_downloadLocation")
        url = self._stated("references.deployable", download, parts)
        if url:
            parts.references.append(Reference("distribution", url))
        home = self._stated("references.website", texts.get("software_homePage"), parts)
        if home:
            parts.references.append(Reference("website", home))
        for _, part in self._objects(value, "externalRef"):
            kind = as_text(part.get("externalRefType")) or "other"
            urls = [one for one in as_list(part.get("locator")) if isinstance(one, str)]
            kind = REFERENCES.get(kind, kind)
            parts.references.extend(Reference(kind, one) for one in urls)
            if not urls or not part.keys() <= _OF_REFERENCE:
                parts.details.append(("externalRef", part))

    # -- digests ---------------------------------------------------------------------------------

    def _digests(self, node: Node, purpose: str | None, parts: _Parts) -> tuple[Digest, ...] | None:
        if "verifiedUsing" not in node.value:
            return None
        scope = SCOPES.get(node.type, "image" if purpose in IMAGES else "archive")
        place = f"{node.place}/verifiedUsing"
        found = []
        for at, part in self._objects(node.value, "verifiedUsing"):
            type_ = part.get("type")
            if type_ == "software_ContentIdentifier":
                self._content_identifier(part, "verifiedUsing", parts)
            elif type_ == "PackageVerificationCode":
                parts.details.append(("packageVerificationCode", part))
            else:
                digest = self.digest(part, f"{place}/{at}", scope)
                found += [digest] if digest is not None else []
                if not part.keys() <= _OF_HASH:
                    parts.details.append(("verifiedUsing", part))
        return tuple(found)

    def digest(self, part: dict[str, Any], place: Place, scope: Scope) -> Digest | None:
        """The digest of a Hash; one that cannot be is noted and left out."""
        algorithm, written = as_text(part.get("algorithm")), as_text(part.get("hashValue"))
        if algorithm is None or written is None:
            return None  # the schema says so
        name, value = algorithm_name(algorithm), written.lower()
        fault = check_digest(name, value)
        if fault is not None:
            detail = f"the {name} of an element {fault}"
            self._remarks.note(
                "spdx/malformed-digest",
                f"{place}/hashValue",
                detail,
                read_as="no digest",
                whole=False,
                group=detail,
            )
            return None
        if value != written:
            self._remarks.note(
                "spdx/upper-case-digest",
                f"{place}/hashValue",
                "a digest is in upper case",
                kind="observation",
                read_as="the same digest in lower case",
            )
        return Digest(name, value, scope)


def _kind(type_: str, purpose: str | None) -> str:
    if type_ in ("software_Package", "software_SoftwareArtifact"):
        return PURPOSES.get(purpose or "", "package")
    return COMPONENTS[type_]

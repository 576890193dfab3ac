"""Properties of SPDX 2 RDF (Annex C, the RDF object model) as members of the JSON schema."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import unquote

import msgspec

from provenance.decoding.tag_value import Fault, Faults, excerpt
from provenance.model.component import Detail
from provenance.model.origin import Place
from provenance.readers.sbom._spdx2_rdf_licenses import Licenses, gap_of
from provenance.readers.sbom._spdx2_rdf_nodes import Node, Nodes, Ref, Value

Convert = Callable[["Filling", Value], Any]
Field = tuple[str, bool, Convert]
"""The member of the JSON schema that a property becomes, whether it is a list, and its value."""

_CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_REFERENCES: Final = "http://spdx.org/rdf/references/"
_SPELLINGS: Final = {
    "SPDXVersion": "specVersion",
    "spdxVersion": "specVersion",
    "documentName": "name",
}
"""Names of other serializations that documents have as properties."""
_ALGORITHMS: Final = {
    "BLAKE2B256": "BLAKE2b-256",
    "BLAKE2B384": "BLAKE2b-384",
    "BLAKE2B512": "BLAKE2b-512",
    "SHA3_256": "SHA3-256",
    "SHA3_384": "SHA3-384",
    "SHA3_512": "SHA3-512",
}
"""Algorithms whose names in RDF have no hyphen."""


def _word(parts: Filling, value: Value) -> Any:
    """Text, or the gap that a URI stands for, or the URI itself."""
    if isinstance(value.value, str):
        return value.value
    return gap_of(value.value.name) or value.value.name


def _code(separator: str) -> Convert:
    """The last part of a URI such as `…#relationshipType_dependsOn`, as the schema spells it."""

    def convert(parts: Filling, value: Value) -> Any:
        if isinstance(value.value, str):
            return value.value
        last = value.value.name.rpartition("#")[2].rpartition("_")[2]
        return _CAMEL.sub(separator, last).upper()

    return convert


def _algorithm(parts: Filling, value: Value) -> Any:
    if isinstance(value.value, str):
        return value.value
    word = value.value.name.rpartition("#")[2].removeprefix("checksumAlgorithm_").upper()
    return _ALGORITHMS.get(word, word)


def _reference_type(parts: Filling, value: Value) -> Any:
    word = _word(parts, value)
    return word.removeprefix(_REFERENCES)


def _truth(parts: Filling, value: Value) -> Any:
    word = value.value.strip() if isinstance(value.value, str) else None
    found = {"true": True, "false": False, "1": True, "0": False}.get(word or "")
    return _word(parts, value) if found is None else found


def _number(parts: Filling, value: Value) -> Any:
    word = value.value.strip() if isinstance(value.value, str) else ""
    return int(word) if word.isascii() and word.isdecimal() and len(word) <= 18 else word


def _ref(parts: Filling, value: Value) -> Any:
    return parts.ref(value.value)


def _license(parts: Filling, value: Value) -> Any:
    return parts.licenses.expression(value)


def _object(fields: dict[str, Field]) -> Convert:
    def convert(parts: Filling, value: Value) -> Any:
        node = parts.nodes.get(value.value)
        return None if node is None else parts.fill({}, node, fields)

    return convert


def _external_document(parts: Filling, value: Value) -> Any:
    node = parts.nodes.get(value.value)
    if node is None:
        return None
    found = {} if node.is_blank else {"externalDocumentId": node.name.rpartition("#")[2]}
    return parts.fill(found, node, _EXTERNAL)


def _texts(*names: str) -> dict[str, Field]:
    return {name: (name, False, _word) for name in names}


STRUCTURAL: Final = frozenset(
    {"annotation", "hasExtractedLicensingInfo", "referencesFile", "relationship"}
)
"""Properties that say how nodes hang together, read by whoever walks them."""

_CHECKSUM: Final = {
    "algorithm": ("algorithm", False, _algorithm),
    **_texts("checksumValue"),
}
ANNOTATION: Final = {
    **_texts("annotator", "annotationDate", "comment"),
    "annotationType": ("annotationType", False, _code("_")),
}
_EXTERNAL: Final = {
    **_texts("externalDocumentId", "spdxDocument"),
    "checksum": ("checksum", False, _object(_CHECKSUM)),
}
_COMMON: Final = {
    **_texts("name", "copyrightText", "licenseComments", "comment"),
    "annotation": ("annotations", True, _object(ANNOTATION)),
    "attributionText": ("attributionTexts", True, _word),
    "licenseConcluded": ("licenseConcluded", False, _license),
}
_CHECKSUMS: Final = {"checksum": ("checksums", True, _object(_CHECKSUM))}

PACKAGE: Final[dict[str, Field]] = {
    **_COMMON,
    **_CHECKSUMS,
    **_texts(
        "versionInfo",
        "packageFileName",
        "supplier",
        "originator",
        "downloadLocation",
        "homepage",
        "sourceInfo",
        "summary",
        "description",
        "builtDate",
        "releaseDate",
        "validUntilDate",
    ),
    "filesAnalyzed": ("filesAnalyzed", False, _truth),
    "licenseDeclared": ("licenseDeclared", False, _license),
    "licenseInfoFromFiles": ("licenseInfoFromFiles", True, _license),
    "primaryPackagePurpose": ("primaryPackagePurpose", False, _code("-")),
    "packageVerificationCode": (
        "packageVerificationCode",
        False,
        _object(
            {
                **_texts("packageVerificationCodeValue"),
                "packageVerificationCodeExcludedFile": (
                    "packageVerificationCodeExcludedFiles",
                    True,
                    _word,
                ),
            }
        ),
    ),
    "externalRef": (
        "externalRefs",
        True,
        _object(
            {
                **_texts("referenceLocator", "comment"),
                "referenceCategory": ("referenceCategory", False, _code("-")),
                "referenceType": ("referenceType", False, _reference_type),
            }
        ),
    ),
    "hasFile": ("hasFiles", True, _ref),
}
FILE: Final[dict[str, Field]] = {
    **_COMMON,
    **_CHECKSUMS,
    **_texts("fileName", "noticeText"),
    "fileType": ("fileTypes", True, _code("_")),
    "fileContributor": ("fileContributors", True, _word),
    "fileDependency": ("fileDependencies", True, _ref),
    "licenseInfoInFile": ("licenseInfoInFiles", True, _license),
    "artifactOf": ("artifactOfs", True, _object(_texts("name", "homepage", "projectUri"))),
}
_POINTER: Final = _object(
    {
        "reference": ("reference", False, _ref),
        "offset": ("offset", False, _number),
        "lineNumber": ("lineNumber", False, _number),
    }
)
SNIPPET: Final[dict[str, Field]] = {
    **_COMMON,
    "snippetFromFile": ("snippetFromFile", False, _ref),
    "licenseInfoInSnippet": ("licenseInfoInSnippets", True, _license),
    "range": (
        "ranges",
        True,
        _object(
            {
                "startPointer": ("startPointer", False, _POINTER),
                "endPointer": ("endPointer", False, _POINTER),
            }
        ),
    ),
}
EXTRACTED: Final[dict[str, Field]] = {
    **_texts("licenseId", "extractedText", "name", "comment"),
    "seeAlso": ("seeAlsos", True, _word),
}
RELATIONSHIP: Final[dict[str, Field]] = {
    "relationshipType": ("relationshipType", False, _code("_")),
    "relatedSpdxElement": ("relatedSpdxElement", False, _ref),
    **_texts("comment"),
}
DOCUMENT: Final[dict[str, Field]] = {
    **_texts("name", "comment"),
    "specVersion": ("spdxVersion", False, _word),
    "dataLicense": ("dataLicense", False, _license),
    "creationInfo": (
        "creationInfo",
        False,
        _object(
            {
                **_texts("created", "licenseListVersion", "comment"),
                "creator": ("creators", True, _word),
            }
        ),
    ),
    "describesPackage": ("documentDescribes", True, _ref),
    "externalDocumentRef": ("externalDocumentRefs", True, _external_document),
    "reviewed": (
        "revieweds",
        True,
        _object(_texts("reviewer", "reviewDate", "comment")),
    ),
}


class Filling:
    """Turns the properties of one document's nodes into members; notes what has no place there."""

    def __init__(self, nodes: Nodes, faults: Faults, document: Node | None) -> None:
        self.nodes, self.licenses = nodes, Licenses(nodes, faults)
        self.used: set[str] = set()
        self.details: list[tuple[Place, Detail]] = []
        self._faults = faults
        self._around: list[str] = []
        self.namespace = _namespace(document)
        self._others = _others(nodes)

    def ref(self, value: str | Ref) -> str:
        """An element as the JSON schema refers to it: its id, one in another document, or a gap."""
        if isinstance(value, str):
            return value.strip()
        space, mark, fragment = unquote(value.name).rpartition("#")
        if not mark:
            return value.name
        if space in ("", self.namespace):
            return fragment
        if space in self._others:
            return f"{self._others[space]}:{fragment}"
        return gap_of(value.name) or (value.name if self.namespace else fragment)

    def fill(self, found: dict[str, Any], node: Node, fields: dict[str, Field]) -> dict[str, Any]:
        """Add the properties of a node to an object."""
        self.used.add(node.name)
        for value in node.values:
            field = fields.get(value.name) or self._respelled(value, fields)
            if field is not None:
                self._put(found, node, value, field)
            elif value.name not in STRUCTURAL:
                self._keep_aside(node, value, "unknown-property", "is no property of")
        return found

    def _respelled(self, value: Value, fields: dict[str, Field]) -> Field | None:
        name = _SPELLINGS.get(value.name, "")
        if name not in fields:
            return None
        detail = f"{value.name} is what tags and JSON say; the property is {name}"
        self._faults.note(Fault(value.line, "spdx/unknown-property", detail, name), value.name)
        return fields[name]

    def _put(self, found: dict[str, Any], node: Node, value: Value, field: Field) -> None:
        member, many, convert = field
        converted = self._converted(node, value, convert)
        if converted is None:
            return
        if many:
            found.setdefault(member, []).append(converted)
        elif found.setdefault(member, converted) != converted:
            self._keep_aside(node, value, "repeated-property", "stands twice in")

    def _converted(self, node: Node, value: Value, convert: Convert) -> Any:
        inside = value.value.name if isinstance(value.value, Ref) else ""
        if inside and inside in self._around:
            self._keep_aside(node, value, "rdf", "leads back to what it stands in, in")
            return None
        self._around.append(inside)
        try:
            return convert(self, value)
        finally:
            self._around.pop()

    def _keep_aside(self, node: Node, value: Value, what: str, detail: str) -> None:
        """What has no member is kept as a detail of its node."""
        detail = f"{excerpt(value.name)} {detail} {excerpt(node.type or 'a node without a type')}"
        fault = Fault(value.line, f"spdx/{what}", detail, "a detail in its own words")
        foreign = value.name.startswith("{") and what == "unknown-property"
        (self.nodes.unkept if foreign else self._faults).note(fault, value.name)
        word = value.value if isinstance(value.value, str) else self.ref(value.value)
        about = () if node.is_blank else (self.ref(Ref(node.name)),)
        content = msgspec.json.encode(word).decode()
        self.details.append((f"line={value.line}", Detail(value.name, content, about)))


def _namespace(document: Node | None) -> str:
    """The namespace of a document, from the URI of its own node."""
    return "" if document is None else document.name.rpartition("#")[0]


def _others(nodes: Nodes) -> dict[str, str]:
    """Namespaces of the documents that this one refers to, with the prefix that each has here."""
    found = {}
    for node in nodes.by_name.values():
        if node.type == "ExternalDocumentRef":
            space = node.text("spdxDocument")
            label = node.text("externalDocumentId") or node.name.rpartition("#")[2]
            if space and not (node.is_blank and not label):
                found[space.removesuffix("#")] = label
    return found

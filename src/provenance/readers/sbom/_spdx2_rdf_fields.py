"""Properties of SPDX 2 RDF (Annex C, the RDF object model) as members of the JSON schema."""

from __future__ import annotations

import re
from typing import Any, Final

from provenance.readers.sbom._spdx2_rdf_filling import Convert, Field, Filling
from provenance.readers.sbom._spdx2_rdf_licenses import gap_of
from provenance.readers.sbom._spdx2_rdf_nodes import Value

_CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_REFERENCES: Final = "http://spdx.org/rdf/references/"
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


def _token(parts: Filling, value: Value) -> Any:
    """Text in which the blanks that an indented document has around it mean nothing."""
    word = _word(parts, value)
    return word.strip()


def _code(separator: str) -> Convert:
    """The last part of a URI such as `…#relationshipType_dependsOn`, as the schema spells it."""

    def convert(parts: Filling, value: Value) -> Any:
        if isinstance(value.value, str):
            return value.value
        last = value.value.name.rpartition("#")[2]
        return _CAMEL.sub(separator, last.partition("_")[2] or last).upper()

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
        node = parts.inner(value)
        return None if node is None else parts.fill({}, node, fields)

    return convert


def _external_document(parts: Filling, value: Value) -> Any:
    node = parts.inner(value)
    if node is None:
        return None
    found = {} if node.is_blank else {"externalDocumentId": node.name.rpartition("#")[2]}
    return parts.fill(found, node, _EXTERNAL)


def _texts(*names: str) -> dict[str, Field]:
    return {name: (name, False, _word) for name in names}


def _tokens(*names: str) -> dict[str, Field]:
    return {name: (name, False, _token) for name in names}


_CHECKSUM: Final = {
    "algorithm": ("algorithm", False, _algorithm),
    **_tokens("checksumValue"),
}
ANNOTATION: Final = {
    **_texts("annotator", "comment"),
    **_tokens("annotationDate"),
    "annotationType": ("annotationType", False, _code("_")),
}
_EXTERNAL: Final = {
    **_tokens("externalDocumentId", "spdxDocument"),
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
    ),
    **_tokens("builtDate", "releaseDate", "validUntilDate"),
    "filesAnalyzed": ("filesAnalyzed", False, _truth),
    "licenseDeclared": ("licenseDeclared", False, _license),
    "licenseInfoFromFiles": ("licenseInfoFromFiles", True, _license),
    "primaryPackagePurpose": ("primaryPackagePurpose", False, _code("-")),
    "packageVerificationCode": (
        "packageVerificationCode",
        False,
        _object(
            {
                **_tokens("packageVerificationCodeValue"),
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
    **_tokens("licenseId"),
    **_texts("extractedText", "name", "comment"),
    "seeAlso": ("seeAlsos", True, _word),
}
RELATIONSHIP: Final[dict[str, Field]] = {
    "relationshipType": ("relationshipType", False, _code("_")),
    "relatedSpdxElement": ("relatedSpdxElement", False, _ref),
    **_texts("comment"),
}
DOCUMENT: Final[dict[str, Field]] = {
    **_texts("name", "comment"),
    "specVersion": ("spdxVersion", False, _token),
    "dataLicense": ("dataLicense", False, _license),
    "creationInfo": (
        "creationInfo",
        False,
        _object(
            {
                **_tokens("created", "licenseListVersion"),
                **_texts("comment"),
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

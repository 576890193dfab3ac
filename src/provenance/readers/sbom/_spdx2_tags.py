"""The tags of SPDX 2.0 to 2.3: the section and the JSON name that each stands for, and its value.

Sections are those of the official JSON schema, and `review`, the deprecated list of reviewers.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final, NamedTuple

_EXTERNAL_DOCUMENT: Final = re.compile(r"(\S+)\s+(\S+)\s+([^\s:]+)\s*:\s*(\S+)")
_VERIFICATION: Final = re.compile(r"([^\s(]+)\s*(?:\((.*)\))?", re.DOTALL)
_RANGE: Final = re.compile(r"(\d{1,18})\s*:\s*(\d{1,18})")
_CHECKSUM: Final = re.compile(r"([^\s:]+)\s*:\s*(\S+)")

Convert = Callable[[str], Any]
"""The JSON value of what stands behind a tag, or None where it is not in the tag's own form."""


class Tag(NamedTuple):
    """One tag. `many`: it may stand again in one element, and its values are a list.

    `starts`: it begins an element. `form` says in words how the value is written. `inside`: the
    value is a member of that object, or of the last one in that list.
    """

    section: str
    name: str
    many: bool = False
    starts: bool = False
    convert: Convert | None = None
    form: str = ""
    inside: str = ""


def checksum(value: str) -> Any:
    """`SHA1: 85ed…` (clauses 7.10, 8.4)."""
    found = _CHECKSUM.fullmatch(value)
    return found and {"algorithm": found[1], "checksumValue": found[2]}


def _external_document(value: str) -> Any:
    """`DocumentRef-… URI SHA1: …` (clause 6.6)."""
    found = _EXTERNAL_DOCUMENT.fullmatch(value)
    return found and {
        "externalDocumentId": found[1],
        "spdxDocument": found[2],
        "checksum": {"algorithm": found[3], "checksumValue": found[4]},
    }


def _verification_code(value: str) -> Any:
    """`85ed… (excludes: ./a, ./b)` (clause 7.9); tools leave the word out."""
    found = _VERIFICATION.fullmatch(value)
    if found is None:
        return None
    code: dict[str, Any] = {"packageVerificationCodeValue": found[1]}
    if found[2] is not None:
        inside = found[2].strip().removeprefix("excludes:")
        names = [name.strip() for name in inside.split(",")]
        code["packageVerificationCodeExcludedFiles"] = [name for name in names if name]
    return code


def _external_reference(value: str) -> Any:
    """`SECURITY cpe23Type cpe:2.3:…` (clause 7.21)."""
    parts = value.split(None, 2)
    if len(parts) != 3:
        return None
    category, kind, locator = parts
    return {
        "referenceCategory": category,
        "referenceType": kind,
        "referenceLocator": locator,
    }


def _truth(value: str) -> Any:
    """`true` or `false` (clause 7.8)."""
    return {"true": True, "false": False}.get(value)


def _byte_range(value: str) -> Any:
    return _range(value, "offset")


def _line_range(value: str) -> Any:
    return _range(value, "lineNumber")


def _range(value: str, unit: str) -> Any:
    """`310:420` (clauses 9.3, 9.4); the file that it is a range of is known at the end."""
    found = _RANGE.fullmatch(value)
    return found and {"startPointer": {unit: int(found[1])}, "endPointer": {unit: int(found[2])}}


def _relationship(value: str) -> Any:
    """`SPDXRef-A DEPENDS_ON SPDXRef-B` (clause 11.1)."""
    parts = value.split()
    if len(parts) != 3:
        return None
    return {
        "spdxElementId": parts[0],
        "relationshipType": parts[1],
        "relatedSpdxElement": parts[2],
    }


def _named(section: str, **names: str) -> dict[str, Tag]:
    return {tag: Tag(section, name) for tag, name in names.items()}


def _listed(section: str, **names: str) -> dict[str, Tag]:
    return {tag: Tag(section, name, many=True) for tag, name in names.items()}


_CHECKSUMS: Final = Tag("", "checksums", True, False, checksum, "ALGORITHM: VALUE")

DOCUMENT: Final = {
    **_named(
        "document",
        SPDXVersion="spdxVersion",
        DataLicense="dataLicense",
        DocumentName="name",
        DocumentNamespace="documentNamespace",
        DocumentComment="comment",
    ),
    "Creator": Tag("document", "creators", many=True, inside="creationInfo"),
    "Created": Tag("document", "created", inside="creationInfo"),
    "CreatorComment": Tag("document", "comment", inside="creationInfo"),
    "LicenseListVersion": Tag("document", "licenseListVersion", inside="creationInfo"),
    "ExternalDocumentRef": Tag(
        "document",
        "externalDocumentRefs",
        True,
        False,
        _external_document,
        "DocumentRef-… URI ALGORITHM: VALUE",
    ),
}

PACKAGES: Final = {
    "PackageName": Tag("packages", "name", starts=True),
    **_named(
        "packages",
        PackageVersion="versionInfo",
        PackageFileName="packageFileName",
        PackageSupplier="supplier",
        PackageOriginator="originator",
        PackageDownloadLocation="downloadLocation",
        PackageHomePage="homepage",
        PackageSourceInfo="sourceInfo",
        PackageLicenseConcluded="licenseConcluded",
        PackageLicenseDeclared="licenseDeclared",
        PackageLicenseComments="licenseComments",
        PackageCopyrightText="copyrightText",
        PackageSummary="summary",
        PackageDescription="description",
        PackageComment="comment",
        PrimaryPackagePurpose="primaryPackagePurpose",
        BuiltDate="builtDate",
        ReleaseDate="releaseDate",
        ValidUntilDate="validUntilDate",
    ),
    "ExternalRefComment": Tag("packages", "comment", inside="externalRefs"),
    **_listed(
        "packages",
        PackageLicenseInfoFromFiles="licenseInfoFromFiles",
        PackageAttributionText="attributionTexts",
    ),
    "PackageChecksum": _CHECKSUMS._replace(section="packages"),
    "PackageVerificationCode": Tag(
        "packages",
        "packageVerificationCode",
        False,
        False,
        _verification_code,
        "VALUE (excludes: FILE, …)",
    ),
    "FilesAnalyzed": Tag("packages", "filesAnalyzed", False, False, _truth, "true or false"),
    "ExternalRef": Tag(
        "packages", "externalRefs", True, False, _external_reference, "CATEGORY TYPE LOCATOR"
    ),
}

FILES: Final = {
    "FileName": Tag("files", "fileName", starts=True),
    **_named(
        "files",
        LicenseConcluded="licenseConcluded",
        LicenseComments="licenseComments",
        FileCopyrightText="copyrightText",
        FileComment="comment",
        FileNotice="noticeText",
    ),
    **_listed(
        "files",
        FileType="fileTypes",
        LicenseInfoInFile="licenseInfoInFiles",
        FileContributor="fileContributors",
        FileDependency="fileDependencies",
        FileAttributionText="attributionTexts",
    ),
    "FileChecksum": _CHECKSUMS._replace(section="files"),
    # Deprecated since SPDX 2.1; the schema has a list `artifactOfs` of objects of any shape.
    "ArtifactOfProjectName": Tag("files", "name", inside="artifactOfs"),
    "ArtifactOfProjectHomePage": Tag("files", "homePage", inside="artifactOfs"),
    "ArtifactOfProjectURI": Tag("files", "projectUri", inside="artifactOfs"),
}

SNIPPETS: Final = {
    "SnippetSPDXID": Tag("snippets", "SPDXID", starts=True),
    **_named(
        "snippets",
        SnippetFromFileSPDXID="snippetFromFile",
        SnippetLicenseConcluded="licenseConcluded",
        SnippetLicenseComments="licenseComments",
        SnippetCopyrightText="copyrightText",
        SnippetComment="comment",
        SnippetName="name",
    ),
    **_listed(
        "snippets",
        LicenseInfoInSnippet="licenseInfoInSnippets",
        SnippetAttributionText="attributionTexts",
    ),
    "SnippetByteRange": Tag("snippets", "ranges", True, False, _byte_range, "START:END"),
    "SnippetLineRange": Tag("snippets", "ranges", True, False, _line_range, "START:END"),
}

LICENSES: Final = {
    "LicenseID": Tag("hasExtractedLicensingInfos", "licenseId", starts=True),
    **_named(
        "hasExtractedLicensingInfos",
        ExtractedText="extractedText",
        LicenseName="name",
        LicenseComment="comment",
    ),
    "LicenseCrossReference": Tag("hasExtractedLicensingInfos", "seeAlsos", many=True),
}

OTHERS: Final = {
    "Relationship": Tag("relationships", "", False, True, _relationship, "ELEMENT TYPE ELEMENT"),
    "RelationshipComment": Tag("relationships", "comment"),
    "Annotator": Tag("annotations", "annotator", starts=True),
    **_named(
        "annotations",
        AnnotationDate="annotationDate",
        AnnotationType="annotationType",
        SPDXREF="spdxElementId",
        AnnotationComment="comment",
    ),
    "Reviewer": Tag("review", "reviewer", starts=True),
    "ReviewDate": Tag("review", "reviewDate"),
    "ReviewComment": Tag("review", "comment"),
    "SPDXID": Tag("", "SPDXID"),
}

TAGS: Final = {**DOCUMENT, **PACKAGES, **FILES, **SNIPPETS, **LICENSES, **OTHERS}
NAMES: Final = frozenset(TAGS)
SPELLINGS: Final = {tag.lower(): tag for tag in TAGS}
"""Tags by how they read without regard to capitals."""

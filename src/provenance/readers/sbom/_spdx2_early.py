"""SPDX 2 in the shape that tools wrote before SPDX 2.2 brought an official JSON schema.

Everything stands inside `Document`; `documentDescribes` holds whole packages instead of their ids,
packages hold their files, and some fields and values have other names.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, TypeGuard

from provenance.model.document import Defect
from provenance.model.origin import Place
from provenance.readers.sbom._spdx2_document import Part
from provenance.readers.sbom._spdx2_shapes import LISTS

MEMBER: Final = "Document"
"""The one member at the top."""

_RENAMED: Final[dict[str, dict[str, str]]] = {
    "document": {"reviewers": "revieweds", "specVersion": "spdxVersion"},
    "files": {
        "name": "fileName",
        "licenseInfoFromFiles": "licenseInfoInFiles",
        "artifactOf": "artifactOfs",
    },
    "snippets": {"fileId": "snippetFromFile", "licenseInfoFromSnippet": "licenseInfoInSnippets"},
    "hasExtractedLicensingInfos": {"seeAlso": "seeAlsos"},
    "annotations": {"SPDXID": "spdxElementId"},
}
_WRITTEN: Final = {new: old for names in _RENAMED.values() for old, new in names.items()}


def is_early(document: Any) -> TypeGuard[dict[str, Any]]:
    """Whether a value inside `Document` is an SPDX 2 document."""
    if not isinstance(document, dict):
        return False
    version = document.get("spdxVersion", document.get("specVersion"))
    return isinstance(version, str) and version.startswith("SPDX-2")


def version_of(document: dict[str, Any]) -> str:
    """The version of a document for which `is_early` holds."""
    return str(document.get("spdxVersion", document.get("specVersion")))


def early_shape() -> Defect:
    """The entry that says so."""
    return Defect(
        "spdx/early-shape",
        f"/{MEMBER}",
        "has everything inside 'Document', as tools wrote it before SPDX 2.2 had a schema",
        read_as="the same in the shape of the schema",
    )


def locate(place: Place, pointer: str) -> Place:
    """The place of a field by the name that it has in the document."""
    name, slash, rest = pointer.removeprefix("/").partition("/")
    inside = place.endswith("/File") or "/snippets/" in place or "/hasExtracted" in place
    written = _WRITTEN.get(name, name) if inside or place == f"/{MEMBER}" else name
    written = "files" if name == "hasFiles" else written
    return f"{place}/{written}{slash}{rest}" if pointer else place


def parts(document: dict[str, Any]) -> Iterator[Part]:
    """The parts of a document in the shape of the official schema."""
    top = {name: value for name, value in document.items() if name not in LISTS}
    described = top.pop("documentDescribes", [])
    elements = list(_described(described if isinstance(described, list) else []))
    ids = [part.value.get("SPDXID") for part in elements if "/files/" not in part.place]
    yield Part("document", f"/{MEMBER}", {**_renamed("document", top), "documentDescribes": ids})
    yield from elements
    for section in LISTS:
        values = document.get(section)
        for number, value in enumerate(values if isinstance(values, list) else ()):
            yield _part(section, f"/{MEMBER}/{section}/{number}", value)


def _described(values: list[Any]) -> Iterator[Part]:
    for number, value in enumerate(values):
        place = f"/{MEMBER}/documentDescribes/{number}"
        if not isinstance(value, dict):
            yield Part("packages", place, {"SPDXID": value})
        elif isinstance(value.get("File"), dict):
            yield _part("files", f"{place}/File", value["File"])
        elif isinstance(value.get("Package"), dict):
            yield from _package(value["Package"], f"{place}/Package")


def _package(package: dict[str, Any], place: Place) -> Iterator[Part]:
    inside = package.get("files")
    files = [
        _part("files", f"{place}/files/{number}/File", one["File"])
        for number, one in enumerate(inside if isinstance(inside, list) else ())
        if isinstance(one, dict) and isinstance(one.get("File"), dict)
    ]
    whole = _part(
        "packages", place, {**package, "hasFiles": [f.value.get("SPDXID") for f in files]}
    )
    if len(files) == len(inside or ()):
        whole.value.pop("files", None)
    yield whole
    yield from files


def _part(section: str, place: Place, value: Any) -> Part:
    return Part(section, place, _renamed(section, value) if isinstance(value, dict) else value)


def _renamed(section: str, value: dict[str, Any]) -> dict[str, Any]:
    names = _RENAMED.get(section, {})
    found = {names.get(name, name): _value(name, part) for name, part in value.items()}
    sha1 = found.pop("sha1", None)
    if sha1 is not None:
        checksums = found.setdefault("checksums", [])
        known = isinstance(checksums, list) and any(
            isinstance(one, dict) and one.get("checksumValue") == sha1 for one in checksums
        )
        if not known and isinstance(checksums, list):
            checksums.append({"algorithm": "SHA1", "checksumValue": sha1})
    return found


def _value(name: str, value: Any) -> Any:
    if name == "fileTypes" and isinstance(value, list):
        return [_word(one, "fileType_") for one in value]
    if name == "checksums" and isinstance(value, list):
        return [_checksum(one) for one in value]
    if name == "externalDocumentRefs" and isinstance(value, list):
        return [
            {**one, "checksum": _checksum(one["checksum"])}
            if isinstance(one, dict) and "checksum" in one
            else one
            for one in value
        ]
    return value


def _checksum(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return {**value, "algorithm": _word(value.get("algorithm"), "checksumAlgorithm_")}


def _word(value: Any, prefix: str) -> Any:
    """`fileType_source` is SOURCE, `checksumAlgorithm_sha1` is SHA1."""
    if isinstance(value, str) and value.startswith(prefix):
        return value.removeprefix(prefix).upper()
    return value

"""Details in SPDX 2's own words, put back where they stood."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any, Final, NamedTuple

from provenance.decoding.spdx2_relations import OTHER, TYPES
from provenance.graph.merging import Merged
from provenance.graph.naming import respelled
from provenance.writers._spdx2_licenses import Licenses

FAMILY: Final = "SPDX 2"
_NEWER: Final = "SPDX 3"
SPELLED: Final = {
    "builtTime": "builtDate",
    "comment": "comment",
    "releaseTime": "releaseDate",
    "software_attributionText": "attributionTexts",
    "software_sourceInfo": "sourceInfo",
    "summary": "summary",
}
"""Fields of elements that SPDX 3 has too, by what they are called there."""
Plain = dict[str, Any]
Edge = tuple[str, str, str]

_CREATION: Final = "creationInfo."
_OF_LICENSES: Final = frozenset({"comment", "crossRefs", "seeAlsos"})
_OF_FILES: Final = frozenset({"packageVerificationCode", "licenseInfoFromFiles", "hasFiles"})
"""What a package may not have whose files were not analyzed (clauses 7.8, 7.9, 7.14)."""
_LICENSES_INSIDE: Final = frozenset(
    {"licenseInfoFromFiles", "licenseInfoInFiles", "licenseInfoInSnippets"}
)
_GAPS: Final = frozenset({"NONE", "NOASSERTION"})


class Words(NamedTuple):
    """Details by what they are about: relationships, elements and licenses by name, the document;
    kind and value each.
    """

    relationships: list[Plain]
    elements: dict[str, list[tuple[str, Any]]]
    document: list[tuple[str, Any]]


def words_of(merged: Merged, names: dict[str, str]) -> Words:
    """Everything that was said in SPDX 2's own words, with the names of this document."""
    found = Words([], defaultdict(list), [])
    same = all(ref == name for ref, name in names.items())
    spelled: dict[int, dict[str, str]] = {}
    for worded in merged.details:
        detail, number = worded.detail, worded.document
        if worded.format.startswith(_NEWER) and len(detail.about) == 1 and detail.kind in SPELLED:
            row = (SPELLED[detail.kind], json.loads(detail.content))
            found.elements[names.get(detail.about[0], "")].append(row)
        if not worded.format.startswith(FAMILY):
            continue
        if number not in spelled:
            new = {ref: names.get(name, name) for ref, name in merged.renamed[number].items()}
            spelled[number] = new if same else {**names, **new}
        value = respelled(json.loads(detail.content), spelled[number])
        if detail.kind == "relationships" and isinstance(value, dict):
            found.relationships.append(value)
        elif not detail.about:
            found.document.append((detail.kind, value))
        else:
            for ref in detail.about:
                found.elements[names.get(ref, ref)].append((detail.kind, value))
    return found


def edge_of(row: Plain) -> Edge | None:
    """What a relationship says, in the direction of SPDX 3; None where it says nothing."""
    source, target = row.get("spdxElementId"), row.get("relatedSpdxElement")
    if not isinstance(source, str) or not isinstance(target, str):
        return None
    type_ = TYPES.get(str(row.get("relationshipType")), OTHER)
    if type_.turned and target not in _GAPS:
        source, target = target, source
    return source, type_.kind, target


def put_back(element: Plain, words: list[tuple[str, Any]], licenses: Licenses) -> None:
    """What was said of one element."""
    for kind, value in words:
        if kind == "annotations":
            element.setdefault(kind, []).append(value)
        elif kind == "externalRefs":
            _fit(element, value)
        elif kind in element or (kind in _OF_FILES and not element.get("filesAnalyzed", True)):
            continue
        else:
            element[kind] = value
            if kind in _LICENSES_INSIDE and isinstance(value, list):
                _define(value, licenses)


def _define(values: list[Any], licenses: Licenses) -> None:
    for one in values:
        if isinstance(one, str):
            licenses.use(one)


def _fit(element: Plain, whole: Any) -> None:
    """Put a whole external reference in the place of what facts say of it."""
    if not isinstance(whole, dict):
        return
    for number, row in enumerate(element.get("externalRefs", ())):
        same = all(row[name] == whole.get(name) for name in ("referenceType", "referenceLocator"))
        if same and (len(row) < len(whole) or row["referenceCategory"] == "OTHER"):
            element["externalRefs"][number] = whole
            return


def put_back_all(plain: Plain, words: Words, licenses: Licenses) -> None:
    """What was said of the document, its creation, and the licenses that it defines."""
    for kind, value in words.document:
        if kind.startswith(_CREATION):
            plain["creationInfo"].setdefault(kind.removeprefix(_CREATION), value)
        elif kind in ("annotations", "revieweds"):
            plain.setdefault(kind, []).append(value)
        else:
            plain.setdefault(kind, value)
    for row in licenses.rows():
        for kind, value in words.elements.get(row["licenseId"], ()):
            if kind in _OF_LICENSES:
                row.setdefault(kind, value)

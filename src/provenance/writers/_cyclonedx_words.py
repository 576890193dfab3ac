"""Details in CycloneDX's own words, put back where they stood.

- A signature is never put back: it signs other bytes.
- A detail that holds a whole object, of which facts have a part, takes the place of the object that
  was written from these facts; where none fits, it is left out.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple

from provenance.graph.merging import Merged
from provenance.graph.naming import respelled

FAMILY: Final = "CycloneDX"
Plain = dict[str, Any]

_LISTS: Final = {
    "annotation": "annotations",
    "citation": "citations",
    "composition": "compositions",
    "formulation": "formulation",
    "vulnerability": "vulnerabilities",
}
"""Lists of the document whose elements are details each."""
_WHOLE: Final = frozenset({"manufacture", "manufacturer", "provider", "supplier", "swid"})
_METADATA: Final = frozenset(
    {"contact", "distributionConstraints", "licenses", "lifecycle", "property", *_WHOLE}
)
_OF_DOCUMENT: Final = frozenset({"declarations", "definitions"})
_MADE: Final = frozenset(
    {
        *("type", "bom-ref", "name", "version", "group", "description", "copyright", "hashes"),
        *("purl", "cpe", "swhid", "omniborId", "components", "services", "externalReferences"),
        *("properties", "timestamp", "tools", "component", "lifecycles"),
    }
)
"""Members that are made of facts; a detail of that name is a value of a wrong type."""
_LEGACY_TOOL: Final = frozenset({"vendor", "name", "version", "hashes", "externalReferences"})


class Words(NamedTuple):
    """Details by what they are about: elements of the document's own lists, components and
    services by ref, the document; kind and value each.
    """

    listed: list[tuple[str, Plain]]
    elements: dict[str, list[tuple[str, Any]]]
    document: list[tuple[str, Any]]


def words_of(merged: Merged) -> Words:
    """Everything that was said in CycloneDX's own words, with the refs of the merged graph."""
    found = Words([], defaultdict(list), [])
    for worded in merged.details:
        detail = worded.detail
        if detail.kind == "signature" or not worded.format.startswith(FAMILY):
            continue
        try:
            value = json.loads(detail.content)
        except (ValueError, RecursionError):
            continue  # it is XML, for which JSON has no place
        value = respelled(value, merged.renamed[worded.document])
        if detail.kind in _LISTS and isinstance(value, dict):
            found.listed.append((_LISTS[detail.kind], value))
        elif not detail.about:
            found.document.append((detail.kind, value))
        else:
            for ref in detail.about:
                found.elements[ref].append((detail.kind, value))
    return found


# -- one component or service --------------------------------------------------------------------


def put_back(element: Plain, words: list[tuple[str, Any]]) -> None:
    """What was said of one component or service; what several say is the first one's."""
    done: set[str] = set()
    fitted: list[int] = []
    for kind, value in words:
        if kind in _ROWS:
            _fit(element, kind, value, fitted)
        elif kind in _WHOLE:
            _replace(element, kind, value, done)
        elif kind in ("authors", "pedigree") and kind not in done:
            done.add(kind)
            element[kind] = value
        elif kind not in _MADE:
            element.setdefault(kind, value)


def _replace(element: Plain, kind: str, value: Any, done: set[str]) -> None:
    """Put a whole object in the place of the one that was written, if it is the same."""
    written = element.get(kind)
    name = "tagId" if kind == "swid" else "name"
    same = written is None or (isinstance(value, dict) and written.get(name) == value.get(name))
    if same and kind not in done:
        done.add(kind)
        element[kind] = value


def _fit(element: Plain, kind: str, value: Any, fitted: list[int]) -> None:
    """Put a whole object in the place of the row that says a part of it."""
    member, key_of = _ROWS[kind]
    if isinstance(value, list):
        element[member] = [one for one in value if isinstance(one, dict)]
        return
    if not isinstance(value, dict):
        return
    rows, key = element.get(member, []), key_of(value)
    for number, row in enumerate(rows):
        if id(row) not in fitted and key_of(row) == key:
            rows[number] = value
            fitted.append(id(value))
            return


def _license_key(choice: Plain) -> Any:
    license = choice.get("license")
    inner = license if isinstance(license, dict) else {}
    name = inner.get("id") or choice.get("expression")
    stage = inner.get("acknowledgement") or choice.get("acknowledgement")
    return name, inner.get("name") if not name else None, stage


def _key(*names: str) -> Callable[[Plain], Any]:
    def key(value: Plain) -> Any:
        return tuple(value.get(name) or None for name in names)

    return key


_ROWS: Final[dict[str, tuple[str, Callable[[Plain], Any]]]] = {
    "contact": ("authors", _key("name", "email")),
    "externalReference": ("externalReferences", _key("type", "url")),
    "licenses": ("licenses", _license_key),
    "lifecycle": ("lifecycles", lambda row: row.get("phase") or row.get("name")),
    "property": ("properties", _key("name", "value")),
}
"""Lists of an element in which a detail holds one row, and what the two have in common."""


# -- the document --------------------------------------------------------------------------------


def put_back_all(plain: Plain, words: Words) -> None:
    """What was said of the document, and the elements of its own lists."""
    for member, value in words.listed:
        plain.setdefault(member, []).append(value)
    metadata = plain.setdefault("metadata", {})
    put_back(metadata, [row for row in words.document if row[0] in _METADATA])
    _put_back_tools(metadata, [value for kind, value in words.document if kind == "tools"])
    for kind, value in words.document:
        if kind == "externalReference":
            plain.setdefault("externalReferences", []).append(value)
        elif kind in _OF_DOCUMENT:
            plain.setdefault(kind, value)


def _put_back_tools(metadata: Plain, wholes: list[Any]) -> None:
    """Tools are components and services; before 1.5 they were objects of their own, in a list."""
    found = [whole for whole in wholes if isinstance(whole, dict)]
    if not found or "tools" not in metadata:
        return
    rows = metadata["tools"].get("components", [])
    if all(whole.keys() <= _LEGACY_TOOL for whole in found):
        rows = [{k: v for k, v in row.items() if k in _LEGACY_TOOL} for row in rows]
        metadata["tools"] = rows
    services = []
    for whole in found:
        number = next(_alike(rows, whole), None)
        if number is None:
            continue
        if "type" in whole or whole.keys() <= _LEGACY_TOOL:
            rows[number] = whole
        else:
            services.append(whole)
            del rows[number]
    if services:
        metadata["tools"]["services"] = services


def _alike(rows: list[Plain], whole: Plain) -> Iterator[int]:
    key = _key("name", "version")
    for number, row in enumerate(rows):
        if key(row) == key(whole) and row is not whole:
            yield number

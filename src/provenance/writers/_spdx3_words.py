"""Details in SPDX 3's own words: whole elements, fields of components and relations, the document.

A whole element keeps its name and is what others mean by it: an agent, a tool, a license. It has
the creation information of its document where that was kept, else that of the new one.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from copy import deepcopy
from typing import Any, Final, NamedTuple

from provenance.decoding.schema import schema_of
from provenance.graph.merging import Merged
from provenance.graph.naming import respelled
from provenance.model.component import License, Party
from provenance.model.document import Tool

FAMILY: Final = "SPDX 3"
_OLDER: Final = "SPDX 2"
SPELLED: Final = {
    "attributionTexts": "software_attributionText",
    "builtDate": "builtTime",
    "comment": "comment",
    "releaseDate": "releaseTime",
    "sourceInfo": "software_sourceInfo",
    "summary": "summary",
}
"""Fields of elements that SPDX 2 has too, by what they are called there."""
Plain = dict[str, Any]
_AGENTS: Final = {
    "Agent": "",
    "Organization": "organization",
    "Person": "person",
    "SoftwareAgent": "tool",
}
_LICENSES: Final = ("simplelicensing_", "expandedlicensing_")
_LISTS: Final = {
    "externalIdentifier": ("externalIdentifierType", "identifier"),
    "externalRef": ("externalRefType", "locator"),
    "verifiedUsing": ("algorithm", "hashValue"),
}
"""Lists of an element of which a detail holds one row, and what rows for one thing have alike."""


class Words(NamedTuple):
    """Whole elements, creation information by its id, fields by the refs they are about; kind and
    value each.
    """

    elements: dict[str, Plain]
    creations: dict[str, tuple[Plain, tuple[str, ...]]]
    fields: dict[tuple[str, ...], list[tuple[str, Any]]]


def words_of(merged: Merged) -> Words:
    """Everything that was said in SPDX 3's own words, with the refs of the merged graph."""
    found = Words({}, {}, defaultdict(list))
    for worded in merged.details:
        detail = worded.detail
        if worded.format.startswith(_OLDER) and len(detail.about) == 1 and detail.kind in SPELLED:
            value = json.loads(detail.content)
            found.fields[detail.about].append((SPELLED[detail.kind], value))
        if not worded.format.startswith(FAMILY):
            continue
        value = respelled(json.loads(detail.content), merged.renamed[worded.document])
        if detail.kind == "CreationInfo":
            if _is_creation(value):
                found.creations.setdefault(value["@id"], (value, detail.about))
        elif _is_element(detail.kind, value):
            found.elements.setdefault(name_of(value), value)
        else:
            found.fields[detail.about].append((detail.kind, value))
    return found


def _is_creation(value: Any) -> bool:
    named = isinstance(value, dict) and isinstance(value.get("@id"), str)
    return named and value.get("type") == "CreationInfo" and fits(value)


def _is_element(kind: str, value: Any) -> bool:
    return isinstance(value, dict) and value.get("type") == kind and bool(name_of(value))


def name_of(element: Plain) -> str:
    """What an element is called in its document."""
    found = element.get("spdxId", element.get("@id"))
    return found if isinstance(found, str) else ""


def with_names(said: Words, names: dict[str, str], creation: str) -> Words:
    """The whole elements with the names of the new document, those of them that fit."""
    kept = set(said.creations)
    found = {ref: _named(one, names, creation, kept) for ref, one in said.elements.items()}
    return said._replace(elements={ref: one for ref, one in found.items() if fits(one)})


def _named(element: Plain, names: dict[str, str], creation: str, kept: set[str]) -> Plain:
    """A whole element with the names of the new document."""
    plain: Plain = respelled(element, names)
    plain = {key: value for key, value in plain.items() if key != "@id"}
    own = element.get("creationInfo")
    known = isinstance(own, dict) or (isinstance(own, str) and own in kept)
    return plain | {"spdxId": names[name_of(element)], "creationInfo": own if known else creation}


# -- fields --------------------------------------------------------------------------------------


def put_back(element: Plain, fields: list[tuple[str, Any]], names: dict[str, str]) -> None:
    """What was said of one component or relation, or the document, as far as the schema has it."""
    if not fields:
        return
    plain = deepcopy(element)
    for kind, value in fields:
        _put(element, kind, value, names)
    if fits(element):
        return
    # one field that does not fit must not cost the element
    element.clear()
    element.update(plain)
    for kind, value in fields:
        tried = deepcopy(element)
        _put(tried, kind, value, names)
        if fits(tried):
            element.update(tried)


def fits(element: Plain) -> bool:
    """Whether the official schema takes an element for one of its class."""
    schema = schema_of("spdx-3.0.1")
    class_ = element["type"]
    return class_ in schema.content["$defs"] and schema.part(f"#/$defs/{class_}").is_valid(element)


def _put(element: Plain, kind: str, value: Any, names: dict[str, str]) -> None:
    if kind in _LISTS:
        _fit(element, kind, value)
    elif kind == "packageVerificationCode":
        element.setdefault("verifiedUsing", []).append(value)
    elif kind == "extension":
        element.setdefault(kind, []).append(value)
    elif kind in ("originatedBy", "software_snippetFromFile"):
        element[kind] = _renamed(value, names)
    elif kind == "supportLevel":
        element[kind] = value
    elif kind == "import":
        _import(element, value)
    elif kind == "scope":
        element |= {"type": "LifecycleScopedRelationship", "scope": value}
    else:
        element.setdefault(kind, value)


def _import(element: Plain, whole: Any) -> None:
    rows = element.setdefault("import", [])
    outside = whole.get("externalSpdxId") if isinstance(whole, dict) else None
    rows[:] = [row for row in rows if row["externalSpdxId"] != outside]
    rows.append(whole)


def _renamed(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, list):
        return [_renamed(one, names) for one in value]
    return names.get(value, value) if isinstance(value, str) else value


def _fit(element: Plain, kind: str, whole: Any) -> None:
    """Put a whole row in the place of those that say a part of it."""
    if not isinstance(whole, dict):
        return
    first, second = _LISTS[kind]
    said = whole.get(second)
    values = said if isinstance(said, list) else [said]
    rows = element.setdefault(kind, [])
    rows[:] = [
        row for row in rows if not (row.get(first) == whole.get(first) and _in(row, second, values))
    ]
    rows.append(whole)


def _in(row: Plain, name: str, values: list[Any]) -> bool:
    own = row.get(name)
    return all(one in values for one in (own if isinstance(own, list) else [own]))


# -- what others mean by an element --------------------------------------------------------------


def parties_of(elements: dict[str, Plain]) -> Iterator[tuple[Party, str]]:
    """Agents, by what facts say of them."""
    for element in elements.values():
        kind = _AGENTS.get(element["type"])
        if kind is not None:
            rows = element.get("externalIdentifier", ())
            contacts = tuple(
                row["identifier"]
                for row in rows
                if isinstance(row, dict)
                and row.get("externalIdentifierType") in ("email", "urlScheme")
                and row.get("identifier")
            )
            party = Party(element.get("name"), kind, contacts)  # type: ignore[arg-type]
            yield party, element["spdxId"]


def tools_of(elements: dict[str, Plain]) -> Iterator[tuple[Tool, str]]:
    """Tools, by name."""
    for element in elements.values():
        if element["type"] == "Tool" and isinstance(element.get("name"), str):
            yield Tool(element["name"]), element["spdxId"]


def licenses_of(elements: dict[str, Plain]) -> Iterator[tuple[License, str]]:
    """Licenses that are one expression, or one text, by what facts say of them."""
    for ref, element in elements.items():
        if not element["type"].startswith(_LICENSES):
            continue
        expression = element.get("simplelicensing_licenseExpression")
        text = element.get("simplelicensing_licenseText")
        if isinstance(expression, str):
            yield License(expression), element["spdxId"]
        elif isinstance(text, str):
            own = ref[ref.rfind("LicenseRef-") :] if "LicenseRef-" in ref else None
            if own is not None:
                yield License(own, text=text), element["spdxId"]
            else:
                name = element.get("name")
                value = name if isinstance(name, str) else ref
                yield License(value, "name", text=text), element["spdxId"]


def vulnerabilities_of(elements: dict[str, Plain]) -> Iterator[tuple[str, str]]:
    """Vulnerabilities, by every name that they have."""
    for ref, element in elements.items():
        if element["type"] == "security_Vulnerability":
            rows = [row for row in element.get("externalIdentifier", ()) if isinstance(row, dict)]
            known = [element.get("name"), ref, ref.rpartition("/")[2]]
            for name in (*known, *(row.get("identifier") for row in rows)):
                if isinstance(name, str):
                    yield name, element["spdxId"]

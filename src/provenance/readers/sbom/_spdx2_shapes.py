"""The sections of SPDX 2 as typed shapes, compiled from the official JSON schemas.

A strict shape takes exactly what the schema of its version allows, so that decoding an element is
validating it. The loose shape takes whatever of an element can be used; what it leaves out, the
caller keeps in another way. Both have every field of SPDX 2.3, `None` where it is absent.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Annotated, Any, Final, Literal

import msgspec

from provenance.decoding.schema import Schema, schema_of

LISTS: Final = (
    "packages",
    "files",
    "snippets",
    "hasExtractedLicensingInfos",
    "relationships",
    "annotations",
)
"""Sections that are lists of objects, in an order in which what is referred to comes first."""

_BESIDE: Final = {
    "PACKAGE_MANAGER": ("PACKAGE-MANAGER", "PERSISTENT-ID"),
    "OPERATING-SYSTEM": ("OPERATING_SYSTEM",),
}
"""What else is allowed where a schema allows the key: the schema of 2.2 has `PACKAGE_MANAGER` and
no persistent ids, its text (3.21) has `PACKAGE-MANAGER` and `PERSISTENT-ID`; the schema of 2.3 was
published with `OPERATING_SYSTEM` at first.
"""

ALLOWED: Final = frozenset(name for names in _BESIDE.values() for name in names)
"""Values that are allowed although the schema of a version does not list them."""

ANYTHING_INSIDE: Final = frozenset({"files"})
"""Sections with objects of which no schema says what they hold."""

_NEWEST: Final = "2.3"
_DIGITS: Final = 18
"""Digits of a whole number that is written as text."""
_PLAIN: Final[dict[str, Any]] = {"string": str, "boolean": bool, "integer": int}
_ABSENT: Final[Any] = msgspec.UNSET


WITHOUT_SCHEMA: Final = ("SPDX-2.0", "SPDX-2.1")
"""Versions before JSON was a serialization."""


def schema_version(spdx_version: str | None) -> str:
    """The version whose schema applies: SPDX 2.0 and 2.1 had none, and 2.2 came next."""
    return "2.2" if spdx_version in (*WITHOUT_SCHEMA, "SPDX-2.2") else _NEWEST


def schema_for(section: str, version: str) -> Schema:
    """The schema of one object of a section; that of `document` asks for no lists."""
    whole = schema_of(f"spdx-{version}")
    return whole if section == "document" else whole.part(f"#/properties/{section}/items")


@lru_cache
def _rule(section: str, version: str) -> dict[str, Any]:
    """What the schema says of one object of a section, as far as shapes need it."""
    content = schema_of(f"spdx-{version}").content
    if section != "document":
        rule: dict[str, Any] = content["properties"][section]["items"]
        return rule
    kept = {name: rule for name, rule in content["properties"].items() if name not in LISTS}
    return {**content, "properties": kept}


def fields_of(section: str) -> frozenset[str]:
    """Every field that some version knows for the objects of a section."""
    return frozenset(_rule(section, _NEWEST)["properties"]) | _extra(section)


def _extra(section: str) -> frozenset[str]:
    return frozenset({"spdxElementId"} if section == "annotations" else ())


# -- strict shapes -------------------------------------------------------------------------------


@lru_cache
def strict(section: str, version: str) -> Any:
    """The shape that takes what the schema of a version allows, and nothing else."""
    return _shape(_rule(section, version), _rule(section, _NEWEST), section, _strict_type)


@lru_cache
def list_decoder(section: str, version: str) -> Callable[[bytes | bytearray], Any]:
    """Decodes the JSON text of a list of objects to their strict shapes."""
    shape: Any = list[strict(section, version)]  # type: ignore[misc]
    found: Callable[[bytes | bytearray], Any] = msgspec.json.Decoder(shape).decode
    return found


def _strict_type(rule: dict[str, Any], newest: dict[str, Any], name: str) -> Any:
    kind = rule["type"]
    if kind == "object":
        return _shape(rule, newest, name, _strict_type)
    if kind == "array":
        found: Any = list[_strict_type(rule["items"], newest["items"], name)]  # type: ignore[misc]
        least = rule.get("minItems")
        return Annotated[found, msgspec.Meta(min_length=least)] if least else found
    if "enum" in rule:
        beside = [name for key in rule["enum"] for name in _BESIDE.get(key, ())]
        return Literal[tuple(dict.fromkeys([*rule["enum"], *beside]))]
    return _PLAIN[kind]


def _shape(rule: dict[str, Any], newest: dict[str, Any], name: str, make: Any) -> Any:
    """A struct for an object; an object of which the schema says nothing is a dictionary."""
    properties = rule.get("properties")
    if not properties:
        return dict[str, Any]
    loose = make is _loose_type
    required = () if loose else rule.get("required", ())
    known = newest["properties"]
    order = [name for name in known if name in properties]  # the same in every version
    fields: list[Any] = []
    for key in [*order, *(name for name in properties if name not in known)]:
        of = make(properties[key], known.get(key, properties[key]), key)
        fields.append((key, of) if key in required else (key, of, None))
    return msgspec.defstruct(
        name,
        fields,
        namespace={key: None for key in known if key not in properties},
        gc=False,
        kw_only=True,
        omit_defaults=True,
        forbid_unknown_fields=not loose,
    )


# -- loose shapes --------------------------------------------------------------------------------


@lru_cache
def _loose_rule(section: str) -> dict[str, Any]:
    rule = _rule(section, _NEWEST)
    extra = {name: {"type": "string"} for name in sorted(_extra(section))}
    return {**rule, "properties": {**rule["properties"], **extra}}


@lru_cache
def _loose(section: str) -> Any:
    rule = _loose_rule(section)
    return _shape(rule, rule, section, _loose_type)


def _loose_type(rule: dict[str, Any], newest: dict[str, Any], name: str) -> Any:
    kind = rule["type"]
    if kind == "object":
        return _shape(rule, newest, name, _loose_type)
    if kind == "array":
        inside: Any = _loose_type(rule["items"], newest["items"], name)
        # what cannot be used is None, so that positions stay
        return list[inside | None]
    return _PLAIN[kind]


def fit(section: str, value: dict[str, Any]) -> tuple[Any, list[str]]:
    """The loose shape of an object, in which what has an unusable type is left out.

    With it come the names of the members that it does not hold, or not as they are written.
    """
    fitted = _fit(_loose_rule(section), value)
    lost = [name for name, part in value.items() if fitted.get(name, _ABSENT) != part]
    return msgspec.convert(fitted, _loose(section)), lost


def _fit(rule: dict[str, Any], value: Any) -> Any:
    kind = rule["type"]
    if kind == "object":
        return _fit_object(rule, value) if isinstance(value, dict) else _ABSENT
    if kind == "array":
        return _fit_list(rule, value) if isinstance(value, list) else _ABSENT
    return _fit_text(value) if kind == "string" else _fit_other(kind, value)


def _fit_object(rule: dict[str, Any], value: dict[str, Any]) -> Any:
    properties = rule.get("properties")
    if not properties:
        return value
    found = (
        (name, _fit(properties[name], part)) for name, part in value.items() if name in properties
    )
    return {name: part for name, part in found if part is not _ABSENT}


def _fit_list(rule: dict[str, Any], value: list[Any]) -> list[Any]:
    found = (_fit(rule["items"], part) for part in value)
    return [None if part is _ABSENT else part for part in found]


def _fit_other(kind: str, value: Any) -> Any:
    """A boolean or whole number, or the text of one."""
    found = _spelled(kind, value)
    if isinstance(found, bool) is not (kind == "boolean"):
        return _ABSENT
    return found if isinstance(found, int) else _ABSENT


def _spelled(kind: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if kind == "boolean":
        return {"true": True, "false": False}.get(value, value)
    if kind == "integer" and value.isascii() and value.isdigit() and len(value) <= _DIGITS:
        return int(value)
    return value


def _fit_text(value: Any) -> Any:
    """Text, or the text of a number: versions are often written without quotation marks."""
    if isinstance(value, str):
        return value
    return _ABSENT if value is None or isinstance(value, bool | dict | list) else str(value)


def unquoted(section: str, value: Any) -> Any:
    """The same object with booleans and whole numbers where they are written as text."""
    return _unquoted(_loose_rule(section), value)


def _unquoted(rule: dict[str, Any], value: Any) -> Any:
    kind = rule["type"]
    if kind == "object" and isinstance(value, dict):
        rules = rule.get("properties", {})
        return {
            name: _unquoted(rules[name], part) if name in rules else part
            for name, part in value.items()
        }
    if kind == "array" and isinstance(value, list):
        return [_unquoted(rule["items"], part) for part in value]
    return _spelled(kind, value)

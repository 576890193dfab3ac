"""The official schema of one CycloneDX version, asked element by element.

Whatever holds many elements is checked without them, and each of them alone: the whole is never
in memory, and an element inside another one is looked at once. That no element of a list may equal
another one is then our own business.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from functools import lru_cache
from typing import Any, Final

from provenance.decoding import json
from provenance.decoding.jcs import jcs
from provenance.decoding.schema import Schema, SchemaError, schema_of
from provenance.errors import DecodingError

LISTS: Final = (
    *("components", "services", "dependencies", "compositions", "vulnerabilities"),
    *("annotations", "formulation", "externalReferences", "properties", "citations"),
)
"""Members of a document that are lists of elements."""
INNER: Final = {"component": "components", "service": "services"}
"""Lists of elements inside an element of the same kind."""


class Official:
    """What the schema of one version says of a document and of its parts."""

    def __init__(self, version: str) -> None:
        self.version = version
        self._schema = schema_of(f"cyclonedx-{version}")
        self._content = self._schema.content

    def document(self, members: dict[str, Any]) -> Iterator[SchemaError]:
        """What is wrong with the members of a document, its lists of elements left empty."""
        return self._schema.errors(members)

    def part(self, pointer: str) -> Schema:
        """One definition, or a property of one."""
        return self._schema.part(pointer)

    def property_of(self, kind: str, name: str) -> Schema:
        """One field of a kind of object."""
        if name not in self._content["definitions"][kind]["properties"]:
            return _NOTHING
        return self.part(f"#/definitions/{kind}/properties/{name}")

    def element(self, kind: str, value: dict[str, Any]) -> Iterator[SchemaError]:
        """What is wrong with a component or service, apart from those inside it."""
        inner = INNER[kind]
        if type(value.get(inner)) is list:
            value = value | {inner: []}
        return self.part(f"#/definitions/{kind}").errors(value)

    def listed(self, name: str, value: Any) -> Iterator[SchemaError]:
        """What is wrong with an element of one of the lists of a document."""
        if name not in self._content["properties"]:
            return iter(())
        return self.part(f"#/properties/{name}/items").errors(value)

    def forbids_twins(self, name: str, kind: str | None = None) -> bool:
        """Whether a list of the document, or of a kind of element, may not repeat an element."""
        holder = self._content if kind is None else self._content["definitions"][kind]
        return bool(holder["properties"].get(name, {}).get("uniqueItems"))

    def required(self, kind: str) -> tuple[str, ...]:
        """The fields without which an object of a kind is refused."""
        return tuple(self._content["definitions"][kind].get("required", ()))

    def choices(self, kind: str, name: str) -> frozenset[str]:
        """The texts that one field may have."""
        return frozenset(self._content["definitions"][kind]["properties"][name]["enum"])


class _Nothing(Schema):
    """The schema of what a version does not have."""

    def is_valid(self, value: Any) -> bool:
        return False


_NOTHING: Final = _Nothing("cyclonedx")


@lru_cache
def official(version: str) -> Official:
    """The schema of a version."""
    return Official(version)


class _Silent(Schema):
    """A schema that has nothing to say."""

    def errors(self, value: Any, limit: int = 0) -> Iterator[SchemaError]:
        return iter(())


_SILENT: Final = _Silent("cyclonedx")


class Unasked(Official):
    """The schema of one version for a document that is no JSON: it knows the version's words, and
    judges nothing, since another schema does.
    """

    def document(self, members: dict[str, Any]) -> Iterator[SchemaError]:
        """Nothing is wrong with the members of a document."""
        return iter(())

    def part(self, pointer: str) -> Schema:
        """A definition by which nothing is wrong."""
        return _SILENT

    def property_of(self, kind: str, name: str) -> Schema:
        """One field of a kind of object, for whoever asks what is ordinary."""
        return official(self.version).property_of(kind, name)

    def forbids_twins(self, name: str, kind: str | None = None) -> bool:
        """Lists may repeat their elements."""
        return False


@lru_cache
def unasked(version: str) -> Official:
    """The schema of a version that judges nothing."""
    return Unasked(version)


class Twins:
    """Finds elements of one list that equal an earlier one, in time that grows with the list.

    Equal elements have equal keys. Only those whose key comes again are compared as a whole.
    """

    def __init__(self, elements: list[json.Raw]) -> None:
        self._elements = elements
        self._first: dict[Hashable, int] = {}
        self._forms: dict[Hashable, dict[bytes, int]] = {}

    def earlier(self, key: Hashable, number: int) -> int | None:
        """The number of an earlier element that this one equals."""
        first = self._first.setdefault(key, number)
        if first == number:
            return None
        forms = self._forms.get(key)
        if forms is None:
            forms = self._forms[key] = {self._form(first): first}
        found = forms.setdefault(self._form(number), number)
        return None if found == number else found

    def _form(self, number: int) -> bytes:
        raw = self._elements[number]
        try:
            return jcs(json.decode_last(raw))
        except DecodingError:
            return bytes(raw)

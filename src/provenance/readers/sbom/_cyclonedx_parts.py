"""Parts of CycloneDX objects, read field by field: what is wrong is noted, the rest is kept.

This is the careful way, taken for what is small and for every element that the fast way refuses.
An object of which facts hold only a part is kept as a whole beside them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import msgspec

from provenance.decoding import json
from provenance.decoding.schema_words import show
from provenance.errors import DecodingError, DuplicateKeyError
from provenance.model.component import Detail, Identifier, Reference
from provenance.model.digest import Digest, Scope, algorithm_name, check_digest
from provenance.model.origin import Place, escape_pointer
from provenance.readers.sbom._cyclonedx_fields import (
    REFERENCE_SCOPES,
    TABLES,
    algorithms_of,
    type_name,
)
from provenance.readers.sbom._cyclonedx_remarks import Remarks

Items = Iterator[tuple[Place, Any]]
_encode: Final = msgspec.json.Encoder(order="sorted").encode


class Kept(NamedTuple):
    """An object that says more than the facts made of it, as JSON text."""

    kind: str
    place: Place
    content: str


class Fields(dict[str, Any]):
    """The members of an object that can be used, and all of them as `written`."""

    __slots__ = ("written",)

    def __init__(self, usable: dict[str, Any], written: dict[str, Any]) -> None:
        super().__init__(usable)
        self.written = written


def text_of(value: Any) -> str:
    """A decoded value, or undecoded bytes, as JSON text."""
    if type(value) is json.Raw:
        return bytes(value).decode("utf-8", "replace")
    return _encode(value).decode()


def open_object(
    raw: json.Raw, place: Place, remarks: Remarks, inner: frozenset[str]
) -> dict[str, Any] | None:
    """The members of one object, decoded; None where it is no object at all.

    Those named in `inner` stay undecoded, as they hold elements of their own.
    """
    try:
        members = json.members(raw)
    except DecodingError as error:
        remarks.lost("wrong-type", place, f"is no object: {error.message}", "nothing")
        return None
    try:
        found: dict[str, Any] = json.decode(raw)
    except DecodingError:
        _note_doubled(raw, place, remarks, inner)
        return _decode_one_by_one(members, place, remarks, inner)
    return found | {name: part for name, part in members.items() if name in inner}


def _decode_one_by_one(
    members: dict[str, json.Raw], place: Place, remarks: Remarks, inner: frozenset[str]
) -> dict[str, Any]:
    """So that a member that cannot be read costs no other one."""
    found: dict[str, Any] = {}
    for name, part in members.items():
        if name in inner:
            found[name] = part
            continue
        try:
            found[name] = json.decode(part)
        except DuplicateKeyError:  # noted above
            found[name] = json.decode_last(part)
        except DecodingError as error:
            below = f"{place}/{escape_pointer(name)}{error.pointer}"
            remarks.defect("unreadable-field", below, error.message)
    return found


def _note_doubled(raw: json.Raw, place: Place, remarks: Remarks, inner: frozenset[str]) -> None:
    try:
        # what is no UTF-8 is noted when it is decoded, and must not hide a doubled name
        doubled = json.duplicates(bytes(raw).decode("utf-8", "replace").encode())
    except RecursionError:
        return  # the member that is too deep is noted when it is decoded
    for pointer, name in doubled:
        first, _, rest = pointer[1:].partition("/")
        if first not in inner or not rest:
            remarks.doubled(place + pointer, name)


def _fits(value: Any, expected: type) -> bool:
    """Whether a value has a JSON type; what is undecoded is looked at where it is decoded."""
    return type(value) is expected or expected is object or type(value) is json.Raw


class Parts:
    """Reads parts of one document; what it finds wrong goes to `remarks`.

    `kept` are objects that say more than was made of them, until the element they are of takes
    them.
    """

    def __init__(self, version: str, remarks: Remarks) -> None:
        self.version, self.remarks = version, remarks
        self.kept: list[Kept] = []
        self._algorithms = algorithms_of(version)

    # -- objects ---------------------------------------------------------------------------------

    def fields(self, value: Any, kind: str, place: Place) -> Fields:
        """The known members of one object that have the right type; others are noted.

        Those of later versions are among them.
        """
        if type(value) is not dict:
            self.wrong_type(place, value, "an object")
            return Fields({}, {})
        table, found = TABLES[kind], Fields({}, value)
        for name, part in value.items():
            field = table.get(name)
            if field is None or field.since > self.version:
                self._note_unknown(kind, name, place, field.since if field else None)
            if field is None:
                continue
            if _fits(part, field.type):
                found[name] = part
            else:
                below = f"{place}/{escape_pointer(name)}"
                self.wrong_type(below, part, type_name(field.type()))
        return found

    def _note_unknown(self, kind: str, name: str, place: Place, since: str | None) -> None:
        below = f"{place}/{escape_pointer(name)}"
        detail = f"{kind}.{name[:80]} is no field of CycloneDX {self.version}"
        if since is None:
            self.remarks.lost("unknown-field", below, detail, "kept as it is", whole=True)
            return
        detail += f"; it came with {since}"
        self.remarks.lost("later-field", below, detail, f"in CycloneDX {since}", whole=True)

    def wrong_type(self, place: Place, value: Any, expected: str) -> None:
        """Note a value of another JSON type than the specification wants."""
        detail = f"is {type_name(value)}, not {expected}"
        self.remarks.lost("wrong-type", place, detail, "nothing")

    def objects(self, values: list[Any], kind: str, place: Place) -> Iterator[tuple[Place, Fields]]:
        """The members of each object in a list, with its place."""
        for number, value in enumerate(values):
            below = f"{place}/{number}"
            if type(value) is dict:
                yield below, self.fields(value, kind, below)
            else:
                self.wrong_type(below, value, "an object")

    def texts(self, values: list[Any], place: Place) -> tuple[str, ...]:
        """The texts of a list."""
        for number, value in enumerate(values):
            if type(value) is not str:
                self.wrong_type(f"{place}/{number}", value, "text")
        return tuple(value for value in values if type(value) is str)

    # -- what facts do not hold ------------------------------------------------------------------

    def keep(self, kind: str, place: Place, value: Any) -> None:
        """Keep a value as a whole, for the element that is being read."""
        whole = value.written if isinstance(value, Fields) else value
        self.kept.append(Kept(kind, place, text_of(whole)))

    def keep_rest(self, kind: str, place: Place, fields: Fields, used: frozenset[str]) -> None:
        """Keep an object as a whole where it has members that no fact holds."""
        if len(fields.written) != len(fields) or not fields.keys() <= used:
            self.keep(kind, place, fields)

    def take_kept(self, *about: str) -> Items:
        """Hand over what was kept, as details of the element with a ref."""
        kept, self.kept = self.kept, []
        for kind, place, content in kept:
            yield place, Detail(kind, content, about)

    # -- parts -----------------------------------------------------------------------------------

    def properties(self, values: list[Any], place: Place) -> tuple[tuple[str, str], ...]:
        """Names and values; one without a name is kept as a detail."""
        found = []
        for below, fields in self.objects(values, "property", place):
            name = fields.get("name")
            if name is not None:
                found.append((name, fields.get("value", "")))
            if name is None:
                self.keep("property", below, fields)
            else:
                self.keep_rest("property", below, fields, _PROPERTY)
        return tuple(found)

    def references(self, values: list[Any], place: Place) -> tuple[Reference, ...]:
        """External references; one without type or address is noted and kept as it is."""
        found: list[Reference] = []
        for below, fields in self.objects(values, "externalReference", place):
            kind, url = fields.get("type"), fields.get("url")
            scope = REFERENCE_SCOPES.get(kind or "", "unknown")
            digests = self.digests(fields.get("hashes", []), f"{below}/hashes", scope)
            if kind is not None and url is not None:
                found.append(Reference(kind, url, digests))
                self.keep_rest("externalReference", below, fields, _REFERENCE)
            else:
                self.keep("externalReference", below, fields)
        return tuple(found)

    def identifiers(self, fields: dict[str, Any], place: Place) -> tuple[Identifier, ...]:
        """Package URL, CPE, SWID tag, SWHIDs and OmniBOR ids of a component."""
        found = []
        for name in ("purl", "cpe"):
            if fields.get(name):
                found.append((name, fields[name]))
            elif name in fields:
                self.remarks.observe("empty-identifier", f"{place}/{name}", "is empty", "nothing")
        if "swid" in fields:
            found += self._tags(fields["swid"], f"{place}/swid")
        for kind, name in (("swhid", "swhid"), ("omnibor", "omniborId")):
            texts = self.texts(fields.get(name, []), f"{place}/{name}")
            found.extend((kind, text) for text in texts)
        return tuple(Identifier(kind, value) for kind, value in found)

    def _tags(self, value: Any, place: Place) -> list[tuple[str, str]]:
        fields = self.fields(value, "swid", place)
        self.keep_rest("swid", place, fields, _TAG)
        return [("swid", fields["tagId"])] if fields.get("tagId") else []

    # -- digests ---------------------------------------------------------------------------------

    def digests(self, values: list[Any], place: Place, scope: Scope) -> tuple[Digest, ...]:
        """The usable digests of a list of hashes."""
        objects = self.objects(values, "hash", place)
        found = (self._digest(below, fields, scope) for below, fields in objects)
        return tuple(digest for digest in found if digest is not None)

    def _digest(self, place: Place, fields: Fields, scope: Scope) -> Digest | None:
        self.keep_rest("hash", place, fields, _HASH)
        spelling, written = fields.get("alg"), fields.get("content")
        if spelling is None or written is None:
            return None
        known = self._algorithms.get(spelling)
        algorithm = known[0] if known else algorithm_name(spelling)
        if known is None:
            detail = f"{show(spelling)} is no hash algorithm of CycloneDX {self.version}"
            read_as = f"the algorithm {algorithm[:80]}"
            self.remarks.lost("unknown-hash-algorithm", f"{place}/alg", detail, read_as, whole=True)
        value = written.lower()
        if self._is_unusable(value, algorithm, known[1] if known else None, f"{place}/content"):
            return None
        if value != written:
            detail = "a digest is in upper case"
            read_as = "the same digest in lower case"
            self.remarks.observe("upper-case-digest", f"{place}/content", detail, read_as)
        return Digest(algorithm, value, scope)

    def _is_unusable(self, value: str, algorithm: str, length: int | None, place: Place) -> bool:
        fault = check_digest(algorithm, value)
        if fault is None and length is not None and len(value) != length:
            fault = f"has {len(value)} characters; {algorithm} has {length}"
        if fault is None:
            return False
        name = "digest-length" if fault.startswith("has ") else "malformed-digest"
        self.remarks.lost(name, place, fault, "no digest")
        return True


_PROPERTY: Final = frozenset({"name", "value"})
_REFERENCE: Final = frozenset({"type", "url", "hashes"})
_TAG: Final = frozenset({"tagId"})
_HASH: Final = frozenset({"alg", "content"})

"""Parts of CycloneDX objects, read field by field: what is wrong is noted, the rest is kept.

This is the careful way, taken for what is small and for every element that the fast way refuses.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, Literal

from provenance.decoding import json
from provenance.decoding.purl import purl_fault
from provenance.errors import DecodingError, DuplicateKeyError
from provenance.model.component import Identifier, License, Party, Reference
from provenance.model.digest import Digest, Scope, algorithm_name, check_digest
from provenance.model.origin import Place, escape_pointer
from provenance.readers.sbom._cyclonedx_fields import (
    REFERENCE_SCOPES,
    TABLES,
    algorithms_of,
    required_of,
    type_name,
)
from provenance.readers.sbom._cyclonedx_remarks import Count, Remarks

INNER: Final = frozenset({"components", "services"})
Form = Literal["expression", "name"]
_MIXED_SINCE: Final = "1.7"
"""From here on a list of licenses may hold expressions beside licenses."""
_EMPTY: Final = frozenset(
    {
        "d41d8cd98f00b204e9800998ecf8427e",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da274edebfe76f65fbd51ad2f14898b95b",
        "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
        "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e",
    }
)
DEGENERATE: Final = _EMPTY | {"0" * length for length in (32, 40, 56, 64, 96, 128)}
"""Digests that identify nothing: of the empty file, and all zeros."""


def open_object(
    raw: json.Raw, place: Place, remarks: Remarks, inner: frozenset[str] = INNER
) -> dict[str, Any] | None:
    """The members of one object, decoded; None where it is no object at all.

    Those named in `inner` stay undecoded, as they hold elements of their own.
    """
    try:
        members = json.members(raw)
    except DecodingError as error:
        remarks.defect("wrong-type", place, f"is not an object that can be read: {error.message}")
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
    """Reads parts of one document; what it finds wrong goes to `remarks`."""

    def __init__(self, version: str, remarks: Remarks) -> None:
        self.version, self.remarks = version, remarks
        self._algorithms = algorithms_of(version)

    # -- objects ---------------------------------------------------------------------------------

    def fields(self, value: Any, kind: str, place: Place) -> dict[str, Any]:
        """The fields of one object that are read and have the right type; the rest is noted."""
        if type(value) is not dict:
            self.wrong_type(place, value, "an object")
            return {}
        found: dict[str, Any] = {}
        for name, part in value.items():
            field = TABLES[kind].get(name)
            if field is None or field.since > self.version:
                self.remarks.unknown(kind, name, place, field.since if field else None)
            if field is None:
                continue
            if not _fits(part, field.type):
                expected = type_name(field.type())
                self.wrong_type(f"{place}/{escape_pointer(name)}", part, expected)
            elif field.read:
                found[name] = part
            else:
                self.remarks.unjudged(kind, name, place)
        self._note_missing(value, kind, place)
        return found

    def wrong_type(self, place: Place, value: Any, expected: str) -> None:
        """Note a value of another JSON type than the specification wants."""
        self.remarks.defect("wrong-type", place, f"is {type_name(value)}, not {expected}")

    def _note_missing(self, value: dict[str, Any], kind: str, place: Place) -> None:
        for name in required_of(kind, self.version):
            if name not in value:
                detail = f"has no {name!r}, which CycloneDX {self.version} requires"
                self.remarks.defect("missing-field", place, detail, whole=True)

    def objects(
        self, values: list[Any], kind: str, place: Place
    ) -> Iterator[tuple[Place, dict[str, Any]]]:
        """The fields of each object in a list, with its place."""
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

    # -- parts -----------------------------------------------------------------------------------

    def organization(self, value: Any, place: Place) -> Party | None:
        """An organization that has a name."""
        name = self.fields(value, "organization", place).get("name")
        return Party(name, "organization") if name else None

    def contacts(self, values: list[Any], place: Place) -> tuple[Party, ...]:
        """People, by name or at least by address."""
        people = (fields for _, fields in self.objects(values, "contact", place))
        return tuple(
            Party(fields.get("name") or None, "person", (fields["email"],) if mail else ())
            for fields in people
            if (mail := fields.get("email")) or fields.get("name")
        )

    def licenses(self, values: list[Any], place: Place) -> tuple[License, ...]:
        """SPDX ids, names and expressions, as written."""
        found: list[License] = []
        expressions = 0
        for below, fields in self.objects(values, "licenseChoice", place):
            self._note_choice(fields, ("license", "expression"), below, "both of them")
            if "license" in fields:
                inner = f"{below}/license"
                license = self.fields(fields["license"], "license", inner)
                self._note_choice(license, ("id", "name"), inner, "the id")
                identified = license.get("id")
                form: Form = "expression" if identified else "name"
                found.append(License(identified or license.get("name") or "", form))
            found.append(License(fields.get("expression", "")))
            expressions += "expression" in fields
        if expressions and len(values) > 1 and "1.5" <= self.version < _MIXED_SINCE:
            detail = f"mixes an expression with others, which CycloneDX {self.version} forbids"
            self.remarks.defect("license-choice", place, detail, "all of them", whole=True)
        return tuple(license for license in found if license.value)

    def _note_choice(
        self, fields: dict[str, Any], names: tuple[str, str], place: Place, read_as: str
    ) -> None:
        """Note an object that has both or none of two fields, of which the schema wants one."""
        present = [name for name in names if name in fields]
        if len(present) == 2:
            detail = f"has both {names[0]} and {names[1]}; one is wanted"
            self.remarks.defect("license-choice", place, detail, read_as)
        elif not present:
            detail = f"has neither {names[0]} nor {names[1]}"
            self.remarks.defect("license-choice", place, detail)

    def references(self, values: list[Any], place: Place) -> tuple[Reference, ...]:
        """External references; one without type or address is noted and left out."""
        found: list[Reference] = []
        for below, fields in self.objects(values, "externalReference", place):
            kind, url = fields.get("type"), fields.get("url")
            scope = REFERENCE_SCOPES.get(kind or "", "unknown")
            digests = self.digests(fields.get("hashes", []), f"{below}/hashes", scope)
            if kind is not None and url is not None:
                found.append(Reference(kind, url, digests))
        return tuple(found)

    def identifiers(self, fields: dict[str, Any], place: Place) -> tuple[Identifier, ...]:
        """Package URL, CPE, SWID tag, SWHIDs and OmniBOR ids of a component."""
        found = [("purl", fields["purl"])] if self._is_purl(fields.get("purl"), place) else []
        if fields.get("cpe"):
            found.append(("cpe", fields["cpe"]))
        elif "cpe" in fields:
            self.remarks.count(_EMPTY_FIELD, f"{place}/cpe")
        if "swid" in fields:
            tag = self.fields(fields["swid"], "swid", f"{place}/swid").get("tagId")
            found.extend([("swid", tag)] if tag else [])
        for kind, name in (("swhid", "swhid"), ("omnibor", "omniborId")):
            texts = self.texts(fields.get(name, []), f"{place}/{name}")
            found.extend((kind, text) for text in texts)
        return tuple(Identifier(kind, value) for kind, value in found)

    def _is_purl(self, purl: str | None, place: Place) -> bool:
        if purl is None:
            return False
        if not purl:
            self.remarks.count(_EMPTY_FIELD, f"{place}/purl")
            return False
        fault = purl_fault(purl)
        if fault is not None:
            # no schema looks inside it, and it stays as it is: rules judge what it is good for
            self.remarks.observe("malformed-purl", f"{place}/purl", fault)
        return True

    # -- digests ---------------------------------------------------------------------------------

    def digests(self, values: list[Any], place: Place, scope: Scope) -> tuple[Digest, ...]:
        """The usable digests of a list of hashes."""
        objects = self.objects(values, "hash", place)
        found = (self._digest(below, fields, scope) for below, fields in objects)
        return tuple(digest for digest in found if digest is not None)

    def _digest(self, place: Place, fields: dict[str, Any], scope: Scope) -> Digest | None:
        spelling, written = fields.get("alg"), fields.get("content")
        if spelling is None or written is None:
            return None
        known = self._algorithms.get(spelling)
        if known is None:
            detail = f"{spelling!r} is no hash algorithm of CycloneDX {self.version}"
            read_as = f"the algorithm {algorithm_name(spelling)}"
            self.remarks.defect(
                "unknown-hash-algorithm", f"{place}/alg", detail, read_as, whole=True
            )
        algorithm = known[0] if known else algorithm_name(spelling)
        value = written.lower()
        if self._is_unusable(value, algorithm, known[1] if known else None, f"{place}/content"):
            return None
        if value != written:
            self.remarks.count(_UPPER_CASE, f"{place}/content")
        return Digest(algorithm, value, scope)

    def _is_unusable(self, value: str, algorithm: str, length: int | None, place: Place) -> bool:
        fault = check_digest(algorithm, value)
        if fault is None and length is not None and len(value) != length:
            fault = f"has {len(value)} characters; {algorithm} has {length}"
        if fault is not None:
            name = "digest-length" if fault.startswith("has ") else "malformed-digest"
            self.remarks.defect(name, place, fault)
            return True
        if value not in DEGENERATE:
            return False
        self.remarks.count(_OF_NOTHING if value in _EMPTY else _ALL_ZERO, place)
        return value not in _EMPTY


_UPPER_CASE: Final = Count(
    "cyclonedx/upper-case-digest",
    "a digest is in upper case",
    read_as="the same digest in lower case",
)
_OF_NOTHING: Final = Count("cyclonedx/degenerate-digest", "is the digest of an empty file")
_ALL_ZERO: Final = Count(
    "cyclonedx/degenerate-digest", "is all zeros", read_as="no digest", whole=False
)
_EMPTY_FIELD: Final = Count("cyclonedx/empty-identifier", "is empty", read_as="no identifier")

"""The fast way for a component in which nothing is odd: one strict decoding, few statements.

The struct of each version has exactly the fields of that version with their types, and what the
schema asks beyond that is asked of the few values that it is about: so whatever is read this way
conforms to the official schema. Fields that few components have are kept as bytes, and the schema
is asked about each. Whatever is odd raises `Odd` before anything is noted, and the careful way
reads the element again; both give the same facts for what both can read.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from operator import attrgetter
from typing import Annotated, Any, Final

import msgspec

from provenance.decoding import json
from provenance.decoding.json import Raw, hides_quotes
from provenance.model.component import Component, Detail, Identifier, Party, Reference
from provenance.model.digest import Digest, Scope
from provenance.model.origin import Place
from provenance.readers.sbom._cyclonedx_claims import GAPS, Claims
from provenance.readers.sbom._cyclonedx_fields import (
    REFERENCE_SCOPES,
    SCOPES,
    TABLES,
    algorithms_of,
    kinds_of,
    table_of,
)
from provenance.readers.sbom._cyclonedx_links import leads_outside
from provenance.readers.sbom._cyclonedx_parts import Kept, text_of
from provenance.readers.sbom._cyclonedx_refs import Refs
from provenance.readers.sbom._cyclonedx_repeated import Odd, Repeated, Seen
from provenance.readers.sbom._cyclonedx_schema import official
from provenance.readers.sbom._cyclonedx_taxonomy import SPECIAL
from provenance.readers.sbom._cyclonedx_workbench import Workbench

UNSET: Final = msgspec.UNSET
_QUOTE: Final = b'"'
_encode: Final = msgspec.json.Encoder().encode
_from_hex: Final = bytes.fromhex
_SLOW_ONLY: Final = frozenset(
    {
        "swid",
        "swhid",
        "omniborId",
        "authors",
        "pedigree",
        "signature",
        "data",
        "versionRange",
        "isExternal",
    }
)
"""Fields with facts or rules of their own, so rare that who has one goes the careful way."""
_READ: Final = frozenset(
    {
        "type",
        "bom-ref",
        "supplier",
        "manufacturer",
        "author",
        "name",
        "version",
        "group",
        "description",
        "hashes",
        "licenses",
        "copyright",
        "cpe",
        "purl",
        "externalReferences",
        "components",
        "properties",
    }
)
_VERSION: Final = Annotated[str, msgspec.Meta(max_length=1_024)]
_BOUNDED_SINCE: Final = "1.6"
_NO_REFERENCES: Final[tuple[Reference, ...]] = ()
_NO_PROPERTIES: Final[tuple[tuple[str, str], ...]] = ()


def attribute(name: str) -> str:
    """A field as a struct calls it."""
    return name.replace("-", "_")


def _struct(kind: str, version: str, types: dict[str, Any]) -> Any:
    """A struct with the fields of one kind of object; what is not in `types` has its plain type."""
    required, table = official(version).required(kind), table_of(kind, version)
    first, then = [], []
    for name, field in table.items():
        if name in _SLOW_ONLY:
            continue
        expected = types.get(name, field.type)
        if name in required:
            first.append((attribute(name), expected, msgspec.field(name=name)))
        else:
            optional = expected | msgspec.UnsetType
            then.append((attribute(name), optional, msgspec.field(default=UNSET, name=name)))
    later = {attribute(name): UNSET for name in TABLES[kind] if name not in table}
    fields = [*first, *then]
    return msgspec.defstruct(kind, fields, namespace=later, gc=False, forbid_unknown_fields=True)


@lru_cache
def _decoder_of(version: str) -> Callable[[bytes], Any]:
    hashes: Any = list[_struct("hash", version, {})]  # type: ignore[misc]
    reference: Any = _struct("externalReference", version, {"hashes": hashes, "properties": list})
    found: Any = _struct("property", version, {}) if version > "1.2" else None
    parts: dict[str, Any] = {name: Raw for name in TABLES["component"] if name not in _READ}
    parts |= {
        "hashes": hashes,
        "externalReferences": list[reference],
        "properties": list[found],
        "components": list[Raw],
        "version": _VERSION if version >= _BOUNDED_SINCE else str,
        # few suppliers and license lists stand in many components: kept as bytes, read once
        "supplier": Raw,
        "manufacturer": Raw,
        "licenses": Raw,
    }
    return msgspec.json.Decoder(_struct("component", version, parts)).decode


@lru_cache
def _rest(version: str) -> tuple[str, ...]:
    """The fields of a component for which there are no facts, in this version."""
    return tuple(name for name in table_of("component", version) if name not in _READ | _SLOW_ONLY)


class Fast:
    """Reads components of one document in which nothing is odd.

    What is said beyond a component is added to `more`, to be handed over after it.
    """

    def __init__(self, bench: Workbench, refs: Refs, more: list[tuple[Place, Any]]) -> None:
        version = bench.version
        self._refs, self._more = refs, more
        self._decode, self._kinds = _decoder_of(version), kinds_of(version)
        self._algorithms = algorithms_of(version)
        self._part = bench.official.property_of
        self._is_url = self._part("externalReference", "url").is_valid
        self._reference_types = bench.official.choices("externalReference", "type")
        self._rest = _rest(version)
        self._rest_of = attrgetter(*map(attribute, self._rest))
        self._no_rest = (UNSET,) * len(self._rest)
        self._names: dict[str, str] = {}
        schema = bench.official
        self._suppliers = Repeated("supplier", schema, Claims.organization)
        self._manufacturers = Repeated("manufacturer", schema, Claims.organization)
        self._licenses = Repeated("licenses", schema, Claims.licenses)

    def read(self, raw: bytes, place: Place) -> tuple[Component, list[Raw] | None]:
        """A component and the undecoded ones inside it; None where it has no such list.

        `Odd`, and the decoder's errors, leave no trace: the careful way begins anew.
        """
        element = self._decode(raw)
        if _encode(element).count(_QUOTE) != raw.count(_QUOTE) or hides_quotes(raw):
            raise Odd
        kind, hashes, ref, version = element.type, element.hashes, element.bom_ref, element.version
        copyright, author = element.copyright, element.author
        if kind not in self._kinds or ref == "" or author in GAPS:
            raise Odd
        if version in GAPS or copyright in GAPS:
            raise Odd
        digests = None if hashes is UNSET else self._digests(hashes, SCOPES.get(kind, "unknown"))
        identifiers = self._identifiers(element.purl, element.cpe)
        outside, properties = element.externalReferences, element.properties
        references = self._references(outside) if outside else _NO_REFERENCES
        pairs = self._properties(properties) if properties else _NO_PROPERTIES
        supplier = self._suppliers.get(element.supplier) if element.supplier else _NONE
        maker = self._manufacturers.get(element.manufacturer) if element.manufacturer else _NONE
        licenses = self._licenses.get(element.licenses) if element.licenses else _NONE
        rest = self._rest_of(element)
        details = self._details(rest, place) if rest != self._no_rest else None
        if author and maker.value is not None:
            raise Odd
        # nothing is odd from here on
        ref = self._refs.take(ref or None, place)
        if supplier.kept or maker.kept or licenses.kept:
            self._hand_over(ref, place, (*supplier.kept, *maker.kept, *licenses.kept))
        if outside and any(one.comment is not UNSET for one in outside):
            self._keep_references(outside, place, ref)
        if details is not None:
            self._more += [(below, Detail(name, text, (ref,))) for below, name, text in details]
        group, description, inside = element.group, element.description, element.components
        component = Component(
            ref,
            element.name,
            version or (None if version is UNSET else version),
            kind,
            identifiers,
            digests,
            supplier.value,
            maker.value or (Party(author) if author else None),
            licenses.value,
            references,
            None if group is UNSET else group,
            None if description is UNSET else description,
            None if copyright is UNSET else copyright,
            None,
            pairs,
        )
        return component, None if inside is UNSET else inside

    # -- parts -----------------------------------------------------------------------------------

    def _identifiers(self, purl: Any, cpe: Any) -> tuple[Identifier, ...]:
        if purl == "" or cpe == "":
            raise Odd
        if purl is UNSET:
            return () if cpe is UNSET else (Identifier("cpe", cpe),)
        if cpe is UNSET:
            return (Identifier("purl", purl),)
        return (Identifier("purl", purl), Identifier("cpe", cpe))

    def _digests(self, hashes: list[Any], scope: Scope) -> tuple[Digest, ...]:
        found = []
        for one in hashes:
            value = one.content
            known = self._algorithms.get(one.alg)
            if known is None or len(value) != known[1]:
                raise Odd
            # refuses upper case and blanks; a ValueError where it is no hexadecimal at all
            if _from_hex(value).hex() != value:
                raise Odd
            found.append(Digest(known[0], value, scope))
        return tuple(found)

    def _references(self, references: list[Any]) -> tuple[Reference, ...]:
        found = []
        for one in references:
            digests: tuple[Digest, ...] = ()
            kind, url = one.type, one.url
            if kind not in self._reference_types or leads_outside(url) or not self._is_url(url):
                raise Odd
            if one.properties is not UNSET:
                raise Odd
            if one.hashes:
                digests = self._digests(one.hashes, REFERENCE_SCOPES.get(kind, "unknown"))
            found.append(Reference(kind, url, digests))
        return tuple(found)

    def _properties(self, properties: list[Any]) -> tuple[tuple[str, str], ...]:
        """Names and values; names are few, so that each is one text in memory."""
        names = self._names
        found = []
        for one in properties:
            name, value = one.name, one.value
            if name in SPECIAL or name is UNSET:
                raise Odd
            found.append((names.setdefault(name, name), "" if value is UNSET else value))
        return tuple(found)

    # -- what there is no fact for ---------------------------------------------------------------

    def _details(self, rest: tuple[Any, ...], place: Place) -> list[tuple[Place, str, str]]:
        found = []
        for name, raw in zip(self._rest, rest, strict=True):
            if raw is UNSET:
                continue
            if not self._part("component", name).is_valid(json.decode(raw)):
                raise Odd
            found.append((f"{place}/{name}", name, text_of(raw)))
        return found

    def _hand_over(self, ref: str, place: Place, several: tuple[Kept, ...]) -> None:
        for kind, below, content in several:
            self._more.append((place + below, Detail(kind, content, (ref,))))

    def _keep_references(self, references: list[Any], place: Place, ref: str) -> None:
        for number, one in enumerate(references):
            if one.comment is not UNSET:
                below = f"{place}/externalReferences/{number}"
                content = text_of(one)
                self._more.append((below, Detail("externalReference", content, (ref,))))


_NONE: Final = Seen(None, ())

"""The fast way for a component in which nothing is odd: one strict decoding, few statements.

The struct of each version has exactly the fields of that version with their types, so that the
decoder refuses everything else. Whatever is odd raises `Odd` before anything is noted, and the
careful way reads the element again; both give the same component for what both can read.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from operator import attrgetter
from typing import Any, Final

import msgspec

from provenance.decoding.json import Raw, hides_quotes
from provenance.decoding.purl import PLAUSIBLE
from provenance.model.component import Component, Identifier, License, Party, Reference
from provenance.model.digest import Digest, Scope
from provenance.model.origin import Place
from provenance.readers.sbom._cyclonedx_fields import (
    REFERENCE_SCOPES,
    SCOPES,
    TABLES,
    algorithms_of,
    kinds_of,
    required_of,
    table_of,
)
from provenance.readers.sbom._cyclonedx_parts import DEGENERATE, Parts
from provenance.readers.sbom._cyclonedx_refs import Refs
from provenance.readers.sbom._cyclonedx_remarks import Remarks
from provenance.readers.sbom._cyclonedx_repeated import Odd, Repeated, Seen

UNSET: Final = msgspec.UNSET
_QUOTE: Final = b'"'
_encode: Final = msgspec.json.Encoder().encode
_from_hex: Final = bytes.fromhex
_is_purl: Final = PLAUSIBLE.fullmatch
_SLOW_ONLY: Final = frozenset({"swid", "swhid", "omniborId", "authors"})
"""Fields so rare that a component that has one goes the careful way."""
_NONE: Final = Seen(None)


def _attribute(name: str) -> str:
    return name.replace("-", "_")


def _struct(kind: str, version: str, types: dict[str, Any]) -> Any:
    """A struct with the fields of one kind of object; what is not in `types` has its plain type."""
    required, table = required_of(kind, version), table_of(kind, version)
    first, then = [], []
    for name, field in table.items():
        if name in _SLOW_ONLY:
            continue
        expected = types.get(name, field.type)
        if name in required:
            first.append((_attribute(name), expected, msgspec.field(name=name)))
        else:
            optional = expected | msgspec.UnsetType
            then.append((_attribute(name), optional, msgspec.field(default=UNSET, name=name)))
    later = {_attribute(name): UNSET for name in TABLES[kind] if name not in table}
    fields = [*first, *then]
    return msgspec.defstruct(kind, fields, namespace=later, gc=False, forbid_unknown_fields=True)


@lru_cache
def _decoder_of(version: str) -> Callable[[bytes], Any]:
    hashes: Any = list[_struct("hash", version, {})]  # type: ignore[misc]
    reference: Any = _struct("externalReference", version, {"hashes": hashes})
    parts = {
        "hashes": hashes,
        "externalReferences": list[reference],
        "components": list[Raw],
        # few suppliers and license lists stand in many components: kept as bytes, read once
        "supplier": Raw,
        "manufacturer": Raw,
        "licenses": Raw,
    }
    return msgspec.json.Decoder(_struct("component", version, parts)).decode


def _kept(kind: str) -> tuple[str, ...]:
    """The fields of one kind of object of which only the bytes are kept."""
    return tuple(name for name, field in TABLES[kind].items() if not field.read)


class Fast:
    """Reads components of one document in which nothing is odd; counts what is kept as bytes."""

    def __init__(self, remarks: Remarks, refs: Refs) -> None:
        version = remarks.version
        self._remarks, self._refs = remarks, refs
        self._decode, self._kinds = _decoder_of(version), kinds_of(version)
        self._algorithms = algorithms_of(version)
        self._kept = _kept("component")
        self._kept_values = attrgetter(*map(_attribute, self._kept))
        self._shapes: dict[tuple[type, ...], int] = {}
        self._suppliers = Repeated("supplier", Parts.organization, remarks)
        self._manufacturers = Repeated("manufacturer", Parts.organization, remarks)
        self._licenses = Repeated("licenses", Parts.licenses, remarks)

    def read(self, raw: bytes, place: Place) -> tuple[Component, list[Raw] | None]:
        """A component and the undecoded ones inside it; None where it has no such list.

        `Odd`, and the decoder's errors, leave no trace: the careful way begins anew.
        """
        element = self._decode(raw)
        if _encode(element).count(_QUOTE) != raw.count(_QUOTE) or hides_quotes(raw):
            raise Odd
        kind, hashes = element.type, element.hashes
        if kind not in self._kinds:
            raise Odd
        digests = None if hashes is UNSET else self._digests(hashes, SCOPES.get(kind, "unknown"))
        identifiers = self._identifiers(element.purl, element.cpe)
        outside = element.externalReferences
        references = self._references(outside) if outside else ()
        supplier, maker, licenses = self._repeated(element, place)
        # nothing is odd from here on, and what is counted stays counted
        self._count(element, place)
        ref, version = element.bom_ref, element.version
        component = Component(
            self._refs.take(None if ref is UNSET else ref, place),
            element.name,
            None if version is UNSET else version,
            kind,
            identifiers,
            digests,
            supplier,
            maker or (Party(element.author) if element.author else None),
            licenses,
            references,
        )
        inside = element.components
        return component, None if inside is UNSET else inside

    def _identifiers(self, purl: Any, cpe: Any) -> tuple[Identifier, ...]:
        if cpe is UNSET:
            found: tuple[Identifier, ...] = ()
        elif cpe:
            found = (Identifier("cpe", cpe),)
        else:
            raise Odd
        if purl is UNSET:
            return found
        if not _is_purl(purl):
            raise Odd
        return (Identifier("purl", purl), *found)

    def _digests(self, hashes: list[Any], scope: Scope) -> tuple[Digest, ...]:
        found = []
        for one in hashes:
            value = one.content
            known = self._algorithms.get(one.alg)
            if known is None or len(value) != known[1] or value in DEGENERATE:
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
            if one.hashes:
                digests = self._digests(one.hashes, REFERENCE_SCOPES.get(one.type, "unknown"))
            found.append(Reference(one.type, one.url, digests))
        return tuple(found)

    def _repeated(
        self, element: Any, place: Place
    ) -> tuple[Party | None, Party | None, tuple[License, ...] | None]:
        supplier = maker = licenses = _NONE
        if element.supplier is not UNSET:
            supplier = self._suppliers.get(element.supplier, place)
        if element.licenses is not UNSET:
            licenses = self._licenses.get(element.licenses, place)
        if element.manufacturer is not UNSET:
            maker = self._manufacturers.get(element.manufacturer, place)
        supplier.uses += 1
        maker.uses += 1
        licenses.uses += 1
        return supplier.value, maker.value, licenses.value

    # -- what is kept only as bytes --------------------------------------------------------------

    def _count(self, element: Any, place: Place) -> None:
        shape = tuple(map(type, self._kept_values(element)))
        times = self._shapes.get(shape, 0)
        if not times:
            self._count_shape(shape, place, 0)
        self._shapes[shape] = times + 1
        for number, reference in enumerate(element.externalReferences or ()):
            if reference.comment is not UNSET or reference.properties is not UNSET:
                self._count_reference(reference, f"{place}/externalReferences/{number}")

    def _count_reference(self, reference: Any, place: Place) -> None:
        for name in _kept("externalReference"):
            if getattr(reference, name) is not UNSET:
                self._remarks.unjudged("externalReference", name, place)

    def _count_shape(self, shape: tuple[type, ...], place: Place, times: int) -> None:
        for name, kind in zip(self._kept, shape, strict=True):
            if kind is not msgspec.UnsetType:
                self._remarks.unjudged("component", name, place, times)

    def settle(self) -> None:
        """Hand over what was counted; called once, at the end."""
        for shape, times in self._shapes.items():
            self._count_shape(shape, "", times)
        for repeated in (self._suppliers, self._manufacturers, self._licenses):
            repeated.settle()

"""A component or service as cyclonedx-python-lib has it, and what is added to its JSON.

The library sorts lists and makes equal elements of them one; they are written here, in the order
and as often as they were said.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from cyclonedx.model import ExternalReferenceType, HashAlgorithm, XsUri
from cyclonedx.model.component import Component as Written
from cyclonedx.model.component import ComponentType as Kind
from cyclonedx.model.contact import OrganizationalContact, OrganizationalEntity
from cyclonedx.model.service import Service

from provenance.decoding.purl import split_purl
from provenance.decoding.schema import schema_of
from provenance.errors import DecodingError
from provenance.model.component import Component, License, Party, Pedigree, Reference
from provenance.model.digest import Digest, algorithm_name

_ALGORITHMS: Final = {algorithm_name(known.value): known.value for known in HashAlgorithm}
_KINDS: Final = {known.value: known for known in Kind}
_REFERENCES: Final = frozenset(known.value for known in ExternalReferenceType)
_FILENAME: Final = "bsi:component:filename"
_END_OF_SUPPORT: Final = "cdx:lifecycle:milestone:endOfSupport"
_ID: Final = "#/definitions/license/properties/id"
Plain = dict[str, Any]


def organization(party: Party | None) -> OrganizationalEntity | None:
    """An organization with its mail addresses and URLs."""
    if party is None:
        return None
    mails = [text for text in party.contacts if "://" not in text]
    urls = [XsUri(text) for text in party.contacts if "://" in text]
    contacts = [OrganizationalContact(email=mail) for mail in mails]
    return OrganizationalEntity(name=party.name, urls=urls, contacts=contacts)


def person(party: Party) -> OrganizationalContact:
    """A person, with a mail address where there is one."""
    mail = next((text for text in party.contacts if "@" in text), None)
    return OrganizationalContact(name=party.name, email=mail)


def written(component: Component, inside: list[Written]) -> Written:
    """A component with those inside it."""
    producer = component.producer
    kind = producer.kind if producer is not None else ""
    return Written(
        name=component.name or "",
        type=_KINDS.get(component.kind or "", Kind.LIBRARY),
        bom_ref=component.ref,
        supplier=organization(component.supplier),
        manufacturer=None if kind == "person" or is_unsorted(producer) else organization(producer),
        authors=[person(producer)] if producer is not None and kind == "person" else [],
        group=component.group,
        version=component.version,
        description=component.description,
        copyright=component.copyright,
        components=inside,
    )


def is_unsorted(party: Party | None) -> bool:
    """Whether this is a name of which nobody says whether it is that of a person."""
    return party is not None and not party.kind and bool(party.name)


def written_service(component: Component, inside: list[Service]) -> Service:
    """A service with those inside it."""
    return Service(
        name=component.name or "",
        bom_ref=component.ref,
        provider=organization(component.supplier),
        group=component.group,
        version=component.version,
        description=component.description,
        services=inside,
    )


# -- what the library would change or leave out --------------------------------------------------


def complete(plain: Plain, component: Component, version: str) -> None:
    """Add what the library spells otherwise, makes one of, or has no word for."""
    if component.kind != "service":
        _complete_component(plain, component)
    if component.licenses is not None:
        plain["licenses"] = license_rows(component.licenses, version)
    rows = {
        "externalReferences": [*map(_reference, component.references)],
        "properties": property_rows(_properties(component)),
    }
    plain |= {name: values for name, values in rows.items() if values}


def _complete_component(plain: Plain, component: Component) -> None:
    plain |= _identifiers(component)
    if component.version is not None:
        plain["version"] = component.version  # also where it is empty
    producer = component.producer
    if producer is not None and is_unsorted(producer):
        plain["author"] = producer.name
    if component.digests is not None:
        plain["hashes"] = _hashes(component.digests)
    if component.pedigree is not None:
        plain["pedigree"] = _pedigree(component.pedigree)


def _identifiers(component: Component) -> Plain:
    """The format has one of some kinds, and lists of the others."""
    values: dict[str, list[str]] = {}
    for identifier in component.identifiers:
        values.setdefault(identifier.kind, []).append(identifier.value)
    found: Plain = {kind: values[kind][0] for kind in ("purl", "cpe") if kind in values}
    if "swid" in values:
        found["swid"] = {"tagId": values["swid"][0], "name": component.name or ""}
    lists = {"swhid": "swhid", "omnibor": "omniborId"}
    return found | {member: values[kind] for kind, member in lists.items() if kind in values}


def _hashes(digests: tuple[Digest, ...]) -> list[Plain]:
    """The digests whose algorithm the format has."""
    return [
        {"alg": _ALGORITHMS[digest.algorithm], "content": digest.value}
        for digest in digests
        if digest.algorithm in _ALGORITHMS
    ]


def _reference(reference: Reference) -> Plain:
    kind = reference.kind if reference.kind in _REFERENCES else "other"
    found: Plain = {"type": kind, "url": reference.url}
    hashes = _hashes(reference.digests)
    return found | ({"hashes": hashes} if hashes else {})


def _properties(component: Component) -> tuple[tuple[str, str], ...]:
    rows = list(component.properties)
    names = {name for name, _ in rows}
    if component.filename and _FILENAME not in names:
        rows.append((_FILENAME, component.filename))
    until = component.support.until if component.support is not None else None
    if until and not any(value == until for _, value in rows):
        rows.append((_END_OF_SUPPORT, until))
    return tuple(rows)


def property_rows(properties: tuple[tuple[str, str], ...]) -> list[Plain]:
    """Names and values in their order."""
    return [{"name": name, "value": value} for name, value in properties]


def _pedigree(origins: Pedigree) -> Plain:
    """Of its relatives only labels are known, and a purl tells its name."""
    lists = {name: getattr(origins, name) for name in ("ancestors", "descendants", "variants")}
    found: Plain = {name: [*map(_labelled, labels)] for name, labels in lists.items()}
    found["commits"] = [{"uid": uid} for uid in origins.commits]
    found = {name: rows for name, rows in found.items() if rows}
    return found if origins.notes is None else found | {"notes": origins.notes}


def _labelled(label: str) -> dict[str, str]:
    try:
        return {"type": "library", "name": split_purl(label).name, "purl": label}
    except DecodingError:
        return {"type": "library", "name": label}


# -- licenses ------------------------------------------------------------------------------------


def license_rows(licenses: tuple[License, ...], version: str) -> list[Plain]:
    """The choices. Before 1.7 an expression stands alone: beside others it is written as a name."""
    rows = [_license(license, version) for license in licenses]
    if len(rows) == 1 or version >= "1.7":
        return rows
    return [
        _named(license.value, license) if "expression" in row else row
        for license, row in zip(licenses, rows, strict=True)
    ]


def _license(license: License, version: str) -> Plain:
    if license.form == "expression" and is_listed(license.value, version):
        return {"license": {"id": license.value, **_stage(license), **_text(license)}}
    if license.form == "expression":
        return {"expression": license.value, **_stage(license)}
    return _named(license.value, license)


def _named(name: str, license: License) -> Plain:
    return {"license": {"name": name, **_stage(license), **_text(license)}}


def _stage(license: License) -> Plain:
    return {"acknowledgement": license.stage} if license.stage else {}


def _text(license: License) -> Plain:
    return {} if license.text is None else {"text": {"content": license.text}}


@lru_cache(maxsize=16_384)
def is_listed(text: str, version: str) -> bool:
    """Whether this is one id that the schema lists."""
    return schema_of(f"cyclonedx-{version}").part(_ID).is_valid(text)

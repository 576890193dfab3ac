"""A component as cyclonedx-python-lib has it, and what is added to the JSON that it writes."""

from __future__ import annotations

import json
from typing import Any, Final

from cyclonedx.model import (
    ExternalReference,
    ExternalReferenceType,
    HashAlgorithm,
    HashType,
    Property,
    XsUri,
)
from cyclonedx.model.component import Component as Written
from cyclonedx.model.component import ComponentType as Kind
from cyclonedx.model.component import Swid
from cyclonedx.model.contact import OrganizationalContact, OrganizationalEntity

from provenance.decoding.license_expression import normal_expression, unknown_ids
from provenance.decoding.purl import split_purl
from provenance.errors import DecodingError
from provenance.model.component import Component, License, Party, Pedigree, Reference
from provenance.model.digest import Digest, algorithm_name

_ALGORITHMS: Final = {algorithm_name(known.value): known for known in HashAlgorithm}
_KINDS: Final = {known.value: known for known in Kind}
_REFERENCES: Final = {known.value: known for known in ExternalReferenceType}
_FILENAME: Final = "bsi:component:filename"
_END_OF_SUPPORT: Final = "cdx:lifecycle:milestone:endOfSupport"


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


def hashes(digests: tuple[Digest, ...] | None) -> list[HashType]:
    """The digests whose algorithm the format has."""
    return [
        HashType(alg=_ALGORITHMS[digest.algorithm], content=digest.value)
        for digest in digests or ()
        if digest.algorithm in _ALGORITHMS
    ]


def _reference(reference: Reference) -> ExternalReference:
    kind = _REFERENCES.get(reference.kind, ExternalReferenceType.OTHER)
    return ExternalReference(type=kind, url=XsUri(reference.url), hashes=hashes(reference.digests))


def _properties(component: Component) -> list[Property]:
    rows = list(component.properties)
    names = {name for name, _ in rows}
    if component.filename and _FILENAME not in names:
        rows.append((_FILENAME, component.filename))
    until = component.support.until if component.support is not None else None
    if until and not any(value == until for _, value in rows):
        rows.append((_END_OF_SUPPORT, until))
    return [Property(name=name, value=value) for name, value in rows]


def written(component: Component, inside: list[Written]) -> Written:
    """A component with those inside it."""
    producer = component.producer
    is_person = producer is not None and producer.kind == "person"
    tag = next((i.value for i in component.identifiers if i.kind == "swid"), None)
    name = component.name or ""
    return Written(
        name=name,
        type=_KINDS.get(component.kind or "", Kind.LIBRARY),
        bom_ref=component.ref,
        supplier=organization(component.supplier),
        manufacturer=None if is_person else organization(producer),
        authors=[person(producer)] if producer is not None and is_person else [],
        group=component.group,
        version=component.version,
        description=component.description,
        copyright=component.copyright,
        hashes=hashes(component.digests),
        external_references=map(_reference, component.references),
        properties=_properties(component),
        cpe=next((i.value for i in component.identifiers if i.kind == "cpe"), None),
        swid=None if tag is None else Swid(tag_id=tag, name=name, version=component.version),
        components=inside,
    )


# -- what the library would change or leave out --------------------------------------------------


def complete(plain: dict[str, Any], component: Component, version: str) -> None:
    """Add what the library spells otherwise or has no word for: purl, licenses, SWHID, OmniBOR."""
    purl = component.purl
    if purl is not None:
        plain["purl"] = purl
    for kind, member in (("swhid", "swhid"), ("omnibor", "omniborId")):
        values = [i.value for i in component.identifiers if i.kind == kind]
        if values:
            plain[member] = values
    if component.licenses is not None:
        plain["licenses"] = _licenses(component.licenses, version)
    if component.pedigree is not None:
        plain["pedigree"] = _pedigree(component.pedigree)


def _pedigree(origins: Pedigree) -> dict[str, Any]:
    """Of its relatives only labels are known, and a purl tells its name."""
    lists = {name: getattr(origins, name) for name in ("ancestors", "descendants", "variants")}
    found: dict[str, Any] = {name: [*map(_labelled, labels)] for name, labels in lists.items()}
    found["commits"] = [{"uid": uid} for uid in origins.commits]
    found = {name: rows for name, rows in found.items() if rows}
    return found if origins.notes is None else found | {"notes": origins.notes}


def _labelled(label: str) -> dict[str, str]:
    try:
        return {"type": "library", "name": split_purl(label).name, "purl": label}
    except DecodingError:
        return {"type": "library", "name": label}


def _licenses(licenses: tuple[License, ...], version: str) -> list[dict[str, Any]]:
    """The choices; before 1.7 an expression stands alone, or none does."""
    rows = [_license(license) for license in licenses]
    compound = [row for row in rows if "expression" in row]
    if compound and len(rows) > 1 and version < "1.7":
        return compound[:1]
    return rows


def _license(license: License) -> dict[str, Any]:
    stage = {"acknowledgement": license.stage} if license.stage else {}
    if license.form == "expression" and _is_listed(license.value):
        return {"license": {"id": license.value, **stage}}
    if license.form == "expression":
        return {"expression": license.value, **stage}
    text = {} if license.text is None else {"text": {"content": license.text}}
    return {"license": {"name": license.value, **stage, **text}}


def _is_listed(text: str) -> bool:
    """Whether this is one id of the SPDX license list, and no expression."""
    local = text.startswith(("LicenseRef-", "DocumentRef-"))
    single = not local and " " not in text and "(" not in text and not text.endswith("+")
    return single and normal_expression(text) == text and not unknown_ids(text)


def verbatim(plain: dict[str, Any], kind: str, content: str) -> None:
    """Put back a field in the format's own words, where nothing stands in its place."""
    if kind not in plain:
        plain[kind] = json.loads(content)

"""The fields of a component as SPDX 3.0.1 has them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final

from provenance.decoding.schema import schema_of
from provenance.decoding.time import parse_time
from provenance.model.component import Component, Reference
from provenance.model.digest import Digest

Plain = dict[str, Any]

_NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
_GAPS: Final = {"noAssertion": "NOASSERTION", "none": "NONE"}
_PURPOSE: Final = "software_primaryPurpose"
_MORE_PURPOSES: Final = "software_additionalPurpose"
_PURPOSES: Final = {
    "application": "application",
    "container": "container",
    "data": "data",
    "device": "device",
    "device-driver": "deviceDriver",
    "firmware": "firmware",
    "framework": "framework",
    "library": "library",
    "machine-learning-model": "model",
    "operating-system": "operatingSystem",
    "platform": "platform",
}
_LEVELS: Final = frozenset(
    {"deployed", "development", "endOfSupport", "limitedSupport", "noSupport", "support"}
)
_IDENTIFIERS: Final = {"purl": "packageUrl", "swid": "swid", "swhid": "swhid", "omnibor": "gitoid"}
_WORDS: Final = {
    "advisories": "securityAdvisory",
    "build-meta": "buildMeta",
    "build-system": "buildSystem",
    "distribution": "altDownloadLocation",
    "issue-tracker": "issueTracker",
    "mailing-list": "mailingList",
    "release-notes": "releaseNotes",
    "source-distribution": "sourceArtifact",
    "website": "altWebPage",
}
"""References for which the format has another word."""


def class_of(component: Component, words: set[str]) -> str:
    """The class of a component; `words` are the fields of its own that it has beside."""
    if component.kind == "file":
        return "software_File"
    if component.kind == "snippet" and "software_snippetFromFile" in words:
        return "software_Snippet"
    for prefix, name in (("ai_", "ai_AIPackage"), ("dataset_", "dataset_DatasetPackage")):
        if any(word.startswith(prefix) for word in words):
            return name
    return "software_Package"


def fields_of(component: Component, class_: str) -> Plain:
    """Everything but people and licenses, which are elements of their own."""
    packaged = class_ not in ("software_File", "software_Snippet")
    purl = component.purl if packaged else None
    source = _first(component, "distribution") if packaged else None
    home = _first(component, "website") if packaged else None
    taken = (source, home)
    found: Plain = {
        "name": component.name,
        "description": component.description,
        "software_copyrightText": _gap(component, "copyright")
        if component.copyright is None
        else component.copyright,
        **_purposes(component),
        "verifiedUsing": None if component.digests is None else hashes(component.digests),
        "externalIdentifier": [*_identifiers(component, purl)] or None,
        "externalRef": [*_references(component, taken)] or None,
        "extension": _extension(component),
        **_support(component),
    }
    if packaged:
        located = source.url if source is not None else None
        found |= {
            "software_packageVersion": component.version,
            "software_packageUrl": purl,
            "software_downloadLocation": located or _location_gap(component),
            "software_homePage": home.url if home else _gap(component, "references.website"),
        }
    return found


def _first(component: Component, kind: str) -> Reference | None:
    return next((one for one in component.references if one.kind == kind), None)


def _gap(component: Component, field: str) -> str | None:
    return _GAPS.get(component.gap(field) or "")


def _location_gap(component: Component) -> str | None:
    return _gap(component, "references.deployable") or _gap(component, "references")


def _purposes(component: Component) -> Plain:
    """As they were written, else what the kind of the component means."""
    said = [value for name, value in component.properties if name == _PURPOSE]
    more = [value for name, value in component.properties if name == _MORE_PURPOSES]
    found: Plain = {_PURPOSE: said[0] if said else _PURPOSES.get(component.kind or "")}
    return found | ({_MORE_PURPOSES: more} if more else {})


def _extension(component: Component) -> list[Plain] | None:
    """Properties in the manner of CycloneDX, for which SPDX has an extension."""
    rows = [
        {
            "type": "extension_CdxPropertyEntry",
            "extension_cdxPropName": name,
            "extension_cdxPropValue": value,
        }
        for name, value in component.properties
        if name not in (_PURPOSE, _MORE_PURPOSES)
    ]
    if not rows:
        return None
    return [{"type": "extension_CdxPropertiesExtension", "extension_cdxProperty": rows}]


def hashes(digests: tuple[Digest, ...]) -> list[Plain]:
    """SPDX 3 spells `sha3_256` as in-toto does, and BLAKE2 without a line."""
    return [
        {
            "type": "Hash",
            "algorithm": re.sub(r"^blake2b_(\d+)$", r"blake2b\1", digest.algorithm),
            "hashValue": digest.value,
        }
        for digest in digests
    ]


def _identifiers(component: Component, purl: str | None) -> Iterator[Plain]:
    for identifier in component.identifiers:
        if identifier.kind == "purl" and identifier.value == purl:
            continue
        kind = _IDENTIFIERS.get(identifier.kind, "other")
        if identifier.kind == "cpe":
            kind = "cpe23" if identifier.value.lower().startswith("cpe:2.3:") else "cpe22"
        yield {
            "type": "ExternalIdentifier",
            "externalIdentifierType": kind,
            "identifier": identifier.value,
        }


def _references(component: Component, taken: tuple[Reference | None, ...]) -> Iterator[Plain]:
    known = _reference_types()
    for reference in component.references:
        if any(reference is one for one in taken):
            continue
        kind = _WORDS.get(reference.kind, reference.kind)
        kind = kind if kind in known else "other"
        yield {"type": "ExternalRef", "externalRefType": kind, "locator": [reference.url]}


@lru_cache(maxsize=1)
def _reference_types() -> frozenset[str]:
    definitions = schema_of("spdx-3.0.1").content["$defs"]
    return frozenset(definitions["prop_ExternalRef_externalRefType"]["enum"])


def _support(component: Component) -> Plain:
    support, gap = component.support, component.gap("support")
    levels = ["noAssertion"] if gap == "noAssertion" else []
    if support is None:
        return {"supportLevel": levels or None}
    levels += [support.level] if support.level in _LEVELS else []
    until = parse_time(support.until) if support.until else None
    return {
        "supportLevel": levels or None,
        "validUntilTime": None if until is None else time(support.until),
    }


def time(text: str | None) -> str:
    """A time as the format writes it; what has none was made at the beginning of 1970."""
    found = parse_time(text) if text else None
    return (found or _NEVER).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

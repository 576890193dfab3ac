"""Components as packages, files and snippets of SPDX 2.3.

What the format prescribes and nobody said is written as what says least: NOASSERTION, files that
were not analyzed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, Final

from provenance.decoding.spdx2_locators import is_location, is_vcs, locator_of
from provenance.decoding.time import parse_time
from provenance.model.component import Component, Identifier, Party, Reference
from provenance.model.digest import Digest, algorithm_name
from provenance.writers._spdx2_licenses import Licenses

Plain = dict[str, Any]

UNSAID: Final = "NOASSERTION"
_GAPS: Final = {"noAssertion": UNSAID, "none": "NONE"}
_NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
_ALGORITHMS: Final = {
    algorithm_name(name): name
    for name in (
        *("SHA1", "SHA224", "SHA256", "SHA384", "SHA512", "SHA3-256", "SHA3-384", "SHA3-512"),
        *("BLAKE2b-256", "BLAKE2b-384", "BLAKE2b-512", "BLAKE3", "MD2", "MD4", "MD5", "MD6"),
        "ADLER32",
    )
}
_PURPOSES: Final = {
    kind: kind.upper()
    for kind in ("application", "framework", "library", "container", "device", "firmware", "file")
} | {"operating-system": "OPERATING-SYSTEM"}
_IDENTIFIERS: Final = {
    "purl": ("PACKAGE-MANAGER", "purl"),
    "swid": ("SECURITY", "swid"),
    "swhid": ("PERSISTENT-ID", "swh"),
    "omnibor": ("PERSISTENT-ID", "gitoid"),
}
_ROOTED: Final = re.compile(r"[\\]|[A-Za-z]:[\\/]")


def is_file(component: Component) -> bool:
    """Whether a component has what every file must have: a relative name and a SHA-1."""
    name, digests = component.name, component.digests or ()
    usable = bool(name) and _ROOTED.match(name or "") is None
    return component.kind == "file" and usable and any(d.algorithm == "sha1" for d in digests)


def package(component: Component, name: str, licenses: Licenses, analyzed: bool | None) -> Plain:
    """A package; `analyzed` is whether its files were, None to say nothing of it."""
    source = next(filter(_is_source, component.references), None)
    home = next(filter(_is_home, component.references), None)
    located = source.url if source is not None else None
    found: Plain = {
        "SPDXID": name,
        "name": component.name or "",
        "versionInfo": _text(component.version, component, "version"),
        "packageFileName": _text(component.filename, component, "filename"),
        "supplier": party(component.supplier) or _gap(component, "supplier"),
        "originator": party(component.producer) or _gap(component, "producer"),
        "downloadLocation": located or _gap(component, "references") or UNSAID,
        "filesAnalyzed": analyzed,
        "homepage": home.url if home is not None else _gap(component, "references.website"),
        "checksums": _rows(component.digests),
        "copyrightText": _text(component.copyright, component, "copyright"),
        "description": component.description,
        "primaryPackagePurpose": _PURPOSES.get(component.kind or ""),
        "validUntilDate": _until(component),
        "externalRefs": [*_external(component, (source, home))] or None,
        "licenseConcluded": _licenses(component, "concluded", licenses),
        "licenseDeclared": _licenses(component, "declared", licenses),
    }
    return {member: value for member, value in found.items() if value is not None}


def file(component: Component, name: str, licenses: Licenses) -> Plain:
    """A file; its name is relative to a package (clause 8.1)."""
    path = component.name or ""
    found: Plain = {
        "SPDXID": name,
        "fileName": f".{path}" if path.startswith("/") else path,
        "checksums": _rows(component.digests),
    }
    return found | _common(component, licenses)


def snippet(component: Component, name: str, file: str, licenses: Licenses) -> Plain:
    """A part of a file; its ranges are in words of its own."""
    found: Plain = {"SPDXID": name, "snippetFromFile": file}
    if component.name is not None:
        found["name"] = component.name
    return found | _common(component, licenses)


def _common(component: Component, licenses: Licenses) -> Plain:
    found = {
        "copyrightText": _text(component.copyright, component, "copyright"),
        "licenseConcluded": _licenses(component, "concluded", licenses),
    }
    return {member: value for member, value in found.items() if value is not None}


# -- fields --------------------------------------------------------------------------------------


def _text(value: str | None, component: Component, field: str) -> str | None:
    return value if value is not None else _gap(component, field)


def _gap(component: Component, field: str) -> str | None:
    return _GAPS.get(component.gap(field) or "")


def _licenses(component: Component, stage: str, licenses: Licenses) -> str | None:
    """Those of a stage in one expression; those of which nobody says which count as declared."""
    own = [
        licenses.expression(license)
        for license in component.licenses or ()
        if license.stage == stage or (not license.stage and stage == "declared")
    ]
    alone = own[0] if len(own) == 1 else " AND ".join(f"({text})" for text in own)
    return alone or _gap(component, f"licenses.{stage}")


def checksums(digests: Iterable[Digest]) -> list[dict[str, str]]:
    """The digests whose algorithm the format has."""
    return [
        {"algorithm": _ALGORITHMS[d.algorithm], "checksumValue": d.value}
        for d in digests
        if d.algorithm in _ALGORITHMS
    ]


def _rows(digests: tuple[Digest, ...] | None) -> list[dict[str, str]] | None:
    if digests is None:
        return None
    rows = checksums(digests)
    return rows if rows or not digests else None


def _is_source(reference: Reference) -> bool:
    """Whether a reference comes back as what it is from `downloadLocation`."""
    kind = "vcs" if is_vcs(reference.url) else "distribution"
    return reference.kind == kind and is_location(reference.url)


def _is_home(reference: Reference) -> bool:
    return reference.kind == "website" and is_location(reference.url)


def _external(component: Component, taken: tuple[Reference | None, ...]) -> Iterator[Plain]:
    """Identifiers and references whose locators have the form of their type (Annex F)."""
    for identifier in component.identifiers:
        category, kind = _type_of(identifier)
        if kind and locator_of(kind).fits(identifier.value):
            yield external(category, kind, identifier.value)
    for reference in component.references:
        kind = re.sub(r"\s", "-", reference.kind)
        own = any(reference is one for one in taken)
        if not own and locator_of(kind).fits(reference.url):
            yield external("OTHER", kind, reference.url)


def _type_of(identifier: Identifier) -> tuple[str, str]:
    if identifier.kind != "cpe":
        return _IDENTIFIERS.get(identifier.kind, ("", ""))
    old = not identifier.value.lower().startswith("cpe:2.3:")
    return "SECURITY", "cpe22Type" if old else "cpe23Type"


def external(category: str, kind: str, locator: str) -> Plain:
    """An external reference (clause 7.21)."""
    return {"referenceCategory": category, "referenceType": kind, "referenceLocator": locator}


def party(party: Party | None) -> str | None:
    """Somebody on one line; the format has persons and organizations only."""
    if party is None or not party.name:
        return None
    kind = "Person" if party.kind == "person" else "Organization"
    mail = next(iter(party.contacts), None)
    return f"{kind}: {party.name} ({mail})" if mail else f"{kind}: {party.name}"


def _until(component: Component) -> str | None:
    until = component.support.until if component.support is not None else None
    return None if until is None or parse_time(until) is None else time(until)


def time(text: str | None) -> str:
    """A time as the format writes it; what has none was made at the beginning of 1970."""
    found = parse_time(text) if text else None
    return (found or _NEVER).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

"""SPDX 2.3 JSON.

- A component is a package; one of kind `file` that has a name and a SHA-1 (clause 8.4) is a file.
- The format has licenses that are declared or concluded. One of which nobody says which is written
  as declared, and reading it back lists it as said otherwise.
- What has no time is written as made at the beginning of 1970: the format does not do without.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, Final

from provenance.decoding.license_expression import local_refs
from provenance.decoding.spdx2_relations import TYPES
from provenance.decoding.time import parse_time
from provenance.graph.merging import Merged
from provenance.model.component import Component, License, Party, Reference, Relation
from provenance.model.digest import Digest, algorithm_name
from provenance.model.document import Heading, Tool
from provenance.writers._spdx_names import name_all

TARGETS: Final = ("spdx-2.3",)
FAMILY: Final = "SPDX"

_DOCUMENT: Final = "SPDXRef-DOCUMENT"
_UNSAID: Final = "NOASSERTION"
_NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
_ALGORITHMS: Final = {
    algorithm_name(name): name
    for name in (
        *("SHA1", "SHA224", "SHA256", "SHA384", "SHA512", "SHA3-256", "SHA3-384", "SHA3-512"),
        *("BLAKE2b-256", "BLAKE2b-384", "BLAKE2b-512", "BLAKE3", "MD2", "MD4", "MD5", "MD6"),
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
_KINDS: Final = {
    found.kind: (name, turned)
    for turned in (True, False)  # where both directions have a type, the straight one is taken
    for name, found in TYPES.items()
    if found.plain and found.turned is turned
}
_CODE: Final = "packageVerificationCode"
_OF_FILES: Final = frozenset({_CODE, "licenseInfoFromFiles", "hasFiles"})
_LOCATION: Final = re.compile(r"([a-z]+\+)?[a-z]+://[^\s]+$")
_LOCATOR: Final = re.compile(r"\S+")
_FIELD_OF: Final = re.compile(r"[A-Za-z]+")


def write(merged: Merged, heading: Heading, target: str) -> tuple[dict[str, Any], dict[str, str]]:
    """The document as plain JSON values, and the name of each ref in it."""
    names = name_all((c.ref for c in merged.components), "SPDXRef-", _DOCUMENT)
    return _Writing(merged, heading, names).document(), names


class _Writing:
    """One document while it is put together."""

    def __init__(self, merged: Merged, heading: Heading, names: dict[str, str]) -> None:
        self._merged, self._heading, self._names = merged, heading, names
        self._texts: dict[str, dict[str, str]] = {}

    def document(self) -> dict[str, Any]:
        """Every section; the licenses last, since components name them."""
        heading, merged = self._heading, self._merged
        self._analyzed = _analyzed(merged)
        kept = self._files()
        files = [component for component in merged.components if component.ref in kept]
        packages = [self._package(c) for c in merged.components if c.ref not in kept]
        plain: dict[str, Any] = {
            "spdxVersion": "SPDX-2.3",
            "dataLicense": "CC0-1.0",
            "SPDXID": _DOCUMENT,
            "name": heading.name or "unnamed",
            "documentNamespace": heading.identifier,
            "creationInfo": {"created": _time(heading.timestamp), "creators": _creators(heading)},
        }
        if heading.contexts:
            plain["creationInfo"]["comment"] = ", ".join(heading.contexts)
        elif heading.comment is not None:
            plain["comment"] = heading.comment
        links = [row for link in merged.links if (row := _link(link.prefix, link)) is not None]
        relations = [self._describe(root) for root in self._roots()]
        relations += [row for relation in merged.relations for row in self._related(relation)]
        sections = {
            "externalDocumentRefs": links,
            "packages": packages,
            "files": [self._file(component) for component in files],
            "relationships": [*relations, *self._gaps()],
        }
        sections["hasExtractedLicensingInfos"] = list(self._license_texts())
        plain |= {name: rows for name, rows in sections.items() if rows}
        if all(form.startswith(FAMILY) for form in merged.formats):
            self._put_back(plain)
        return plain

    def _roots(self) -> list[str]:
        """The format does not do without: else everything to which nothing leads, else all."""
        roots = [root for root in self._merged.roots if root in self._names]
        if roots:
            return roots
        led_to = {t for r in self._merged.relations if r.kind != "describes" for t in r.targets}
        return [ref for ref in self._names if ref not in led_to] or list(self._names)

    def _license_texts(self) -> Iterator[dict[str, str]]:
        """Every license that is not on the list; one without a text says so."""
        for text in self._merged.licenses:
            self._texts[text.ref] = _extracted(text.ref, text.name, text.text)
        for component in self._merged.components:
            for license in component.licenses or ():
                for ref in local_refs(license.value):
                    if ref.startswith("LicenseRef-"):
                        self._texts.setdefault(ref, _extracted(ref, None, _UNSAID))
        yield from self._texts.values()

    # -- elements --------------------------------------------------------------------------------

    def _files(self) -> set[str]:
        """Components that are files; those in a package that was not analyzed may not be."""
        held = {
            target
            for relation in self._merged.relations
            if relation.kind == "contains" and relation.source not in self._analyzed
            for target in relation.targets
        }
        return {c.ref for c in self._merged.components if _is_file(c) and c.ref not in held}

    def _package(self, component: Component) -> dict[str, Any]:
        sources = [r.url for r in component.references if _is_source(r)]
        rows = [*_external(component)]
        found: dict[str, Any] = {
            "SPDXID": self._names[component.ref],
            "name": component.name or "",
            "versionInfo": component.version,
            "packageFileName": component.filename,
            "supplier": _party(component.supplier) or _gap(component, "supplier"),
            "originator": _party(component.producer) or _gap(component, "producer"),
            "downloadLocation": sources[0] if sources else _UNSAID,
            "filesAnalyzed": component.ref in self._analyzed,
            "checksums": _checksums(component.digests) or None,
            "copyrightText": component.copyright or _gap(component, "copyright"),
            "description": component.description,
            "primaryPackagePurpose": _PURPOSES.get(component.kind or ""),
            "validUntilDate": _until(component),
            "externalRefs": rows or None,
        }
        found |= self._licenses(component, ("licenseConcluded", "licenseDeclared"))
        return {name: value for name, value in found.items() if value is not None}

    def _file(self, component: Component) -> dict[str, Any]:
        found: dict[str, Any] = {
            "SPDXID": self._names[component.ref],
            "fileName": f".{component.name}"
            if (component.name or "")[:1] == "/"
            else component.name,
            "checksums": _checksums(component.digests),
            "copyrightText": component.copyright or _gap(component, "copyright"),
        }
        found |= self._licenses(component, ("licenseConcluded",))
        return {name: value for name, value in found.items() if value is not None}

    def _licenses(self, component: Component, members: Iterable[str]) -> dict[str, str | None]:
        found: dict[str, str | None] = {}
        for member in members:
            stage = member.removeprefix("license").lower()
            own = [
                self._expression(license)
                for license in component.licenses or ()
                if license.stage == stage or (not license.stage and stage == "declared")
            ]
            alone = own[0] if len(own) == 1 else " AND ".join(f"({text})" for text in own)
            found[member] = alone or _gap(component, f"licenses.{stage}")
        return found

    def _expression(self, license: License) -> str:
        """A license that has only a name becomes one that the document defines."""
        if license.form == "expression":
            return license.value
        ref = "LicenseRef-" + (re.sub(r"[^A-Za-z0-9.-]+", "-", license.value)[:80] or "unnamed")
        self._texts.setdefault(ref, _extracted(ref, license.value, license.text))
        return ref

    # -- relations -------------------------------------------------------------------------------

    def _describe(self, root: str) -> dict[str, str]:
        return _row(_DOCUMENT, "DESCRIBES", self._names[root])

    def _related(self, relation: Relation) -> Iterable[dict[str, str]]:
        source = self._names.get(relation.source)
        if source is None:
            return
        kind, turned = _KINDS.get(relation.kind, ("OTHER", False))
        if not relation.targets and not turned:
            yield _row(source, kind, "NONE")
        for target in relation.targets:
            other = self._names.get(target, target if target.startswith("DocumentRef-") else None)
            if other is not None:
                yield _row(other, kind, source) if turned else _row(source, kind, other)

    def _gaps(self) -> Iterable[dict[str, str]]:
        for fact in self._merged.completeness:
            kind, turned = _KINDS.get(fact.kind, ("OTHER", True))
            if fact.state == "unknown" and not turned and fact.subject in self._names:
                yield _row(self._names[fact.subject], kind, _UNSAID)

    # -- fields in the format's own words --------------------------------------------------------

    def _put_back(self, plain: dict[str, Any]) -> None:
        owners = {row["SPDXID"]: row for s in ("packages", "files") for row in plain.get(s, ())}
        for detail in self._merged.details:
            rows = [owners.get(self._names.get(ref, "")) for ref in detail.about] or [plain]
            for row in rows:
                if row is None or detail.kind in row or not _FIELD_OF.fullmatch(detail.kind):
                    continue
                if row.get("filesAnalyzed", True) or detail.kind not in _OF_FILES:
                    row[detail.kind] = json.loads(detail.content)


def _is_source(reference: Reference) -> bool:
    wanted = reference.kind in ("distribution", "downloadLocation")
    return wanted and _LOCATION.match(reference.url) is not None


def _analyzed(merged: Merged) -> set[str]:
    """Packages of which the files were looked at: they have a verification code."""
    codes = {ref for d in merged.details if d.kind == _CODE for ref in d.about}
    denied = {c.ref for c in merged.components if ("filesAnalyzed", "false") in c.properties}
    return codes - denied


def _is_file(component: Component) -> bool:
    digests = component.digests or ()
    return component.kind == "file" and bool(component.name) and _has_sha1(digests)


def _has_sha1(digests: tuple[Digest, ...]) -> bool:
    return any(digest.algorithm == "sha1" for digest in digests)


def _checksums(digests: tuple[Digest, ...] | None) -> list[dict[str, str]]:
    return [
        {"algorithm": _ALGORITHMS[d.algorithm], "checksumValue": d.value}
        for d in digests or ()
        if d.algorithm in _ALGORITHMS
    ]


def _external(component: Component) -> Iterable[dict[str, str]]:
    for identifier in component.identifiers:
        kind = identifier.kind
        if kind == "cpe":
            old = not identifier.value.lower().startswith("cpe:2.3:")
            names = ("SECURITY", "cpe22Type" if old else "cpe23Type")
        elif kind in _IDENTIFIERS:
            names = _IDENTIFIERS[kind]
        else:
            continue
        yield _reference(*names, identifier.value)
    for reference in component.references:
        if not _is_source(reference) and _LOCATOR.fullmatch(reference.url):
            yield _reference("OTHER", re.sub(r"\s", "-", reference.kind), reference.url)


def _reference(category: str, kind: str, locator: str) -> dict[str, str]:
    return {"referenceCategory": category, "referenceType": kind, "referenceLocator": locator}


def _row(source: str, kind: str, target: str) -> dict[str, str]:
    return {"spdxElementId": source, "relationshipType": kind, "relatedSpdxElement": target}


def _extracted(ref: str, name: str | None, text: str | None) -> dict[str, str]:
    found = {"licenseId": ref, "extractedText": text if text is not None else name or ref}
    return found | ({} if name is None else {"name": name})


def _link(prefix: str, link: Any) -> dict[str, Any] | None:
    sums = _checksums(link.digests)
    if not prefix.startswith("DocumentRef-") or not sums:
        return None
    ref = prefix.rstrip(":")
    return {"externalDocumentId": ref, "spdxDocument": link.identifier, "checksum": sums[0]}


def _party(party: Party | None) -> str | None:
    if party is None or not party.name:
        return None
    kind = "Person" if party.kind == "person" else "Organization"
    mail = next((text for text in party.contacts if "@" in text and "://" not in text), None)
    return f"{kind}: {party.name} ({mail})" if mail else f"{kind}: {party.name}"


def _gap(component: Component, field: str) -> str | None:
    return {"noAssertion": _UNSAID, "none": "NONE"}.get(component.gap(field) or "")


def _creators(heading: Heading) -> list[str]:
    parties = [text for party in heading.authors or () if (text := _party(party)) is not None]
    return [*parties, *(f"Tool: {_tool(tool)}" for tool in heading.tools or ())]


def _tool(tool: Tool) -> str:
    return f"{tool.name}-{tool.version}" if tool.version else tool.name


def _until(component: Component) -> str | None:
    until = component.support.until if component.support is not None else None
    return None if until is None or parse_time(until) is None else _time(until)


def _time(text: str | None) -> str:
    found = parse_time(text) if text else None
    return (found or _NEVER).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

"""SBOMs of one product in four spellings, in which every field of every profile is present."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Plain = dict[str, Any]
SPDX3 = "https://acme.example/gateway#"
_256 = {name: f"{number:02x}" * 32 for number, name in enumerate(("gateway", "zlib"), 0xA1)}
_512 = {name: f"{number:02x}" * 64 for number, name in enumerate(("gateway", "zlib"), 0xB1)}
_VERSIONS = {"gateway": "1.0", "zlib": "1.3.1"}
_MAIL = "psirt@acme.example"


def _cyclonedx_component(name: str) -> Plain:
    version = _VERSIONS[name]
    values = {
        "bsi:component:filename": f"{name}.bin",
        "bsi:component:executable": "executable",
        "bsi:component:archive": "no archive",
        "bsi:component:structured": "unstructured",
        "cdx:fda:level-of-support": "actively maintained",
        "cdx:lifecycle:milestone:endOfSupport": "2036-01-01",
    }
    party = {"name": "Acme", "url": ["https://acme.example"], "contact": [{"email": _MAIL}]}
    return {
        "type": "firmware" if name == "gateway" else "library",
        "bom-ref": name,
        "manufacturer": party,
        "supplier": party,
        "name": name,
        "version": version,
        "hashes": [{"alg": "SHA-256", "content": _256[name]}],
        "licenses": [
            {"license": {"id": "Zlib", "acknowledgement": "declared"}},
            {"license": {"id": "MIT", "acknowledgement": "concluded"}},
        ],
        "copyright": "Copyright Acme",
        "purl": f"pkg:generic/{name}@{version}",
        "externalReferences": [
            {
                "type": "distribution",
                "url": f"https://acme.example/{name}.bin",
                "hashes": [{"alg": "SHA-512", "content": _512[name]}],
            },
            {"type": "source-distribution", "url": f"https://acme.example/{name}.tar.gz"},
        ],
        "properties": [{"name": key, "value": value} for key, value in values.items()],
    }


def cyclonedx() -> Plain:
    """CycloneDX 1.6."""
    both = list(_VERSIONS)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79",
        "version": 1,
        "metadata": {
            "timestamp": "2026-09-14T09:00:00Z",
            "lifecycles": [{"phase": "build"}],
            "tools": {"components": [{"type": "application", "name": "sbomist", "version": "2.1"}]},
            "authors": [{"name": "Acme Product Security", "email": _MAIL}],
            "component": _cyclonedx_component("gateway"),
            "manufacturer": {"name": "Acme", "url": ["https://acme.example"]},
            "licenses": [{"license": {"id": "CC0-1.0"}}],
        },
        "components": [_cyclonedx_component("zlib")],
        "dependencies": [{"ref": "gateway", "dependsOn": ["zlib"]}, {"ref": "zlib"}],
        "compositions": [{"aggregate": "complete", "assemblies": both, "dependencies": both}],
    }


_LISTS = {
    "hashes": "hash",
    "licenses": None,
    "contact": None,
    "url": None,
    "externalReferences": "reference",
    "properties": "property",
    "components": "component",
    "dependencies": "dependency",
    "compositions": "composition",
    "authors": "author",
    "lifecycles": "lifecycle",
}
_ATTRIBUTES = {"type", "bom-ref", "alg", "acknowledgement", "ref"}


def xml_of(plain: Plain) -> str:
    """A CycloneDX document of ours in XML."""
    serial = f' serialNumber="{plain["serialNumber"]}"' if "serialNumber" in plain else ""
    left = {k: v for k, v in plain.items() if k not in ("bomFormat", "specVersion", "serialNumber")}
    left.pop("version")
    order = ("metadata", "components", "dependencies", "compositions")
    inner = "".join(_xml(name, left[name]) for name in order if name in left)
    space = "http://cyclonedx.org/schema/bom/1.6"
    return f'<?xml version="1.0"?><bom xmlns="{space}"{serial} version="1">{inner}</bom>'


_CHILDREN = (
    *("timestamp", "lifecycles", "tools", "authors", "component"),
    *("supplier", "manufacturer", "name", "version", "aggregate", "assemblies", "dependencies"),
    *("hashes", "licenses", "id", "copyright", "purl", "email", "url", "contact"),
    *("hashes", "components", "externalReferences", "properties", "phase"),
)


def _xml(name: str, value: Any) -> str:
    if name == "dependencies" and value and isinstance(value[0], dict):
        rows = "".join(_dependency(row) for row in value)
        return f"<dependencies>{rows}</dependencies>"
    if name in ("assemblies", "dependencies"):
        tag = {"assemblies": "assembly", "dependencies": "dependency"}[name]
        refs = "".join(f'<{tag} ref="{ref}"/>' for ref in value)
        return f"<{name}>{refs}</{name}>"
    if name == "licenses":
        rows = "".join(_xml("license", one["license"]) for one in value)
        return f"<licenses>{rows}</licenses>"
    if name == "properties":
        rows = "".join(f'<property name="{p["name"]}">{p["value"]}</property>' for p in value)
        return f"<properties>{rows}</properties>"
    if name == "hashes":
        rows = "".join(f'<hash alg="{h["alg"]}">{h["content"]}</hash>' for h in value)
        return f"<hashes>{rows}</hashes>"
    if isinstance(value, list):
        tag = _LISTS[name]
        rows = "".join(_xml(tag or name, one) for one in value)
        return f"<{name}>{rows}</{name}>" if tag else rows
    if not isinstance(value, dict):
        return f"<{name}>{value}</{name}>"
    attributes = "".join(f' {k}="{v}"' for k, v in value.items() if k in _ATTRIBUTES)
    names = sorted((k for k in value if k not in _ATTRIBUTES), key=lambda k: _rank(name, k))
    return f"<{name}{attributes}>{''.join(_xml(k, value[k]) for k in names)}</{name}>"


def _rank(parent: str, child: str) -> int:
    if parent == "reference":
        return ("url", "hashes").index(child)
    if parent == "metadata" and child in ("manufacturer", "licenses"):
        return len(_CHILDREN) + (child == "licenses")
    if parent in ("manufacturer", "supplier", "author"):
        return ("name", "url", "contact", "email").index(child)
    return _CHILDREN.index(child)


def _dependency(row: Plain) -> str:
    inner = "".join(f'<dependency ref="{ref}"/>' for ref in row.get("dependsOn", ()))
    return f'<dependency ref="{row["ref"]}">{inner}</dependency>'


def _spdx2_package(name: str) -> Plain:
    return {
        "SPDXID": f"SPDXRef-{name}",
        "name": name,
        "versionInfo": _VERSIONS[name],
        "packageFileName": f"{name}.bin",
        "primaryPackagePurpose": "FIRMWARE" if name == "gateway" else "LIBRARY",
        "supplier": f"Organization: Acme ({_MAIL})",
        "originator": f"Organization: Acme ({_MAIL})",
        "downloadLocation": f"https://acme.example/{name}.bin",
        "filesAnalyzed": False,
        "checksums": [
            {"algorithm": "SHA256", "checksumValue": _256[name]},
            {"algorithm": "SHA512", "checksumValue": _512[name]},
        ],
        "licenseConcluded": "MIT",
        "licenseDeclared": "Zlib",
        "copyrightText": "Copyright Acme",
        "sourceInfo": f"https://acme.example/{name}.tar.gz",
        "validUntilDate": "2036-01-01T00:00:00Z",
        "externalRefs": [
            {
                "referenceCategory": "PACKAGE-MANAGER",
                "referenceType": "purl",
                "referenceLocator": f"pkg:generic/{name}@{_VERSIONS[name]}",
            }
        ],
    }


def spdx2() -> Plain:
    """SPDX 2.3."""
    return {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": "gateway",
        "documentNamespace": "https://acme.example/spdx/gateway-1.0",
        "creationInfo": {
            "created": "2026-09-14T09:00:00Z",
            "creators": [f"Organization: Acme ({_MAIL})", "Tool: sbomist-2.1"],
            "comment": "SBOM Type: Build",
        },
        "packages": [_spdx2_package(name) for name in _VERSIONS],
        "relationships": [
            _spdx2_relationship("SPDXRef-DOCUMENT", "DESCRIBES", "SPDXRef-gateway"),
            _spdx2_relationship("SPDXRef-gateway", "DEPENDS_ON", "SPDXRef-zlib"),
            _spdx2_relationship("SPDXRef-gateway", "DEPENDS_ON", "NONE"),
            _spdx2_relationship("SPDXRef-zlib", "DEPENDS_ON", "NONE"),
        ],
    }


def _spdx2_relationship(source: str, kind: str, target: str) -> Plain:
    return {"spdxElementId": source, "relationshipType": kind, "relatedSpdxElement": target}


def _spdx3_package(name: str) -> list[Plain]:
    element = f"{SPDX3}{name}"
    licenses = {"Declared": "Zlib", "Concluded": "MIT"}
    package = {
        "type": "software_Package",
        "spdxId": element,
        "creationInfo": "_:info",
        "name": name,
        "software_packageVersion": _VERSIONS[name],
        "software_packageUrl": f"pkg:generic/{name}@{_VERSIONS[name]}",
        "software_downloadLocation": f"https://acme.example/{name}.bin",
        "software_copyrightText": "Copyright Acme",
        "software_primaryPurpose": "firmware" if name == "gateway" else "library",
        "suppliedBy": f"{SPDX3}acme",
        "originatedBy": [f"{SPDX3}acme"],
        "supportLevel": ["support"],
        "validUntilTime": "2036-01-01T00:00:00Z",
        "verifiedUsing": [{"type": "Hash", "algorithm": "sha256", "hashValue": _256[name]}],
        "externalRef": [
            {
                "type": "ExternalRef",
                "externalRefType": "sourceArtifact",
                "locator": [f"https://acme.example/{name}.tar.gz"],
            }
        ],
    }
    file = {
        "type": "software_File",
        "spdxId": f"{element}-file",
        "creationInfo": "_:info",
        "name": f"{name}.bin",
        "software_primaryPurpose": "executable",
        "software_additionalPurpose": ["archive"],
        "verifiedUsing": [{"type": "Hash", "algorithm": "sha512", "hashValue": _512[name]}],
    }
    found = [package, file]
    found.append(
        _spdx3_relationship(f"{name}-file", name, "hasDistributionArtifact", f"{name}-file")
    )
    for stage, expression in licenses.items():
        found.append(
            {
                "type": "simplelicensing_LicenseExpression",
                "spdxId": f"{element}-{stage}",
                "creationInfo": "_:info",
                "simplelicensing_licenseExpression": expression,
            }
        )
        kind = f"has{stage}License"
        found.append(_spdx3_relationship(f"{name}-{kind}", name, kind, f"{name}-{stage}"))
    return found


def _spdx3_relationship(ref: str, source: str, kind: str, *targets: str) -> Plain:
    return {
        "type": "Relationship",
        "spdxId": f"{SPDX3}of-{ref}",
        "creationInfo": "_:info",
        "from": f"{SPDX3}{source}",
        "relationshipType": kind,
        "to": [f"{SPDX3}{target}" for target in targets] or ["NoneElement"],
        "completeness": "complete",
    }


def spdx3() -> Plain:
    """SPDX 3.0.1."""
    mail = {"type": "ExternalIdentifier", "externalIdentifierType": "email", "identifier": _MAIL}
    head = [
        {
            "type": "CreationInfo",
            "@id": "_:info",
            "specVersion": "3.0.1",
            "created": "2026-09-14T09:00:00Z",
            "createdBy": [f"{SPDX3}acme"],
            "createdUsing": [f"{SPDX3}tool"],
        },
        {
            "type": "Organization",
            "spdxId": f"{SPDX3}acme",
            "creationInfo": "_:info",
            "name": "Acme",
            "externalIdentifier": [mail],
        },
        {
            "type": "Tool",
            "spdxId": f"{SPDX3}tool",
            "creationInfo": "_:info",
            "name": "sbomist-2.1",
        },
        {
            "type": "software_Sbom",
            "spdxId": f"{SPDX3}sbom",
            "creationInfo": "_:info",
            "software_sbomType": ["build"],
            "rootElement": [f"{SPDX3}gateway"],
        },
        {
            "type": "SpdxDocument",
            "spdxId": f"{SPDX3}document",
            "creationInfo": "_:info",
            "name": "gateway",
            "dataLicense": f"{SPDX3}cc0",
            "rootElement": [f"{SPDX3}sbom"],
            "profileConformance": ["core", "software", "simpleLicensing"],
        },
        {
            "type": "simplelicensing_LicenseExpression",
            "spdxId": f"{SPDX3}cc0",
            "creationInfo": "_:info",
            "simplelicensing_licenseExpression": "CC0-1.0",
        },
    ]
    parts = [element for name in _VERSIONS for element in _spdx3_package(name)]
    ends = [
        _spdx3_relationship("depends", "gateway", "dependsOn", "zlib"),
        _spdx3_relationship("leaf", "zlib", "dependsOn"),
    ]
    return {
        "@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld",
        "@graph": [*head, *parts, *ends],
    }


Spelling = tuple[str, Callable[[], Plain], Callable[[Plain], str]]
SPELLINGS: dict[str, Spelling] = {
    "cyclonedx": ("sbom.cdx.json", cyclonedx, json.dumps),
    "cyclonedx-xml": ("sbom.cdx.xml", cyclonedx, xml_of),
    "spdx-2": ("sbom.spdx.json", spdx2, json.dumps),
    "spdx-3": ("sbom.spdx3.json", spdx3, json.dumps),
}


def write_sbom(folder: Path, spelling: str, change: Callable[[Plain], None] | None = None) -> Path:
    """One of them, changed before it is written, with something that looks like a signature."""
    name, make, spell = SPELLINGS[spelling]
    plain = make()
    if change is not None:
        change(plain)
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(spell(plain), encoding="utf-8")
    (folder / f"{name}.sig").write_bytes(bytes(range(64)))
    return folder

"""Writes the bill of materials of `generate.py` in the other formats that are read.

    generate_forms.py xml|spdx|tags|spdx3 --components N --output FILE

One product, the same components, the same edges, in the words of each format: CycloneDX 1.6 XML,
SPDX 2.3 JSON, SPDX 2.3 tag-value, SPDX 3.0.1 JSON-LD.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from generate import SEED, Json, compact, component, edges

CREATED = "2026-10-01T08:00:00Z"
PRODUCT = "SPDXRef-product"
BASE = "https://gateway.example/spdx/"
Parts = Iterator[str]


def shape(count: int) -> Iterator[tuple[int, Json, list[int]]]:
    """Number, component and what it depends on; the product is last."""
    chance, targets = random.Random(SEED), edges(count, random.Random(SEED + 1))
    for number in range(count):
        yield number, component(number, chance), targets[number]
    yield count, {"type": "firmware", "name": "gateway", "version": "2.4.0"}, targets[count]


# --- CycloneDX XML -----------------------------------------------------------------------------


def _xml_component(made: Json, ref: str, name: str = "component") -> str:
    hashes = "".join(
        f"<hash alg={quoteattr(h['alg'])}>{h['content']}</hash>" for h in made["hashes"]
    )
    license_ = made["licenses"][0]["license"]["id"]
    properties = "".join(
        f"<property name={quoteattr(p['name'])}>{escape(p['value'])}</property>"
        for p in made["properties"]
    )
    vcs = made["externalReferences"][0]["url"]
    return (
        f"<{name} type={quoteattr(made['type'])} bom-ref={quoteattr(ref)}>"
        f"<supplier><name>{escape(made['supplier']['name'])}</name>"
        f"<url>{escape(made['supplier']['url'][0])}</url></supplier>"
        f"<name>{escape(made['name'])}</name><version>{made['version']}</version>"
        f"<description>{escape(made['description'])}</description><hashes>{hashes}</hashes>"
        f"<licenses><license><id>{license_}</id></license></licenses>"
        f"<copyright>{escape(made['copyright'])}</copyright><cpe>{escape(made['cpe'])}</cpe>"
        f"<purl>{escape(made['purl'])}</purl><externalReferences>"
        f'<reference type="vcs"><url>{escape(vcs)}</url></reference></externalReferences>'
        f"<properties>{properties}</properties></{name}>\n"
    )


def xml(count: int) -> Parts:
    """CycloneDX 1.6 XML."""
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n<bom xmlns="http://cyclonedx.org/schema/bom/1.6"'
        f' serialNumber="urn:uuid:5f0c4c1e-7a52-4d0e-9b1d-{count:012x}" version="1">'
        f"<metadata><timestamp>{CREATED}</timestamp>"
        '<component type="firmware" bom-ref="product"><name>gateway</name>'
        "<version>2.4.0</version></component></metadata>\n<components>\n"
    )
    for number, made, _ in shape(count):
        if number < count:
            yield _xml_component(made, f"part:{number}")
    yield "</components>\n<dependencies>\n"
    for number, _, targets in shape(count):
        ref = f"part:{number}" if number < count else "product"
        inner = "".join(f'<dependency ref="part:{target}"/>' for target in targets)
        yield f'<dependency ref="{ref}">{inner}</dependency>\n'
    yield "</dependencies>\n</bom>\n"


# --- SPDX 2.3 ----------------------------------------------------------------------------------


def _package(made: Json, ref: str) -> Json:
    license_ = made["licenses"][0]["license"]["id"]
    locator = {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl"}
    return {
        "SPDXID": ref,
        "name": made["name"],
        "versionInfo": made["version"],
        "supplier": f"Organization: {made['supplier']['name']}",
        "downloadLocation": made["externalReferences"][0]["url"],
        "filesAnalyzed": False,
        "checksums": [
            {"algorithm": h["alg"].replace("-", ""), "checksumValue": h["content"]}
            for h in made["hashes"]
        ],
        "licenseConcluded": license_,
        "licenseDeclared": license_,
        "copyrightText": made["copyright"],
        "description": made["description"],
        "externalRefs": [
            {
                "referenceCategory": "SECURITY",
                "referenceType": "cpe23Type",
                "referenceLocator": made["cpe"],
            },
            {**locator, "referenceLocator": made["purl"]},
        ],
    }


_PRODUCT_PACKAGE = {
    "SPDXID": PRODUCT,
    "name": "gateway",
    "versionInfo": "2.4.0",
    "supplier": "Organization: Acme",
    "downloadLocation": "NOASSERTION",
    "filesAnalyzed": False,
    "licenseConcluded": "NOASSERTION",
    "licenseDeclared": "NOASSERTION",
    "copyrightText": "NOASSERTION",
}


def _relationships(count: int) -> Iterator[tuple[str, str, str]]:
    yield "SPDXRef-DOCUMENT", "DESCRIBES", PRODUCT
    for number, _, targets in shape(count):
        source = f"SPDXRef-part-{number}" if number < count else PRODUCT
        for target in targets:
            yield source, "DEPENDS_ON", f"SPDXRef-part-{target}"


def spdx(count: int) -> Parts:
    """SPDX 2.3 JSON."""
    head = {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": "gateway-2.4.0",
        "documentNamespace": f"{BASE}gateway-{count}",
        "creationInfo": {"created": CREATED, "creators": ["Tool: bench-1.0", "Organization: Acme"]},
    }
    yield compact(head)[:-1] + ',"packages":[' + compact(_PRODUCT_PACKAGE)
    for number, made, _ in shape(count):
        if number < count:
            yield "," + compact(_package(made, f"SPDXRef-part-{number}"))
    yield '],"relationships":['
    for at, (source, kind, target) in enumerate(_relationships(count)):
        row = {"spdxElementId": source, "relationshipType": kind, "relatedSpdxElement": target}
        yield ("," if at else "") + compact(row)
    yield "]}"


def _tags_of(package: Json) -> str:
    rows = [
        ("PackageName", package["name"]),
        ("SPDXID", package["SPDXID"]),
        ("PackageVersion", package["versionInfo"]),
        ("PackageSupplier", package["supplier"]),
        ("PackageDownloadLocation", package["downloadLocation"]),
        ("FilesAnalyzed", "false"),
        *(
            ("PackageChecksum", f"{c['algorithm']}: {c['checksumValue']}")
            for c in package.get("checksums", [])
        ),
        ("PackageLicenseConcluded", package["licenseConcluded"]),
        ("PackageLicenseDeclared", package["licenseDeclared"]),
        ("PackageCopyrightText", f"<text>{package['copyrightText']}</text>"),
        *(("ExternalRef", " ".join(ref.values())) for ref in package.get("externalRefs", [])),
    ]
    return "\n" + "".join(f"{tag}: {value}\n" for tag, value in rows)


def tags(count: int) -> Parts:
    """SPDX 2.3 tag-value."""
    yield (
        "SPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0\nSPDXID: SPDXRef-DOCUMENT\n"
        f"DocumentName: gateway-2.4.0\nDocumentNamespace: {BASE}gateway-{count}\n"
        f"Creator: Tool: bench-1.0\nCreator: Organization: Acme\nCreated: {CREATED}\n"
    )
    yield _tags_of(_PRODUCT_PACKAGE)
    for number, made, _ in shape(count):
        if number < count:
            yield _tags_of(_package(made, f"SPDXRef-part-{number}"))
    yield "\n"
    for source, kind, target in _relationships(count):
        yield f"Relationship: {source} {kind} {target}\n"


# --- SPDX 3.0.1 --------------------------------------------------------------------------------


def _spdx3_package(made: Json, ref: str) -> Json:
    return {
        "type": "software_Package",
        "spdxId": ref,
        "creationInfo": "_:creation",
        "name": made["name"],
        "description": made["description"],
        "software_packageVersion": made["version"],
        "software_packageUrl": made["purl"],
        "software_copyrightText": made["copyright"],
        "software_primaryPurpose": "library",
        "suppliedBy": f"{BASE}acme",
        "verifiedUsing": [
            {
                "type": "Hash",
                "algorithm": h["alg"].replace("-", "").lower(),
                "hashValue": h["content"],
            }
            for h in made["hashes"]
        ],
        "externalIdentifier": [
            {
                "type": "ExternalIdentifier",
                "externalIdentifierType": "cpe23",
                "identifier": made["cpe"],
            }
        ],
    }


def _spdx3_head(count: int) -> list[Json]:
    owner = {"creationInfo": "_:creation"}
    profiles = ["core", "software"]
    return [
        {
            "type": "CreationInfo",
            "@id": "_:creation",
            "specVersion": "3.0.1",
            "created": CREATED,
            "createdBy": [f"{BASE}acme"],
        },
        {"type": "Organization", "spdxId": f"{BASE}acme", "name": "Acme", **owner},
        {
            "type": "SpdxDocument",
            "spdxId": f"{BASE}document-{count}",
            "profileConformance": profiles,
            "rootElement": [f"{BASE}product"],
            **owner,
        },
        {
            "type": "software_Package",
            "spdxId": f"{BASE}product",
            "name": "gateway",
            "software_packageVersion": "2.4.0",
            **owner,
        },
    ]


def spdx3(count: int) -> Parts:
    """SPDX 3.0.1 JSON-LD."""
    yield '{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":['
    yield ",".join(map(compact, _spdx3_head(count)))
    for number, made, targets in shape(count):
        ref = f"{BASE}part-{number}" if number < count else f"{BASE}product"
        if number < count:
            yield "," + compact(_spdx3_package(made, ref))
        if targets:
            row = {
                "type": "Relationship",
                "spdxId": f"{BASE}relation-{number}",
                "creationInfo": "_:creation",
                "from": ref,
                "relationshipType": "dependsOn",
                "to": [f"{BASE}part-{target}" for target in targets],
            }
            yield "," + compact(row)
    yield "]}"


FORMS: dict[str, Callable[[int], Parts]] = {"xml": xml, "spdx": spdx, "tags": tags, "spdx3": spdx3}


def main() -> None:
    """Reads the arguments and writes one document."""
    parser = argparse.ArgumentParser(description="Write the product in one format.")
    parser.add_argument("form", choices=list(FORMS))
    parser.add_argument("--components", type=int, default=1000)
    parser.add_argument("--output", type=Path, required=True)
    given = parser.parse_args()
    with given.output.open("w", encoding="utf-8") as file:
        file.writelines(FORMS[given.form](given.components))


if __name__ == "__main__":
    main()

"""The SBOMs of `full_sboms` with one field less, by the question that a profile asks for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from full_sboms import SPDX3, Plain

Change = Callable[[Plain], None]


def in_spdx3(plain: Plain, ref: str) -> Plain:
    return next(one for one in plain["@graph"] if one.get("spdxId") == f"{SPDX3}{ref}")


def part_of(plain: Plain) -> Plain:
    """The library of a document, whatever the format."""
    if "@graph" in plain:
        return in_spdx3(plain, "zlib")
    return plain["components"][0] if "components" in plain else plain["packages"][1]  # type: ignore[no-any-return]


def without(*names: str) -> Change:
    """The library without some members."""

    def change(plain: Plain) -> None:
        for name in names:
            part_of(plain).pop(name, None)

    return change


def without_in(path: str, *names: str) -> Change:
    """The document without some members of one part of it."""

    def change(plain: Plain) -> None:
        found: Any = plain
        for step in filter(None, path.split("/")):
            found = found[int(step) if step.isdigit() else step]
        for name in names:
            del found[name]

    return change


def without_element(*refs: str) -> Change:
    def change(plain: Plain) -> None:
        gone = {f"{SPDX3}{ref}" for ref in refs}
        plain["@graph"] = [one for one in plain["@graph"] if one.get("spdxId") not in gone]

    return change


def without_property(name: str) -> Change:
    def change(plain: Plain) -> None:
        rows = part_of(plain)["properties"]
        rows[:] = [row for row in rows if row["name"] != name]

    return change


def without_license(stage: str) -> Change:
    def change(plain: Plain) -> None:
        rows = part_of(plain)["licenses"]
        rows[:] = [row for row in rows if row["license"]["acknowledgement"] != stage]

    return change


def without_reference(kind: str) -> Change:
    def change(plain: Plain) -> None:
        rows = part_of(plain)["externalReferences"]
        rows[:] = [row for row in rows if row["type"] != kind]

    return change


def without_hash(algorithm: str) -> Change:
    def change(plain: Plain) -> None:
        rows = part_of(plain)["checksums"]
        rows[:] = [row for row in rows if row["algorithm"] != algorithm]

    return change


def without_relationships(source: str, kind: str) -> Change:
    def change(plain: Plain) -> None:
        rows = plain["relationships"]
        rows[:] = [
            row for row in rows if (row["spdxElementId"], row["relationshipType"]) != (source, kind)
        ]

    return change


def both(*changes: Change) -> Change:
    def change(plain: Plain) -> None:
        for one in changes:
            one(plain)

    return change


def unsaid_contact(plain: Plain) -> None:
    part = part_of(plain)
    if "@graph" in plain:
        del in_spdx3(plain, "acme")["externalIdentifier"]
    elif "components" in plain:
        for role in ("manufacturer", "supplier"):
            part[role] = {"name": "Acme"}
    else:
        part |= {"supplier": "Organization: Acme", "originator": "Organization: Acme"}


def unrooted_primary(*names: str) -> Change:
    def change(plain: Plain) -> None:
        primary = in_spdx3(plain, "gateway") if "@graph" in plain else None
        if primary is None:
            primary = (
                plain["metadata"]["component"] if "metadata" in plain else plain["packages"][0]
            )
        for name in names:
            primary.pop(name, None)

    return change


def no_digest(plain: Plain) -> None:
    part_of(plain).pop("hashes")
    for reference in part_of(plain)["externalReferences"]:
        reference.pop("hashes", None)


_SUPPORT_END = "cdx:lifecycle:milestone:endOfSupport"
_CYCLONEDX: dict[str, Change] = {
    "author": without_in("metadata", "authors", "manufacturer"),
    "author-contact": both(
        without_in("metadata/authors/0", "email"), without_in("metadata/manufacturer", "url")
    ),
    "author-organization": without_in("metadata", "manufacturer"),
    "timestamp": without_in("metadata", "timestamp"),
    "tool-name": without_in("metadata", "tools"),
    "tool-version": without_in("metadata/tools/components/0", "version"),
    "generation-context": without_in("metadata", "lifecycles"),
    "identifier@document": without_in("", "serialNumber"),
    "license@document": without_in("metadata", "licenses"),
    "primary-component": without_in("metadata", "component"),
    "primary-version": unrooted_primary("version"),
    "primary-license": unrooted_primary("licenses"),
    "primary-copyright": unrooted_primary("copyright"),
    "primary-dependencies": without_in("", "dependencies", "compositions"),
    "name": without("name"),
    "version": without("version"),
    "producer": without("supplier", "manufacturer"),
    "producer:supplier": without("supplier"),
    "producer-contact": unsaid_contact,
    "identifier": without("purl"),
    "identifier:purl": without("purl"),
    "digest": no_digest,
    "deployable-digest:sha512": without_reference("distribution"),
    "license": without("licenses"),
    "license:concluded": without_license("concluded"),
    "license:declared": without_license("declared"),
    "copyright": without("copyright"),
    "property:filename": without_property("bsi:component:filename"),
    "property:executable": without_property("bsi:component:executable"),
    "property:archive": without_property("bsi:component:archive"),
    "property:structured": without_property("bsi:component:structured"),
    "uri:source": without_reference("source-distribution"),
    "uri:deployable": without_reference("distribution"),
    "uri:any": without("externalReferences"),
    "support-level": without_property("cdx:fda:level-of-support"),
    "end-of-support": without_property(_SUPPORT_END),
}


def _only_tool(plain: Plain) -> None:
    plain["creationInfo"]["creators"] = ["Tool: sbomist-2.1"]


def _creators(*creators: str) -> Change:
    def change(plain: Plain) -> None:
        plain["creationInfo"]["creators"] = list(creators)

    return change


_SPDX_2: dict[str, Change] = {
    "author": _only_tool,
    "author-contact": _creators("Organization: Acme", "Tool: sbomist-2.1"),
    "author-organization": _creators("Person: A. Cme (a@acme.example)", "Tool: sbomist-2.1"),
    "timestamp": without_in("creationInfo", "created"),
    "tool-name": _creators("Organization: Acme (psirt@acme.example)"),
    "tool-version": _creators("Organization: Acme (psirt@acme.example)", "Tool: sbomist"),
    "generation-context": without_in("creationInfo", "comment"),
    "identifier@document": without_in("", "documentNamespace"),
    "license@document": without_in("", "dataLicense"),
    "name@document": without_in("", "name"),
    "primary-component": without_relationships("SPDXRef-DOCUMENT", "DESCRIBES"),
    "primary-version": unrooted_primary("versionInfo"),
    "primary-license": unrooted_primary("licenseConcluded", "licenseDeclared"),
    "primary-copyright": unrooted_primary("copyrightText"),
    "primary-dependencies": without_relationships("SPDXRef-gateway", "DEPENDS_ON"),
    "name": without("name"),
    "version": without("versionInfo"),
    "producer": without("supplier", "originator"),
    "producer:supplier": without("supplier"),
    "producer-contact": unsaid_contact,
    "identifier": without("externalRefs"),
    "identifier:purl": without("externalRefs"),
    "digest": without("checksums"),
    "deployable-digest:sha512": without_hash("SHA512"),
    "license": without("licenseConcluded", "licenseDeclared"),
    "license:concluded": without("licenseConcluded"),
    "license:declared": without("licenseDeclared"),
    "copyright": without("copyrightText"),
    "property:filename": without("packageFileName"),
    "uri:deployable": without("downloadLocation"),
    "uri:any": without("downloadLocation"),
    "dependencies": without_relationships("SPDXRef-zlib", "DEPENDS_ON"),
    "completeness": without_relationships("SPDXRef-zlib", "DEPENDS_ON"),
    "end-of-support": without("validUntilDate"),
}


def _author_of(kind: str, **members: Any) -> Change:
    def change(plain: Plain) -> None:
        author = {"type": kind, "spdxId": f"{SPDX3}author", "creationInfo": "_:info", **members}
        plain["@graph"].append(author)
        plain["@graph"][0]["createdBy"] = [author["spdxId"]]

    return change


def _tool_called(name: str) -> Change:
    def change(plain: Plain) -> None:
        in_spdx3(plain, "tool")["name"] = name

    return change


_LICENSED = ("of-zlib-hasConcludedLicense", "of-zlib-hasDeclaredLicense")
_SPDX_3: dict[str, Change] = {
    "author-contact": unsaid_contact,
    "author-organization": _author_of("Person", name="A. Cme"),
    "timestamp": without_in("@graph/0", "created"),
    "tool-name": without_in("@graph/0", "createdUsing"),
    "tool-version": _tool_called("sbomist"),
    "generation-context": without_in("@graph/3", "software_sbomType"),
    "license@document": without_in("@graph/4", "dataLicense"),
    "name@document": without_in("@graph/4", "name"),
    "primary-version": unrooted_primary("software_packageVersion"),
    "primary-license": without_element(
        "of-gateway-hasConcludedLicense", "of-gateway-hasDeclaredLicense"
    ),
    "primary-copyright": unrooted_primary("software_copyrightText"),
    "primary-dependencies": without_element("of-depends"),
    "name": without("name"),
    "version": without("software_packageVersion"),
    "producer": without("suppliedBy", "originatedBy"),
    "producer:supplier": without("suppliedBy"),
    "identifier": without("software_packageUrl"),
    "identifier:purl": without("software_packageUrl"),
    "digest": without("verifiedUsing"),
    "deployable-digest:sha512": without_element("of-zlib-file"),
    "license": without_element(*_LICENSED),
    "license:concluded": without_element(_LICENSED[0]),
    "license:declared": without_element(_LICENSED[1]),
    "copyright": without("software_copyrightText"),
    "property:filename": without_element("of-zlib-file"),
    "property:executable": without_element("of-zlib-file"),
    "property:archive": without_element("of-zlib-file"),
    "property:structured": without_element("of-zlib-file"),
    "uri:source": without("externalRef"),
    "uri:deployable": without("software_downloadLocation"),
    "uri:any": without("software_downloadLocation", "externalRef"),
    "dependencies": without_element("of-leaf"),
    "completeness": without_element("of-leaf"),
    "support-level": without("supportLevel"),
    "end-of-support": without("validUntilTime"),
}
CHANGES = {
    "cyclonedx": _CYCLONEDX,
    "cyclonedx-xml": _CYCLONEDX,
    "spdx-2": _SPDX_2,
    "spdx-3": _SPDX_3,
}
POINTERS = {
    "cyclonedx": r"/components/0",
    "cyclonedx-xml": r"/.*component.*",
    "spdx-2": r"/packages/1",
    "spdx-3": r"/@graph/\d+",
}

"""The words of SPDX 3: classes, their fields, and what they are called in other drafts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final, Literal, NamedTuple

from provenance.decoding.schema import Schema, schema_of
from provenance.model.component import Gap
from provenance.model.digest import Scope

LATEST: Final = "3.0.1"
SCHEMAS: Final = {"3.0.0": "spdx-3.0.0", LATEST: "spdx-3.0.1"}
"""The released versions, and the official schema of each; drafts are held against the latest."""

COMPONENTS: Final = {
    "software_Package": "package",
    "software_File": "file",
    "software_Snippet": "snippet",
    "ai_AIPackage": "machine-learning-model",
    "dataset_DatasetPackage": "data",
    "software_SoftwareArtifact": "package",
}
"""Classes of what is inside, and the kind of each where no purpose tells more."""

PURPOSES: Final = {
    "application": "application",
    "container": "container",
    "data": "data",
    "device": "device",
    "deviceDriver": "device-driver",
    "executable": "application",
    "file": "file",
    "firmware": "firmware",
    "framework": "framework",
    "library": "library",
    "model": "machine-learning-model",
    "module": "library",
    "operatingSystem": "operating-system",
    "platform": "platform",
}
"""Kind of a package by its primary purpose."""

IMAGES: Final = frozenset(
    {"container", "device", "diskImage", "filesystemImage", "firmware", "operatingSystem"}
)
"""Purposes of a package whose hash is that of an image, not of an archive."""

SCOPES: Final[dict[str, Scope]] = {"software_File": "file", "software_Snippet": "region"}
AGENTS: Final = {"Person": "person", "Organization": "organization", "SoftwareAgent": "tool"}
COLLECTIONS: Final = frozenset({"SpdxDocument", "software_Sbom", "Bom", "Bundle"})
LICENSED: Final[dict[str, Literal["declared", "concluded"]]] = {
    "hasDeclaredLicense": "declared",
    "hasConcludedLicense": "concluded",
}
VEX: Final = {
    "security_VexAffectedVulnAssessmentRelationship": "affects",
    "security_VexFixedVulnAssessmentRelationship": "fixedIn",
    "security_VexNotAffectedVulnAssessmentRelationship": "doesNotAffect",
    "security_VexUnderInvestigationVulnAssessmentRelationship": "underInvestigationFor",
}
"""What a VEX relationship says, by its class, as its own relationship type has it."""

IDENTIFIERS: Final = {
    "packageUrl": "purl",
    "purl": "purl",
    "packageURL": "purl",
    "cpe23": "cpe",
    "cpe22": "cpe",
    "swid": "swid",
    "swhid": "swhid",
    "gitoid": "omnibor",
}
"""Kinds of identifier that tell what a component is, and what each is called here."""

REFERENCES: Final = {
    "sourceArtifact": "source-distribution",
    "SourceArtifact": "source-distribution",
    "binaryArtifact": "distribution",
    "altDownloadLocation": "distribution",
    "altWebPage": "website",
    "vcs": "vcs",
}
"""Kinds of reference for which CycloneDX has another word."""

PARTS: Final = frozenset(
    {
        *("Hash", "PackageVerificationCode", "software_ContentIdentifier", "ExternalIdentifier"),
        *("ExternalRef", "ExternalMap", "NamespaceMap", "DictionaryEntry", "PositiveIntegerRange"),
    }
)
"""Classes of parts of elements, which may stand in the graph as blank nodes of their own."""

_INDIVIDUALS: Final[dict[str, Gap]] = {
    "NoneElement": "none",
    "NoneLicense": "none",
    "NoAssertionElement": "noAssertion",
    "NoAssertionLicense": "noAssertion",
    "NONE": "none",
    "NOASSERTION": "noAssertion",
}
_TERM: Final = re.compile(r"https?://spdx\.org/rdf/[^/]+/terms/(\w+)/(\w+)")
_UPPER: Final = re.compile(r"[A-Z]+(_[A-Z]+)*")
_PROFILES: Final = ("software_", "simplelicensing_", "expandedlicensing_", "security_", "build_")
_RENAMED: Final = {
    "@type": "type",
    "externalIdentifiers": "externalIdentifier",
    "externalReference": "externalRef",
    "externalReferences": "externalRef",
    "imports": "import",
    "elements": "element",
    "rootElements": "rootElement",
}
"""Fields as drafts and some programs spell them."""


class Vocabulary(NamedTuple):
    """The classes of one version, and the names of the fields of each."""

    schema: Schema
    fields: dict[str, frozenset[str]]
    concrete: frozenset[str]

    def part_of(self, type_: str) -> Schema:
        """What the schema says of a class; of one that has no objects, what it says of fields."""
        ending = "" if type_ in self.concrete else "_props"
        return self.schema.part(f"#/$defs/{type_}{ending}")

    def type_of(self, written: Any) -> str:
        """The class that a type means; of several the first that is known, else as written."""
        types = [one for one in as_list(written) if isinstance(one, str)]
        for one in types:
            for name in _spellings(one):
                if name in self.fields or name in COMPONENTS:
                    return name
        return types[0] if types else ""

    def name_of(self, written: str, type_: str) -> str:
        """The field of a class that a name means in a draft, or the name as written."""
        known = self.fields.get(type_, frozenset())
        for name in (_RENAMED.get(written, written), *_spellings(written)):
            if name in known or name == "type":
                return name
        return written


def _spellings(written: str) -> Iterator[str]:
    yield written
    plain = written.replace(":", "_").removeprefix("core_").removeprefix("Core_")
    yield plain
    term = _TERM.fullmatch(written)
    if term is not None:
        profile, name = term.groups()
        yield name if profile == "Core" else f"{profile.lower()}_{name}"
    yield from (profile + plain for profile in _PROFILES)


@lru_cache
def vocabulary_of(version: str) -> Vocabulary:
    """The words of a released version; those of the latest for any other."""
    schema = schema_of(SCHEMAS.get(version, SCHEMAS[LATEST]))
    definitions = schema.content["$defs"]
    names = [name.removesuffix("_props") for name in definitions if name.endswith("_props")]
    found = {name: frozenset(_fields(f"{name}_props", definitions)) for name in names}
    fields = {name: fields for name, fields in found.items() if fields}
    return Vocabulary(schema, fields, frozenset(fields.keys() & definitions.keys()))


def _fields(name: str, definitions: dict[str, Any]) -> Iterator[str]:
    for part in definitions[name].get("allOf", ()):
        if "$ref" in part:
            yield from _fields(part["$ref"].rpartition("/")[2], definitions)
        yield from part.get("properties", ())


def relation_kind(written: str) -> str:
    """A type of relationship; the capitals of a draft (`DEPENDS_ON`) as the released word."""
    if not _UPPER.fullmatch(written):
        return written
    first, *rest = written.lower().split("_")
    return first + "".join(word.capitalize() for word in rest)


def gap_of(ref: str) -> Gap | None:
    """The kind of not knowing that an individual stands for, by short name or by IRI."""
    return _INDIVIDUALS.get(ref.rpartition("/")[2].removeprefix("expandedlicensing_"))


def as_list(value: Any) -> list[Any]:
    """A value as a list, as JSON-LD reads one value and a list of one alike."""
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def as_text(value: Any) -> str | None:
    """A text, also one that JSON-LD wraps; None for anything else."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, dict) and len(value) == 1:
        value = value.get("@value")
    return value if isinstance(value, str) else None

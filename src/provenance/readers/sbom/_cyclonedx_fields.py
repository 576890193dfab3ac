"""What CycloneDX 1.2 to 1.7 calls its fields: the type of each, and the version that brought it.

From the JSON schemas of the specification, which close most objects from 1.4 on. The official
schema judges a document; these tables say what can be read from one, valid or not.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final, NamedTuple

from provenance.model.digest import HEX_LENGTHS, Scope, algorithm_name

VERSIONS: Final = ("1.2", "1.3", "1.4", "1.5", "1.6", "1.7")
NEWEST: Final = VERSIONS[-1]


class Field(NamedTuple):
    """A known field: the Python type of its JSON value, and the version that brought it."""

    type: type
    since: str = "1.2"


Table = dict[str, Field]


def _table(words: str) -> Table:
    """A table from words like `name:str` or `manufacturer:dict:1.6`."""
    types: dict[str, type] = {t.__name__: t for t in (str, int, bool, list, dict, object)}
    found: Table = {}
    for word in words.split():
        name, kind, *since = word.split(":")
        found[name] = Field(types[kind], since[0] if since else "1.2")
    return found


TABLES: Final[dict[str, Table]] = {
    "document": _table(
        # 1.2 and 1.3 have `$schema` in their strict twin only; everybody writes it
        "$schema:str bomFormat:str specVersion:str serialNumber:str version:int metadata:dict"
        " components:list services:list dependencies:list externalReferences:list"
        " compositions:list:1.3 vulnerabilities:list:1.4 signature:dict:1.4"
        " annotations:list:1.5 formulation:list:1.5 properties:list:1.5 declarations:dict:1.6"
        " definitions:dict:1.6 citations:list:1.7"
    ),
    "metadata": _table(
        # `tools` is a list, and from 1.5 on may be an object of components and services
        "timestamp:str tools:object authors:list component:dict manufacture:dict"
        " supplier:dict manufacturer:dict:1.6"
        " licenses:list:1.3 properties:list:1.3 lifecycles:list:1.5"
        " distributionConstraints:dict:1.7"
    ),
    "component": _table(
        "type:str bom-ref:str supplier:dict author:str name:str version:str hashes:list"
        " licenses:list cpe:str purl:str swid:dict externalReferences:list components:list"
        " manufacturer:dict:1.6 authors:list:1.6 omniborId:list:1.6 swhid:list:1.6"
        " mime-type:str publisher:str group:str description:str scope:str copyright:str"
        " modified:bool pedigree:dict evidence:dict:1.3 properties:list:1.3"
        " releaseNotes:dict:1.4 signature:dict:1.4 modelCard:dict:1.5 data:list:1.5"
        " cryptoProperties:dict:1.6 tags:list:1.6 versionRange:str:1.7 isExternal:bool:1.7"
        " patentAssertions:list:1.7"
    ),
    "service": _table(
        "bom-ref:str provider:dict name:str version:str licenses:list externalReferences:list"
        " services:list group:str description:str endpoints:list authenticated:bool"
        " x-trust-boundary:bool data:list properties:list:1.3 releaseNotes:dict:1.4"
        " signature:dict:1.4 trustZone:str:1.5 tags:list:1.6 patentAssertions:list:1.7"
    ),
    "dependency": _table("ref:str dependsOn:list provides:list:1.6"),
    "composition": _table(
        "aggregate:str assemblies:list dependencies:list signature:dict:1.4 bom-ref:str:1.5"
        " vulnerabilities:list:1.5"
    ),
    "vulnerability": _table(
        "bom-ref:str id:str source:dict references:list ratings:list cwes:list description:str"
        " detail:str recommendation:str workaround:str:1.5 proofOfConcept:dict:1.5 advisories:list"
        " created:str published:str updated:str rejected:str:1.5 credits:dict tools:object"
        " analysis:dict affects:list properties:list"
    ),
    "annotation": _table(
        "bom-ref:str subjects:list annotator:dict timestamp:str text:str signature:dict"
    ),
    "hash": _table("alg:str content:str"),
    "externalReference": _table("url:str type:str hashes:list:1.3 comment:str properties:list:1.7"),
    "license": _table(
        "id:str name:str text:dict url:str bom-ref:str:1.5 licensing:dict:1.5 properties:list:1.5"
        " acknowledgement:str:1.6"
    ),
    "licenseChoice": _table(
        "license:dict expression:str bom-ref:str:1.5 acknowledgement:str:1.6"
        " expressionDetails:list:1.7 licensing:dict:1.7 properties:list:1.7"
    ),
    "organization": _table("name:str url:list contact:list bom-ref:str:1.5 address:dict:1.6"),
    "contact": _table("name:str email:str phone:str bom-ref:str:1.5"),
    "tool": _table("vendor:str name:str version:str hashes:list externalReferences:list:1.4"),
    "lifecycle": _table("phase:str name:str description:str"),
    "property": _table("name:str value:str"),
    "attachment": _table("contentType:str encoding:str content:str"),
    "pedigree": _table(
        "ancestors:list descendants:list variants:list commits:list patches:list notes:str"
    ),
    "commit": _table("uid:str url:str author:dict committer:dict message:str"),
    "patch": _table("type:str diff:dict resolves:list"),
    "swid": _table("tagId:str name:str version:str tagVersion:int patch:bool text:dict url:str"),
}
"""Every kind of object that is looked into, by the name that the ledger gives it."""

KINDS: Final = {
    "1.2": (
        *("application", "framework", "library", "container"),
        *("operating-system", "device", "firmware", "file"),
    ),
    "1.5": ("platform", "device-driver", "machine-learning-model", "data"),
    "1.6": ("cryptographic-asset",),
}
"""Types of component by the version that brought them."""

SCOPES: Final[dict[str, Scope]] = {
    "file": "file",
    "firmware": "file",
    "operating-system": "file",
    "device": "file",
    "data": "file",
}
"""What the hashes of a component are of, by its type: a library may be an archive or a tree."""

REFERENCE_SCOPES: Final[dict[str, Scope]] = {
    "distribution": "archive",
    "source-distribution": "source",
    "vcs": "source",
    "bom": "file",
}

_SPELLINGS: Final = (
    *("MD5", "SHA-1", "SHA-256", "SHA-384", "SHA-512", "SHA3-256", "SHA3-384", "SHA3-512"),
    *("BLAKE2b-256", "BLAKE2b-384", "BLAKE2b-512", "BLAKE3"),
)
_STREEBOG: Final = {"Streebog-256": ("streebog_256", 64), "Streebog-512": ("streebog_512", 128)}


@lru_cache
def table_of(table: str, version: str) -> Table:
    """The fields that one kind of object has in one version."""
    return {name: field for name, field in TABLES[table].items() if field.since <= version}


@lru_cache
def kinds_of(version: str) -> frozenset[str]:
    """The types of component of one version."""
    return frozenset().union(*(kinds for since, kinds in KINDS.items() if since <= version))


@lru_cache
def algorithms_of(version: str) -> dict[str, tuple[str, int]]:
    """Our name and the hexadecimal length of each hash algorithm that one version knows."""
    names = {spelling: algorithm_name(spelling) for spelling in _SPELLINGS}
    found = {spelling: (name, HEX_LENGTHS[name]) for spelling, name in names.items()}
    return found | (_STREEBOG if version >= "1.7" else {})


def type_name(value: Any) -> str:
    """How people call the JSON type of a decoded value."""
    names = {bool: "true or false", str: "text", dict: "an object", list: "a list"}
    return "null" if value is None else names.get(type(value), "a number")

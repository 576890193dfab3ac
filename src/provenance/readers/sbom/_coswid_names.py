"""The numbers of CoSWID (RFC 9393) and what they mean; a test reads them against a second source.

Names are those of ISO/IEC 19770-2, where the standard has them, so that both forms read alike.
"""

from __future__ import annotations

from typing import Final

ITEMS: Final = {
    0: "tag-id", 1: "software-name", 2: "entity", 3: "evidence", 4: "link", 5: "software-meta",
    6: "payload", 7: "hash", 8: "corpus", 9: "patch", 10: "media", 11: "supplemental",
    12: "tag-version", 13: "software-version", 14: "version-scheme", 15: "lang", 16: "directory",
    17: "file", 18: "process", 19: "resource", 20: "size", 21: "file-version", 22: "key",
    23: "location", 24: "fs-name", 25: "root", 26: "path-elements", 27: "process-name", 28: "pid",
    29: "type", 31: "entity-name", 32: "reg-id", 33: "role", 34: "thumbprint", 35: "date",
    36: "device-id", 37: "artifact", 38: "href", 39: "ownership", 40: "rel", 41: "media-type",
    42: "use", 43: "activation-status", 44: "channel-type", 45: "colloquial-version",
    46: "description", 47: "edition", 48: "entitlement-data-required", 49: "entitlement-key",
    50: "generator", 51: "persistent-id", 52: "product", 53: "product-family", 54: "revision",
    55: "summary", 56: "unspsc-code", 57: "unspsc-version",
}  # fmt: skip
"""Indexes of map members (section 2.3 to 2.9, IANA "CoSWID Items")."""

ROLES: Final = {
    1: "tagCreator",
    2: "softwareCreator",
    3: "aggregator",
    4: "distributor",
    5: "licensor",
    6: "maintainer",
}
"""Section 4.2."""

RELATIONS: Final = {
    -2: "license",
    -1: "compiler",
    1: "ancestor",
    2: "component",
    3: "feature",
    4: "installationmedia",
    5: "packageinstaller",
    6: "parent",
    7: "patches",
    8: "requires",
    9: "see-also",
    10: "supersedes",
    11: "supplemental",
}
"""Section 4.4; the negative ones are private, and what firmware tools write."""

VERSION_SCHEMES: Final = {
    1: "multipartnumeric",
    2: "multipartnumeric+suffix",
    3: "alphanumeric",
    4: "decimal",
    16384: "semver",
}
"""Section 4.1."""

OWNERSHIPS: Final = {1: "abandon", 2: "private", 3: "shared"}
"""Section 4.3."""

USES: Final = {1: "optional", 2: "required", 3: "recommended"}
"""Section 4.5."""

HASHES: Final = {
    -1: "sha1",
    1: "sha256",
    7: "sha384",
    8: "sha512",
    9: "sha3_224",
    10: "sha3_256",
    11: "sha3_384",
    12: "sha3_512",
}
"""IANA "Named Information Hash Algorithm Registry"; -1 is private and written by python-uswid.
Truncated ones (2 to 6) are no digest of a file that could be compared."""

Kind = tuple[type, ...]
TEXT: Final[Kind] = (str,)
INT: Final[Kind] = (int,)
BOOL: Final[Kind] = (bool,)
LABEL: Final[Kind] = (int, str)
MAP: Final[Kind] = (dict,)

TAG: Final[dict[int, Kind]] = {
    0: (str, bytes), 12: INT, 8: BOOL, 9: BOOL, 11: BOOL, 1: TEXT, 13: TEXT, 14: LABEL, 10: TEXT,
    5: MAP, 2: MAP, 4: MAP, 6: MAP, 3: MAP, 15: TEXT,
}  # fmt: skip
ENTITY: Final[dict[int, Kind]] = {31: TEXT, 32: TEXT, 33: LABEL, 34: (list,), 15: TEXT}
LINK: Final[dict[int, Kind]] = {
    37: TEXT, 38: TEXT, 10: TEXT, 39: LABEL, 40: LABEL, 41: TEXT, 42: LABEL, 15: TEXT,
}  # fmt: skip
META: Final[dict[int, Kind]] = {
    **dict.fromkeys((43, 44, 45, 46, 47, 49, 51, 52, 53, 54, 55, 56, 57, 15), TEXT),
    48: BOOL,
    50: (str, bytes),
}
COLLECTION: Final[dict[int, Kind]] = {16: MAP, 17: MAP, 18: MAP, 19: MAP, 15: TEXT}
EVIDENCE: Final[dict[int, Kind]] = {**COLLECTION, 35: (int, float), 36: TEXT, 23: TEXT}
FILE: Final[dict[int, Kind]] = {
    22: BOOL, 23: TEXT, 24: TEXT, 25: TEXT, 20: INT, 21: TEXT, 7: (list,), 15: TEXT,
}  # fmt: skip
DIRECTORY: Final[dict[int, Kind]] = {22: BOOL, 23: TEXT, 24: TEXT, 25: TEXT, 26: MAP, 15: TEXT}

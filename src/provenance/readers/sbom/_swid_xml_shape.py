"""What ISO/IEC 19770-2:2015 allows where, written down from the structure of its schema.

The schema file itself may be used to implement the standard and not be handed on, so that it is not
here. Elements hold what stands below and anything of other namespaces only where `open_content`
says so; attributes of other namespaces stand anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from provenance.decoding.time import parse_time

NAMESPACE: Final = "http://standards.iso.org/iso/19770/-2/2015/schema.xsd"
XML: Final = "{http://www.w3.org/XML/1998/namespace}"

_NMTOKEN: Final = re.compile(r"[\w.\-:\u00b7]+")
_INTEGER: Final = re.compile(r"[+-]?[0-9]+")


def _is_boolean(text: str) -> bool:
    return text.strip() in ("true", "false", "1", "0")


def _is_integer(text: str) -> bool:
    return _INTEGER.fullmatch(text.strip()) is not None


def _is_token(text: str) -> bool:
    return _NMTOKEN.fullmatch(text.strip()) is not None


def _are_tokens(text: str) -> bool:
    return bool(text.split()) and all(map(_is_token, text.split()))


def _is_moment(text: str) -> bool:
    return "T" in text and parse_time(text.strip()) is not None


class Type(NamedTuple):
    """A type of an attribute: whether a text is of it, and what people call it."""

    fits: Callable[[str], bool]
    name: str


TEXT: Final = Type(lambda text: True, "a text")
BOOLEAN: Final = Type(_is_boolean, "true or false")
INTEGER: Final = Type(_is_integer, "an integer")
TOKEN: Final = Type(_is_token, "one word of letters, digits and . - _ :")
TOKENS: Final = Type(_are_tokens, "words of letters, digits and . - _ :")
MOMENT: Final = Type(_is_moment, "a date and time")
OWNERSHIP: Final = Type(lambda text: text in ("abandon", "private", "shared"), "an ownership")
USE: Final = Type(lambda text: text in ("required", "recommended", "optional"), "a use")


class Shape(NamedTuple):
    """One element: attributes with their types, those it must have, and the elements inside.

    `open_attributes` allows any attribute, `open_content` elements of other namespaces.
    """

    attributes: dict[str, Type]
    required: tuple[str, ...] = ()
    children: frozenset[str] = frozenset()
    open_attributes: bool = False
    open_content: bool = False


_COLLECTION: Final = frozenset({"Directory", "File", "Process", "Resource"})
_ITEM: Final = {"key": BOOLEAN, "location": TEXT, "name": TEXT, "root": TEXT}

SHAPES: Final = {
    "SoftwareIdentity": Shape(
        {
            "corpus": BOOLEAN,
            "patch": BOOLEAN,
            "media": TEXT,
            "name": TEXT,
            "supplemental": BOOLEAN,
            "tagId": TEXT,
            "tagVersion": INTEGER,
            "version": TEXT,
            "versionScheme": TOKEN,
        },
        ("name", "tagId"),
        frozenset({"Entity", "Evidence", "Link", "Meta", "Payload"}),
        open_content=True,
    ),
    "Entity": Shape(
        {"name": TEXT, "regid": TEXT, "role": TOKENS, "thumbprint": TEXT},
        ("name", "role"),
        frozenset({"Meta"}),
    ),
    "Link": Shape(
        {
            "artifact": TEXT,
            "href": TEXT,
            "media": TEXT,
            "ownership": OWNERSHIP,
            "rel": TOKEN,
            "type": TEXT,
            "use": USE,
        },
        ("href", "rel"),
    ),
    "Meta": Shape({"entitlementDataRequired": BOOLEAN}, open_attributes=True),
    "Payload": Shape({}, children=_COLLECTION),
    "Evidence": Shape({"date": MOMENT, "deviceId": TEXT}, children=_COLLECTION),
    "Directory": Shape(_ITEM, ("name",), frozenset({"Directory", "File"}), True),
    "File": Shape({**_ITEM, "size": INTEGER, "version": TEXT}, ("name",), frozenset(), True),
    "Process": Shape({"name": TEXT, "pid": INTEGER}, ("name",), frozenset(), True),
    "Resource": Shape({"type": TEXT}, ("type",), frozenset(), True),
}

HASHES: Final = {
    "http://www.w3.org/2001/04/xmlenc#sha256": "sha256",
    "http://www.w3.org/2001/04/xmlenc#sha512": "sha512",
    "http://www.w3.org/2001/04/xmldsig-more#sha384": "sha384",
    "http://www.w3.org/2001/04/xmldsig-more#sha224": "sha224",
    "http://www.w3.org/2001/04/xmldsig-more#md5": "md5",
    "http://www.w3.org/2000/09/xmldsig#sha1": "sha1",
}
"""Namespaces of `hash` attributes by the digest that they mean."""

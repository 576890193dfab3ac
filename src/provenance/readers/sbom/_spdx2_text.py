"""Forms that the text of the SPDX 2 specification prescribes; clause numbers are those of 2.3."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from provenance.decoding.spdx2_locators import is_location
from provenance.decoding.time import parse_time

DOCUMENT: Final = "SPDXRef-DOCUMENT"
"""What a document calls itself (clause 6.3)."""

is_element_id: Final = re.compile(r"SPDXRef-[A-Za-z0-9.-]+").fullmatch
"""Clauses 7.2, 8.2 and 9.1."""

_ARE_ELEMENT_IDS: Final = re.compile(r"(?:SPDXRef-[A-Za-z0-9.-]++\n)*+").fullmatch


def are_element_ids(texts: Sequence[str]) -> bool:
    """The same of several texts in one go."""
    lines = "\n".join(texts) + "\n"
    return lines.count("\n") == len(texts) and _ARE_ELEMENT_IDS(lines) is not None


is_document_ref: Final = re.compile(r"DocumentRef-[A-Za-z0-9.+-]+").fullmatch
"""Clause 6.6."""

is_license_id: Final = re.compile(r"LicenseRef-[A-Za-z0-9.-]+").fullmatch
"""Clause 10.1."""

is_sha1: Final = re.compile(r"[0-9a-f]{40}").fullmatch
"""Clause 7.9: 160 bits as 40 lower-case hexadecimal digits."""

LICENSE_REFS: Final = re.compile(
    r"(?:(?<![A-Za-z0-9.+-])(DocumentRef-[A-Za-z0-9.+-]+):)?(LicenseRef-[A-Za-z0-9.-]+)"
)
"""Licenses in an expression that the document, or another one, has to define (Annex D.1)."""

_IS_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z").fullmatch
_IS_URI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s#<>\"{}|\\^`]+").fullmatch


def is_date(text: str) -> bool:
    """Whether a date has the form YYYY-MM-DDThh:mm:ssZ (clause 6.9) and is one."""
    return _IS_DATE(text) is not None and parse_time(text) is not None


def namespace_fault(text: str) -> str | None:
    """What keeps a text from being the namespace of a document (clause 6.5)."""
    if "#" in text:
        return "holds a #, which separates the namespace from the ids of elements"
    return None if _IS_URI(text) else "is no absolute URI"


def is_absolute(name: str) -> bool:
    """Whether a file name does not begin at the root of its package (clause 8.1)."""
    return name.startswith(("/", "\\")) or re.match(r"[A-Za-z]:[\\/]", name) is not None


class Form(NamedTuple):
    """A form that a field must have, and the entry for one that has not."""

    fits: Callable[[str], object]
    id: str
    words: str


DATE: Final = Form(is_date, "spdx/date-form", "has not the form YYYY-MM-DDThh:mm:ssZ (clause 6.9)")
LOCATION: Final = Form(
    is_location,
    "spdx/location-form",
    "is no URL, no location in version control, NONE or NOASSERTION (clause 7.7)",
)
HOMEPAGE: Final = Form(
    is_location, "spdx/location-form", "is no URL, NONE or NOASSERTION (clause 7.11)"
)
ELEMENT_ID: Final = Form(
    is_element_id,
    "spdx/id-form",
    "is not SPDXRef- and letters, numbers, . or - (clauses 7.2, 8.2, 9.1)",
)
LICENSE_ID: Final = Form(
    is_license_id,
    "spdx/license-id-form",
    "is not LicenseRef- and letters, numbers, . or - (clause 10.1)",
)
CODE: Final = Form(
    is_sha1, "spdx/verification-code-form", "is not 40 lower-case hexadecimal digits (clause 7.9)"
)

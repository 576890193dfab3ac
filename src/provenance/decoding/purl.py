"""Package URLs: only as much as tells a package URL from something else, and at speed."""

from __future__ import annotations

import re
from typing import Final

PLAUSIBLE: Final = re.compile(r"pkg:/*[A-Za-z][A-Za-z0-9.+-]*/+[^\s?#@/]\S*")
"""Scheme, type and the beginning of a name, without blanks (package URL specification, section 5).

A namespace may be spelled with an `@` only percent-encoded, so that the name is never empty.
"""


def purl_fault(text: str) -> str | None:
    """What keeps a text from being a package URL, or None."""
    if PLAUSIBLE.fullmatch(text):
        return None
    if not text.startswith("pkg:"):
        return "does not begin with pkg:"
    if any(character.isspace() for character in text):
        return "holds blanks"
    return "has no type or no name"

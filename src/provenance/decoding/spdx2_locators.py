r"""The forms of locations, identifiers and references that SPDX 2 prescribes (2.3, Annex F).

The text writes some hyphens of CPE names as soft hyphens and counts its parts with `{5}`, language,
`{4}`; the form of NIST IR 7695 is meant.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from provenance.decoding.purl import PLAUSIBLE

LISTED_TYPES: Final = "http://spdx.org/rdf/references/"
"""What a reference type may begin with."""

_IS_LOCATION: Final = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"]+|(?:git\+)?git@[^\s:]+:\S+"
).fullmatch
_VCS: Final = re.compile(r"(?:git|hg|svn|bzr)(?:\+|://|@)", re.IGNORECASE)
_HEX: Final = "[0-9a-f]"
_CPE_PART: Final = r"(?:[?]*|\*)(?:[A-Za-z0-9._-]|\\[!-~])+(?:[?]*|\*)|[*-]"


class Locator(NamedTuple):
    """What a locator has to look like, and the words for one that does not."""

    fits: Callable[[str], object]
    fault: str


def _locator(pattern: str, what: str, clause: str) -> Locator:
    return Locator(re.compile(pattern).fullmatch, f"is no {what} (clause {clause})")


LOCATORS: Final[dict[str, Locator]] = {
    "purl": Locator(PLAUSIBLE.fullmatch, "is no package URL (clause F.3.5)"),
    "cpe22Type": _locator(
        r"[cC][pP][eE]:/[AHOaho]?(?::[A-Za-z0-9._\-~%]*){0,6}", "CPE 2.2 name", "F.2.1"
    ),
    "cpe23Type": _locator(rf"cpe:2\.3:[aho*-](?::(?:{_CPE_PART})){{10}}", "CPE 2.3 name", "F.2.2"),
    "maven-central": _locator(r"[^:]+:[^:]+(?::[^:]+)?", "group:artifact[:version]", "F.3.1"),
    "npm": _locator(r"[^@]+@[^@]+", "package@version", "F.3.2"),
    "nuget": _locator(r"[^/]+/[^/]+", "package/version", "F.3.3"),
    "bower": _locator(r"[^#]+#[^#]+", "package#version", "F.3.4"),
    "swh": _locator(rf"swh:1:(?:snp|rel|rev|dir|cnt):{_HEX}{{40}}(?:;\S+)?", "SWHID", "F.4.1"),
    "gitoid": _locator(
        rf"gitoid:(?:blob|tree|commit|tag):(?:sha1:{_HEX}{{40}}|sha256:{_HEX}{{64}})",
        "gitoid",
        "F.4.2",
    ),
}
"""Forms by reference type."""

NO_BLANKS: Final = Locator(re.compile(r"\S+").fullmatch, "is empty or holds blanks (clause 7.21)")
"""What every other locator has to be."""


def is_location(text: str) -> bool:
    """Whether something can be fetched there: a URL, or a location in version control (7.7)."""
    return _IS_LOCATION(text) is not None


def is_vcs(text: str) -> bool:
    """Whether a location is one in version control (clause 7.7)."""
    return _VCS.match(text) is not None


def locator_of(kind: str) -> Locator:
    """What locators of a reference type have to look like."""
    return LOCATORS.get(kind.removeprefix(LISTED_TYPES), NO_BLANKS)

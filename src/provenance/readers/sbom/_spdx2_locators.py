r"""The forms of external identifiers and references that SPDX 2 prescribes (2.3, Annex F).

The text writes some hyphens of CPE names as soft hyphens and counts its parts with `{5}`, language,
`{4}`; the form of NIST IR 7695 is meant.
"""

from __future__ import annotations

import re
from typing import Final

from provenance.decoding.purl import PLAUSIBLE
from provenance.readers.sbom._spdx2_text import Form

LISTED_TYPES: Final = "http://spdx.org/rdf/references/"
"""What a reference type may begin with."""

_ID: Final = "spdx/locator-form"
_HEX: Final = "[0-9a-f]"
_CPE_PART: Final = r"(?:[?]*|\*)(?:[A-Za-z0-9._-]|\\[!-~])+(?:[?]*|\*)|[*-]"


def _form(pattern: str, what: str, clause: str) -> Form:
    return Form(re.compile(pattern).fullmatch, _ID, f"is no {what} (clause {clause})")


LOCATORS: Final[dict[str, Form]] = {
    "purl": Form(PLAUSIBLE.fullmatch, _ID, "is no package URL (clause F.3.5)"),
    "cpe22Type": _form(
        r"[cC][pP][eE]:/[AHOaho]?(?::[A-Za-z0-9._\-~%]*){0,6}", "CPE 2.2 name", "F.2.1"
    ),
    "cpe23Type": _form(rf"cpe:2\.3:[aho*-](?::(?:{_CPE_PART})){{10}}", "CPE 2.3 name", "F.2.2"),
    "maven-central": _form(r"[^:]+:[^:]+(?::[^:]+)?", "group:artifact[:version]", "F.3.1"),
    "npm": _form(r"[^@]+@[^@]+", "package@version", "F.3.2"),
    "nuget": _form(r"[^/]+/[^/]+", "package/version", "F.3.3"),
    "bower": _form(r"[^#]+#[^#]+", "package#version", "F.3.4"),
    "swh": _form(rf"swh:1:(?:snp|rel|rev|dir|cnt):{_HEX}{{40}}(?:;\S+)?", "SWHID", "F.4.1"),
    "gitoid": _form(
        rf"gitoid:(?:blob|tree|commit|tag):(?:sha1:{_HEX}{{40}}|sha256:{_HEX}{{64}})",
        "gitoid",
        "F.4.2",
    ),
}
"""Forms by reference type."""

NO_BLANKS: Final = Form(re.compile(r"\S+").fullmatch, _ID, "is empty or holds blanks (clause 7.21)")
"""What every locator has to be."""

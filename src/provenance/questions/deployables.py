"""What BSI TR-03183-2 asks of the form of a component that is deployed: file name, digest, and
whether it is executable, an archive, structured.

CycloneDX has properties of the BSI's own taxonomy; SPDX 3 has purposes of the file that is
distributed; SPDX 2 has the name of the package file only.
"""

from __future__ import annotations

from typing import Final

from provenance.model.component import Component
from provenance.model.digest import Digest
from provenance.model.profile import Reply
from provenance.questions.replies import gap_of, is_part

PREFIX: Final = "bsi:component:"
ALLOWED: Final[dict[str, tuple[str, ...]]] = {
    "executable": ("executable", "non-executable"),
    "archive": ("archive", "no archive"),
    "structured": ("structured", "unstructured"),
}
"""The values of each property, as the BSI's taxonomy has them."""

PROPERTIES: Final = ("filename", *ALLOWED)

_PURPOSES: Final = {"executable": "executable", "archive": "archive", "structured": "container"}
"""The purpose in SPDX 3 that says the same; where others are stated, that one is denied."""

_DEPLOYED: Final = frozenset({"file", "archive", "image"})
"""Scopes of digests that are of a file as it is deployed."""


def deployable_digests(component: Component) -> tuple[Digest, ...]:
    """Digests of the deployable form: beside a distribution reference, or of the package file."""
    found = [digest for digest in component.digests or () if digest.scope in _DEPLOYED]
    for reference in component.references:
        if reference.kind == "distribution":
            found += reference.digests
    return tuple(found)


def deployable_values(component: Component, name: str) -> tuple[str, ...]:
    """What a component says by a property of the taxonomy, by its short name."""
    found = [value for key, value in component.properties if key == PREFIX + name]
    if name == "filename" and component.filename:
        found.append(component.filename)
    if not found and name in _PURPOSES:
        purposes = [value for key, value in component.properties if key.endswith("Purpose")]
        found += [ALLOWED[name][_PURPOSES[name] not in purposes]] if purposes else []
    return tuple(found)


def deployable_fault(component: Component, name: str) -> str | None:
    """What is wrong with the value of a property, or None; nothing is wrong with none."""
    values = deployable_values(component, name)
    if len(set(values)) > 1:
        return f"{name} is {values[0]!r} and {values[1]!r}"
    for value in values:
        if name == "filename" and ("/" in value or "\\" in value):
            return f"filename {value!r} is a path"
        if name in ALLOWED and value not in ALLOWED[name]:
            return f"{name} is {value!r}, not {' or '.join(map(repr, ALLOWED[name]))}"
    return None


def deployable_reply(component: Component, name: str) -> Reply:
    """How a component answers for a property of the taxonomy."""
    if deployable_values(component, name):
        return "present"
    reply = gap_of(component, PREFIX + name, name)
    return "notApplicable" if reply == "notSaid" and is_part(component) else reply

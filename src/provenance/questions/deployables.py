"""What BSI TR-03183-2 asks of the form of a component that is deployed: file name, digest, and
whether it is executable, an archive, structured.

CycloneDX has properties of the BSI's own taxonomy; SPDX 3 has purposes of the file that is
distributed; SPDX 2 has the name of the package file only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from provenance.graph.evidence import Said
from provenance.model.component import Component
from provenance.model.digest import Digest
from provenance.model.profile import Reply
from provenance.questions.replies import gap_of, is_part

if TYPE_CHECKING:
    from provenance.questions.ask import Ask

PREFIX: Final = "bsi:component:"
ALLOWED: Final[dict[str, tuple[str, ...]]] = {
    "executable": ("executable", "non-executable"),
    "archive": ("archive", "no archive"),
    "structured": ("structured", "unstructured"),
}
"""The values of each property, as the BSI's taxonomy has them."""

PROPERTIES: Final = ("filename", *ALLOWED)

_PURPOSES: Final = {"executable": "executable", "archive": "archive", "structured": "container"}
"""The purpose in SPDX 3 that says the same. Where a file has additional purposes, they are all that
it has: those that are not among them are denied. Its primary one denies nothing.
"""
_PRIMARY: Final = "software_primaryPurpose"
_ADDITIONAL: Final = "software_additionalPurpose"

_DEPLOYED: Final = frozenset({"file", "archive", "image"})
"""Scopes of digests that are of a file as it is deployed."""

Forms = tuple[Component, ...]
"""A component, and the files in which it is handed over."""


def forms_of(ask: Ask, said: Said[Component]) -> Forms:
    """A component with the files in which its document says that it is distributed (SPDX)."""
    return (said.fact, *ask.components.distributed(said))


def deployable_digests(forms: Forms) -> tuple[Digest, ...]:
    """Digests of the deployable form: beside a distribution reference, or of the package file."""
    found: list[Digest] = []
    for form in forms:
        found += (digest for digest in form.digests or () if digest.scope in _DEPLOYED)
        for reference in form.references:
            if reference.kind == "distribution":
                found += reference.digests
    return tuple(found)


def deployable_values(forms: Forms, name: str) -> tuple[str, ...]:
    """What a component says by a property of the taxonomy, by its short name."""
    found = [value for form in forms for key, value in form.properties if key == PREFIX + name]
    if name == "filename":
        return (*found, *(form.filename for form in forms if form.filename))
    return tuple(found) or tuple(dict.fromkeys(v for form in forms for v in _purpose(form, name)))


def _purpose(form: Component, name: str) -> tuple[str, ...]:
    wanted, (yes, no) = _PURPOSES[name], ALLOWED[name]
    if (_PRIMARY, wanted) in form.properties:
        return (yes,)
    additional = [value for key, value in form.properties if key == _ADDITIONAL]
    return ((yes if wanted in additional else no),) if additional else ()


def deployable_fault(forms: Forms, name: str) -> str | None:
    """What is wrong with the value of a property, or None; nothing is wrong with none.

    Several files have several names and may be of several kinds; one file has one of each.
    """
    values = deployable_values(forms, name)
    if len(set(values)) > 1 and len(forms) <= _ONE_FILE:
        return f"{name} is {values[0][:80]!r} and {values[1][:80]!r}"
    for value in values:
        if name == "filename" and ("/" in value or "\\" in value):
            return f"filename {value[:80]!r} is a path"
        if name in ALLOWED and value not in ALLOWED[name]:
            return f"{name} is {value[:80]!r}, not {' or '.join(map(repr, ALLOWED[name]))}"
    return None


_ONE_FILE: Final = 2
"""The component and the one file in which it is handed over."""


def deployable_reply(forms: Forms, name: str) -> Reply:
    """How a component answers for a property of the taxonomy."""
    if deployable_values(forms, name):
        return "present"
    reply = gap_of(forms[0], PREFIX + name, name)
    return "notApplicable" if reply == "notSaid" and is_part(forms[0]) else reply

"""Whom to tell of a vulnerability: references of SBOMs, and a delivered security.txt (RFC 9116)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from provenance.decoding.time import parse_time
from provenance.graph.evidence import Chapter
from provenance.model.artifact import Artifact
from provenance.questions.support import has_ended

if TYPE_CHECKING:
    from provenance.questions.ask import Ask

_CONTACTS: Final = frozenset(
    {
        # CycloneDX
        "advisories",
        "rfc-9116",
        "security-contact",
        # SPDX 2 and 3
        "advisory",
        "securityAdvisory",
        "securityPolicy",
        "vulnerabilityDisclosureReport",
    }
)
"""Kinds of reference that lead to whoever takes reports, or to where they are answered."""

_NAME: Final = "security.txt"
_LONGEST: Final = 65_536
"""Bytes of a security.txt that are read; those in use have some hundred."""


class Notice(NamedTuple):
    """A delivered security.txt: whether it names a contact, and until when it counts."""

    file: Artifact
    contact: bool
    expires: str | None


def has_contact(ask: Ask, chapter: Chapter) -> bool:
    """Whether what a bill of materials is about says where vulnerabilities are reported."""
    return any(
        reference.kind in _CONTACTS and reference.url
        for root in ask.components.roots(chapter)
        for reference in root.fact.references
    )


def notices(ask: Ask) -> list[Notice]:
    """Every security.txt of the delivery, by path."""
    return [
        _read(ask, file)
        for file in ask.evidence.artifacts
        if file.path.rpartition("/")[2].casefold() == _NAME and file.size <= _LONGEST
    ]


def _read(ask: Ask, file: Artifact) -> Notice:
    """Fields as RFC 9116 section 2 has them: a name, a colon, a value; `#` begins a comment."""
    fields: dict[str, str] = {}
    with ask.evidence.open(file.digest) as stream:
        text = stream.read(_LONGEST).decode("utf-8", "replace")
    for line in text.splitlines():
        name, colon, value = line.partition(":")
        if colon and not line.startswith("#"):
            fields.setdefault(name.strip().casefold(), value.strip())
    return Notice(file, bool(fields.get("contact")), fields.get("expires"))


def is_in_force(notice: Notice, at: str) -> bool:
    """Whether a security.txt names a contact and has not expired; one without an end is neither."""
    expires = notice.expires
    if not notice.contact or expires is None or parse_time(expires) is None:
        return False
    return has_ended(expires, at) is False

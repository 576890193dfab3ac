"""A list of fields that some standard asks of an SBOM, and how the SBOMs of a delivery answer."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from provenance.model.digest import Digest
from provenance.model.origin import Origin

Reply = Literal["present", "unknown", "withheld", "none", "notSaid", "notApplicable"]
"""How a document answers the question for a field: the value; that nobody knows it; that it is
known and kept back; that there is none; nothing at all; or the question does not arise."""

Need = Literal["present", "declared", "if-exists"]
"""`present`: the value itself. `declared`: the value, or a stated kind of not knowing. `if-exists`:
the value where there is one, which nobody but the supplier can tell."""

Mark = Literal["read", "second-hand", "general"]
"""Whether a clause was read in the primary text, in somebody's account of it, or is general
knowledge."""


class Field(Struct, frozen=True, gc=False):
    """One field of a profile: `asks` names the question, the rest where it stands."""

    name: str
    title: str
    of: Literal["document", "component"]
    asks: str
    needs: Need
    clause: str
    mark: Mark
    cyclonedx: str = ""
    spdx_2: str = ""
    spdx_3: str = ""


class Profile(Struct, frozen=True, gc=False):
    """What one edition of a standard asks of an SBOM. `start` and `end` are the days between which
    it is in force, empty where there is no such day; `mark` says how its dates are known.
    """

    name: str
    title: str
    edition: str
    source: str
    mark: Mark
    start: str = ""
    end: str = ""
    fields: tuple[Field, ...] = ()


class Lack(Struct, frozen=True, gc=False):
    """Somebody who does not have a field, with what is said instead."""

    label: str
    purl: str
    origin: Origin
    reply: Reply


class FieldCount(Struct, frozen=True, gc=False):
    """How many have a field, and who does not: `lacking` are the first `limits.LISTED_LACKS` in the
    order of the documents, `lacking_count` how many there are, `digest` covers the whole list.

    The six kinds of reply sum up to `asked`. Who lacks a field follows from what it needs.
    """

    field: Field
    asked: int
    present: int
    unknown: int
    withheld: int
    none: int
    not_said: int
    not_applicable: int
    lacking_count: int
    lacking: tuple[Lack, ...]
    digest: Digest


class ProfileCount(Struct, frozen=True, gc=False):
    """A profile, and how the SBOMs of a delivery answer it, field by field."""

    name: str
    title: str
    edition: str
    source: str
    mark: Mark
    start: str
    end: str
    documents: int
    components: int
    fields: tuple[FieldCount, ...]

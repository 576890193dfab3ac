"""What NISTIR 8060 asks of SWID tags beyond ISO/IEC 19770-2: observations, with its own ids.

- A tag is authoritative where its creator is also aggregator, distributor, licensor or software
  creator; only such a tag has a `Payload`, others have `Evidence`.
- Names of organizations come with a registration id that says which one is meant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from provenance.readers.sbom._swid_notes import Notes
from provenance.readers.sbom._swid_tag import Entity, Tag
from provenance.readers.sbom._swid_xml_shape import NAMESPACE, XML

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_MAKERS: Final = ("aggregator", "distributor", "licensor", "softwareCreator")
_UNAVAILABLE: Final = "http://invalid.unavailable"  # the default of the schema


def note_guidelines(root: Element, tag: Tag, notes: Notes) -> None:
    """Note what a tag does otherwise than the guidelines say."""
    if not root.get(f"{XML}lang"):
        notes.observe("no-language", "", "has no xml:lang, or an empty one (NISTIR 8060 GEN-2)")
    for entity in tag.entities:
        _note_regid(entity, notes)
    if not tag.parties("softwareCreator"):
        detail = "no Entity has the role softwareCreator (NISTIR 8060 GEN-9, GEN-10)"
        notes.observe("no-software-creator", "", detail)
    payload = root.find(f"{{{NAMESPACE}}}Payload")
    if payload is not None and not _authoritative(tag):
        detail = (
            "has a Payload, but its creator neither made, licensed, distributed nor aggregated the"
            " software (NISTIR 8060 GEN-8, PRI-7)"
        )
        notes.observe("not-authoritative", "/Payload[1]", detail)
    for name in ("Payload", "Evidence"):
        found = root.find(f"{{{NAMESPACE}}}{name}")
        if found is not None and next(found.iter(f"{{{NAMESPACE}}}File"), None) is None:
            detail = f"the {name} lists no File (NISTIR 8060 PRI-8)"
            notes.observe("no-files", f"/{name}[1]", detail)


def _authoritative(tag: Tag) -> bool:
    creators = (set(entity.roles) for entity in tag.entities if "tagCreator" in entity.roles)
    return any(not roles.isdisjoint(_MAKERS) for roles in creators)


def _note_regid(entity: Entity, notes: Notes) -> None:
    clause = "NISTIR 8060 GEN-4, GEN-5, GEN-6"
    if entity.regid is None or not entity.regid.strip():
        detail = f"an Entity has no regid, or an empty one ({clause})"
        notes.observe("no-regid", f"{entity.place}/@regid", detail)
    elif entity.regid == _UNAVAILABLE:
        detail = f"an Entity has the regid {_UNAVAILABLE}, which says that there is none ({clause})"
        notes.observe("unavailable-regid", f"{entity.place}/@regid", detail)

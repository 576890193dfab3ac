"""A CoSWID map (RFC 9393, section 2.3) as a tag, and what the text of the standard says of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

from provenance.decoding.cbor import Tagged
from provenance.model.origin import Place
from provenance.readers.sbom._coswid_map import Map, identifier_text
from provenance.readers.sbom._coswid_names import (
    COLLECTION,
    DIRECTORY,
    ENTITY,
    EVIDENCE,
    FILE,
    ITEMS,
    LINK,
    META,
    OWNERSHIPS,
    RELATIONS,
    ROLES,
    TAG,
    USES,
    VERSION_SCHEMES,
)
from provenance.readers.sbom._swid_notes import Notes
from provenance.readers.sbom._swid_tag import Entity, File, Link, Tag, joined_path

_EPOCH: Final = 1
_MEDIA: Final = 10
_UUID_BYTES: Final = 16
Details = list[tuple[Place, str, Any]]


def read_tag(value: dict[Any, Any], at: Place, notes: Notes) -> Tag:
    """One tag; what is wrong with it is noted."""
    root = Map(value, TAG, at, notes)
    details: Details = []
    meta = _meta(root, details)
    files, collected = _collections(root, details)
    rest = root.rest()
    if rest:
        notes.observe("unknown-item", at, "has members that RFC 9393 does not name", whole=True)
        details.append((at, "extension", rest))
    tag = Tag(
        _tag_id(root),
        at,
        root.text(1, needed=True),
        root.text(13),
        _number(root, 12),
        tuple(_entities(root)),
        tuple(_links(root)),
        tuple(files),
        tuple(details),
        tuple(_properties(root)),
        meta,
        collected,
    )
    _check(root, tag)
    return tag


def _tag_id(root: Map) -> str:
    found = root.get(0, needed=True)
    if type(found) is bytes:
        if len(found) != _UUID_BYTES:
            detail = f"tag-id (0) has {len(found)} bytes; a UUID has {_UUID_BYTES}"
            root.notes.defect("bad-tag-id", root.place(0), detail, "hexadecimal")
        return identifier_text(found)
    if found is not None and "__" in found:
        detail = "tag-id (0) holds two underscores in a row (section 2.3)"
        root.notes.defect("bad-tag-id", root.place(0), detail, "as written")
    return found or ""


def _number(root: Map, number: int) -> str | None:
    found = root.get(number, needed=True)
    return None if found is None else str(found)


def _properties(root: Map) -> Iterator[tuple[str, str]]:
    """What the graph has no field for, in the words of ISO/IEC 19770-2."""
    for number, name in ((8, "corpus"), (9, "patch"), (11, "supplemental")):
        found = root.get(number)
        if found is not None:
            yield name, str(found).lower()
    texts = {
        "tagVersion": root.value.get(12),
        "versionScheme": root.label(14, VERSION_SCHEMES),
        "media": root.text(_MEDIA),
        "lang": root.text(15),
    }
    yield from ((name, str(text)) for name, text in texts.items() if type(text) in (int, str))


def _camel(name: str) -> str:
    first, *others = name.split("-")
    return first + "".join(part.capitalize() for part in others)


def _meta(root: Map, details: Details) -> dict[str, str]:
    """Texts of all software-meta maps; what stands first counts."""
    found: dict[str, str] = {}
    for part in root.parts(5, META):
        content: dict[str, Any] = part.rest()
        for number in (number for number in META if number in part.value):
            value = part.get(number) if number == 48 else part.text(number)
            if value is not None:
                content[_camel(ITEMS[number])] = value
                found.setdefault(_camel(ITEMS[number]), str(value))
        if type(part.value.get(_MEDIA)) is str:  # where python-uswid puts the type
            found.setdefault("media", part.value[_MEDIA])
        details.append((part.at, "Meta", content))
    return found


def _entities(root: Map) -> Iterator[Entity]:
    if 2 not in root.value:
        root.notes.defect("missing-item", root.at, "entity (2) is missing")
    for part in root.parts(2, ENTITY):
        if 33 not in part.value:
            part.notes.defect("missing-item", part.at, "role (33) is missing")
        regid = part.uri(32)
        more = {**part.said(15, 34), **part.rest()}
        yield Entity(part.text(31, needed=True), regid, part.labels(33, ROLES), part.at, more)


def _links(root: Map) -> Iterator[Link]:
    for part in root.parts(4, LINK):
        href, rel = part.uri(38, needed=True), part.label(40, RELATIONS, needed=True)
        more: dict[str, Any] = {
            "artifact": part.text(37),
            "media": part.text(_MEDIA),
            "ownership": part.label(39, OWNERSHIPS),
            "type": part.text(41),
            "use": part.label(42, USES),
            **part.rest(),
        }
        said = {name: value for name, value in more.items() if value is not None}
        if href is not None:
            yield Link(href, rel or "see-also", said, part.at)


# -- files ---------------------------------------------------------------------------------------


def _collections(root: Map, details: Details) -> tuple[list[File], str | None]:
    files: list[File] = []
    collected = None
    for number, kinds in ((6, COLLECTION), (3, EVIDENCE)):
        within = ITEMS[number]
        for part in root.parts(number, kinds):
            files += _files(part, within, "", details)
            others = {**part.said(18, 19, 36, 23, 15), **part.rest()}
            if number == 3 and 35 in part.value:
                collected = _date(part)
                others["date"] = collected
            if others:
                details.append((part.at, within.capitalize(), others))
    return files, collected


def _files(part: Map, within: str, folder: str, details: Details) -> Iterator[File]:
    """Files of a collection or a directory, those of inner directories last."""
    for entry in part.parts(17, FILE):
        size, version = _size(entry), entry.text(21)
        path, more = _path(entry, folder), tuple(_beside(entry))
        digests = entry.digests(7)
        yield File(path, within, entry.at, version, size, digests, more)
    for entry in part.parts(16, DIRECTORY):
        path = _path(entry, folder)
        said = {**entry.said(22, 15), **entry.rest()}
        for inner in entry.parts(26, COLLECTION):
            said |= {**inner.said(18, 19, 15), **inner.rest()}
            yield from _files(inner, within, path, details)
        if said or not entry.value.get(26):
            details.append((entry.at, "Directory", {"path": path, **said}))


def _size(entry: Map) -> int | None:
    found: int | None = entry.get(20)
    if found is None or found >= 0:
        return found
    detail = f"size (20) is {found}, and bytes are counted from 0 on"
    entry.notes.defect("bad-value", entry.place(20), detail, "nothing", whole=False)
    return None


def _path(entry: Map, folder: str) -> str:
    """Directory, location and name; `root` and absolute locations begin anew."""
    name = entry.text(24, needed=True) or ""
    root, location = entry.text(25), entry.text(23)
    if root is not None:
        folder = root
    return joined_path(folder, location or "", name, entry.at, entry.notes)


def _beside(entry: Map) -> Iterator[tuple[str, str]]:
    if entry.get(22) is not None:
        yield "key", str(entry.value[22]).lower()
    for name, value in {**entry.said(15), **entry.rest()}.items():
        yield name, value if isinstance(value, str) else str(value)


def _date(part: Map) -> str | None:
    """The moment of an evidence: seconds since 1970 with tag 1."""
    value = part.value[35]
    tagged = type(value) is Tagged and value.tag == _EPOCH
    seconds = value.value if tagged else value
    try:
        found = datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, TypeError, OverflowError, OSError):
        detail = "date (35) is no number of seconds"
        part.notes.defect("wrong-type", part.place(35), detail, "nothing", whole=False)
        return None
    if not tagged or type(seconds) is not int:
        detail = "date (35) is no integer with the tag 1 of a time (section 2.9.4, integer-time)"
        part.notes.defect("untagged-time", part.place(35), detail, "seconds since 1970")
    return found.strftime("%Y-%m-%dT%H:%M:%SZ")


# -- what the text of the standard asks for (sections 2.3, 2.4, 2.6) -----------------------------


def _check(root: Map, tag: Tag) -> None:
    defect = root.notes.defect
    corpus, patch, supplemental = (root.value.get(number) is True for number in (8, 9, 11))
    if tag.entities and not tag.parties("tagCreator"):
        defect("no-tag-creator", root.at, "no entity has the role tag-creator (section 2.6)")
    if patch and supplemental:
        detail = "patch and supplemental are both true (section 2.4)"
        defect("contradicting-flags", root.at, detail, "both")
    if patch and not any(link.rel == "patches" for link in tag.links):
        detail = "is a patch, and no link says what it patches (section 2.4)"
        defect("no-patched-tag", root.at, detail)
    if not tag.version and (corpus or not (patch or supplemental)):
        detail = "has no software-version (13), which primary and corpus tags have (section 2.4)"
        defect("no-version", root.at, detail)
    if 6 in root.value and 3 in root.value:
        detail = "has payload and evidence, which exclude each other (section 2.3)"
        defect("payload-and-evidence", root.at, detail, "both")

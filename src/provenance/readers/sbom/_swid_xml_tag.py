"""A `SoftwareIdentity` element as a tag, and where it leaves ISO/IEC 19770-2:2015.

Places are the names of elements below the root with their number among those of the same name, and
`@` in front of attributes: `/Payload[1]/File[2]/@size`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from provenance.model.digest import Digest, check_digest
from provenance.model.origin import Place
from provenance.readers.sbom._swid_notes import Notes
from provenance.readers.sbom._swid_tag import Entity, File, Link, Tag, joined_path
from provenance.readers.sbom._swid_xml_shape import HASHES, NAMESPACE, SHAPES, XML, Shape, Type

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_SWID: Final = f"{{{NAMESPACE}}}"
_SHOWN: Final = 80
_PATH: Final = ("name", "location", "root")
_FLAGS: Final = ("corpus", "patch", "supplemental")
Details = list[tuple[Place, str, Any]]


def read_tag(root: Element, notes: Notes) -> Tag:
    """The tag that an element is; what is wrong with it is noted."""
    _check(root, "SoftwareIdentity", "", notes)
    details: Details = []
    children = tuple(_children(root, ""))
    entities = tuple(_entity(e, place, details) for e, name, place in children if name == "Entity")
    links = tuple(_link(e, place, details) for e, name, place in children if name == "Link")
    files: list[File] = []
    meta: dict[str, str] = {}
    collected = None
    for element, name, place in children:
        if name in ("Payload", "Evidence"):
            collected = element.get("date", collected)
            files += _files(element, place, (name.lower(), ""), notes, details)
        if name == "Meta":
            meta = {**_attributes(element), **meta}
        if name == "Evidence":
            details.append((place, name, _attributes(element)))
        elif name not in ("Entity", "Link", "Payload"):
            details.append((place, name, _content(element)))
    tag = Tag(
        root.get("tagId", ""),
        "",
        root.get("name"),
        root.get("version"),
        root.get("tagVersion"),
        entities,
        tuple(link for link in links if link.href),
        tuple(files),
        tuple(details),
        tuple(_properties(root)),
        meta,
        collected,
    )
    _check_tag(tag, notes)
    return tag


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _children(element: Element, at: Place) -> Iterator[tuple[Element, str, Place]]:
    """Elements inside with their local names and places."""
    seen: Counter[str] = Counter()
    for child in element:
        name = _local(child)
        seen[name] += 1
        yield child, name, f"{at}/{name}[{seen[name]}]"


def _attributes(element: Element) -> dict[str, str]:
    """Attributes by local name; those of namespaces with them."""
    return {str(name): str(value) for name, value in element.attrib.items()}


def _content(element: Element) -> dict[str, Any]:
    """Attributes, text and elements of one that the graph has no field for."""
    found: dict[str, Any] = dict(_attributes(element))
    texts = filter(None, (text and text.strip() for text in _texts(element)))
    if text := "\n".join(texts):
        found["#text"] = text
    inner = [{str(child.tag): _content(child)} for child in element]
    return {**found, "#elements": inner} if inner else found


def _texts(element: Element) -> Iterator[str | None]:
    yield element.text
    yield from (child.tail for child in element)


def _inner(element: Element, at: Place, kind: str, details: Details) -> None:
    """Elements inside one that holds none, or none but these, as they stand."""
    for child, name, place in _children(element, at):
        details.append((place, f"{kind}/{name}", _content(child)))


def _properties(root: Element) -> Iterator[tuple[str, str]]:
    for name in (*_FLAGS, "tagVersion", "versionScheme", "media"):
        if name in root.attrib:
            yield name, root.get(name, "")
    if f"{XML}lang" in root.attrib:
        yield "lang", root.get(f"{XML}lang", "")


def _entity(element: Element, place: Place, details: Details) -> Entity:
    _inner(element, place, "Entity", details)
    more = _attributes(element)
    name, regid = more.pop("name", None), more.pop("regid", None)
    return Entity(name, regid, tuple(more.pop("role", "").split()), place, more)


def _link(element: Element, place: Place, details: Details) -> Link:
    _inner(element, place, "Link", details)
    more = _attributes(element)
    href, rel = more.pop("href", ""), more.pop("rel", "see-also")
    return Link(href.strip(), rel, more, place)


# -- files ---------------------------------------------------------------------------------------


def _files(
    parent: Element, at: Place, where: tuple[str, str], notes: Notes, details: Details
) -> Iterator[File]:
    """Files of a collection or directory in order; `where` is what it is and the path so far."""
    for element, name, place in _children(parent, at):
        path = _path(element, where[1], place, notes)
        if name == "File":
            _inner(element, place, name, details)
            yield _file(element, place, (where[0], path), notes)
        elif name == "Directory":
            said = {key: value for key, value in _attributes(element).items() if key not in _PATH}
            if said or not len(element):
                details.append((place, name, {"path": path, **said}))
            yield from _files(element, place, (where[0], path), notes, details)
        else:
            details.append((place, name, _content(element)))


def _path(element: Element, folder: str, at: Place, notes: Notes) -> str:
    folder, location = element.get("root", folder), element.get("location", "")
    return joined_path(folder, location, element.get("name", ""), at, notes)


def _file(element: Element, place: Place, where: tuple[str, str], notes: Notes) -> File:
    digests, more = list[Digest](), list[tuple[str, str]]()
    hashed = False
    for name, value in _attributes(element).items():
        space, _, local = name.removeprefix("{").rpartition("}")
        if local == "hash" and space in HASHES:
            hashed = True
            digests += _digest(HASHES[space], value, f"{place}/@{local}", notes)
        elif name not in (*_PATH, "size", "version"):
            more.append((name, value))
    size = element.get("size", "").strip()
    return File(
        where[1],
        where[0],
        place,
        element.get("version"),
        int(size) if size.isdecimal() and len(size) < 20 else None,
        tuple(digests) if hashed else None,
        tuple(more),
    )


def _digest(algorithm: str, value: str, place: Place, notes: Notes) -> Iterator[Digest]:
    text = value.strip().lower()
    fault = check_digest(algorithm, text)
    if fault is None:
        yield Digest(algorithm, text, "file")
    else:
        notes.observe("bad-hash", place, f"the {algorithm} hash {fault}", whole=False)


# -- the structure (see _swid_xml_shape) -----------------------------------------------------------


def _check(element: Element, name: str, at: Place, notes: Notes) -> None:
    """Hold an element and everything in it against its shape."""
    shape = SHAPES[name]
    for needed in shape.required:
        if needed not in element.attrib:
            notes.defect("missing-attribute", at, f"{name} has no {needed}")
    for attribute, value in _attributes(element).items():
        _check_attribute(name, shape, attribute, value, at, notes)
    if "".join(filter(None, _texts(element))).strip():
        notes.defect("text-content", at, f"{name} holds text, which is not read", whole=False)
    for child, local, place in _children(element, at):
        swid = child.tag == f"{_SWID}{local}"
        if swid and local in shape.children:
            _check(child, local, place, notes)
        elif swid or not shape.open_content or "}" not in str(child.tag):
            detail = f"{name} has no element {str(child.tag)[:_SHOWN]}"
            notes.defect("unknown-element", place, detail, "a detail", whole=True)


def _check_attribute(
    name: str, shape: Shape, attribute: str, value: str, at: Place, notes: Notes
) -> None:
    if attribute.startswith("{"):
        return
    kind: Type | None = shape.attributes.get(attribute)
    place = f"{at}/@{attribute}"
    if kind is not None and not kind.fits(value):
        detail = f"{name} has {attribute} {value[:_SHOWN]!r}, which is not {kind.name}"
        notes.defect("bad-value", place, detail, "as written")
    elif kind is None and not shape.open_attributes:
        notes.defect("unknown-attribute", place, f"{name} has no attribute {attribute[:_SHOWN]}")


def _check_tag(tag: Tag, notes: Notes) -> None:
    """Rules of the text of the standard about the tag creator (clause 8.6.3)."""
    creators = [entity for entity in tag.entities if "tagCreator" in entity.roles]
    if not creators:
        notes.defect("no-tag-creator", "", "no Entity has the role tagCreator")
    if len({entity.regid for entity in creators}) > 1:
        detail = "entities with the role tagCreator have different regids"
        notes.defect("several-tag-creators", creators[1].place, detail, "all of them")

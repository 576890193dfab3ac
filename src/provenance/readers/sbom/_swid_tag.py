"""One SWID tag, in XML or CBOR alike, and the facts that it states.

- A tag is a component; its ref is `swid:` and its tag id, as links of other tags name it.
- Files of `Payload` and `Evidence` are components that it contains.
- Links to tags are relations, into other documents where the tag is not here; other links are
  references, and `license` is a license.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple
from urllib.parse import quote, unquote

from provenance import limits
from provenance.model.component import (
    Component,
    Detail,
    DocumentLink,
    Identifier,
    License,
    Party,
    Reference,
    Relation,
)
from provenance.model.digest import Digest
from provenance.model.document import Heading, Tool
from provenance.model.origin import Place
from provenance.readers.sbom._swid_notes import Notes

KINDS: Final = frozenset(
    {"application", "framework", "library", "container", "platform", "operating-system", "device"}
    | {"device-driver", "firmware", "file", "machine-learning-model", "data"}
)
_SCHEME: Final = "swid:"
_LICENSES: Final = "https://spdx.org/licenses/"

# How a link of a tag reads as a relation; where the second part is true the target comes first.
_RELATIONS: Final = {
    "ancestor": ("ancestorOf", True),
    "compiler": ("usesTool", False),
    "component": ("contains", False),
    "parent": ("contains", True),
    "patches": ("patchedBy", True),
    "requires": ("dependsOn", False),
    "supplemental": ("describes", False),
}


class Entity(NamedTuple):
    """Somebody with the roles they have, in the words of ISO/IEC 19770-2 (`tagCreator`).

    `more` is what else is said of them.
    """

    name: str | None
    regid: str | None
    roles: tuple[str, ...]
    place: Place
    more: Mapping[str, Any] = MappingProxyType({})

    @property
    def party(self) -> Party:
        """As other formats have them."""
        return Party(self.name, "organization", (self.regid,) if self.regid else ())


class Link(NamedTuple):
    """A link with its target and what else is said of it."""

    href: str
    rel: str
    more: dict[str, Any]
    place: Place

    @property
    def target(self) -> str | None:
        """The ref of the tag that it leads to, or None."""
        if self.href[: len(_SCHEME)].lower() != _SCHEME:
            return None
        return tag_ref(unquote(self.href[len(_SCHEME) :]))

    @property
    def license(self) -> License:
        """The license that it names: an SPDX id where its address is that of SPDX's list."""
        if self.href.startswith(_LICENSES):
            return License(self.href.removeprefix(_LICENSES).removesuffix(".html"))
        return License(self.href, "name")


class File(NamedTuple):
    """A file that a tag lists; `within` is `payload` or `evidence`."""

    path: str
    within: str
    place: Place
    version: str | None = None
    size: int | None = None
    digests: tuple[Digest, ...] | None = None
    more: tuple[tuple[str, str], ...] = ()


class Tag(NamedTuple):
    """Everything that one tag says; `details` are what the graph has no field for."""

    id: str
    place: Place
    name: str | None = None
    version: str | None = None
    revision: str | None = None
    entities: tuple[Entity, ...] = ()
    links: tuple[Link, ...] = ()
    files: tuple[File, ...] = ()
    details: tuple[tuple[Place, str, Any], ...] = ()
    properties: tuple[tuple[str, str], ...] = ()
    meta: Mapping[str, str] = MappingProxyType({})
    collected: str | None = None

    @property
    def ref(self) -> str:
        """How links name it."""
        return tag_ref(self.id)

    def parties(self, *roles: str) -> tuple[Party, ...]:
        """Everybody with one of some roles, each once."""
        found = (entity.party for entity in self.entities if set(entity.roles) & set(roles))
        return tuple(dict.fromkeys(found))


def tag_ref(tag_id: str) -> str:
    """The ref of a tag by its id."""
    return f"{_SCHEME}{tag_id}"


def tag_uri(ref: str) -> str:
    """The URI by which a tag goes outside its document."""
    return _SCHEME + quote(ref.removeprefix(_SCHEME), safe="/:@!$&'()*+,;=~")


def joined_path(folder: str, location: str, name: str, at: Place, notes: Notes) -> str:
    """Directory, location and name as one path.

    One that no system would take is the name alone: every file repeats the names around it.
    """
    path = "/".join(step.rstrip("/") for step in (folder, location, name) if step)
    if len(path) <= limits.PATH_LENGTH:
        return path
    detail = f"a path has more than {limits.PATH_LENGTH} characters; its name stands for it"
    notes.observe("long-path", at, detail, whole=False)
    return name


def facts(form: str, version: str, tags: list[Tag]) -> Iterator[tuple[Place, Any]]:
    """The heading of a document of tags, then what each of them says."""
    known = {tag.ref for tag in tags}
    yield "", _heading(form, version, tags)
    for tag in tags:
        yield from _of_tag(tag, known)


def _heading(form: str, version: str, tags: list[Tag]) -> Heading:
    inner = {ref for tag in tags for ref in _inside(tag)}
    roots = tuple(tag.ref for tag in tags if tag.ref not in inner) or tuple(t.ref for t in tags[:1])
    authors = dict.fromkeys(party for tag in tags for party in tag.parties("tagCreator"))
    tools = dict.fromkeys(tag.meta["generator"] for tag in tags if "generator" in tag.meta)
    collected = [tag.collected for tag in tags if tag.collected is not None]
    alone = tags[0] if len(tags) == 1 else None
    return Heading(
        form,
        version,
        tag_uri(alone.ref) if alone else None,
        alone.revision if alone else None,
        max(collected, default=None),
        roots,
        tuple(authors) or None,
        tuple(Tool(name) for name in tools) or None,
    )


def _inside(tag: Tag) -> Iterator[str]:
    """Refs of the tags that this one says are inside another."""
    for link in tag.links:
        if link.target is not None and link.rel in ("component", "requires"):
            yield link.target
        elif link.target is not None and link.rel == "parent":
            yield tag.ref


def _of_tag(tag: Tag, known: set[str]) -> Iterator[tuple[Place, Any]]:
    yield tag.place, _component(tag)
    for file in tag.files:
        yield file.place, _file(file)
    if tag.files:
        refs = tuple(_file_ref(file) for file in tag.files)
        yield tag.place, Relation(tag.ref, "contains", refs)
    for link in tag.links:
        yield from _of_link(tag, link, known)
    for place, kind, content in tag.details:
        yield place, _detail(kind, content, tag)
    for entity in tag.entities:
        named = {"name": entity.name, "regid": entity.regid, "roles": list(entity.roles)}
        yield entity.place, _detail("Entity", {**named, **entity.more}, tag)


def _detail(kind: str, content: Any, tag: Tag) -> Detail:
    return Detail(kind, json.dumps(content, ensure_ascii=False), (tag.ref,))


def _component(tag: Tag) -> Component:
    suppliers = tag.parties("distributor", "aggregator", "licensor")
    producers = tag.parties("softwareCreator")
    licenses = tuple(link.license for link in tag.links if link.rel == "license")
    kind = tag.meta.get("media", "").lower()
    return Component(
        tag.ref,
        tag.name,
        tag.version,
        kind if kind in KINDS else "package",
        tuple(_identifiers(tag)),
        None,
        suppliers[0] if suppliers else None,
        producers[0] if producers else None,
        licenses or None,
        tuple(_references(tag.links)),
        description=tag.meta.get("description") or tag.meta.get("summary"),
        properties=tag.properties,
    )


def _identifiers(tag: Tag) -> Iterator[Identifier]:
    """The tag id, and what the SBOMs of firmware put into texts of `Meta`."""
    yield Identifier("swid", tag.id)
    for name in ("persistentId", "productFamily"):
        text = tag.meta.get(name, "")
        if text.startswith("pkg:"):
            yield Identifier("purl", text)
        elif text.startswith(("cpe:2.3:", "cpe:/")):
            yield Identifier("cpe", text)


def _references(links: Iterable[Link]) -> Iterator[Reference]:
    for link in links:
        if link.target is None or link.rel not in _RELATIONS:
            yield Reference(link.rel, link.href)


def _file(file: File) -> Component:
    size = () if file.size is None else (("size", str(file.size)),)
    properties = (("within", file.within), *size, *file.more)
    return Component(
        _file_ref(file),
        file.path,
        file.version,
        "file",
        digests=file.digests,
        filename=file.path,
        properties=properties,
    )


def _file_ref(file: File) -> str:
    return f"#{file.place}"


def _of_link(tag: Tag, link: Link, known: set[str]) -> Iterator[tuple[Place, Any]]:
    target = link.target
    if target is not None:
        kind, turned = _RELATIONS.get(link.rel, ("other", False))
        ends = (target, tag.ref) if turned else (tag.ref, target)
        yield link.place, Relation(ends[0], kind, (ends[1],))
        if target not in known:
            known.add(target)
            yield link.place, DocumentLink(target, tag_uri(target))
    if link.more or (target is not None and link.rel not in _RELATIONS):
        content = {"href": link.href, "rel": link.rel, **link.more}
        yield link.place, _detail("Link", content, tag)

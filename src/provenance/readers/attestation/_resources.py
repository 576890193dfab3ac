"""Resource descriptors (in-toto attestation framework v1, resource_descriptor.md)."""

from __future__ import annotations

import hashlib
from typing import Final

from provenance.decoding.base64text import decode_base64
from provenance.decoding.checksums import Row, read_digest_set
from provenance.decoding.fields import Fields
from provenance.errors import DecodingError
from provenance.model.artifact import Listing
from provenance.model.build import ResolvedInput
from provenance.model.digest import Scope
from provenance.model.predicate import Resource
from provenance.readers.attestation._kept import Kept

_HASHES: Final = {
    "md5": "md5",
    "sha1": "sha1",
    **{f"sha{size}": f"sha{size}" for size in (224, 256, 384, 512)},
    **{f"sha3_{size}": f"sha3_{size}" for size in (224, 256, 384, 512)},
}
"""Algorithms by our name for them, with what the standard library calls them."""
MEMBERS: Final = frozenset(
    ("name", "uri", "digest", "content", "downloadLocation", "mediaType", "annotations")
)
_INPUT: Final = frozenset(("name", "uri", "digest"))
_RESOURCE: Final = frozenset(("name", "uri", "digest", "mediaType"))


def resource(part: Fields, kept: Kept, *, required: bool = True) -> Resource | None:
    """What a descriptor points at; None for one that says nothing, which is noted where required.

    Where it lies stands for the URI of a resource that has none.
    """
    uri, name, where = part.text("uri"), part.text("name"), part.text("downloadLocation")
    digests = read_digest_set(part, "digest", scope=_scope(uri))
    held = _holds_content(part, digests)
    kept.rest(part, _RESOURCE if uri else _RESOURCE | {"downloadLocation"}, MEMBERS)
    if uri is None and name is None and where is None and not digests and not held:
        if required:
            part.note("nameless-resource", None, "has neither name, URI nor digest")
        return None
    return Resource(uri or where, name, digests, part.text("mediaType"), held)


def inner_resource(holder: Fields, name: str, kept: Kept) -> Resource | None:
    """The resource of a field; None where there is none."""
    if not holder.get(name, dict):
        return None
    return resource(holder.inner(name), kept)


def resources(
    holder: Fields, name: str, kept: Kept, *, required: bool = False
) -> tuple[Resource, ...]:
    """The resources of a list."""
    found = (resource(part, kept) for part in holder.objects(name, required=required))
    return tuple(one for one in found if one is not None)


def resolved_inputs(holder: Fields, name: str, kept: Kept) -> tuple[ResolvedInput, ...] | None:
    """The descriptors of a list of what a build read; None if it is absent."""
    if holder.value.get(name) is None:
        return None
    return tuple(_resolved_input(part, kept) for part in holder.objects(name))


def as_listing(
    holder: Fields, name: str, resolved: tuple[ResolvedInput, ...] | None
) -> Listing | None:
    """The rows of the resolved inputs of a list, by name or else URI."""
    if resolved is None:
        return None
    return Listing(
        "inputs",
        tuple(part.name or part.uri or "" for part in resolved),
        tuple(part.digests for part in resolved),
        at=f"{holder.at(name)}/",
        numbers=tuple(part.number for part in resolved),
    )


def listed(holder: Fields, name: str, kept: Kept, *, required: bool = False) -> Listing | None:
    """The descriptors of a list as rows; None if it is absent."""
    if holder.value.get(name) is None and not required:
        return None
    holder.get(name, list, required=required)
    return as_listing(holder, name, resolved_inputs(holder, name, kept))


def _resolved_input(part: Fields, kept: Kept) -> ResolvedInput:
    uri, name = part.text("uri"), part.text("name")
    digests = read_digest_set(part, "digest", scope=_scope(uri))
    if uri is None and name is None and not digests:
        part.note("nameless-resource", None, "has neither name, URI nor digest")
    kept.rest(part, _INPUT, MEMBERS)
    return ResolvedInput(uri, name, digests, part.number)


def _scope(uri: str | None) -> Scope:
    # `git+https://…` with a `sha1` means the commit, not a file.
    return "source" if uri is not None and uri.startswith("git+") else "file"


def _holds_content(part: Fields, digests: Row) -> bool:
    """Whether the content itself is there, and is what the digests say."""
    text = part.text("content")
    if not text:
        return False
    try:
        content = decode_base64(text).content
    except DecodingError as error:
        part.note("bad-content", "content", error.message, read_as="nothing", whole=False)
        return False
    for one in digests:
        name = _HASHES.get(one.algorithm)
        if name is None or one.scope == "source":
            continue
        if hashlib.new(name, content).hexdigest() != one.value:
            detail = f"has another {one.algorithm} than its digest says"
            part.note("contradicting-content", "content", detail)
            return False
    return bool(content)

"""Predicates that say what was executed, and the resource descriptors that they share."""

from __future__ import annotations

from typing import Final

from provenance.decoding.checksums import read_digest_set
from provenance.decoding.fields import Fields
from provenance.model.artifact import Listing
from provenance.model.build import Build, ResolvedInput
from provenance.model.digest import Scope

_LINK_MEMBERS: Final = frozenset({"name", "command", "materials", "byproducts", "environment"})


def link_v03(predicate: Fields, subjects: Listing) -> Build:
    """The execution that a link predicate records; its products are the subjects."""
    predicate.note_unknown(_LINK_MEMBERS)
    materials = resolved_inputs(predicate, "materials")
    return Build(
        "build",
        step=predicate.text("name", required=True),
        command=predicate.texts("command"),
        inputs=as_listing(predicate, "materials", materials),
        outputs=subjects_as_outputs(subjects),
    )


def subjects_as_outputs(subjects: Listing) -> Listing:
    """The subjects once more, as what a build made."""
    return Listing(
        "outputs", subjects.names, subjects.digests, at=subjects.at, numbers=subjects.numbers
    )


def resolved_inputs(holder: Fields, name: str) -> tuple[ResolvedInput, ...] | None:
    """The resource descriptors of a list (in-toto attestation specification v1); None if absent."""
    if holder.value.get(name) is None:
        return None
    return tuple(_resolved_input(part) for part in holder.objects(name))


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


def _resolved_input(part: Fields) -> ResolvedInput:
    uri, name = part.text("uri"), part.text("name")
    # `git+https://…` with a `sha1` means the commit, not a file.
    scope: Scope = "source" if (uri or "").startswith("git+") else "file"
    digests = read_digest_set(part, "digest", scope=scope)
    if uri is None and name is None and not digests:
        part.note("nameless-resource", None, "has neither name, URI nor digest")
    return ResolvedInput(uri, name, digests, part.number)

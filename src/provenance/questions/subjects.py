"""What a rule is asked about, as people and waivers name it, and which images it concerns."""

from __future__ import annotations

from functools import singledispatch
from typing import TYPE_CHECKING, Any, NamedTuple

from provenance.graph.evidence import Chapter, Said
from provenance.model.artifact import Artifact, Listing
from provenance.model.authority import Conclusion, Verification
from provenance.model.build import Build, Layout
from provenance.model.component import Component, Relation
from provenance.model.digest import STRONG, Digest
from provenance.model.finding import Subject
from provenance.model.origin import Origin
from provenance.model.predicate import Claim, Summary
from provenance.model.statement import Statement
from provenance.questions.builds import BuildInput
from provenance.questions.kinds import NAMES
from provenance.questions.primaries import Primary
from provenance.questions.thresholds import Quorum

if TYPE_CHECKING:
    from provenance.questions.ask import Ask


class Delivery(NamedTuple):
    """The delivery as a whole."""

    name: str
    digest: Digest


class Expected(NamedTuple):
    """A kind of evidence that the policy expects."""

    kind: str


class Undescribed(NamedTuple):
    """An image of which the policy expects a bill of materials."""

    image: Artifact


class Wanted(NamedTuple):
    """A glob of the policy that ought to mean an image."""

    glob: str


class Listed(NamedTuple):
    """A file that a manifest lists and nobody delivered."""

    name: str
    digests: tuple[Digest, ...]
    origin: Origin


@singledispatch
def describe(subject: Any) -> Subject:
    """The subject as findings and waivers name it; a `TypeError` for what no rule may ask about."""
    raise TypeError(f"{type(subject).__name__} is nothing that a rule is asked about")


@describe.register
def _(subject: Artifact) -> Subject:
    return Subject(subject.path, subject.digest, str(subject.digest))


@describe.register
def _(subject: Chapter) -> Subject:
    digest = subject.document.digest
    return Subject(subject.document.address, digest, str(digest))


@describe.register
def _(subject: Primary) -> Subject:
    return describe(subject.chapter)


@describe.register
def _(subject: Said) -> Subject:  # type: ignore[type-arg]
    return _of_fact(subject.fact, subject)


@describe.register
def _(subject: BuildInput) -> Subject:
    label = f"{subject.label} ({subject.origin.path} {subject.origin.pointer})"
    return _of_digests(label, subject.digests, _purl(subject.uri))


@describe.register
def _(subject: Listed) -> Subject:
    return _of_digests(subject.name, subject.digests, "")


@describe.register
def _(subject: Verification) -> Subject:
    label = f"signature {subject.origin}"
    if subject.authority is not None:
        label += f" by {subject.authority.name}"
    return Subject(label, subject.signature.signs, str(subject.signature.signs))


@describe.register
def _(subject: Quorum) -> Subject:
    return Subject(f"{subject.what} as {subject.purpose}", subject.digest, str(subject.digest))


@describe.register
def _(subject: Conclusion) -> Subject:
    key = str(subject.digest) if subject.digest is not None else ""
    return Subject(f"{subject.about} {subject.subject}", subject.digest, key)


@describe.register
def _(subject: Delivery) -> Subject:
    return Subject("the delivery", subject.digest, str(subject.digest))


@describe.register
def _(subject: Expected) -> Subject:
    return Subject(NAMES[subject.kind])


@describe.register
def _(subject: Undescribed) -> Subject:
    return describe(subject.image)


@describe.register
def _(subject: Wanted) -> Subject:
    return Subject(f"images {subject.glob}")


def _of_digests(label: str, digests: tuple[Digest, ...] | None, purl: str) -> Subject:
    digest = next((d for d in digests or () if d.strong), None)
    return Subject(label, digest, purl or (str(digest) if digest is not None else ""))


def _purl(text: str | None) -> str:
    return text if text is not None and text.startswith("pkg:") else ""


@singledispatch
def _of_fact(fact: Any, said: Said[Any]) -> Subject:
    digest = said.chapter.document.digest
    return Subject(str(said.origin), digest, str(digest))


@_of_fact.register
def _(fact: Component, said: Said[Any]) -> Subject:
    return _of_digests(fact.label, fact.digests, fact.purl or "")


def texts_of(component: Component) -> tuple[str, str, str]:
    """Label, digest and key of a component as a subject, where it is one of a hundred thousand."""
    digest, name, version = "", component.name, component.version
    for one in component.digests or ():
        if one.algorithm in STRONG:
            digest = f"{one.algorithm}:{one.value}"
            break
    label = f"{name} {version}" if name is not None and version else component.label
    for identifier in component.identifiers:
        if identifier.kind == "purl":
            return label, digest, identifier.value or digest
    return label, digest, digest


@_of_fact.register
def _(fact: Relation, said: Said[Any]) -> Subject:
    source = said.chapter.component(fact.source)
    label = fact.source if source is None else source.fact.label
    return Subject(f"{label} {fact.kind}", None, _purl(source.fact.purl if source else None))


@_of_fact.register
def _(fact: Build, said: Said[Any]) -> Subject:
    digest = said.chapter.document.digest
    what = f"step {fact.step}" if fact.step is not None else f"build of {_first(fact.outputs)}"
    return Subject(f"{what} ({said.chapter.document.address})", digest, str(digest))


@_of_fact.register
def _(fact: Statement, said: Said[Any]) -> Subject:
    digest = said.chapter.document.digest
    about = _first(fact.subjects)
    return Subject(f"statement on {about} ({said.chapter.document.address})", digest, str(digest))


@_of_fact.register
def _(fact: Listing, said: Said[Any]) -> Subject:
    digest = said.chapter.document.digest
    return Subject(said.chapter.document.address, digest, str(digest))


@_of_fact.register
def _(fact: Layout, said: Said[Any]) -> Subject:
    digest = said.chapter.document.digest
    return Subject(said.chapter.document.address, digest, str(digest))


@_of_fact.register
def _(fact: Summary, said: Said[Any]) -> Subject:
    digest = said.chapter.document.digest
    return Subject(f"summary ({said.chapter.document.address})", digest, str(digest))


@_of_fact.register
def _(fact: Claim, said: Said[Any]) -> Subject:
    digest = said.chapter.document.digest
    return Subject(f"claim {said.origin}", digest, str(digest))


def _first(listing: Listing | None) -> str:
    names = listing.names if listing is not None else ()
    if not names:
        return "nothing"
    return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"


# -- which images a finding concerns -------------------------------------------------------------


def images_concerned(ask: Ask, subject: Any) -> tuple[str, ...]:
    """Paths of the images that a finding about this subject is held against.

    A file is itself, a statement or build is about the images among its subjects, what a bill of
    materials is about says `Primary`; everything else, and what names no image, concerns them all.
    """
    everything = ask.image_paths
    if isinstance(subject, BuildInput):
        subject = subject.build
    if isinstance(subject, Undescribed):
        subject = subject.image
    subject = getattr(subject, "said", subject)
    listing = _about(subject)
    if isinstance(subject, Artifact):
        found = [subject.path] if subject.path in ask.image_positions else []
    elif isinstance(subject, Verification):
        found = _of_digest(ask, subject.signature.signs)
    elif isinstance(subject, Conclusion) and subject.about == "inclusion":
        found = _of_digest(ask, subject.digest)
    elif listing is not None:
        found = _named_images(ask, listing)
    elif isinstance(subject, Primary):
        return subject.images
    else:
        found = []
    return tuple(found) or everything


def _of_digest(ask: Ask, digest: Digest | None) -> list[str]:
    if digest is None:
        return []
    return [image.path for image in ask.bytes.images_by(digest.algorithm).get(digest.value, ())]


def _about(subject: Any) -> Listing | None:
    fact = subject.fact if isinstance(subject, Said) else None
    if isinstance(fact, Statement):
        return fact.subjects
    if isinstance(fact, Summary) and isinstance(subject, Said):
        stated = subject.chapter.facts(Statement)
        return stated[0].subjects if stated else None
    return fact.outputs if isinstance(fact, Build) and fact.step is None else None


def _named_images(ask: Ask, listing: Listing) -> list[str]:
    positions = ask.image_positions
    found = {name for name in listing.names if name in positions}
    for row in listing.digests:
        found.update(image.path for image in ask.bytes.images_with(row))
    return sorted(found, key=positions.__getitem__)

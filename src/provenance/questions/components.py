"""What documents say is inside: components, their names and digests, and what they are about."""

from __future__ import annotations

from collections.abc import Container, Hashable, Iterator, Sequence, Set
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Final

from provenance.graph.evidence import Chapter, Said
from provenance.graph.identity import NOTHING, Key, identifying, is_of_nothing, keys_of, weak_key
from provenance.model.artifact import Artifact
from provenance.model.component import Component, LicenseText, Relation
from provenance.model.digest import STRONG, Digest
from provenance.model.statement import Statement
from provenance.questions.contradictions import Contradiction, contradictions
from provenance.questions.expectations import PLAINLY_SHOWN, is_allowed
from provenance.questions.kinds import is_sbom
from provenance.questions.legible import cut_short
from provenance.questions.population import Population
from provenance.questions.replies import is_part

if TYPE_CHECKING:
    from provenance.questions.ask import Ask

DELIVERABLE: Final = frozenset({"firmware", "device", "operating-system"})
"""Kinds of component that a firmware delivery can be about."""


Row = tuple[Digest, ...]

SOURCES: Final = frozenset({"vcs", "distribution", "source-distribution"})
"""Kinds of reference that say where something can be fetched."""


class Components:
    """Questions about bills of materials. All rules share one list of components."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._license_texts: dict[int, frozenset[str]] = {}
        self._distributed: dict[int, dict[str, list[Component]]] = {}

    @cached_property
    def sboms(self) -> tuple[Chapter, ...]:
        """Every bill of materials, in the order in which they were found."""
        return tuple(chapter for chapter in self._ask.evidence.chapters if is_sbom(chapter))

    @cached_property
    def all(self) -> tuple[Said[Component], ...]:
        """Every component of every bill of materials; a service is none, it has no bytes."""
        every = chain.from_iterable(chapter.said(Component) for chapter in self.sboms)
        return tuple([said for said in every if said.fact.kind != "service"])

    @cached_property
    def meager(self) -> Sequence[Said[Component]]:
        """Components that lack anything that nearly all have: a name, a version, a first digest of
        something by a strong hash, a license, an identifier, somebody with a name who made it.

        Whoever asks for one of these only has to look through them.
        """
        return [
            said
            for said in self.all
            if not (
                (name := (part := said.fact).name)
                and (version := part.version)
                and (digests := part.digests)
                and (first := digests[0]).algorithm in STRONG
                and first.value not in NOTHING
                and part.licenses
                and part.identifiers
                and (party := part.producer or part.supplier) is not None
                and party.name
                and not name.isspace()
                and not version.isspace()
            )
        ]

    @cached_property
    def properties(self) -> frozenset[str]:
        """Names of all properties that any component has."""
        return frozenset({name for said in self.all for name, _ in said.fact.properties})

    @cached_property
    def unnamed(self) -> Population:
        """Components, those suspect that lack a name or a version."""
        suspects = [
            said
            for said in self.meager
            if not ((name := said.fact.name) and (version := said.fact.version))
            or name.isspace()
            or version.isspace()
        ]
        return Population(len(self.all), suspects)

    def undigested(self, allowed: Container[str]) -> Population:
        """Components, those suspect whose first digest is not by an allowed hash."""
        suspects = [
            said
            for said in (self.meager if allowed is STRONG else self.all)
            if not (
                (digests := said.fact.digests)
                and (first := digests[0]).algorithm in allowed
                and first.value not in NOTHING
            )
        ]
        return Population(len(self.all), suspects)

    @cached_property
    def unfixed(self) -> Population:
        """Components with a source, those suspect whose first digest does not tell its bytes."""
        suspects = [
            said
            for said in self.meager
            if not ((digests := said.fact.digests) and identifying(digests[0]))
            and any(reference.kind in SOURCES for reference in said.fact.references)
        ]
        return Population(len(self.sourced), suspects)

    @cached_property
    def sourced(self) -> tuple[Said[Component], ...]:
        """Components that say where they, or their source, can be fetched."""
        return self._sourced[0]

    @cached_property
    def _sourced(self) -> tuple[tuple[Said[Component], ...], list[Said[Component]]]:
        """Those, and of them those of which an address does not plainly show whom one talks to."""
        found, odd = [], []
        for said in self.all:
            has_source = is_odd = False
            for reference in said.fact.references:
                if reference.kind in SOURCES:
                    has_source = True
                    if not reference.url.startswith(PLAINLY_SHOWN):
                        is_odd = True
            if has_source:
                found.append(said)
                if is_odd:
                    odd.append(said)
        return tuple(found), odd

    def strangers(self, prefixes: tuple[str, ...] | None) -> Population:
        """Components with a source, those suspect of which an address is not plainly allowed."""
        sourced, suspects = self._sourced
        if prefixes is not None:
            suspects = [
                said
                for said in sourced
                if any(
                    reference.kind in SOURCES and not is_allowed(reference.url, prefixes)
                    for reference in said.fact.references
                )
            ]
        return Population(len(sourced), suspects)

    def root(self, chapter: Chapter) -> Said[Component] | None:
        """What a bill of materials is about, and first where that is several things."""
        return next(iter(self.roots(chapter)), None)

    def roots(self, chapter: Chapter) -> tuple[Said[Component], ...]:
        """Everything that a bill of materials is about, as far as it has that itself."""
        named = chapter.heading.roots if chapter.heading is not None else ()
        found = (chapter.component(ref) for ref in named)
        return tuple(said for said in found if said is not None)

    @cached_property
    def doubled(self) -> list[Said[Component]]:
        """Components with the ref of an earlier one of their document: a path leads to that."""
        found: list[Said[Component]] = []
        for chapter in self.sboms:
            refs = chapter.by_ref
            if len(refs) < len(chapter.facts(Component)):
                every = enumerate(chapter.said(Component))
                found += (s for n, s in every if refs[s.fact.ref] != n and s.fact.kind != "service")
        return found

    @cached_property
    def cut(self) -> frozenset[int]:
        """Documents, by id, of which the end could not be read."""
        return frozenset(id(chapter) for chapter in self.sboms if cut_short(chapter))

    def license_texts(self, chapter: Chapter) -> frozenset[str]:
        """The ids of licenses whose text stands in a document."""
        key = id(chapter)
        if key not in self._license_texts:
            texts = chapter.facts(LicenseText)
            self._license_texts[key] = frozenset(one.ref for one in texts if one.text)
        return self._license_texts[key]

    def distributed(self, said: Said[Component]) -> tuple[Component, ...]:
        """The files in which a component is handed over, as its document relates them to it."""
        key = id(said.chapter)
        if key not in self._distributed:
            self._distributed[key] = _distributed(said.chapter)
        return tuple(self._distributed[key].get(said.fact.ref, ()))

    # -- what they are about ---------------------------------------------------------------------

    def images_of(self, chapter: Chapter) -> tuple[Artifact, ...]:
        """The images that a bill of materials is about, by digest: its root's, or those that the
        statement around it names as its subjects, unless its root has other ones.
        """
        own = tuple(root.fact.digests or () for root in self.roots(chapter))
        rows = tuple(self._around(chapter))
        named = (image for row in (*own, *rows) for image in self._ask.bytes.images_with(row))
        images = {image.path: image for image in named}
        found = [image for image in images.values() if self._is_about(image, own, rows)]
        return tuple(sorted(found, key=lambda image: self._ask.image_positions[image.path]))

    def _is_about(self, image: Artifact, own: tuple[Row, ...], rows: tuple[Row, ...]) -> bool:
        """Roots without digests leave it to the statement; one with those of another file not."""
        agreement = self._ask.bytes.agreement
        told = {agreement(image, row) for row in own}
        if "same" in told or told == {"different"}:
            return "same" in told
        return any(agreement(image, row) == "same" for row in rows)

    @cached_property
    def described(self) -> frozenset[str]:
        """Paths of the images that a bill of materials is about, or that one lists by digest as a
        component; a mere file in a list is not described by it.
        """
        found = {image.path for chapter in self.sboms for image in self.images_of(chapter)}
        if len(found) < len(self._ask.images):
            images_with = self._ask.bytes.images_with
            parts = (said.fact for said in self.all if not is_part(said.fact))
            found |= {i.path for part in parts for i in images_with(part.digests or ())}
        return frozenset(found)

    def _around(self, chapter: Chapter) -> Iterator[tuple[Digest, ...]]:
        parent = chapter.document.parent
        if parent is None:
            return
        for outer in self._ask.evidence.chapters_by_digest.get(parent, ()):
            for statement in outer.facts(Statement):
                yield from statement.subjects.digests

    def is_part_of_another(self, chapter: Chapter) -> bool:
        """Whether what this is about is listed by another bill of materials that is about an image,
        or is itself a part of one; by digest.
        """
        return id(chapter) in self._parts

    @cached_property
    def _parts(self) -> frozenset[int]:
        """Documents to which a way leads from one that is about an image, along listed digests."""
        if len(self.sboms) < 2:
            return frozenset()
        roots: dict[Key, list[int]] = {}
        held: dict[int, set[Key]] = {}
        for chapter in self.sboms:
            for root in self.roots(chapter):
                for key in keys_of(root.fact.digests):
                    roots.setdefault(key, []).append(id(chapter))
        for holder, keys in self._holders(roots.keys()):
            held.setdefault(holder, set()).update(keys)
        found: set[int] = set()
        agenda = [id(chapter) for chapter in self.sboms if self.images_of(chapter)]
        while agenda:
            holder = agenda.pop()
            for key in held.get(holder, ()):
                inner = [part for part in roots[key] if part not in found and part != holder]
                found.update(inner)
                agenda += inner
        return frozenset(found)

    def _holders(self, wanted: Set[Key]) -> Iterator[tuple[int, Set[Key]]]:
        """Documents with those of some digests that a component has which they are not about."""
        values = {value for _, value in wanted}
        for chapter in self.sboms if values else ():
            about = {id(root.fact) for root in self.roots(chapter)}
            for part in chapter.facts(Component):
                for digest in part.digests or ():
                    if digest.value in values and id(part) not in about:
                        yield id(chapter), wanted & set(keys_of((digest,)))

    @cached_property
    def _contradictions(self) -> dict[tuple[int, str], Contradiction]:
        about = {id(one): self._subject(one) for one in self.sboms} if len(self.sboms) > 1 else {}
        return contradictions(self.sboms, about)

    def _subject(self, chapter: Chapter) -> Hashable:
        """What a document is about: images by their bytes, else what its root calls itself."""
        images = self.images_of(chapter)
        if images:
            return tuple(image.path for image in images)
        root = self.root(chapter)
        return None if root is None else weak_key(root.fact)

    @cached_property
    def contradicted(self) -> Population:
        """Components, those suspect about which another document says something else."""
        found = self._contradictions
        suspects = [said for said in self.all if self.position(said) in found] if found else []
        return Population(len(self.all), suspects)

    def contradiction(self, said: Said[Component]) -> Contradiction | None:
        """What another document says about a component that cannot be true as well."""
        return self._contradictions.get(self.position(said))

    @staticmethod
    def position(said: Said[Component]) -> tuple[int, str]:
        """Which component of which document this is, to look it up."""
        return id(said.chapter), said.place


def tells_bytes(digest: Digest, component: Component) -> bool:
    """Whether a digest says something of a component: a file can be empty, software cannot."""
    if not is_of_nothing(digest.value):
        return True
    return is_part(component) and bool(digest.value.strip("0"))


def _distributed(chapter: Chapter) -> dict[str, list[Component]]:
    found: dict[str, list[Component]] = {}
    for relation in chapter.facts(Relation):
        if relation.kind == "hasDistributionArtifact":
            ends = map(chapter.component, relation.targets)
            files = (end.fact for end in ends if end is not None)
            found.setdefault(relation.source, []).extend(files)
    return found


def all_digests(component: Component) -> tuple[Digest, ...]:
    """Digests of a component and of where it can be fetched (its archive, its source).

    Those of its website, license or advisories are of other bytes.
    """
    found = component.digests or ()
    for reference in component.references:
        if reference.digests and reference.kind in SOURCES:
            found += reference.digests
    return found

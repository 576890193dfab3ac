"""Delivered bytes, and what documents say that they ought to be: names accuse, digests acquit.

- A manifest, a statement, a build or a bill of materials *names* a file: by its path, or by a path
  that ends like it or with which it ends. An exact name is about that file alone.
- A naming whose digests are those of any file that it may mean is settled and accuses nobody.
- What several links say about one name, before anybody verified them, are states of one file on its
  way: bytes that are none of them are accused. Where these differ nobody says which is the last, so
  that they acquit none. A verified last output is the only one that counts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from provenance.errors import UnreadableError
from provenance.graph.evidence import Delivered, Said
from provenance.graph.identity import Agreement, agreement, identifying, plain_path
from provenance.model.artifact import Artifact, Listing
from provenance.model.build import Build
from provenance.model.component import Component
from provenance.model.digest import Digest
from provenance.model.origin import Origin
from provenance.model.statement import Statement
from provenance.questions.places import row_origin
from provenance.trust.purposes import purpose_of

if TYPE_CHECKING:
    from provenance.questions.ask import Ask

PROVENANCE: Final = "provenance"

_HASHLIB: Final = {
    "md5": "md5",
    "sha1": "sha1",
    "sha224": "sha224",
    "sha384": "sha384",
    "sha512": "sha512",
    "sha3_224": "sha3_224",
    "sha3_256": "sha3_256",
    "sha3_384": "sha3_384",
    "sha3_512": "sha3_512",
    "blake2b_512": "blake2b",
}

_WHOLE: Final = frozenset({"file", "image", "archive", "unknown"})


class Naming(NamedTuple):
    """One document says what a name ought to be. `alternatives` are its states, one set each.

    `about` is `PROVENANCE` where a build says that it made it, `layout` what makes a step the last.
    """

    name: str
    alternatives: tuple[tuple[Digest, ...], ...]
    by: str
    origin: Origin
    verified: bool
    about: str = ""
    layout: Origin | None = None

    @property
    def origins(self) -> tuple[Origin, ...]:
        """Every place that this rests on, the one that names the file first."""
        return (self.origin,) if self.layout is None else (self.origin, self.layout)

    @property
    def ambiguous(self) -> bool:
        """Whether it names several states, and does not say which is the last."""
        return len(set(self.alternatives)) > 1

    def spell(self) -> str:
        """The first digest, as people compare it."""
        return next((str(digest) for row in self.alternatives for digest in row), "no digest")


class Bytes:
    """Questions about delivered files. Other digests than SHA-256 are computed when named."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._files = {file.artifact.path: file for file in ask.evidence.files}
        self._computed: dict[tuple[str, str], Digest] = {}
        self._images: dict[str, dict[str, list[Artifact]]] = {}

    def agreement(self, artifact: Artifact, digests: Iterable[Digest]) -> Agreement:
        """Whether a delivered file has these digests, has others, or cannot be told."""
        named = tuple(digest for digest in digests if digest.scope in _WHOLE)
        algorithms = sorted({digest.algorithm for digest in named})
        own = [d for name in algorithms if (d := self._digest(artifact, name)) is not None]
        return agreement(own, named)

    def images_with(self, digests: tuple[Digest, ...]) -> tuple[Artifact, ...]:
        """The images that have these digests; found by one of them, and compared with all."""
        found: dict[str, Artifact] = {}
        for digest in digests:
            if digest.scope in _WHOLE and identifying(digest):
                for image in self.images_by(digest.algorithm).get(digest.value, ()):
                    found.setdefault(image.path, image)
        return tuple(i for i in found.values() if self.agreement(i, digests) == "same")

    def images_by(self, algorithm: str) -> dict[str, list[Artifact]]:
        """The images by the values of one digest; none for an algorithm that we do not compute."""
        if algorithm not in self._images:
            found: dict[str, list[Artifact]] = {}
            for image in self._ask.images:
                digest = self._digest(image, algorithm)
                if digest is not None:
                    found.setdefault(digest.value, []).append(image)
            self._images[algorithm] = found
        return self._images[algorithm]

    def _digest(self, artifact: Artifact, algorithm: str) -> Digest | None:
        for digest in artifact.digests:
            if digest.algorithm == algorithm:
                return digest
        if algorithm not in _HASHLIB:
            return None
        key = artifact.path, algorithm
        if key not in self._computed:
            value = self._file(artifact).blob.hash(_HASHLIB[algorithm])
            self._computed[key] = Digest(algorithm, value, "file")
        return self._computed[key]

    def _file(self, artifact: Artifact) -> Delivered:
        if artifact.path not in self._files:
            raise UnreadableError(f"{artifact.path} is not part of the delivery")
        return self._files[artifact.path]

    # -- who says what a file ought to be --------------------------------------------------------

    @cached_property
    def namings(self) -> tuple[Naming, ...]:
        """Everything that names a file and says its digest."""
        return (
            *self._by_manifests(),
            *self._by_statements(),
            *self._by_links(),
            *self._by_outputs(),
            *self._by_roots(),
        )

    def _by_manifests(self) -> Iterator[Naming]:
        for said in self._ask.evidence.said(Listing):
            if said.fact.role == "manifest":
                believed = bool(self._ask.signatures.vouched(said.chapter, "manifest"))
                yield from _rows(said, said.fact, "the manifest", believed)

    def _by_statements(self) -> Iterator[Naming]:
        for said in self._ask.evidence.said(Statement):
            if purpose_of(said.fact) == "verdict":
                continue  # an answer about bytes is no evidence of what they ought to be
            believed = self._ask.signatures.is_vouched_statement(said)
            made = bool(said.chapter.facts(Build))
            yield from _rows(
                said, said.fact.subjects, "a statement", believed, PROVENANCE if made else ""
            )

    def _by_links(self) -> Iterator[Naming]:
        """All states that links give to one name, together."""
        states: dict[str, list[tuple[tuple[Digest, ...], str, Origin]]] = {}
        for said in self._ask.evidence.said(Build):
            if said.fact.step is not None and said.fact.outputs is not None:
                for row, (name, digests) in enumerate(said.fact.outputs.rows()):
                    if digests and _last(plain_path(name)) in self._basenames:
                        place = row_origin(said, said.fact.outputs, row)
                        states.setdefault(name, []).append((digests, said.fact.step, place))
        for name, found in states.items():
            rows, steps, places = zip(*found, strict=True)
            said_by = " and ".join(f"the link of step {step!r}" for step in sorted(set(steps)))
            yield Naming(name, tuple(rows), said_by, places[-1], False, PROVENANCE)

    def _by_outputs(self) -> Iterator[Naming]:
        for output in self._ask.proof.outputs:
            if output.final and output.digests:
                row, by = (output.digests,), output.said_by
                yield Naming(output.name, row, by, output.origin, True, PROVENANCE, output.layout)

    def _by_roots(self) -> Iterator[Naming]:
        for chapter in self._ask.components.sboms:
            for root in self._ask.components.roots(chapter):
                if root.fact.name and _of_a_file(root.fact):
                    believed = bool(self._ask.signatures.vouched(chapter, "sbom"))
                    row = (root.fact.digests or (),)
                    yield Naming(root.fact.name, row, "the SBOM", root.origin, believed)

    @cached_property
    def _basenames(self) -> frozenset[str]:
        return frozenset(_last(plain_path(path)) for path in self._files)

    @cached_property
    def _named(self) -> dict[str, list[Naming]]:
        """Namings by the path of each delivered file that they may mean."""
        by_last: dict[str, dict[str, list[str]]] = {}
        for path in sorted(self._files):
            plain = plain_path(path)
            by_last.setdefault(_last(plain), {}).setdefault(plain, []).append(path)
        found: dict[str, list[Naming]] = {}
        for naming in self.namings:
            name = plain_path(naming.name)
            paths = by_last.get(_last(name), {})
            for plain in _meant(name, paths):
                for path in paths[plain]:
                    found.setdefault(path, []).append(naming)
        return found

    @cached_property
    def _settled(self) -> frozenset[int]:
        """Namings that some file with that name satisfies."""
        files = self._files
        return frozenset(
            id(naming)
            for path, namings in self._named.items()
            for naming in namings
            if self._compare(files[path].artifact, naming) == "same"
        )

    def _compare(self, artifact: Artifact, naming: Naming) -> Agreement:
        found = {self.agreement(artifact, row) for row in naming.alternatives}
        if "same" in found:
            return "same"
        return "different" if found == {"different"} else "unknown"

    def named(self, artifact: Artifact) -> tuple[Naming, ...]:
        """Everything that names this file."""
        return tuple(self._named.get(artifact.path, ()))

    def accusers(self, artifact: Artifact) -> tuple[Naming, ...]:
        """What names this file and says other bytes; verified ones first."""
        found: dict[tuple[Origin, ...], Naming] = {}
        for naming in sorted(self.named(artifact), key=lambda n: (not n.verified, n.origin)):
            if id(naming) not in self._settled and self._compare(artifact, naming) == "different":
                found.setdefault(naming.origins, naming)
        return tuple(found.values())

    def acquitters(self, artifact: Artifact) -> tuple[Naming, ...]:
        """What says exactly these bytes, under whatever name."""
        return tuple(naming for naming in self.mentions(artifact) if not naming.ambiguous)

    def mentions(self, artifact: Artifact) -> tuple[Naming, ...]:
        """What knows these bytes, under whatever name, be it as a state on the way."""
        by_name = (n for n in self.named(artifact) if self._compare(artifact, n) == "same")
        known = {(digest.algorithm, digest.value) for digest in self._all_digests(artifact)}
        by_digest = (n for key in sorted(known) for n in self._by_digest.get(key, ()))
        found = {id(naming): naming for naming in (*by_name, *by_digest)}
        return tuple(found.values())

    def _all_digests(self, artifact: Artifact) -> Iterator[Digest]:
        for algorithm in sorted(self._algorithms):
            digest = self._digest(artifact, algorithm)
            if digest is not None and identifying(digest):
                yield digest

    @cached_property
    def _algorithms(self) -> frozenset[str]:
        return frozenset(
            digest.algorithm for n in self.namings for row in n.alternatives for digest in row
        )

    @cached_property
    def _by_digest(self) -> dict[tuple[str, str], list[Naming]]:
        found: dict[tuple[str, str], list[Naming]] = {}
        for naming in self.namings:
            for row in naming.alternatives:
                for digest in row:
                    if digest.scope in _WHOLE:
                        found.setdefault((digest.algorithm, digest.value), []).append(naming)
        return found


def _rows(
    said: Said[Any], listing: Listing, by: str, believed: bool, about: str = ""
) -> Iterator[Naming]:
    for row, (name, digests) in enumerate(listing.rows()):
        if digests:
            origin = row_origin(said, listing, row)
            yield Naming(name, (digests,), by, origin, believed, about)


def _of_a_file(component: Component) -> bool:
    return any(digest.scope in ("file", "image") for digest in component.digests or ())


def _last(path: str) -> str:
    return path.rpartition("/")[2]


def _meant(name: str, paths: Collection[str]) -> list[str]:
    """The delivered paths that a name may mean: that one, or those that end alike."""
    if name in paths:
        return [name]
    return [p for p in paths if p.endswith(f"/{name}") or name.endswith(f"/{p}")]

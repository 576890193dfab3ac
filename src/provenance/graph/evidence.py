"""Evidence: what a delivery says, with the place of every fact, and nothing that anybody concluded.

- A `Chapter` is what one document says: facts by type, and beside each the place where it stands.
- `Evidence` is the chapters of a delivery with its artifacts, and does not change once it is made.
- Refs are local to their document; only a digest of the same scope joins two documents.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import repeat
from typing import TYPE_CHECKING, Any, BinaryIO, Final, Generic, NamedTuple, TypeVar

from provenance.blobs import Blob
from provenance.errors import UnreadableError
from provenance.model.artifact import Artifact
from provenance.model.batch import Places, Relations
from provenance.model.component import Component, Relation
from provenance.model.digest import Digest
from provenance.model.document import Defect, Document, Heading
from provenance.model.origin import Origin, Place

if TYPE_CHECKING:
    from provenance.graph.adjacency import Adjacency

F = TypeVar("F")

_COUNTED: Final = {
    "Component": "components",
    "Build": "builds",
    "Layout": "layouts",
    "Statement": "statements",
    "Signature": "signatures",
    "Listing": "listings",
    "Completeness": "completeness",
}


class Said(NamedTuple, Generic[F]):
    """A fact with where it stands."""

    fact: F
    place: Place
    chapter: Chapter

    @property
    def origin(self) -> Origin:
        """The place as people see it."""
        return self.chapter.origin(self.place)


_NO_FACTS: Final[tuple[Sequence[Any], Sequence[Place]]] = ((), ())

_made_of: Final[Callable[[tuple[Any, Place, Chapter]], Said[Any]]] = partial(tuple.__new__, Said)


class Chapter:
    """What one document says. `path` is the delivered file that holds it, however deep."""

    def __init__(
        self,
        document: Document,
        *,
        heading: Heading | None = None,
        facts: Mapping[type, tuple[list[Any] | Relations, list[Place] | Places]] | None = None,
        defects: Iterable[Defect] = (),
        role: str = "evidence",
    ) -> None:
        self.document, self.heading, self.role = document, heading, role
        self.defects = tuple(defects)
        self._facts = dict(facts or {})

    def said(self, kind: type[F]) -> Iterator[Said[F]]:
        """Facts of one type in the order of the document, each with its place."""
        facts, places = self._facts.get(kind, _NO_FACTS)
        if not facts:
            return iter(())
        if len(facts) == 1:
            return iter((_made_of((facts[0], places[0], self)),))
        # a million times: what makes the tuples is the interpreter, and no call of ours
        return map(_made_of, zip(facts, places, repeat(self, len(facts)), strict=True))

    @property
    def kinds(self) -> Collection[type]:
        """The types of its facts."""
        return self._facts.keys()

    def facts(self, kind: type[F]) -> Sequence[F]:
        """Facts of one type, without their places."""
        facts: Any = self._facts.get(kind, _NO_FACTS)[0]
        found: Sequence[F] = facts
        return found

    def place_of(self, kind: type, position: int) -> Place:
        """Where one fact of a type stands, by its position among them."""
        place: Place = self._facts[kind][1][position]
        return place

    def origin(self, place: Place = "") -> Origin:
        """A place of this document as people see it."""
        return Origin(self.document.address, self.document.digest, place)

    @cached_property
    def by_ref(self) -> dict[str, int]:
        """Position of each component by its ref; the first one keeps a ref that stands twice."""
        refs = [component.ref for component in self.facts(Component)]
        return dict(zip(reversed(refs), range(len(refs) - 1, -1, -1), strict=True))

    @cached_property
    def adjacency(self) -> Adjacency:
        """What leads to what here, by relations of any kind."""
        from provenance.graph.adjacency import Adjacency

        return Adjacency(self)

    @cached_property
    def unsure_purls(self) -> tuple[int, ...]:
        """Positions of components with a package URL that is not plainly theirs."""
        from provenance.graph.plain_purls import unsure_purls

        return unsure_purls(self)

    def component(self, ref: str) -> Said[Component] | None:
        """The component with this ref."""
        position = self.by_ref.get(ref)
        if position is None:
            return None
        facts, places = self._facts[Component]
        return Said(facts[position], places[position], self)

    @property
    def counts(self) -> dict[str, int]:
        """How many facts of each kind; `relations` counts edges, not lists of them."""
        found = {name: 0 for name in ("components", "relations")}
        for kind, (facts, _) in self._facts.items():
            if kind is Relation:
                found["relations"] += sum(len(fact.targets) for fact in facts)
            elif kind.__name__ in _COUNTED:
                found[_COUNTED[kind.__name__]] = len(facts)
        return found

    def __repr__(self) -> str:
        return f"Chapter({self.document.address!r}, {self.document.format!r})"


class Delivered(NamedTuple):
    """A delivered file: its bytes as an artifact, how to open them again, and what was read in it.

    `role` is `evidence`, `signature`, `key`, or empty where nothing claims the file.
    """

    artifact: Artifact
    blob: Blob
    role: str = ""


class Given(NamedTuple):
    """A path as the caller wrote it, and the chapter of the document, directory or archive
    there.
    """

    path: str
    chapter: Chapter


class Evidence:
    """Everything that one or more given paths say. Immutable; equal deliveries give equal evidence.

    `given` are the paths as the caller wrote them, `chapters` all documents in the order in which
    they were found (a directory or archive is one, its ledger says what could not be taken from
    it), `files` what was delivered, by path.
    """

    def __init__(
        self,
        name: str,
        chapters: Iterable[Chapter],
        files: Iterable[Delivered],
        given: Iterable[Given] = (),
    ) -> None:
        self.name = name
        self.chapters = tuple(chapters)
        self.files = tuple(sorted(files, key=lambda file: file.artifact.path))
        self.given = tuple(given)

    def said(self, kind: type[F]) -> Iterator[Said[F]]:
        """Every fact of one type, document by document."""
        for chapter in self.with_facts(kind):
            yield from chapter.said(kind)

    def with_facts(self, kind: type) -> Sequence[Chapter]:
        """The documents that state facts of a type: a bundle holds thousands that state others."""
        return self._by_kind.get(kind, ())

    @cached_property
    def _by_kind(self) -> dict[type, list[Chapter]]:
        found: dict[type, list[Chapter]] = {}
        for chapter in self.chapters:
            for kind in chapter.kinds:
                found.setdefault(kind, []).append(chapter)
        return found

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """The documents, in the order in which they were found."""
        return tuple(chapter.document for chapter in self.chapters)

    @cached_property
    def artifacts(self) -> tuple[Artifact, ...]:
        """Every delivered file, by path."""
        return tuple(file.artifact for file in self.files)

    @cached_property
    def unclaimed(self) -> tuple[Artifact, ...]:
        """Files that no reader, signature, key or manifest claims: what is being delivered."""
        return tuple(file.artifact for file in self.files if not file.role)

    @cached_property
    def by_digest(self) -> dict[Digest, tuple[Artifact, ...]]:
        """Delivered files by each digest that was computed of them."""
        return _grouped((digest, one) for one in self.artifacts for digest in one.digests)

    @cached_property
    def chapters_by_digest(self) -> dict[Digest, tuple[Chapter, ...]]:
        """Documents by the digest of their bytes; the same bytes may be delivered twice."""
        return _grouped((chapter.document.digest, chapter) for chapter in self.chapters)

    @cached_property
    def inside(self) -> dict[Digest, tuple[Digest, ...]]:
        """Documents that were found inside a document, by the digest of the outer one."""
        return _grouped((one.parent, one.digest) for one in self.documents if one.parent)

    def path_of(self, chapter: Chapter) -> str:
        """The delivered file that holds a document, however deep."""
        return self._paths.get(id(chapter), chapter.document.address)

    @cached_property
    def _paths(self) -> dict[int, str]:
        """Files by document. Whatever lies inside a file was read right after it; addresses cannot
        tell, because a delivered file may be named like something inside another one.
        """
        found: dict[int, str] = {}
        path = ""
        for chapter in self.chapters:
            if chapter.document.parent is None:
                path = chapter.document.address
            found[id(chapter)] = path
        return found

    @cached_property
    def _file_of(self) -> dict[Digest, Delivered]:
        """The first file with each digest: thousands of signatures each ask for one."""
        return {d: file for file in reversed(self.files) for d in file.artifact.digests}

    def open(self, digest: Digest) -> BinaryIO:
        """A stream over delivered bytes; `UnreadableError` where no file has this digest."""
        file = self._file_of.get(digest)
        if file is not None:
            return file.blob.open()
        raise UnreadableError(f"no delivered file has {digest}")

    def hash(self, digest: Digest, algorithm: str) -> str | None:
        """Another digest of a delivered file, `algorithm` as hashlib spells it; None where no file
        has these bytes.
        """
        file = self._file_of.get(digest)
        return None if file is None else file.blob.hash(algorithm)

    @cached_property
    def digest(self) -> Digest:
        """SHA-256 over the sorted lines `sha256  path` of all delivered files: what was audited."""
        return digest_of_files(self.artifacts)


def _grouped(pairs: Iterable[tuple[Digest, F]]) -> dict[Digest, tuple[F, ...]]:
    found: dict[Digest, list[F]] = {}
    for digest, one in pairs:
        found.setdefault(digest, []).append(one)
    return {digest: tuple(those) for digest, those in found.items()}


def digest_of_files(artifacts: Iterable[Artifact]) -> Digest:
    """SHA-256 over the lines `sha256  path` of some files, sorted by path."""
    rows = sorted((artifact.path, artifact.digest.value) for artifact in artifacts)
    lines = "".join(f"{value}  {path}\n" for path, value in rows)
    return Digest("sha256", hashlib.sha256(lines.encode("utf-8", "surrogateescape")).hexdigest())

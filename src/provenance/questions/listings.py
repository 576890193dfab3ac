"""Names with digests, wherever they are listed; and manifests, which list the delivery itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from provenance.graph.evidence import Said
from provenance.graph.identity import plain_path
from provenance.model.artifact import Artifact, Listing
from provenance.model.build import Build
from provenance.model.digest import Digest
from provenance.model.finding import Subject
from provenance.model.origin import Origin
from provenance.model.statement import Statement
from provenance.questions.places import row_origin
from provenance.questions.subjects import Listed, describe

if TYPE_CHECKING:
    from provenance.questions.ask import Ask

_ROLES: Final = {
    "inputs": "input",
    "outputs": "output",
    "subjects": "subject",
    "manifest": "file",
}


class SaidListing(NamedTuple):
    """A listing with the fact that holds it."""

    said: Said[Any]
    listing: Listing

    @property
    def what(self) -> str:
        """What one of its rows is called."""
        return _ROLES.get(self.listing.role, "row")

    def at(self, row: int) -> Origin:
        """Where one row stands."""
        return row_origin(self.said, self.listing, row)


@describe.register
def _(subject: SaidListing) -> Subject:
    document = subject.said.chapter.document
    label = f"{subject.what}s of {document.address}"
    return Subject(f"{label} {subject.said.place}".rstrip(), document.digest, str(document.digest))


class Listings:
    """Every listing of a delivery."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    @cached_property
    def all(self) -> tuple[SaidListing, ...]:
        """Manifests, subjects of statements, inputs and outputs of builds. Outputs that are the
        subjects of a statement are listed once.
        """
        return tuple(self._find())

    def _find(self) -> Iterator[SaidListing]:
        evidence = self._ask.evidence
        for manifest in evidence.said(Listing):
            yield SaidListing(manifest, manifest.fact)
        for statement in evidence.said(Statement):
            yield SaidListing(statement, statement.fact.subjects)
        for build in evidence.said(Build):
            if build.fact.inputs is not None:
                yield SaidListing(build, build.fact.inputs)
            if build.fact.outputs is not None and build.fact.ref == "link":
                yield SaidListing(build, build.fact.outputs)


class Row(NamedTuple):
    """What a manifest says about one file."""

    digests: tuple[Digest, ...]
    size: int | None
    origin: Origin


class Manifests:
    """Delivery manifests: which files they list. Names are relative to the manifest, or to all."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    @cached_property
    def all(self) -> tuple[Said[Listing], ...]:
        """Every manifest."""
        said = self._ask.evidence.said(Listing)
        return tuple(entry for entry in said if entry.fact.role == "manifest")

    @cached_property
    def _paths(self) -> dict[str, str]:
        """Delivered paths as they are, and by their plain spelling."""
        paths = [artifact.path for artifact in self._ask.evidence.artifacts]
        return {**{plain_path(path): path for path in paths}, **{path: path for path in paths}}

    @cached_property
    def own_files(self) -> frozenset[str]:
        """Paths of manifests and of what signs them, which no manifest can list."""
        evidence = self._ask.evidence
        found = {evidence.path_of(said.chapter) for said in self.all}
        for said in self.all:
            for verification in self._ask.signatures.over(said.chapter):
                origin = verification.origin
                for chapter in evidence.chapters_by_digest.get(origin.digest, ()):
                    if chapter.document.address == origin.path:
                        found.add(evidence.path_of(chapter))
        return frozenset(found)

    @cached_property
    def _rows(self) -> tuple[dict[str, list[Row]], tuple[Listed, ...]]:
        rows: dict[str, list[Row]] = {}
        missing: list[Listed] = []
        for said in self.all:
            folder = self._ask.evidence.path_of(said.chapter).rpartition("/")[0]
            sizes = said.fact.sizes or (None,) * len(said.fact)
            for position, (name, digests) in enumerate(said.fact.rows()):
                path = _listed_path(name, folder, self._paths)
                origin = row_origin(said, said.fact, position)
                if path is None:
                    missing.append(Listed(name, digests, origin))
                else:
                    rows.setdefault(path, []).append(Row(digests, sizes[position], origin))
        return rows, tuple(missing)

    def rows_of(self, artifact: Artifact) -> list[Row]:
        """What manifests say about a delivered file."""
        return self._rows[0].get(artifact.path, [])

    @property
    def missing(self) -> tuple[Listed, ...]:
        """Files that a manifest lists and nobody delivered."""
        return self._rows[1]


def _listed_path(name: str, folder: str, paths: Mapping[str, str]) -> str | None:
    for spelled in (name, plain_path(name)):
        for path in (f"{folder}/{spelled}" if folder else spelled, spelled):
            if path in paths:
                return paths[path]
    return None

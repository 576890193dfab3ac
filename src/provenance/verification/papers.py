"""Signed facts by what they say, and where their files lie: a hint, never a reason.

Names of files and folders are those that in-toto's tools give: `STEP.KEYID8.link` for a link or a
sublayout in its place, `STEP.KEYID8/` for the links of that sublayout. Whoever renames a file
changes nothing, except where two links of one step by one key differ and a folder tells them apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Generic, TypeVar

from provenance import limits
from provenance.graph.evidence import Evidence, Said
from provenance.model.build import Build, Layout
from provenance.model.digest import Digest
from provenance.model.origin import Origin
from provenance.model.statement import Statement
from provenance.verification.signatures import Found, Signatures

F = TypeVar("F")

Folder = tuple[str, ...]
Nearest = Callable[[Folder], bool]


class Paper(Generic[F]):
    """A fact, the document that states it, every path at which that lies, and its signatures."""

    __slots__ = ("digest", "found", "paths", "said")

    def __init__(self, said: Said[F], found: Sequence[Found]) -> None:
        self.said, self.found = said, found
        self.digest: Digest = said.chapter.document.digest
        self.paths: list[Folder] = []

    @property
    def fact(self) -> F:
        """What the document says."""
        return self.said.fact

    @property
    def origin(self) -> Origin:
        """Where it says so."""
        return self.said.origin

    @property
    def address(self) -> str:
        """What people call the document: an envelope and what it holds are one to them."""
        return called(self.said.chapter.document.address)

    @property
    def step_names(self) -> Iterator[str]:
        """Every step for which a file name may say that this stands: what comes before a dot."""
        for path in self.paths:
            parts = path[-1].split(".")[: limits.NAME_PARTS]
            yield from (".".join(parts[:count]) for count in range(1, len(parts)))

    @property
    def hints(self) -> set[str]:
        """The keys that its signatures claim; one that claims none is the empty hint."""
        return {found.said.fact.hint for found in self.found}

    def inside(self, folders: frozenset[str]) -> bool:
        """Whether every copy of the document lies in one of some folders."""
        return all(folders.intersection(folder[-1:]) for folder in self.folders)

    @property
    def folders(self) -> list[Folder]:
        """Where copies of the document lie."""
        return [path[:-1] for path in self.paths]


def called(address: str) -> str:
    """An address without the step from an envelope to its payload."""
    return address.removesuffix("!payload")


class Papers:
    """Links, layouts and statements of a delivery, each document once, in the order of digests."""

    def __init__(self, evidence: Evidence, signatures: Signatures) -> None:
        self.layouts: list[Paper[Layout]] = _papers(evidence.said(Layout), signatures)
        self.statements: list[Paper[Statement]] = _papers(evidence.said(Statement), signatures)
        links = (
            said
            for chapter in evidence.with_facts(Build)
            if any(build.step is not None for build in chapter.facts(Build))
            for said in chapter.said(Build)
            if said.fact.step is not None
        )
        self.links: list[Paper[Build]] = _papers(links, signatures)

    @cached_property
    def links_by_step(self) -> dict[str, list[Paper[Build]]]:
        """Links by the step that they say they are for."""
        found: dict[str, list[Paper[Build]]] = {}
        for paper in self.links:
            found.setdefault(paper.fact.step or "", []).append(paper)
        return found

    @cached_property
    def _granted(self) -> frozenset[str]:
        """Every key id that any layout of the delivery gives to a key."""
        return frozenset(grant.hint for paper in self.layouts for grant in paper.fact.grants)

    @cached_property
    def _layouts(self) -> _ByHint[Layout]:
        return _ByHint(self.layouts, self._granted)

    @cached_property
    def _links(self) -> dict[str, _ByHint[Build]]:
        return {}

    def links_for(self, step: str, hints: Iterable[str]) -> Sequence[Paper[Build]]:
        """Links for a step that keys of some hints may have signed.

        A few are all looked at. Of many, those are left out that claim a key of another layout:
        else every sublayout would try the links of all others.
        """
        links = self.links_by_step.get(step, ())
        if len(links) <= limits.KEY_TRIES:
            return links
        if step not in self._links:
            self._links[step] = _ByHint(links, self._granted)
        return self._links[step].claiming(hints)

    def layouts_for(self, hints: Iterable[str]) -> Sequence[Paper[Layout]]:
        """Layouts that keys of some hints may have signed, as with links."""
        if len(self.layouts) <= limits.KEY_TRIES:
            return self.layouts
        return self._layouts.claiming(hints)

    @cached_property
    def statements_by_type(self) -> dict[str, list[Paper[Statement]]]:
        """Statements by the type of their predicate."""
        found: dict[str, list[Paper[Statement]]] = {}
        for paper in self.statements:
            found.setdefault(paper.fact.predicate_type, []).append(paper)
        return found

    @cached_property
    def folder_tails(self) -> frozenset[Folder]:
        """Every end of every folder that holds a link or layout."""
        folders = {folder for paper in self.links for folder in paper.folders}
        folders |= {folder for paper in self.layouts for folder in paper.folders}
        return frozenset(folder[start:] for folder in folders for start in range(len(folder)))


class _ByHint(Generic[F]):
    """Papers by the keys that their signatures claim."""

    def __init__(self, papers: Sequence[Paper[F]], granted: frozenset[str]) -> None:
        self._papers = papers
        self._by_hint: dict[str, list[int]] = {}
        self._anybody: list[int] = []
        for number, paper in enumerate(papers):
            hints = paper.hints
            if not hints <= granted:
                self._anybody.append(number)
                continue
            for hint in hints:
                self._by_hint.setdefault(hint, []).append(number)

    def claiming(self, hints: Iterable[str]) -> list[Paper[F]]:
        """Those that claim one of some keys, and those whose claim says nothing."""
        numbers = set(self._anybody)
        for hint in hints:
            numbers.update(self._by_hint.get(hint, ()))
        return [self._papers[number] for number in sorted(numbers)]


def _papers(facts: Iterable[Said[F]], signatures: Signatures) -> list[Paper[F]]:
    found: dict[tuple[str, str], Paper[F]] = {}
    for said in facts:
        document = said.chapter.document
        key = (document.digest.value, said.place)
        if key not in found:
            found[key] = Paper(said, signatures.over(document.digest.value))
        found[key].paths.append(tuple(document.address.partition("!")[0].split("/")))
    for paper in found.values():
        paper.paths.sort()
    return [found[key] for key in sorted(found)]


def prefer(
    papers: Sequence[Paper[F]], chain: Folder, inner: frozenset[str], nearest: Nearest | None
) -> list[Paper[F]]:
    """Of the papers for one step by one key, those that lie where this layout's would.

    `chain` are the folders of the sublayouts that lead here, `inner` those of the layout's own
    sublayouts, `nearest` tells whether a folder belongs to this layout where there are several.
    """
    if len(papers) < 2:
        return list(papers)

    belongs: Nearest = nearest or (lambda folder: True)

    def rank(paper: Paper[F]) -> tuple[bool, int, bool]:
        return max(
            (not inner.intersection(folder[-1:]), _tail(folder, chain), belongs(folder))
            for folder in paper.folders
        )

    ranks = [rank(paper) for paper in papers]
    return [paper for paper, own in zip(papers, ranks, strict=True) if own == max(ranks)]


def _tail(folder: Folder, chain: Folder) -> int:
    """How many folders at the end of a path are those that a sublayout's links should lie in."""
    for length in range(len(chain), 0, -1):
        if folder[-length:] == chain[-length:]:
            return length
    return 0


def nearest_to(paper: Paper[Layout], others: Iterable[Paper[Layout]]) -> Nearest | None:
    """Whether this layout is the one that lies closest above a folder; None where it is alone."""
    homes = {folder for other in others for folder in other.folders}
    own = set(paper.folders)
    if homes <= own:
        return None

    def belongs(folder: Folder) -> bool:
        for length in range(len(folder), -1, -1):
            if folder[:length] in homes:
                return folder[:length] in own
        return False

    return belongs

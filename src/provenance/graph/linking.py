"""Which delivered document a document means when it refers to another one.

A link names a namespace, serial number or element, perhaps a version, perhaps digests. The name
finds the candidates; where digests are given, only they say that it is the one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Final, Literal, NamedTuple

from provenance.graph.circles import Knots, circle_in
from provenance.graph.evidence import Chapter, Evidence
from provenance.graph.prefixes import Prefixes
from provenance.model.component import DocumentLink
from provenance.model.digest import Digest

Outcome = Literal["found", "itself", "absent", "other version", "other bytes", "unchecked"]
"""`unchecked`: it has the name, and the digests that are given could not be computed."""

_LEADS: Final = ("found", "unchecked")
_HASHES: Final = {
    "md5": "md5",
    "sha1": "sha1",
    "sha224": "sha224",
    "sha256": "sha256",
    "sha384": "sha384",
    "sha512": "sha512",
    "sha3_256": "sha3_256",
    "sha3_384": "sha3_384",
    "sha3_512": "sha3_512",
    "blake2b_512": "blake2b",
}


class Resolution(NamedTuple):
    """What a link means: `chapter` is the document, or for `other …` the one it can only mean."""

    outcome: Outcome
    chapter: Chapter | None = None
    detail: str = ""


class Step(NamedTuple):
    """Where a ref leads: `refs` in the document that was found, several where it means all that
    the document describes, and `lost` where that document has no such element.
    """

    found: Resolution
    refs: tuple[str, ...] = ()
    lost: bool = False


class _Named:
    """Documents that one name may mean, in order, and what was found out about them so far."""

    def __init__(self, chapters: Sequence[Chapter]) -> None:
        self.chapters = chapters
        self.ids = frozenset(map(id, chapters))
        self.by_digest: dict[str, dict[str | None, Chapter]] = {}

    def of_version(self, revision: str | None) -> _Named:
        """Those of one version; all of them where none is meant."""
        return self if not revision else self._versions.get(revision, _NOBODY)

    @cached_property
    def _versions(self) -> dict[str, _Named]:
        found: dict[str, list[Chapter]] = {}
        for one in self.chapters:
            version = one.heading.revision if one.heading is not None else None
            found.setdefault(version or "1", []).append(one)
        return {version: _Named(those) for version, those in found.items()}


_NOBODY: Final = _Named(())


def same_document(identifier: str) -> str:
    """One spelling of a namespace or serial number."""
    return identifier.strip().lower().removeprefix("urn:uuid:").removesuffix("#")


class Links:
    """Every link of a delivery, resolved when it is asked for, once."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._resolved: dict[tuple[int, DocumentLink], Resolution] = {}
        self._named: dict[str, _Named] = {}
        self._hashes: dict[tuple[Digest, str], str | None] = {}
        self._prefixes: dict[int, Prefixes] = {}

    @cached_property
    def linking(self) -> tuple[Chapter, ...]:
        """Documents that link to others, in order."""
        return tuple(one for one in self._evidence.with_facts(DocumentLink))

    @cached_property
    def by_identifier(self) -> dict[str, list[Chapter]]:
        """Documents by namespace or serial number, in one spelling."""
        found: dict[str, list[Chapter]] = {}
        for chapter in self._evidence.chapters:
            if chapter.heading is not None and chapter.heading.identifier:
                found.setdefault(same_document(chapter.heading.identifier), []).append(chapter)
        return found

    def prefixes(self, chapter: Chapter) -> Prefixes:
        """The links of one document by prefix."""
        key = id(chapter)
        if key not in self._prefixes:
            self._prefixes[key] = Prefixes(chapter.facts(DocumentLink))
        return self._prefixes[key]

    def resolve(self, chapter: Chapter, link: DocumentLink) -> Resolution:
        """What a link of a document means."""
        key = id(chapter), link
        if key not in self._resolved:
            self._resolved[key] = self._resolve(chapter, link)
        return self._resolved[key]

    def _resolve(self, chapter: Chapter, link: DocumentLink) -> Resolution:
        named = self._candidates(link)
        if not named.chapters:
            return Resolution("absent")
        here = named.of_version(link.revision)
        if id(chapter) in here.ids:
            return Resolution("itself", chapter)
        if not here.chapters:
            first = named.chapters[0]
            version = first.heading.revision if first.heading is not None else None
            detail = f"version {link.revision} is meant, and {version or 'none'} was delivered"
            return Resolution("other version", first, detail)
        told = [(one, *self._compare(one, link.digests)) for one in self._likely(here, link)]
        for one, outcome, detail in told:
            if outcome == "found":
                return Resolution(outcome, one, detail)
        one, outcome, detail = told[0]
        return Resolution(outcome, one, detail)

    def _candidates(self, link: DocumentLink) -> _Named:
        name = same_document(link.identifier)
        if name in self.by_identifier:
            return self._named.setdefault(name, _Named(self.by_identifier[name]))
        for digest in link.digests:
            found = self._evidence.chapters_by_digest.get(digest, ())
            if found:
                return _Named(found)
        holder = self._holders.get(link.prefix)
        return _Named([holder] if holder is not None else [])

    def _likely(self, here: _Named, link: DocumentLink) -> list[Chapter]:
        """The first document, and the first with each digest: the others have no better right."""
        found = [here.chapters[0]]
        for algorithm, value in {one.algorithm: one.value for one in link.digests}.items():
            known = here.by_digest.get(algorithm)
            if known is None:
                known = here.by_digest[algorithm] = {}
                for one in here.chapters:
                    known.setdefault(self._digest_of(one, algorithm), one)
            if value in known:
                found.append(known[value])
        return found

    @cached_property
    def _holders(self) -> dict[str, Chapter]:
        """Documents that hold elements which others import by their whole name."""
        wanted = {link.prefix for one in self.linking for link in one.facts(DocumentLink)}
        found: dict[str, Chapter] = {}
        for chapter in self._evidence.chapters:
            for ref in wanted & chapter.by_ref.keys():
                found.setdefault(ref, chapter)
        return found

    # -- bytes -----------------------------------------------------------------------------------

    def _compare(self, chapter: Chapter, digests: tuple[Digest, ...]) -> tuple[Outcome, str]:
        told = False
        for digest in digests:
            own = self._digest_of(chapter, digest.algorithm)
            if own is not None and own != digest.value:
                detail = f"{digest.algorithm}:{digest.value} is meant, and {own} was delivered"
                return "other bytes", detail
            told |= own is not None
        if digests and not told:
            return "unchecked", f"{digests[0]} could not be compared with it"
        return "found", ""

    def _digest_of(self, chapter: Chapter, algorithm: str) -> str | None:
        """Another digest of a delivered document; None where its bytes cannot be had again."""
        digest = chapter.document.digest
        if algorithm == digest.algorithm:
            return digest.value
        name = _HASHES.get(algorithm)
        if name is None:
            return None
        key = digest, name
        if key not in self._hashes:
            self._hashes[key] = self._evidence.hash(digest, name)
        return self._hashes[key]

    # -- refs ------------------------------------------------------------------------------------

    def follow(self, chapter: Chapter, ref: str) -> Step | None:
        """Where a ref leads; None for one that no link of its document explains."""
        link = self.prefixes(chapter).link_of(ref)
        if link is None:
            return None
        found = self.resolve(chapter, link)
        if found.chapter is None or found.outcome not in _LEADS:
            return Step(found)
        element = ref.removeprefix(link.prefix) or ref
        if element in found.chapter.by_ref:
            return Step(found, (element,))
        if _is_document(found.chapter, ref, element, link.prefix):
            heading = found.chapter.heading
            return Step(found, heading.roots if heading is not None else ())
        return Step(found, (), lost=True)

    # -- circles ---------------------------------------------------------------------------------

    @cached_property
    def circles(self) -> tuple[tuple[Chapter, ...], ...]:
        """Documents that link to each other in circles, each circle from its first document on."""
        if not self.linking:
            return ()
        chapters = {id(one): one for one in self._evidence.chapters}
        position = {key: at for at, key in enumerate(chapters)}
        table = {id(one): list(self._leads_to(one)) for one in self.linking}
        knots = (sorted(knot, key=position.__getitem__) for knot in Knots(table))
        ways = (circle_in(knot, table) for knot in knots)
        return tuple(tuple(chapters[key] for key in way) for way in ways)

    def _leads_to(self, chapter: Chapter) -> Iterator[int]:
        for link in chapter.facts(DocumentLink):
            found = self.resolve(chapter, link)
            if found.chapter is not None and found.outcome in _LEADS:
                yield id(found.chapter)


def _is_document(chapter: Chapter, ref: str, element: str, prefix: str) -> bool:
    """Whether a ref names a document as a whole: by the link itself, or as it calls itself."""
    if ref == prefix or f"{ref}#" == prefix:
        return True
    return chapter.heading is not None and element == chapter.heading.ref

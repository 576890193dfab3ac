"""What signatures reach: signed bytes, documents inside them, digests that a vouched list names.

- Each signer reaches a digest for a purpose, and only where the trust root gives them that role and
  enough of them agree: whoever may sign manifests does not thereby sign images.
- A signed envelope reaches the statement inside it, and that the bill of materials inside itself.
- A manifest reaches the files that it lists: for its own purpose, and for the purpose of each file
  where its signers have that role too.
- A statement reaches its subjects, a layout its final products. A subject that is a statement or
  bill of materials needs a signature of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from provenance.graph.evidence import Chapter, Evidence, Said
from provenance.graph.proof import Output, Voucher
from provenance.model.artifact import Listing
from provenance.model.authority import Authority
from provenance.model.build import Build, Layout
from provenance.model.component import Component
from provenance.model.digest import Digest
from provenance.model.origin import Origin
from provenance.model.statement import Statement
from provenance.trust.purposes import purpose_of
from provenance.verification.delivered import DeliveredBytes
from provenance.verification.layouts import Evaluation
from provenance.verification.signatures import Signatures
from provenance.verification.standing import Standing, Support
from provenance.verification.statements import named_by


class Reach:
    """Collects vouchers of one delivery, each once."""

    def __init__(
        self, evidence: Evidence, signatures: Signatures, standing: Standing, here: DeliveredBytes
    ) -> None:
        self._evidence, self._signatures = evidence, signatures
        self._standing, self._here = standing, here
        self._unclaimed = {artifact.digest.value for artifact in evidence.unclaimed}
        self._found: dict[tuple[str, str, str, bytes], Voucher] = {}

    @property
    def vouchers(self) -> tuple[Voucher, ...]:
        """Everything that was reached, in the order in which it was."""
        return tuple(self._found.values())

    def from_signatures(self) -> Iterator[tuple[Digest, Support]]:
        """Follow every signature; yields for what each digest is signed, and who stands behind."""
        signed = dict.fromkeys(found.said.fact.signs for found in self._signatures.all)
        reached: list[tuple[Digest, Digest, Support]] = []
        for digest in signed:
            for inner in self._inside(digest):
                for purpose, in_toto, platform in self._purposes(inner):
                    outer_typed = in_toto or self._typed(digest)
                    support = self._support(digest, purpose, outer_typed, platform)
                    if support.enough:
                        self._add(inner, support)
                        reached.append((digest, inner, support))
                    if inner == digest:
                        yield digest, support
        # A signature over the thing itself comes before a list that has it.
        for digest, inner, support in reached:
            self._follow_lists(digest, inner, support)

    def from_layout(self, evaluation: Evaluation, finals: Iterable[Output]) -> None:
        """Links by their functionaries, and final products by whoever signed the layout."""
        for name, contribution in evaluation.chosen.items():
            holder, made = contribution.holder, contribution.made
            digest = made.made_by.chapter.document.digest
            place = made.made_by.origin
            self._put(digest, f"step:{name}", holder.authority, holder.scheme, (place,))
        for output in finals:
            for digest in self._reached(output.digests):
                for holder in evaluation.holders:
                    origins = (evaluation.paper.origin, output.origin)
                    self._put(digest, "layout", holder.authority, holder.scheme, origins)

    # -- what a digest is --------------------------------------------------------------------------

    def _inside(self, digest: Digest) -> list[Digest]:
        """A document and everything inside it, outermost first."""
        found, pending = [digest], [digest]
        while pending:
            for inner in self._evidence.inside.get(pending.pop(), ()):
                if inner not in found:
                    found.append(inner)
                    pending.append(inner)
        return found

    def _purposes(self, digest: Digest) -> list[tuple[str, bool, str | None]]:
        """For what a digest needs signers, whether in in-toto's envelopes, and whom it names."""
        found: dict[str, tuple[str, bool, str | None]] = {}
        for chapter in self._evidence.chapters_by_digest.get(digest, ()):
            platform = named_by(chapter)
            for fact, in_toto in _signed_for(chapter):
                purpose = purpose_of(fact)
                if purpose is not None:
                    found.setdefault(purpose, (purpose, in_toto, platform))
        if not found and digest.value in self._unclaimed:
            found["image"] = ("image", False, None)
        return list(found.values())

    def _typed(self, digest: Digest) -> bool:
        chapters = self._evidence.chapters_by_digest.get(digest, ())
        return any(chapter.facts(Statement) or chapter.facts(Layout) for chapter in chapters)

    def _support(
        self, digest: Digest, purpose: str, in_toto: bool, platform: str | None = None
    ) -> Support:
        found = self._signatures.over(digest.value)
        return self._standing.settled(found, purpose, in_toto=in_toto, platform=platform)

    # -- where that leads --------------------------------------------------------------------------

    def _follow_lists(self, signed: Digest, inner: Digest, support: Support) -> None:
        for chapter in self._evidence.chapters_by_digest.get(inner, ()):
            if support.purpose == "manifest":
                for manifest in chapter.said(Listing):
                    self._follow_manifest(signed, manifest.fact, manifest.origin, support)
            for statement in chapter.said(Statement):
                if purpose_of(statement.fact) == support.purpose:
                    self._follow_subjects(statement, support)

    def _follow_subjects(self, statement: Said[Statement], support: Support) -> None:
        """What a statement is about; a document that needs signers itself does not get them so.

        Else whoever may sign provenance of one platform would sign that of any other, by naming it.
        """
        for digests in statement.fact.subjects.digests:
            for digest in self._reached(digests):
                if all(purpose != support.purpose for purpose, _, _ in self._purposes(digest)):
                    self._add(digest, support, statement.origin)

    def _follow_manifest(
        self, signed: Digest, listing: Listing, origin: Origin, support: Support
    ) -> None:
        for digests in listing.digests:
            for digest in self._reached(digests):
                self._add(digest, support, origin)
            for file in self._here.having(digests):
                for inner in self._inside(file.artifact.digest):
                    for purpose, _, platform in self._purposes(inner):
                        if purpose in ("image", "sbom"):
                            listed = self._support(signed, purpose, False, platform)
                            if listed.enough:
                                self._add(inner, listed, origin)

    def _reached(self, digests: Sequence[Digest]) -> list[Digest]:
        """Digests that show bytes: the strong ones of a row, and SHA-256 of files with them."""
        strong = [digest for digest in digests if digest.strong]
        if strong and all(digest.algorithm != "sha256" for digest in strong):
            strong += [file.artifact.digest for file in self._here.having(tuple(digests))]
        return strong

    def _add(self, digest: Digest, support: Support, *further: Origin) -> None:
        for holder, place in zip(support.holders, support.places, strict=True):
            origins = (place, *further)
            self._put(digest, support.purpose, holder.authority, holder.scheme, origins)

    def _put(
        self,
        digest: Digest,
        purpose: str,
        authority: Authority,
        scheme: str,
        origins: tuple[Origin, ...],
    ) -> None:
        key = (digest.algorithm, digest.value, purpose, authority.signer)
        if key not in self._found:
            self._found[key] = Voucher(digest, purpose, authority, scheme, origins)


_SIGNED: Final[tuple[tuple[type[object], bool], ...]] = (
    (Layout, True),
    (Statement, True),
    (Build, True),
    (Component, False),
    (Listing, False),
)
"""What somebody has to sign, and whether in an envelope of in-toto's."""


def _signed_for(chapter: Chapter) -> list[tuple[object, bool]]:
    """One fact of each kind that somebody has to sign, and whether in an envelope of in-toto's."""
    stated = ((chapter.facts(kind), in_toto) for kind, in_toto in _SIGNED)
    return [(facts[0], in_toto) for facts, in_toto in stated if facts]

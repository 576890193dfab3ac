"""Of which package the files of a build are, where releases and summaries say so.

Firmware is files, and provenance calls them by their file names. A release by somebody who may make
claims, or a summary that holds, says of which package or resource the same bytes are. What nobody
stands behind names nothing: else one more unsigned document would answer the question.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from provenance.graph.evidence import Chapter, Said
from provenance.graph.identity import Key, keys_of
from provenance.model.build import Build
from provenance.model.digest import Digest
from provenance.model.predicate import Release, Summary
from provenance.model.statement import Statement
from provenance.questions.packages import Named, is_expected_package

if TYPE_CHECKING:
    from provenance.questions.ask import Ask

_Names = dict[Key, dict[bool, Named]]
"""The first name that is expected, and the first that is not: all others say the same."""


class NamedPackages:
    """Questions about what bytes are called by others than their builds."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def of(self, said: Said[Build]) -> tuple[Named, ...]:
        """Names of all images that a build made; none where one of them has none.

        A release has to name an expected package. The resource of a summary may be called by
        another word, of which the rule about summaries asks; here it names, or does not.
        """
        listing = said.fact.outputs
        rows = listing.digests if listing is not None else ()
        images = [row for row in rows if self._ask.bytes.images_with(row)]
        found = [tuple(self._names_of(row)) for row in images or rows]
        if not found or not all(found):
            return ()
        return tuple(dict.fromkeys(name for names in found for name in names))

    def _names_of(self, row: tuple[Digest, ...]) -> Iterator[Named]:
        for key in keys_of(row):
            yield from self._released.get(key, {}).values()
            yield from self._summarized.get(key, {}).values()

    @cached_property
    def _released(self) -> _Names:
        found: _Names = {}
        for said in self._ask.evidence.said(Release):
            standing = self._ask.signatures.standing(said.chapter, "claim")
            if said.fact.purl and standing.outcome == "pass":
                self._add(found, said.chapter, Named(said.fact.purl, (said.origin,)))
        return found

    @cached_property
    def _summarized(self) -> _Names:
        found: _Names = {}
        expected = self._ask.policy.expect.packages or ()
        for said in self._ask.evidence.said(Summary):
            name = said.fact.resource
            if not name or not is_expected_package(name, expected):
                continue
            if self._ask.summaries.unproven(said) is None:
                self._add(found, said.chapter, Named(name, (said.origin,)))
        return found

    def _add(self, found: _Names, chapter: Chapter, named: Named) -> None:
        fits = is_expected_package(named.name, self._ask.policy.expect.packages or ())
        for statement in chapter.facts(Statement):
            for row in statement.subjects.digests:
                for key in keys_of(row):
                    found.setdefault(key, {}).setdefault(fits, named)

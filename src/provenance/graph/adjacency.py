"""Relations of one document, for walks over all of it.

Refs are texts that the reader shares, so that a look-up compares pointers: walking along them takes
half of what turning them into positions does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Final

from provenance.graph.evidence import Chapter
from provenance.model.build import Build
from provenance.model.component import Detail, LicenseText, Relation, Vulnerability

AGAINST: Final = frozenset(
    {"ancestorOf", "configures", "copiedTo", "generates", "hasOutput", "invokedBy"}
)
"""Kinds of relation that lead from a product to its parts against their direction: a source
`generates` a binary, and whoever starts at the binary wants to arrive at the source."""


class Adjacency:
    """Which refs of a document lead to which, from products to parts, whatever the kind of relation
    or by some kinds only. `table` has the targets of each ref from which anything leads on, or of
    which it is said that nothing does.
    """

    def __init__(self, chapter: Chapter, kinds: frozenset[str] | None = None) -> None:
        self._chapter = chapter
        self.table: dict[str, Sequence[str]] = {}
        for relation in chapter.facts(Relation):
            kind = relation.kind
            if kinds is not None and kind not in kinds:
                continue
            if kind in AGAINST:
                self._add_against(relation)
            elif relation.source in self.table:
                self._add(relation.source, relation.targets)
            else:
                self.table[relation.source] = relation.targets

    def _add(self, source: str, targets: tuple[str, ...]) -> None:
        before = self.table.get(source)
        if before is None:
            self.table[source] = targets
        elif type(before) is list:
            before += targets
        else:
            # a format with a relation per edge must not copy all earlier ones for each
            self.table[source] = [*before, *targets]

    def _add_against(self, relation: Relation) -> None:
        self._add(relation.source, ())
        for ref in relation.targets:
            self._add(ref, (relation.source,))

    def spread(self, reached: set[str], starts: Iterable[str]) -> list[str]:
        """Add every ref to which a path leads from these to those reached; which ones are new."""
        targets = self.table
        new = [ref for ref in dict.fromkeys(starts) if ref not in reached]
        reached.update(new)
        for source in new:  # it grows while it is walked
            for ref in targets.get(source, ()):
                if ref not in reached:
                    reached.add(ref)
                    new.append(ref)
        return new

    @cached_property
    def named(self) -> frozenset[str]:
        """Refs at either end of any relation."""
        return frozenset(self.table).union(*self.table.values())

    @cached_property
    def unresolved(self) -> frozenset[str]:
        """Refs at either end of a relation that no element of the document has."""
        lost = self.named - self._chapter.by_ref.keys()
        return lost - refs_of_others(self._chapter) if lost else lost


def refs_of_others(chapter: Chapter) -> set[str]:
    """Refs of whatever else than components a document has: builds, licenses, vulnerabilities.

    What describes something is the document itself, or a collection in it. Elements that are no
    component (an agent, a tool, a build of SPDX 3) are details about themselves.
    """
    found = {fact.ref for fact in chapter.facts(Build)}
    found.update(fact.ref for fact in chapter.facts(LicenseText))
    found.update(fact.id for fact in chapter.facts(Vulnerability))
    found.update(fact.source for fact in chapter.facts(Relation) if fact.kind == "describes")
    if chapter.heading is not None and chapter.heading.identifier is not None:
        found.add(chapter.heading.identifier)
    if chapter.heading is not None:
        found.update(ref for ref in (chapter.heading.ref, chapter.heading.identifier) if ref)
    details = chapter.facts(Detail)
    found.update(detail.about[0] for detail in details if len(detail.about) == 1)
    return found

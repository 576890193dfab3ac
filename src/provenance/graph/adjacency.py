"""Relations of one document, for walks over all of it.

Refs are texts that the reader shares, so that a look-up compares pointers: walking along them takes
half of what turning them into positions does.
"""

from __future__ import annotations

from functools import cached_property

from provenance.graph.evidence import Chapter
from provenance.model.component import Relation


class Adjacency:
    """Which refs of a document lead to which, whatever the kind of relation."""

    def __init__(self, chapter: Chapter) -> None:
        self._known = chapter.by_ref
        self._targets: dict[str, tuple[str, ...]] = {}
        for relation in chapter.facts(Relation):
            before = self._targets.get(relation.source)
            own = relation.targets
            self._targets[relation.source] = own if before is None else before + own

    def reached_from(self, root: str) -> set[str]:
        """Every ref to which a path leads from one, itself included."""
        targets, reached, agenda = self._targets, {root}, [root]
        while agenda:
            for ref in targets.get(agenda.pop(), ()):
                if ref not in reached:
                    reached.add(ref)
                    agenda.append(ref)
        return reached

    @cached_property
    def unresolved(self) -> frozenset[str]:
        """Refs at either end of a relation that no component of the document has."""
        named = set(self._targets).union(*self._targets.values())
        return frozenset(named - self._known.keys())

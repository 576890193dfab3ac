"""Relations of one document as integers: rows of targets in two arrays, to walk over them."""

from __future__ import annotations

from array import array

from provenance.graph.evidence import Chapter
from provenance.model.component import Component, Relation


class Adjacency:
    """Which component leads to which, by position in `chapter.facts(Component)`.

    Targets of component `i` are `targets[starts[i]:starts[i + 1]]`. References that resolve to no
    component are left out here; who asks about them reads the relations themselves.
    """

    def __init__(self, chapter: Chapter) -> None:
        self.size = len(chapter.facts(Component))
        sources, targets = _edges(chapter)
        self.starts, self.targets = _rows(self.size, sources, targets)

    def reached_from(self, roots: list[int]) -> bytearray:
        """One byte for each component: 1 where a path leads from a root to it, roots included."""
        seen = bytearray(self.size)
        for root in roots:
            seen[root] = 1
        agenda = list(roots)
        starts, targets = self.starts, self.targets
        while agenda:
            position = agenda.pop()
            for target in targets[starts[position] : starts[position + 1]]:
                if not seen[target]:
                    seen[target] = 1
                    agenda.append(target)
        return seen


def _edges(chapter: Chapter) -> tuple[array[int], array[int]]:
    by_ref = chapter.by_ref
    sources, targets = array("i"), array("i")
    for relation in chapter.facts(Relation):
        source = by_ref.get(relation.source)
        if source is None:
            continue
        for ref in relation.targets:
            target = by_ref.get(ref)
            if target is not None:
                sources.append(source)
                targets.append(target)
    return sources, targets


def _rows(size: int, sources: array[int], targets: array[int]) -> tuple[array[int], array[int]]:
    """Sort edges by their source, by counting: two passes, no comparison."""
    starts = array("i", bytes(4 * (size + 1)))
    for source in sources:
        starts[source + 1] += 1
    for position in range(size):
        starts[position + 1] += starts[position]
    following, sorted_targets = array("i", starts), array("i", bytes(4 * len(targets)))
    for source, target in zip(sources, targets, strict=True):
        sorted_targets[following[source]] = target
        following[source] += 1
    return starts, sorted_targets

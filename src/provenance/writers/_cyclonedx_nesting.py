"""Which component of a CycloneDX document stands inside which."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from provenance import limits
from provenance.graph.merging import Merged
from provenance.model.component import Component

_DEEPEST: Final = limits.COMPONENT_DEPTH - 2
"""Levels of components inside components, below those of the document."""


def containers(
    merged: Merged, known: dict[str, Component], root: str | None
) -> dict[str, list[str]]:
    """What each of some components holds, where one holds it and no circle comes of it."""
    holder: dict[str, str] = {}
    several: set[str] = set() if root is None else {root}
    for relation in merged.relations:
        if relation.kind != "contains" or relation.source not in known:
            continue
        for target in relation.targets:
            if target in known and holder.setdefault(target, relation.source) != relation.source:
                several.add(target)
    tree = {ref: outer for ref, outer in holder.items() if ref not in several}
    found: dict[str, list[str]] = {}
    for ref in _without_circles(tree):
        found.setdefault(tree[ref], []).append(ref)
    return found


def _without_circles(tree: dict[str, str]) -> Iterator[str]:
    """Those that lie in something: nothing that would lie in itself, nor too deep to be read."""
    depths: dict[str, int] = {}
    for ref in tree:
        way: list[str] = []
        passed: set[str] = set()
        step: str | None = ref
        while step is not None and step not in depths and step not in passed:
            way.append(step)
            passed.add(step)
            step = tree.get(step)
        depth = -1 if step is None else depths.get(step, 0)
        if step in passed:
            circle = way[way.index(str(step)) :]
            depths |= dict.fromkeys(circle, 0)
            way = way[: -len(circle)]
        for inner in reversed(way):
            depth = depths[inner] = depth + 1 if depth < _DEEPEST else 0
    yield from (ref for ref in tree if depths[ref])


def innermost_first(known: dict[str, Component], inside: dict[str, list[str]]) -> list[str]:
    """An order in which each comes after those inside it."""
    order: list[str] = []
    pending = [(ref, False) for ref in reversed(known)]
    done: set[str] = set()
    while pending:
        ref, opened = pending.pop()
        if opened:
            order.append(ref)
        elif ref not in done:
            done.add(ref)
            pending.append((ref, True))
            pending += [(inner, False) for inner in inside.get(ref, ())]
    return order

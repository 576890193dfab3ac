"""trace(): the part of the lineage that answers "why is this here, and where does it come from?".

For an image: everything that it was made of. For anything else: the cheapest ways from the images
to it, and then what it was made of in its turn.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Final

from msgspec import Struct

from provenance.errors import UsageError
from provenance.graph.evidence import Evidence
from provenance.graph.lineage import Hop, LineageGraph, Thing
from provenance.graph.proof import Proof

# What a build recorded leads on before what a bill of materials claims, and a mere name comes last.
_COSTS: Final = {
    "made by": 1,
    "read": 1,
    "configured from": 1,
    "described as": 1,
    "maybe same": 1_000_000,
}
_CLAIM: Final = 1_000
_HINTS: Final = 5
_COMPARED: Final = 1_000  # names that a mistyped one is held against; each takes 50 microseconds


class Lineage(Struct, frozen=True):
    """The answer: `subjects` are the things asked for, `starts` where to begin to read.

    `starts` are the images that lead to a subject, or the subject itself where none does. Things
    are sorted by id, hops in the order in which they lead on.
    """

    asked: str
    subjects: tuple[str, ...]
    starts: tuple[str, ...]
    things: tuple[Thing, ...]
    hops: tuple[Hop, ...]


def trace(evidence: Evidence, what: str, proof: Proof | None = None) -> Lineage:
    """The lineage of a path, a digest (`sha256:…`) or a package URL.

    Without a proof every hop says that signatures were not checked. Raises a `UsageError` where
    nothing in the delivery goes by that name.
    """
    graph = LineageGraph(evidence, proof)
    subjects = graph.find(what)
    if not subjects:
        raise UsageError(_unknown(what, graph))
    hops: dict[Hop, None] = {}
    starts: list[str] = []
    for subject in subjects:
        ways = [] if graph.things[subject].image else list(_ways_to(graph, subject))
        hops.update(dict.fromkeys(ways))
        sources, targets = {hop.source for hop in ways}, {hop.target for hop in ways}
        starts += [image for image in graph.images if image in sources - targets] or [subject]
    hops.update(dict.fromkeys(_onward(graph, subjects)))
    named = {end for hop in hops for end in (hop.source, hop.target)} | set(subjects)
    things = tuple(graph.things[id] for id in sorted(named))
    return Lineage(what, subjects, tuple(dict.fromkeys(starts)), things, tuple(hops))


def _unknown(what: str, graph: LineageGraph) -> str:
    wanted = what.casefold()
    near = sorted(name for name in graph.names if wanted in name.casefold())[:_HINTS]
    near = near or get_close_matches(what, sorted(graph.names)[:_COMPARED], _HINTS)
    hint = f"; names like it: {', '.join(near)}" if near else ""
    return f"{what}: no file, digest or package URL of the delivery goes by that name{hint}"


def _cost(hop: Hop) -> int:
    return _COSTS.get(hop.relation, _CLAIM)


def _distances(graph: LineageGraph, start: str) -> dict[str, int]:
    """What it costs to come from a thing to every other one that it leads to (Dijkstra)."""
    found = {start: 0}
    pending = [(0, start)]
    while pending:
        cost, thing = heapq.heappop(pending)
        if cost > found[thing]:
            continue
        for hop in graph.hops(thing):
            further = cost + _cost(hop)
            if further < found.get(hop.target, further + 1):
                found[hop.target] = further
                heapq.heappush(pending, (further, hop.target))
    return found


def _ways_to(graph: LineageGraph, subject: str) -> Iterator[Hop]:
    """The hops of every cheapest way from an image to a thing, image by image."""
    for image in graph.images:
        distance = _distances(graph, image)
        if subject in distance:
            yield from _cheapest(graph, distance, subject)


def _cheapest(graph: LineageGraph, distance: dict[str, int], subject: str) -> Iterator[Hop]:
    coming: dict[str, list[Hop]] = {}
    for thing, cost in distance.items():
        for hop in graph.hops(thing):
            if distance[hop.target] == cost + _cost(hop):
                coming.setdefault(hop.target, []).append(hop)
    pending, seen = deque([subject]), {subject}
    found: list[Hop] = []
    while pending:
        for hop in coming.get(pending.popleft(), ()):
            found.append(hop)
            if hop.source not in seen:
                seen.add(hop.source)
                pending.append(hop.source)
    yield from reversed(found)


def _onward(graph: LineageGraph, subjects: Iterable[str]) -> Iterator[Hop]:
    """Every hop from some things to what they were made of; components are named, not followed."""
    pending = deque(subjects)
    seen = set(pending)
    while pending:
        thing = pending.popleft()
        for hop in graph.hops(thing):
            if graph.things[thing].kind == "component" and not hop.weak:
                continue
            yield hop
            if hop.target not in seen:
                seen.add(hop.target)
                pending.append(hop.target)

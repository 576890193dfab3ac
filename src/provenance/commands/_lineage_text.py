"""A lineage as an indented text: every thing once, every hop with the document that says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, TypeAlias

from provenance.graph.lineage import Hop, Thing
from provenance.graph.tracing import Lineage
from provenance.model.summary import visible

_SHOWN: Final = 4
_STEP: Final = "  "
_DEEPEST: Final = 40
_LONG_DIGEST: Final = re.compile(r"([a-z0-9_]+:[0-9a-f]{8})[0-9a-f]{24,}")

_Parts: TypeAlias = "Iterator[str | _Parts]"


def tell(lineage: Lineage, *, short: bool = False) -> str:
    """The lineage from its starts downwards; what was told above is only named again.

    `short` cuts digests, for a screen.
    """
    text = "\n".join(_Teller(lineage).lines()) + "\n"
    return _LONG_DIGEST.sub(r"\1…", text) if short else text


class _Teller:
    def __init__(self, lineage: Lineage) -> None:
        self._lineage = lineage
        self._things = {thing.id: thing for thing in lineage.things}
        self._hops: dict[str, list[Hop]] = {}
        for hop in lineage.hops:
            self._hops.setdefault(hop.source, []).append(hop)
        self._told: set[str] = set()
        self._cited: set[tuple[str, str, str]] = set()

    def lines(self) -> Iterator[str]:
        """Every line. What is nested is yielded as a part, so that depth costs no call stack."""
        pending: list[_Parts] = [self._all()]
        while pending:
            part = next(pending[-1], None)
            if part is None:
                pending.pop()
            elif isinstance(part, str):
                yield part
            else:
                pending.append(part)

    def _all(self) -> _Parts:
        for start in self._lineage.starts:
            yield self._name(self._things[start])
            yield self._onward([start], _STEP)
        total = len(self._lineage.hops)
        if total:
            verified = sum(hop.verified for hop in self._lineage.hops)
            yield ""
            yield f"{verified} of {total} hops stand on a verified signature"

    def _onward(self, things: list[str], indent: str) -> _Parts:
        """What leads on from things that have the same makers and descriptions."""
        hops = self._hops.get(things[0], [])
        if not hops and things[0] in self._lineage.starts:
            yield f"{indent}no document says what it was made of"
        for hop in hops:
            target = self._things[hop.target]
            again = hop.target in self._told
            yield f"{indent}{hop.relation} {self._name(target)}{' (see above)' if again else ''}"
            cited = (hop.target, hop.origin.path, hop.standing)
            if cited not in self._cited:
                yield f"{indent}{_STEP}{_source(hop)}"
                self._cited.add(cited)
            if again:
                continue
            self._told.add(hop.target)
            if target.kind == "build":
                yield self._inputs(hop.target, _deeper(indent))
            else:
                yield self._onward([hop.target], _deeper(indent))

    def _inputs(self, build: str, indent: str) -> _Parts:
        """Inputs of a build, those with the same origin told together."""
        groups: dict[tuple[tuple[str, str], ...], list[str]] = {}
        for hop in self._hops.get(build, []):
            further = self._hops.get(hop.target, [])
            key = tuple((onward.relation, onward.target) for onward in further)
            groups.setdefault(key, []).append(hop.target)
        for things in groups.values():
            yield self._group(things, indent)

    def _group(self, things: list[str], indent: str) -> _Parts:
        new = [thing for thing in things if thing not in self._told]
        if len(things) == 1:
            known = "" if new else " (see above)"
            yield f"{indent}from {self._name(self._things[things[0]])}{known}"
        else:
            names = [visible(self._things[thing].label) for thing in things]
            more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
            yield f"{indent}from {len(names)} files: {', '.join(names[:_SHOWN])}{more}"
            yield self._asked_among(things, _deeper(indent))
        self._told.update(things)
        if new:
            yield self._onward(things, _deeper(indent))

    def _asked_among(self, things: list[str], indent: str) -> _Parts:
        for thing in things:
            if thing in self._lineage.subjects:
                yield f"{indent}among them {self._name(self._things[thing])}"

    def _name(self, thing: Thing) -> str:
        digest = f" {thing.digest}" if thing.digest is not None and thing.kind == "bytes" else ""
        if thing.delivered:
            others = f", also as {', '.join(thing.paths[1:])}" if len(thing.paths) > 1 else ""
            state = f", delivered{visible(others)}"
        else:
            state = ", not delivered" if thing.id in self._lineage.starts else ""
        asked = "  <- asked for" if thing.id in self._lineage.subjects else ""
        return f"{visible(thing.label)}{digest}{state}{asked}"


def _deeper(indent: str) -> str:
    """One step further in, up to where nobody could tell the steps apart."""
    return indent if len(indent) >= _DEEPEST else indent + _STEP


def _source(hop: Hop) -> str:
    return visible(f"{hop.origin} ({hop.standing})")

"""Builds that state one invocation: which of them are about other subjects.

Statements that say the same are kept once, and of those that differ only as many as can matter, so
that ten thousand copies of one statement are no more work than ten thousand statements.

Two statements of one type about one run and the same subjects agree in how it was configured. Those
of two types say it in other words, and are not compared.

A build that an earlier delivery states with the same subjects is a copy of it, and reuses nothing;
with other subjects its invocation cannot be of this run, however many parts a run may have.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable

import msgspec

from provenance.graph.evidence import Said
from provenance.model.build import Build
from provenance.model.statement import Statement

_Outputs = frozenset[tuple[str, ...]]
_First = list[tuple[_Outputs, Said[Build]]]


class Invocations:
    """Builds by platform and invocation. With `several`, one run may be stated in parts, which
    have to agree on everything but their subjects.
    """

    def __init__(
        self, builds: Iterable[Said[Build]], several: bool, earlier: Iterable[Said[Build]] = ()
    ) -> None:
        self._several = several
        self._earlier: dict[tuple[str, str], dict[_Outputs, Said[Build]]] = {}
        for said in earlier:
            runs = self._earlier.setdefault(_run(said.fact), {})
            runs.setdefault(_outputs(said.fact), said)
        self._groups: dict[tuple[str, str], dict[Hashable, _First]] = {}
        self._told: dict[Hashable, dict[Hashable, Said[Build]]] = {}
        for said in builds:
            told = self._told.setdefault(_event(said), {})
            if len(told) < 2:
                told.setdefault(_configuration(said.fact), said)
            groups = self._groups.setdefault(_run(said.fact), {})
            first = groups.setdefault(self._rest(said.fact), [])
            outputs = _outputs(said.fact)
            if len(first) < 2 and all(outputs != known for known, _ in first):
                first.append((outputs, said))

    def _rest(self, build: Build) -> Hashable:
        return msgspec.structs.replace(build, outputs=None) if self._several else None

    def contradicting(self, build: Build) -> Said[Build] | None:
        """A build with the same invocation whose subjects cannot be of the same run."""
        outputs, rest = _outputs(build), self._rest(build)
        for other, first in self._groups.get(_run(build), {}).items():
            if self._several and other == rest:
                continue
            for known, said in first:
                if known != outputs:
                    return said
        return None

    def disagreeing(self, said: Said[Build]) -> Said[Build] | None:
        """Another statement of this type about the same run and subjects that says otherwise."""
        own = _configuration(said.fact)
        others = self._told.get(_event(said), {}).items()
        return next((other for told, other in others if told != own), None)

    def reused(self, build: Build) -> Said[Build] | None:
        """A build of the earlier delivery with this invocation, where none has these subjects."""
        runs = self._earlier.get(_run(build), {})
        return None if _outputs(build) in runs else next(iter(runs.values()), None)


def _run(build: Build) -> tuple[str, str]:
    return build.platform or "", build.invocation or ""


def _event(said: Said[Build]) -> Hashable:
    types = tuple(one.predicate_type for one in said.chapter.facts(Statement))
    return _run(said.fact), types, _outputs(said.fact)


def _configuration(build: Build) -> Hashable:
    return build.build_type, build.parameters, build.source, build.revision, build.resolved


def _outputs(build: Build) -> _Outputs:
    if build.outputs is None:
        return frozenset()
    return frozenset((name, *map(str, row)) for name, row in build.outputs.rows())

"""Builds that state one invocation: which of them are about other subjects.

Statements that say the same are kept once, and of those that differ only as many as can matter, so
that ten thousand copies of one statement are no more work than ten thousand statements.

A build that an earlier delivery states with the same subjects is a copy of it, and reuses nothing;
with other subjects its invocation cannot be of this run, however many parts a run may have.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable

import msgspec

from provenance.graph.evidence import Said
from provenance.model.build import Build

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
        for said in builds:
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

    def reused(self, build: Build) -> Said[Build] | None:
        """A build of the earlier delivery with this invocation, where none has these subjects."""
        runs = self._earlier.get(_run(build), {})
        return None if _outputs(build) in runs else next(iter(runs.values()), None)


def _run(build: Build) -> tuple[str, str]:
    return build.platform or "", build.invocation or ""


def _outputs(build: Build) -> _Outputs:
    if build.outputs is None:
        return frozenset()
    return frozenset((name, *map(str, row)) for name, row in build.outputs.rows())

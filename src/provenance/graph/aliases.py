"""Which digests of different algorithms are of the same bytes: a claim like any other.

It is computed for delivered files. Of bytes that are only named it is taken from documents that
are believed; else a stranger could say of one thing that it is another, and borrow its makers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from provenance.graph.evidence import Evidence, Said
from provenance.graph.identity import Key, keys_of
from provenance.model.build import Build
from provenance.model.component import Component
from provenance.model.digest import Digest

_PREFERRED: Final = ("sha256", "sha512", "sha384")


class SameBytes:
    """One key for the digests of one thing. `believes` says whose word joins two of them."""

    def __init__(self, evidence: Evidence, believes: Callable[[Said[Any]], bool]) -> None:
        self._aliases: dict[Key, Key] = {}
        bare: set[str] = set()
        claims: list[tuple[Key, ...]] = []
        for said, digests in _rows(evidence):
            keys = _ordered(digests)
            if keys and keys[0][0] != "sha256":
                bare.update(algorithm for algorithm, _ in keys)
            if len(keys) > 1 and believes(said):
                claims.append(keys)
        self._compute(evidence, sorted(bare & hashlib.algorithms_available))
        for first, *others in claims:
            for other in others:
                self._aliases.setdefault(other, first)

    def _compute(self, evidence: Evidence, algorithms: Iterable[str]) -> None:
        for algorithm in algorithms:
            for file in evidence.files:
                computed = Digest(algorithm, file.blob.hash(algorithm), "file")
                for key in keys_of((computed,)):
                    self._aliases[key] = ("sha256", file.artifact.digest.value)

    def key(self, digests: Iterable[Digest]) -> Key | None:
        """What to look these bytes up by; None where no digest identifies them."""
        keys = _ordered(digests)
        return self._aliases.get(keys[0], keys[0]) if keys else None


def _ordered(digests: Iterable[Digest]) -> tuple[Key, ...]:
    """Keys, with the one first that most documents give."""
    return tuple(
        sorted(keys_of(digests), key=lambda key: (*(key[0] != p for p in _PREFERRED), key))
    )


def _rows(evidence: Evidence) -> Iterator[tuple[Said[Any], tuple[Digest, ...]]]:
    """Everything that gives digests of bytes."""
    for build in evidence.said(Build):
        for listing in (build.fact.inputs, build.fact.outputs):
            for digests in listing.digests if listing is not None else ():
                yield build, digests
    for component in evidence.said(Component):
        yield component, component.fact.digests or ()

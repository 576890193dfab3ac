"""The catalogue of attack cases: one place for the tests and for the page of conformance.

Every module of `cases` has functions that bend a `Delivery` in place: `case_12_what_happens(plan,
hostile)`. Where `hostile` is false it makes the near twin, the same delivery without the fault. The
docstring says in one sentence what the attacker does.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

import cases
from attack_delivery import Delivery

Bend = Callable[[Delivery, bool], None]
PEERS: Final = ("in-toto", "sigstore", "cyclonedx")
ACCEPT, REJECT, CRASH = "accept", "reject", "crash"


class Case(NamedTuple):
    """One case: `says` are fragments that our answer to the hostile delivery must hold.

    `hostile` and `twin` are what each peer that can judge it is known to answer; a twin is accepted
    where nothing else is said.
    """

    bend: Bend
    says: tuple[str, ...]
    hostile: Mapping[str, str]
    twin: Mapping[str, str]

    @property
    def name(self) -> str:
        return self.bend.__name__

    @property
    def number(self) -> int:
        return int(self.name.split("_")[1])

    @property
    def title(self) -> str:
        return " ".join((self.bend.__doc__ or "").split()).rstrip(".")

    @property
    def peers(self) -> tuple[str, ...]:
        return tuple(peer for peer in PEERS if peer in self.hostile)

    def build(self, folder: Path, *, hostile: bool) -> Delivery:
        """The delivery in its folder; policy and trust root lie beside it."""
        plan = Delivery(folder)
        self.bend(plan, hostile)
        plan.write()
        return plan


def case(
    *says: str, hostile: Mapping[str, str] | None = None, twin: Mapping[str, str] | None = None
) -> Callable[[Bend], Case]:
    """Make a case of a function; see `Case`."""

    def wrap(bend: Bend) -> Case:
        return Case(bend, says, hostile or {}, twin or {})

    return wrap


@lru_cache
def all_cases() -> tuple[Case, ...]:
    """Every case, by number and then by name."""
    return tuple(sorted(_found(), key=lambda one: (one.number, one.name)))


def _found() -> Iterator[Case]:
    for module in pkgutil.iter_modules(cases.__path__):
        members = vars(importlib.import_module(f"cases.{module.name}"))
        yield from (value for value in members.values() if isinstance(value, Case))

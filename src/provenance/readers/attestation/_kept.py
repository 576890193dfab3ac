"""What reading one predicate gives: its facts, and details of all that no fact has room for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from provenance.decoding.details import detail_of, says_something
from provenance.decoding.fields import Fields
from provenance.decoding.time import parse_time
from provenance.model.origin import Place

_NONE: Final[frozenset[str]] = frozenset()


class Kept:
    """Collects the facts of one predicate, each with its place, in the order of the document."""

    __slots__ = ("items",)

    def __init__(self) -> None:
        self.items: list[tuple[Place, Any]] = []

    def add(self, place: Place, fact: Any) -> None:
        """Keep a fact."""
        self.items.append((place, fact))

    def rest(
        self, fields: Fields, used: Iterable[str], known: frozenset[str] = _NONE, kind: str = ""
    ) -> None:
        """Keep as details every member that is not `used`; note those that are not `known` either.

        `kind` is put before the name, where the name alone would not say what it belongs to.
        """
        over = fields.value.keys() - used
        if not over:
            return
        for name in fields.value:
            if name in over and says_something(fields.value[name]):
                label = f"{kind}.{name}" if kind else name
                self.add(fields.at(name), detail_of(label, fields.value[name]))
        strange = over - known
        if strange:
            fields.note_unknown(fields.value.keys() - strange)


def stated_time(fields: Fields, name: str, *, required: bool = False) -> str | None:
    """A time as it is written; one that is none of RFC 3339 is noted."""
    text = fields.text(name, required=required)
    if text is not None and parse_time(text) is None:
        fields.note("bad-time", name, "is no time of RFC 3339", read_as="as written")
    return text

"""Parts that stand in many components in the same spelling: suppliers, lists of licenses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from provenance.decoding import json
from provenance.model.origin import Place
from provenance.readers.sbom._cyclonedx_parts import Parts
from provenance.readers.sbom._cyclonedx_remarks import Count, Remarks

_ROOM: Final = 8 << 20
"""Bytes of spellings that are remembered; then counts are handed over and it begins anew."""


class Odd(Exception):
    """Something that the careful way should look at."""


class Seen:
    """What was read from one spelling, what is to be counted of it, and how often it stood."""

    __slots__ = ("counts", "uses", "value")

    def __init__(self, value: Any, counts: tuple[tuple[Count, int], ...] = ()) -> None:
        self.value, self.counts, self.uses = value, counts, 0


class Repeated:
    """Reads a part once for each spelling; bounded in memory."""

    def __init__(
        self, name: str, read: Callable[[Parts, Any, Place], Any], remarks: Remarks
    ) -> None:
        self._name, self._read, self._remarks = name, read, remarks
        self._seen: dict[bytes, Seen] = {}
        self._room = _ROOM

    def get(self, raw: json.Raw, place: Place) -> Seen:
        """What was read from these bytes; the caller counts the use once nothing is odd."""
        key = bytes(raw)
        found = self._seen.get(key)
        return self._add(key, f"{place}/{self._name}") if found is None else found

    def _add(self, key: bytes, place: Place) -> Seen:
        self._room -= len(key)
        if self._room < 0:
            self.settle()
        value = json.decode(key)
        if type(value) is not (list if self._name == "licenses" else dict):
            raise Odd
        scratch = Remarks(self._remarks.version)
        read = self._read(Parts(scratch.version, scratch), value, place)
        if scratch.entries:
            raise Odd
        for what, (_, where) in scratch.counts.items():
            self._remarks.count(what, where, 0)
        counts = tuple((what, times) for what, (times, _) in scratch.counts.items())
        found = self._seen[key] = Seen(read, counts)
        return found

    def settle(self) -> None:
        """Hand over the counts so far, and begin anew."""
        for seen in self._seen.values():
            for what, times in seen.counts:
                self._remarks.count(what, "", times * seen.uses)
        self._seen, self._room = {}, _ROOM

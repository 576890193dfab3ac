"""Parts that stand in many components in the same spelling: suppliers, lists of licenses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from provenance.decoding import json
from provenance.model.component import Party
from provenance.model.origin import Place
from provenance.readers.sbom._cyclonedx_claims import GAPS, Claims
from provenance.readers.sbom._cyclonedx_parts import Kept, Parts
from provenance.readers.sbom._cyclonedx_remarks import Remarks
from provenance.readers.sbom._cyclonedx_schema import Official

_ROOM: Final = 8 << 20
"""Bytes of spellings that are remembered; then it begins anew."""


class Odd(Exception):
    """Something that the careful way should look at."""


class Seen(NamedTuple):
    """What was read from one spelling, and what of it there is no fact for."""

    value: Any
    kept: tuple[Kept, ...]


class Repeated:
    """Reads a part once for each spelling, if it conforms to the schema; bounded in memory."""

    def __init__(
        self, name: str, schema: Official, read: Callable[[Claims, Any, Place], Any]
    ) -> None:
        self._name, self._version, self._read = name, schema.version, read
        self._is_valid = schema.property_of("component", name).is_valid
        self._seen: dict[bytes, Seen | None] = {}
        self._room = _ROOM

    def get(self, raw: json.Raw) -> Seen:
        """What was read from these bytes; `Odd` where it takes care."""
        key = bytes(raw)
        try:
            found = self._seen[key]
        except KeyError:
            found = self._add(key)
        if found is None:
            raise Odd
        return found

    def _add(self, key: bytes) -> Seen | None:
        self._room -= len(key)
        if self._room < 0:
            self._seen, self._room = {}, _ROOM
        found = self._seen[key] = self._look(json.decode(key))
        return found

    def _look(self, value: Any) -> Seen | None:
        if not self._is_valid(value):
            return None
        remarks = Remarks(self._version)
        parts = Parts(self._version, remarks)
        found = self._read(Claims(parts), value, f"/{self._name}")
        words = [found.name] if isinstance(found, Party) else [one.value for one in found or ()]
        if remarks.notes or any(word in GAPS for word in words):
            return None
        return Seen(found, tuple(parts.kept))

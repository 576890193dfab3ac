"""What one CycloneDX document is told about itself: entries as they come, and counts at the end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from provenance.model.document import Defect
from provenance.model.origin import Place, escape_pointer
from provenance.readers.sbom._cyclonedx_fields import CLOSED_SINCE

Kind = Literal["defect", "observation"]


class Count(NamedTuple):
    """What is counted instead of listed: one entry for each of these, with its first place."""

    id: str
    detail: str
    kind: Kind = "observation"
    read_as: str = ""
    whole: bool = True


class Remarks:
    """The ledger entries of one document, before they are handed over."""

    def __init__(self, version: str) -> None:
        self.version = version
        self.entries: list[Defect] = []
        self.counts: dict[Count, tuple[int, Place]] = {}

    def defect(
        self, name: str, place: Place, detail: str, read_as: str = "", *, whole: bool = False
    ) -> None:
        """Note what the specification forbids. `whole` says that nothing was lost by it."""
        self.entries.append(Defect(f"cyclonedx/{name}", place, detail, "defect", read_as, whole))

    def observe(self, name: str, place: Place, detail: str) -> None:
        """Note what is allowed and worth knowing."""
        self.entries.append(Defect(f"cyclonedx/{name}", place, detail, "observation"))

    def doubled(self, place: Place, name: str) -> None:
        """Note a name that stands twice in one object."""
        detail = f"the name {name!r} stands twice in one object"
        entry = Defect(
            "decoding/duplicate-name", place, detail, "defect", "the last of them", False
        )
        self.entries.append(entry)

    def count(self, what: Count, place: Place, times: int = 1) -> None:
        """Count something; the place of its first time is kept."""
        before = self.counts.get(what)
        self.counts[what] = (times, place) if before is None else (before[0] + times, before[1])

    def unjudged(self, kind: str, name: str, place: Place, times: int = 1) -> None:
        """Count a known field of which only the bytes are kept."""
        self.count(unjudged(kind, name), f"{place}/{escape_pointer(name)}", times)

    def unknown(self, kind: str, name: str, place: Place, since: str | None) -> None:
        """Count a field that this version of the specification does not know."""
        closed = self.version >= CLOSED_SINCE
        detail = f"{kind}.{name} is no field of CycloneDX {self.version}"
        if since is not None:
            detail += f"; it came with {since}"
        what = Count(
            "cyclonedx/unknown-field",
            detail,
            "defect" if closed else "observation",
            "" if since is None else f"in CycloneDX {since}",
            since is not None,
        )
        self.count(what, f"{place}/{escape_pointer(name)}")

    def drain(self) -> Iterator[tuple[Place, Defect]]:
        """Hand over the entries so far."""
        entries, self.entries = self.entries, []
        return ((entry.place, entry) for entry in entries)

    def totals(self) -> Iterator[tuple[Place, Defect]]:
        """Hand over what was counted, by name of the entry and field."""
        for what in sorted(self.counts):
            times, place = self.counts[what]
            if times:
                yield (
                    place,
                    Defect(what.id, place, what.detail, what.kind, what.read_as, what.whole, times),
                )


def unjudged(kind: str, name: str) -> Count:
    """The entry that counts a known field of which only the bytes are kept."""
    detail = f"{kind}.{name} is kept as bytes; no rule judges it in this version"
    return Count("cyclonedx/not-judged", detail, whole=False)

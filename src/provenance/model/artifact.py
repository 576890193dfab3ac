"""Bytes that were delivered, and bytes that somebody names."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from provenance.model.digest import Digest
from provenance.model.origin import Place, escape_pointer


class Artifact(Struct, frozen=True, gc=False):
    """A delivered file. Only present bytes are artifacts; what is merely named is in a
    `Listing`.
    """

    path: str
    digests: tuple[Digest, ...]
    size: int

    @property
    def digest(self) -> Digest:
        """The SHA-256 of the bytes, which every artifact has."""
        return self.digests[0]


class Listing(Struct, frozen=True, gc=False):
    """Names and digests said in one breath: materials, products, subjects, SHA256SUMS.

    `names` and `digests` are parallel; an entry without a usable digest has `()`. `role` is one of
    `inputs`, `outputs`, `subjects`, `manifest`. `sizes` is parallel too where the format has them.
    `at` is how the places of its rows begin; they go on with the row's number in the document, from
    `numbers`, or where that is None with its name.
    """

    role: str
    names: tuple[str, ...]
    digests: tuple[tuple[Digest, ...], ...]
    sizes: tuple[int | None, ...] | None = None
    at: Place = ""
    numbers: tuple[int, ...] | None = None

    def __len__(self) -> int:
        return len(self.names)

    def place_of(self, row: int) -> Place:
        """Where one row stands in its document."""
        if self.numbers is None:
            return f"{self.at}{escape_pointer(self.names[row])}"
        return f"{self.at}{self.numbers[row]}"

    def rows(self) -> Iterator[tuple[str, tuple[Digest, ...]]]:
        """Name and digests, in the order of the document."""
        return zip(self.names, self.digests, strict=True)

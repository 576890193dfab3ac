"""Bytes that were delivered, and bytes that somebody names."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from provenance.model.digest import Digest


class Artifact(Struct, frozen=True, gc=False):
    """A delivered file. Only present bytes are artifacts; what is merely named is in a
    `Listing`.
    """

    path: str
    digests: tuple[Digest, ...]
    size: int
    media_type: str = ""

    @property
    def digest(self) -> Digest:
        """The SHA-256 of the bytes, which every artifact has."""
        return self.digests[0]


class Listing(Struct, frozen=True, gc=False):
    """Names and digests said in one breath: materials, products, subjects, SHA256SUMS.

    `names` and `digests` are parallel; an entry without a usable digest has `()`. `role` is one of
    `inputs`, `outputs`, `subjects`, `manifest`. `sizes` is parallel too where the format has them.
    """

    role: str
    names: tuple[str, ...]
    digests: tuple[tuple[Digest, ...], ...]
    sizes: tuple[int | None, ...] | None = None

    def __len__(self) -> int:
        return len(self.names)

    def rows(self) -> Iterator[tuple[str, tuple[Digest, ...]]]:
        """Name and digests, in the order of the document."""
        return zip(self.names, self.digests, strict=True)

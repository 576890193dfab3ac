"""Evidence files and what is wrong with them."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from provenance.model.component import Gap, Party
from provenance.model.digest import Digest
from provenance.model.origin import Place

Status = Literal["clean", "defective", "unreadable", "unrecognised"]
"""`defective`: encoding or the format's own specification is violated. `unreadable`: nothing could
be read. `unrecognised`: no reader knows it; it is an artifact and may be an image."""


class Document(Struct, frozen=True, gc=False):
    """One evidence file, by digest.

    `address` is its path in the delivery, with `!` and a pointer for one that was found inside
    another. `parent` is the digest of the document that held it; its bytes are then covered by
    whatever covers `parent` only where a signature says so.
    """

    digest: Digest
    address: str
    format: str
    version: str = ""
    parent: Digest | None = None
    status: Status = "clean"
    size: int = 0


class Defect(Struct, frozen=True, gc=False):
    """One entry of a document's ledger.

    `kind` `defect` makes the document `defective`; an `observation` is allowed by the format.
    `read_as` is what was read instead, `whole` whether the graph still holds all that the document
    says.
    """

    id: str
    place: Place
    detail: str
    kind: Literal["defect", "observation"] = "defect"
    read_as: str = ""
    whole: bool = True
    count: int = 1


class Tool(Struct, frozen=True, gc=False):
    """A program that helped to make a document."""

    name: str
    version: str | None = None

    def __str__(self) -> str:
        return f"{self.name} {self.version}" if self.version else self.name


class Heading(Struct, frozen=True, gc=False):
    """What a document says of itself. A reader yields it once, and first where it can.

    `roots` are the local refs of what the document describes; `timestamp` is as written (RFC 3339).
    `contexts` are the moments of the life cycle at which it was made, in the format's own words.
    `gaps` are fields of this type, by name, for which not knowing was stated. `license` is that of
    the document itself, `ref` what it is called where its own elements relate to it.
    """

    format: str
    version: str = ""
    identifier: str | None = None
    revision: str | None = None
    timestamp: str | None = None
    roots: tuple[str, ...] = ()
    authors: tuple[Party, ...] | None = None
    tools: tuple[Tool, ...] | None = None
    name: str | None = None
    supplier: Party | None = None
    contexts: tuple[str, ...] | None = None
    license: str | None = None
    comment: str | None = None
    properties: tuple[tuple[str, str], ...] = ()
    gaps: tuple[tuple[str, Gap], ...] = ()
    ref: str | None = None

    @property
    def root(self) -> str | None:
        """The first of what the document describes."""
        return self.roots[0] if self.roots else None

"""Evidence files and what is wrong with them."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

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


class Heading(Struct, frozen=True, gc=False):
    """What a document says of itself. A reader yields it once, and first where it can.

    `root` is the local ref of what the document describes; `timestamp` is as written (RFC 3339).
    """

    format: str
    version: str = ""
    identifier: str | None = None
    revision: str | None = None
    timestamp: str | None = None
    root: str | None = None
    authors: tuple[str, ...] | None = None
    tools: tuple[str, ...] | None = None

"""Software that somebody says is inside, and how it hangs together."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from provenance.model.digest import Digest


class Identifier(Struct, frozen=True, gc=False):
    """`kind` is `purl`, `cpe`, `swid`, `swhid`, `omnibor`; `value` is as written."""

    kind: str
    value: str


class Reference(Struct, frozen=True, gc=False):
    """An external reference: `kind` as the format calls it (`vcs`, `distribution`, …)."""

    kind: str
    url: str
    digests: tuple[Digest, ...] = ()


class Component(Struct, frozen=True, gc=False):
    """One component as a document states it. `ref` is local to that document.

    A field that the document does not have is `None`; `place`-relative pointers of parts are
    derived from the component's place (`/hashes/0`, `/purl` …) by the reader's own spelling.
    """

    ref: str
    name: str | None
    version: str | None = None
    kind: str | None = None
    identifiers: tuple[Identifier, ...] = ()
    digests: tuple[Digest, ...] | None = None
    supplier: str | None = None
    producer: str | None = None
    licenses: tuple[str, ...] | None = None
    references: tuple[Reference, ...] = ()

    @property
    def purl(self) -> str | None:
        """The first package URL, as written."""
        for identifier in self.identifiers:
            if identifier.kind == "purl":
                return identifier.value
        return None

    @property
    def label(self) -> str:
        """How people recognise it: purl, else name and version, else its ref."""
        if self.name is None:
            return self.purl or self.ref
        return f"{self.name} {self.version}" if self.version else self.name


class Relation(Struct, frozen=True, gc=False):
    """`source` `kind` `targets`, in SPDX 3 words: contains, dependsOn, describes …; refs are
    local.
    """

    source: str
    kind: str
    targets: tuple[str, ...]


class Completeness(Struct, frozen=True, gc=False):
    """Whether the list of one kind of relation of `subject` claims to be whole."""

    subject: str
    kind: str
    state: Literal["complete", "incomplete", "unknown", "withheld"]

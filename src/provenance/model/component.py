"""Software that somebody says is inside, and how it hangs together."""

from __future__ import annotations

from typing import Final, Literal

from msgspec import Struct

from provenance.model.digest import Digest

LONGEST_LABEL: Final = 300
"""Characters of a label; a name of a million is in the document, and in no report."""


class Identifier(Struct, frozen=True, gc=False):
    """`kind` is `purl`, `cpe`, `swid`, `swhid`, `omnibor`; `value` is as written."""

    kind: str
    value: str


class Reference(Struct, frozen=True, gc=False):
    """An external reference: `kind` as the format calls it (`vcs`, `distribution`, …)."""

    kind: str
    url: str
    digests: tuple[Digest, ...] = ()


Gap = Literal["unknown", "withheld", "none", "noAssertion"]
"""A stated kind of not knowing. A field that is `None` without a gap was not said at all; `()` is
"said to be empty"."""


class Party(Struct, frozen=True, gc=False):
    """Somebody with a name and, where given, ways to reach them: mail addresses and URLs.

    `kind` is empty where the format does not say what they are.
    """

    name: str | None
    kind: Literal["organization", "person", "tool", ""] = ""
    contacts: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.name or ", ".join(self.contacts)


class License(Struct, frozen=True, gc=False):
    """One license choice as written: an SPDX expression (a single id is one), or a mere name.

    `stage` is who says so: `declared` by its authors, `concluded` by the SBOM's, or empty where the
    document does not tell. `text` is the license text where it stands beside the name.
    """

    value: str
    form: Literal["expression", "name"] = "expression"
    stage: Literal["declared", "concluded", ""] = ""
    text: str | None = None

    def __str__(self) -> str:
        return self.value


class LicenseText(Struct, frozen=True, gc=False):
    """A license that a document defines itself: `ref` is its `LicenseRef-…`."""

    ref: str
    name: str | None = None
    text: str | None = None


class Pedigree(Struct, frozen=True, gc=False):
    """Where a component comes from: labels (purl, else name and version) of other components,
    commits (id or URL) and patches (kind, and URL where there is one), in order of the document.
    """

    ancestors: tuple[str, ...] = ()
    descendants: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()
    commits: tuple[str, ...] = ()
    patches: tuple[str, ...] = ()
    notes: str | None = None


class Support(Struct, frozen=True, gc=False):
    """How long somebody stands behind a component: level in the format's own word, and the last
    day (RFC 3339) as written.
    """

    level: str | None = None
    until: str | None = None


class Component(Struct, frozen=True, gc=False):
    """One component as a document states it. `ref` is local to that document.

    A field that the document does not have is `None`; `place`-relative pointers of parts are
    derived from the component's place (`/hashes/0`, `/purl` …) by the reader's own spelling.
    `kind` is CycloneDX's word for the type (`library`, `firmware`, `file` …), `snippet` for a part
    of a file, `package` where the document does not tell. `gaps` are fields of this type, by name,
    for which not knowing was stated. `properties` are names and values as written.
    """

    ref: str
    name: str | None
    version: str | None = None
    kind: str | None = None
    identifiers: tuple[Identifier, ...] = ()
    digests: tuple[Digest, ...] | None = None
    supplier: Party | None = None
    producer: Party | None = None
    licenses: tuple[License, ...] | None = None
    references: tuple[Reference, ...] = ()
    group: str | None = None
    description: str | None = None
    copyright: str | None = None
    filename: str | None = None
    properties: tuple[tuple[str, str], ...] = ()
    pedigree: Pedigree | None = None
    support: Support | None = None
    gaps: tuple[tuple[str, Gap], ...] = ()

    @property
    def purl(self) -> str | None:
        """The first package URL, as written."""
        for identifier in self.identifiers:
            if identifier.kind == "purl":
                return identifier.value
        return None

    @property
    def label(self) -> str:
        """How people recognise it: name and version, else purl, else its ref; the beginning of what
        is too long to be read.
        """
        if self.name is None:
            text = self.purl or self.ref
        else:
            text = f"{self.name} {self.version}" if self.version else self.name
        return text if len(text) <= LONGEST_LABEL else f"{text[:LONGEST_LABEL]}…"

    def gap(self, field: str) -> Gap | None:
        """What kind of not knowing is stated for a field, by its name here."""
        for name, gap in self.gaps:
            if name == field:
                return gap
        return None


class Relation(Struct, frozen=True, gc=False):
    """`source` `kind` `targets`, in SPDX 3 words: contains, dependsOn, describes …; refs are
    local, or begin as that of a `DocumentLink` does.
    """

    source: str
    kind: str
    targets: tuple[str, ...]


class Completeness(Struct, frozen=True, gc=False):
    """Whether the list of one kind of relation of `subject` claims to be whole."""

    subject: str
    kind: str
    state: Literal["complete", "incomplete", "unknown", "withheld"]


class DocumentLink(Struct, frozen=True, gc=False):
    """Another document that this one refers to: SPDX external documents, BOM-Links.

    A ref that begins with `prefix` leads into it; `identifier` is its namespace or serial number,
    `revision` the version of it that is meant, `digests` what its bytes have (scope `file`).
    """

    prefix: str
    identifier: str
    revision: str | None = None
    digests: tuple[Digest, ...] = ()


class Vulnerability(Struct, frozen=True, gc=False):
    """A vulnerability that a document tells of, kept apart from what is inside: `affects` are
    refs, `state` the analysis in the format's own word.
    """

    id: str
    affects: tuple[str, ...] = ()
    state: str | None = None


class Detail(Struct, frozen=True, gc=False):
    """What else a document says about something, in its own words, so that nothing is lost.

    `kind` is the format's name of the field (`evidence`, `annotation`, `formulation` …), `about`
    the refs that it concerns (none is the document), `content` the JSON text of the value.
    """

    kind: str
    content: str
    about: tuple[str, ...] = ()

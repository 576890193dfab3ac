"""Where a fact stands."""

from __future__ import annotations

from msgspec import Struct

from provenance.model.digest import Digest

Place = str
"""Where in its document a fact stands: a JSON Pointer (RFC 6901), in XML a path as XPath has it
without namespaces (`/bom/components/component[3]/@type`), `line=N` or `byte=START-END`.
The empty string is the whole document."""


class Origin(Struct, frozen=True, gc=False, order=True):
    """A place as people see it: document (path and digest) and pointer."""

    path: str
    digest: Digest
    pointer: Place = ""

    def __str__(self) -> str:
        return f"{self.path} {self.pointer}".rstrip()


class Span(Struct, frozen=True, gc=False):
    """Bytes `start` to `start + size` of the blob with this digest; `size` None is to its end."""

    blob: Digest
    start: int = 0
    size: int | None = None


def escape_pointer(token: str) -> str:
    """One reference token of a JSON Pointer (RFC 6901, section 3)."""
    if "~" in token or "/" in token:
        return token.replace("~", "~0").replace("/", "~1")
    return token


def unescape_pointer(token: str) -> str:
    """What a reference token of a JSON Pointer stands for (RFC 6901, section 4)."""
    return token.replace("~1", "/").replace("~0", "~")

"""Which refs lead into another document: those that begin as one of its links does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from provenance.model.component import DocumentLink

_is_bom_link: Final = re.compile(r"(urn:cdx:([^/#]+)/([^/#]+))(?:#.*)?", re.DOTALL).fullmatch


class Prefixes:
    """The links of one document by prefix.

    A prefix ends with the first colon or the first `#` of a ref, or is the whole ref; a BOM-Link
    without `#` means the document itself. A BOM-Link says of itself which document it means.
    """

    def __init__(self, links: Iterable[DocumentLink]) -> None:
        self._links: dict[str, DocumentLink] = {}
        for link in links:
            self._links.setdefault(link.prefix, link)

    def __bool__(self) -> bool:
        return bool(self._links)

    def link_of(self, ref: str) -> DocumentLink | None:
        """The link that a ref goes through, or None for one that is local."""
        if self._links:
            for prefix in _candidates(ref):
                link = self._links.get(prefix)
                if link is not None:
                    return link
        found = _is_bom_link(ref)
        return DocumentLink(f"{found[1]}#", found[2], found[3]) if found is not None else None


def _candidates(ref: str) -> Iterator[str]:
    yield ref
    for mark in ":#":
        at = ref.find(mark)
        if at >= 0:
            yield ref[: at + 1]
    yield f"{ref}#"

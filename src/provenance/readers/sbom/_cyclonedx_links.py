"""What a CycloneDX document refers to outside itself, and which documents lie inside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple
from urllib.parse import unquote_to_bytes

from provenance import limits
from provenance.blobs import MemoryBlob
from provenance.decoding.base64text import decode_base64
from provenance.errors import DecodingError
from provenance.model.component import DocumentLink, Reference
from provenance.model.digest import Digest
from provenance.model.origin import Place
from provenance.readers.sbom._cyclonedx_remarks import Remarks

Items = Iterator[tuple[Place, Any]]
BOM_LINK: Final = "urn:cdx:"
_LINK: Final = re.compile(r"urn:cdx:([0-9a-fA-F-]{36})/([0-9]+)(?:#.*)?", re.DOTALL)
_DATA: Final = "data:"
_SBOM: Final = ("cyclonedx", "spdx", "swid", "uswid")
"""Words of media types that tell a bill of materials."""
_OUTSIDE: Final = (BOM_LINK, _DATA)


def leads_outside(url: str) -> bool:
    """Whether an address is more than an address: a BOM-Link, or the data themselves."""
    return url.startswith(_OUTSIDE)


class _Link(NamedTuple):
    """Another document, where it was referred to first, and all digests that it is given."""

    place: Place
    serial: str
    revision: str
    digests: dict[Digest, None]


class Links:
    """The BOM-Links of one document, and the documents inside it; `address` is its own."""

    def __init__(self, remarks: Remarks, address: str) -> None:
        self._remarks, self._address = remarks, address
        self._links: dict[str, _Link] = {}
        self._embedded: list[tuple[Place, MemoryBlob]] = []

    # -- other documents -------------------------------------------------------------------------

    def note(self, ref: str, place: Place, digests: tuple[Digest, ...] = ()) -> None:
        """Remember a ref or address if it is a BOM-Link."""
        if not ref.startswith(BOM_LINK):
            return
        link = _LINK.fullmatch(ref)
        if link is None:
            detail = "is no BOM-Link: urn:cdx: with a serial number and a version"
            self._remarks.observe("malformed-bom-link", place, detail)
            return
        prefix = f"{BOM_LINK}{link[1]}/{link[2]}#"
        known = self._links.setdefault(prefix, _Link(place, link[1].lower(), link[2], {}))
        known.digests.update(dict.fromkeys(digests))

    def note_references(self, references: tuple[Reference, ...], place: Place) -> None:
        """Remember those external references that are BOM-Links, or hold what they refer to."""
        for number, reference in enumerate(references):
            if not leads_outside(reference.url):
                continue
            below = f"{place}/{number}/url"
            self.note(reference.url, below, reference.digests)
            if reference.url.startswith(_DATA):
                self._open_data(reference, below)

    def facts(self) -> Items:
        """Hand over the links, then the documents inside."""
        for prefix, (place, serial, revision, digests) in self._links.items():
            yield place, DocumentLink(prefix, f"urn:uuid:{serial}", revision, tuple(digests))
        yield from self._embedded

    # -- documents inside ------------------------------------------------------------------------

    def _open_data(self, reference: Reference, place: Place) -> None:
        """The content of a `data:` URL (RFC 2397) that is a bill of materials."""
        head, comma, content = reference.url[len(_DATA) :].partition(",")
        if not comma or not (reference.kind == "bom" or _tells_sbom(head)):
            return
        try:
            plain = unquote_to_bytes(content)
            encoded = head.rpartition(";")[2].strip().lower() == "base64"
            self._embed(decode_base64(plain).content if encoded else plain, place)
        except DecodingError as error:
            self._remarks.lost("bad-attachment", place, error.message, "kept as it is", whole=True)

    def attachment(self, value: Any, place: Place) -> None:
        """The content of an attachment that is a bill of materials."""
        if type(value) is not dict or type(value.get("content")) is not str:
            return
        if not _tells_sbom(str(value.get("contentType", ""))):
            return
        try:
            text = value["content"]
            encoded = value.get("encoding") == "base64"
            content = decode_base64(text).content if encoded else text.encode()
            self._embed(content, f"{place}/content")
        except (DecodingError, UnicodeEncodeError) as error:
            self._remarks.lost("bad-attachment", place, str(error), "kept as it is", whole=True)

    def _embed(self, content: bytes, place: Place) -> None:
        if len(self._embedded) == limits.EMBEDDED_DOCUMENTS:
            detail = f"holds more than {limits.EMBEDDED_DOCUMENTS} documents; the rest is not read"
            self._remarks.defect("too-many-documents", place, detail)
        if len(self._embedded) <= limits.EMBEDDED_DOCUMENTS:
            self._embedded.append((place, MemoryBlob(f"{self._address}!{place}", content)))


def _tells_sbom(media_type: str) -> bool:
    plain = media_type.lower()
    return any(word in plain for word in _SBOM)

"""What an SPDX 2 document says of itself (clause 6), and the documents that it refers to."""

from __future__ import annotations

from typing import Any, Final

from provenance.decoding.details import detail_of
from provenance.decoding.ledger import excerpt
from provenance.model.component import DocumentLink, Party
from provenance.model.document import Heading, Tool
from provenance.model.origin import Place
from provenance.readers.sbom._spdx2_fields import Fields
from provenance.readers.sbom._spdx2_found import Found
from provenance.readers.sbom._spdx2_parties import actor, sbom_types, tool
from provenance.readers.sbom._spdx2_refs import Refs
from provenance.readers.sbom._spdx2_relationships import Relationships
from provenance.readers.sbom._spdx2_text import DATE, DOCUMENT, is_document_ref, namespace_fault
from provenance.readers.sbom._spdx_remarks import Remarks

FORMAT: Final = "SPDX"
_VERSIONS: Final = frozenset({"SPDX-2.0", "SPDX-2.1", "SPDX-2.2", "SPDX-2.3"})
_PREFIX: Final = "SPDX-"
_ANY: Final[Any] = None


class Top:
    """The top of one document; what it finds is put into `out`."""

    def __init__(
        self,
        remarks: Remarks,
        fields: Fields,
        refs: Refs,
        links: Relationships,
        out: Found,
    ) -> None:
        self._remarks, self._fields, self._refs, self._out = remarks, fields, refs, out
        self._links = links
        self._top, self._creation = _ANY, _ANY

    def read(self, top: Any, place: Place) -> None:
        """Everything at the top but the lists of elements."""
        self._top, self._creation = top, top.creationInfo
        self._refs.document(top.SPDXID)
        self._hold(top, place)
        for number, one in enumerate(top.externalDocumentRefs or ()):
            if one is not None:
                self._link(one, place, f"/externalDocumentRefs/{number}")
        for number, ref in enumerate(top.documentDescribes or ()):
            if ref is not None:
                where = self._remarks.at(place, f"/documentDescribes/{number}")
                self._links.imply(DOCUMENT, "describes", self._refs.link(ref, where), where)
        self._reviews(top.revieweds or (), place)
        if self._creation is not None:
            self._created(self._creation, place)

    def _hold(self, top: Any, place: Place) -> None:
        note, at = self._remarks.note, self._remarks.at
        if top.SPDXID is not None and top.SPDXID != DOCUMENT:
            detail = f"is {excerpt(top.SPDXID)}, not {DOCUMENT} (clause 6.3)"
            note("spdx/document-id", at(place, "/SPDXID"), detail)
        if top.dataLicense is not None and top.dataLicense != "CC0-1.0":
            detail = f"is {excerpt(top.dataLicense)}, not CC0-1.0 (clause 6.2)"
            note("spdx/data-license", at(place, "/dataLicense"), detail)
        version = top.spdxVersion
        if version is not None and version not in _VERSIONS:
            detail = f"is {excerpt(version)}, which is no version of SPDX 2 (clause 6.1)"
            note("spdx/unknown-version", at(place, "/spdxVersion"), detail, read_as="SPDX-2.3")
        namespace = top.documentNamespace
        fault = None if namespace is None else namespace_fault(namespace)
        if fault is not None:
            detail = f"{excerpt(namespace)} {fault} (clause 6.5)"
            note("spdx/namespace-form", at(place, "/documentNamespace"), detail)

    def _link(self, one: Any, place: Place, pointer: str) -> None:
        ref, checksum = one.externalDocumentId, one.checksum
        if ref is None:
            return
        where = self._remarks.at(place, pointer)
        if not is_document_ref(ref):
            detail = f"{excerpt(ref)} is not DocumentRef- and letters, numbers, ., - or +"
            inside = self._remarks.at(place, f"{pointer}/externalDocumentId")
            self._remarks.note("spdx/document-ref-form", inside, f"{detail} (clause 6.6)")
        digests = () if checksum is None else self._fields.digests(
            [checksum], place, "file", f"{pointer}/checksum"
        )  # fmt: skip
        prefix = f"{ref}:"
        self._refs.prefixes[prefix] = where
        self._out.append((where, DocumentLink(prefix, one.spdxDocument or "", None, digests)))

    def _reviews(self, reviews: Any, place: Place) -> None:
        for number, one in enumerate(reviews):
            if one is not None:
                pointer = f"/revieweds/{number}"
                self._fields.hold(one.reviewDate, DATE, place, f"{pointer}/reviewDate")
                where = self._remarks.at(place, pointer)
                self._out.append((where, detail_of("revieweds", one)))

    # -- creation --------------------------------------------------------------------------------

    def _created(self, creation: Any, place: Place) -> None:
        self._fields.hold(creation.created, DATE, place, "/creationInfo/created")
        for name in ("licenseListVersion", "comment"):
            value = getattr(creation, name)
            if value is not None:
                where = self._remarks.at(place, f"/creationInfo/{name}")
                self._out.append((where, detail_of(f"creationInfo.{name}", value)))
        for number, line in enumerate(creation.creators or ()):
            fault = None if line is None else _creator_fault(line)
            if fault is not None:
                where = self._remarks.at(place, f"/creationInfo/creators/{number}")
                detail = f"{excerpt(line)} {fault} (clause 6.8)"
                self._remarks.note("spdx/creator-form", where, detail)

    def heading(self, written: str | None) -> Heading:
        """What the document says of itself, once all that it describes is known."""
        version = (written or "").removeprefix(_PREFIX)
        top, roots, gaps = self._top, tuple(self._links.roots), tuple(self._links.gaps)
        if top is None:
            return Heading(FORMAT, version, roots=roots, gaps=gaps, ref=DOCUMENT)
        creation = self._creation
        authors, tools = (None, None) if creation is None else _makers(creation.creators)
        comment = None if creation is None else creation.comment
        return Heading(
            FORMAT,
            version,
            identifier=top.documentNamespace,
            timestamp=None if creation is None else creation.created,
            roots=roots,
            authors=authors,
            tools=tools,
            name=top.name,
            contexts=(sbom_types(comment) or None) if comment else None,
            license=top.dataLicense,
            comment=top.comment,
            gaps=gaps,
            ref=DOCUMENT,
        )


def _creator_fault(line: str) -> str | None:
    found = actor(line)
    return "is not among what may stand here" if found.gap is not None else found.fault


def _makers(
    lines: list[str | None] | None,
) -> tuple[tuple[Party, ...] | None, tuple[Tool, ...] | None]:
    if lines is None:
        return None, None
    parties = [found for line in lines if line and (found := actor(line).party)]
    authors = tuple(party for party in parties if party.kind != "tool")
    tools = tuple(tool(party.name) for party in parties if party.kind == "tool" and party.name)
    return authors or None, tools or None

"""What only all documents together show about one of them: noted once everything is read.

Serial numbers that two documents share, and links that lead to nothing, to other bytes, or round in
circles. Nothing else in a chapter changes.
"""

from __future__ import annotations

from provenance.decoding.ledger import excerpt
from provenance.graph.evidence import Chapter, Evidence
from provenance.graph.linking import Links, Resolution
from provenance.graph.package_files import VERIFICATION_CODE, PackageFiles
from provenance.graph.remarks import Remarks, way_around
from provenance.model.component import Detail, DocumentLink, Relation

_WHAT = {
    "absent": ("document/unresolved-link", "was not delivered"),
    "other version": ("document/unresolved-link", "was not delivered in this version"),
    "other bytes": ("document/link-digest-mismatch", "was delivered with other bytes"),
    "itself": ("document/link-cycle", "is this document itself"),
}


def settle(evidence: Evidence) -> None:
    """Note in each document's ledger what others show about it."""
    links, remarks = Links(evidence), dict[int, Remarks]()
    for chapter in links.linking:
        for said in chapter.said(DocumentLink):
            found = links.resolve(chapter, said.fact)
            _note_link(remarks.setdefault(id(chapter), Remarks()), said.fact, said.place, found)
        _note_lost(links, chapter, remarks.setdefault(id(chapter), Remarks()))
    for circle in links.circles:
        way = way_around([one.document.address for one in circle])
        for chapter in circle[:-1]:
            here = remarks.setdefault(id(chapter), Remarks())
            here.observe("document/link-cycle", "", f"documents refer to each other: {way}")
    for group in links.by_identifier.values():
        _note_reuse(group, remarks)
    _note_codes(evidence, remarks)
    for chapter in evidence.chapters if remarks else ():
        if id(chapter) in remarks:
            chapter.defects += tuple(remarks[id(chapter)].entries())


def _note_link(remarks: Remarks, link: DocumentLink, place: str, found: Resolution) -> None:
    if found.outcome not in _WHAT:
        return
    name, what = _WHAT[found.outcome]
    version = f" version {link.revision}" if link.revision else ""
    detail = f"the document {excerpt(link.identifier)}{version} {what}"
    remarks.observe(name, place, f"{detail}: {found.detail}" if found.detail else detail)


def _note_lost(links: Links, chapter: Chapter, remarks: Remarks) -> None:
    """Ends of relations in a document that was delivered and has no such element."""
    known = chapter.by_ref
    for said in chapter.said(Relation):
        for ref in (said.fact.source, *said.fact.targets):
            step = None if ref in known else links.follow(chapter, ref)
            if step is not None and step.lost and step.found.chapter is not None:
                where = step.found.chapter.document.address
                detail = f"{where} has no element that {excerpt(ref)} could be"
                remarks.observe("document/missing-element", said.place, detail)


def _note_codes(evidence: Evidence, remarks: dict[int, Remarks]) -> None:
    """Verification codes of packages whose files lie beside the document that lists them."""
    stating = [
        chapter
        for chapter in evidence.with_facts(Detail)
        if any(detail.kind == VERIFICATION_CODE for detail in chapter.facts(Detail))
    ]
    if not stating or len(evidence.files) < 2:
        return
    files = PackageFiles(evidence)
    for chapter in stating:
        for found in files.recompute(chapter):
            if found.actual != found.stated:
                what = f"{excerpt(found.package)} is said to have {found.stated}"
                detail = f"{what}; its {found.files} files in {found.folder} give {found.actual}"
                here = remarks.setdefault(id(chapter), Remarks())
                here.observe("document/verification-code-mismatch", found.said.place, detail)


def _note_reuse(group: list[Chapter], remarks: dict[int, Remarks]) -> None:
    """A serial number with a version is that of one document, and so is a namespace."""
    if len(group) < 2:
        return
    first: dict[str, Chapter] = {}
    for chapter in group:
        revision = (chapter.heading.revision if chapter.heading is not None else None) or "1"
        other = first.setdefault(revision, chapter)
        if other.document.digest != chapter.document.digest:
            for one, two in ((chapter, other), (other, chapter)):
                detail = f"{two.document.address} has the same, and other bytes"
                here = remarks.setdefault(id(one), Remarks())
                here.observe("document/reused-serial-number", "", detail)

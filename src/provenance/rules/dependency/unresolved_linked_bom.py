"""Documents to which an SBOM refers were delivered, of that version and digest, and in no circle.

*Why it matters.* A part that is described elsewhere is described nowhere if that document is
missing. If another version came, or other bytes under the same name, the parts list is that of
another product, and only the digest tells.

*Fix.* Deliver all documents of a set together, made in one run, and let references name version and
digest of what is delivered.

*References*

- OWASP SCVS 1.0, 2.3 [read]
- BSI TR-03183-2, SBOM-URI [read]
- SPDX 2.3, 6.6 External document references [read]
- CycloneDX, BOM-Link [read]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from provenance.graph.evidence import Chapter, Said
from provenance.graph.linking import Resolution
from provenance.model.component import DocumentLink
from provenance.model.finding import Observation
from provenance.questions.ask import Ask
from provenance.questions.places import cite

LEVEL = "error"
NEEDS = "sbom"


def subjects(ask: Ask) -> Iterable[Chapter]:
    """Every bill of materials; one that refers to no other passes."""
    return ask.components.sboms


def judge(ask: Ask, subject: Chapter) -> tuple[Observation, ...] | None:
    """Fail where a link means something else than what was delivered, open where nothing was."""
    links = ask.relations.links
    found: list[Observation] = []
    for said in subject.said(DocumentLink):
        found += _of_link(said, links.resolve(subject, said.fact))
    for circle in links.circles:
        if any(one is subject for one in circle):
            way = " -> ".join(one.document.address for one in circle)
            origins = (subject.origin(), *(one.origin() for one in circle[:-1]))
            found.append(Observation("fail", "documents refer to each other", way, origins))
    return tuple(found) or None


def _of_link(said: Said[DocumentLink], found: Resolution) -> Iterator[Observation]:
    link, origins = said.fact, [said.origin]
    version = f" version {link.revision}" if link.revision else ""
    digest = f", {link.digests[0]}" if link.digests else ""
    name = f"{link.identifier}{version}"
    if found.outcome == "absent":
        request = f"the document {name}{digest}, to which {cite(said.chapter)} refers"
        message = "it refers to a document that was not delivered"
        detail = f"it refers to {name}, which was not delivered"
        yield Observation("open", message, detail, tuple(origins), request)
        return
    if found.chapter is not None:
        origins.append(found.chapter.origin())
    if found.outcome == "itself":
        yield Observation("fail", "it refers to itself", name, tuple(origins))
    elif found.outcome == "unchecked":
        request = f"the document {name}{digest} as a file of its own"
        message = "the digest of what it refers to could not be compared"
        yield Observation("open", message, found.detail, tuple(origins), request)
    elif found.outcome != "found":
        detail = f"{name}: {found.detail}"
        yield Observation("fail", "it refers to another document", detail, tuple(origins))

"""Deliveries of very many documents that refer to each other: linear time and memory."""

from __future__ import annotations

import hashlib
import time

from provenance.blobs import MemoryBlob
from provenance.graph.evidence import Chapter, Delivered, Evidence
from provenance.graph.linking import Links
from provenance.graph.settling import settle
from provenance.model.artifact import Artifact
from provenance.model.component import Component, DocumentLink
from provenance.model.digest import Digest
from provenance.model.document import Document, Heading

MANY = 3_000
SECONDS = 20
OTHER = (Digest("sha1", "ab" * 20, "file"),)


def delivery(*documents: tuple[str, str, list[DocumentLink]], size: int = 10) -> Evidence:
    """Documents by address, with what they are called and what they link to."""
    chapters, files = [], []
    for address, name, links in documents:
        blob = MemoryBlob(address, hashlib.sha256(address.encode()).digest() * size)
        chapters.append(
            Chapter(
                Document(blob.digest, address, "SPDX"),
                heading=Heading("SPDX", identifier=name),
                facts={
                    Component: ([Component("p", "p")], ["/packages/0"]),
                    DocumentLink: (links, [f"/{at}" for at in range(len(links))]),
                },
            )
        )
        files.append(Delivered(Artifact(address, (blob.digest,), blob.size), blob, "evidence"))
    return Evidence("delivery", chapters, files)


def test_a_circle_of_many_documents_is_named_in_few_words() -> None:
    evidence = delivery(
        *((f"{at}.json", str(at), [DocumentLink("D:", str((at + 1) % MANY))]) for at in range(MANY))
    )
    settle(evidence)
    for chapter in evidence.chapters:
        (entry,) = chapter.defects
        assert entry.id == "document/link-cycle"
        assert len(entry.detail) < 200
    assert "0.json -> 1.json" in evidence.chapters[7].defects[0].detail


def test_many_documents_of_one_name_are_hashed_once_each() -> None:
    link = DocumentLink("D:", "one", None, OTHER)
    evidence = delivery(*((f"{at}.json", "one", []) for at in range(MANY)),
                        *((f"{at}.link", str(at), [link]) for at in range(MANY)))  # fmt: skip
    links = Links(evidence)
    start = time.process_time()
    found = {links.resolve(one, link).outcome for one in evidence.chapters[MANY:]}
    assert found == {"other bytes"}
    assert time.process_time() - start < SECONDS


def test_the_right_one_of_many_documents_of_one_name_is_found() -> None:
    documents = [(f"{at}.json", "one", []) for at in range(5)]
    wanted = delivery(*documents).chapters[3].document
    content = hashlib.sha256(wanted.address.encode()).digest() * 10
    link = DocumentLink("D:", "one", None, (Digest("sha1", hashlib.sha1(content).hexdigest()),))
    evidence = delivery(*documents, ("link", "link", [link]))
    found = Links(evidence).resolve(evidence.chapters[-1], link)
    assert (found.outcome, found.chapter) == ("found", evidence.chapters[3])


def test_many_links_to_one_large_document_hash_it_once() -> None:
    links = [DocumentLink(f"D{at}:", "large", None, OTHER) for at in range(MANY)]
    evidence = delivery(("large", "large", []), ("small", "small", links), size=200_000)
    start = time.process_time()
    settle(evidence)
    assert time.process_time() - start < SECONDS


def test_links_of_one_prefix_are_told_apart() -> None:
    links = [DocumentLink("D:", "here"), DocumentLink("D:", "nowhere")]
    evidence = delivery(("here", "here", []), ("links", "links", links))
    settle(evidence)
    assert [entry.id for entry in evidence.chapters[1].defects] == ["document/unresolved-link"]


def test_equal_files_are_found_by_their_digest_in_linear_time() -> None:
    blob = MemoryBlob("same", b"same")
    number = 100_000
    files = [
        Delivered(Artifact(str(at), (blob.digest,), blob.size), blob, "") for at in range(number)
    ]
    chapters = [
        Chapter(Document(blob.digest, str(at), "", parent=OTHER[0])) for at in range(number)
    ]
    start = time.process_time()
    evidence = Evidence("delivery", chapters, files)
    assert len(evidence.by_digest[blob.digest]) == number
    assert len(evidence.chapters_by_digest[blob.digest]) == number
    assert len(evidence.inside[OTHER[0]]) == number
    assert time.process_time() - start < SECONDS

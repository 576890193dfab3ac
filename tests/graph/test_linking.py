"""Documents of one delivery that refer to each other."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from provenance.blobs import MemoryBlob
from provenance.graph.evidence import Chapter, Delivered, Evidence
from provenance.graph.linking import Links
from provenance.graph.settling import settle
from provenance.intake import read
from provenance.model.artifact import Artifact
from provenance.model.component import Component, DocumentLink, Relation
from provenance.model.digest import Digest
from provenance.model.document import Document, Heading

SECOND = {"identifier": "urn:uuid:1", "revision": "2"}
BYTES = b"the bytes of the linked document"


def chapter(name: str, *facts: Any, content: bytes | None = None, **heading: Any) -> Chapter:
    digest = Digest("sha256", hashlib.sha256(content or name.encode()).hexdigest(), "file")
    found: dict[type, tuple[list[Any], list[str]]] = {}
    for at, fact in enumerate(facts):
        held, places = found.setdefault(type(fact), ([], []))
        held.append(fact)
        places.append(f"/{at}")
    document = Document(digest, name, "SPDX")
    return Chapter(document, heading=Heading("SPDX", **heading), facts=found)


def evidence_of(*chapters: Chapter, content: bytes = BYTES) -> Evidence:
    blob = MemoryBlob("linked", content)
    file = Delivered(Artifact("linked", (blob.digest,), blob.size), blob, "evidence")
    return Evidence("delivery", chapters, [file])


def sha1(content: bytes) -> tuple[Digest, ...]:
    return (Digest("sha1", hashlib.sha1(content).hexdigest(), "file"),)


def linked(**heading: Any) -> Chapter:
    facts = (
        Component("SPDXRef-x", "x"),
        Component("SPDXRef-y", "y"),
        Relation("SPDXRef-DOCUMENT", "describes", ("SPDXRef-x",)),
    )
    given = {
        "identifier": "https://acme.example/linked",
        "roots": ("SPDXRef-x",),
        "ref": "SPDXRef-DOCUMENT",
    }
    return chapter("linked", *facts, content=BYTES, **(given | heading))


def spdx_link(digests: tuple[Digest, ...] = ()) -> DocumentLink:
    return DocumentLink("DocumentRef-l:", "https://acme.example/linked", None, digests)


@pytest.mark.parametrize(
    ("link", "heading", "outcome"),
    [
        (spdx_link(), {}, "found"),
        (spdx_link(sha1(BYTES)), {}, "found"),
        (spdx_link(sha1(b"other")), {}, "other bytes"),
        (spdx_link((Digest("adler32", "1" * 8, "file"),)), {}, "unchecked"),
        (spdx_link(), {"identifier": "https://acme.example/another"}, "absent"),
        (DocumentLink("urn:cdx:1/2#", "URN:UUID:1", "2"), SECOND, "found"),
        (DocumentLink("urn:cdx:1/1#", "1", "1"), {"identifier": "urn:uuid:1"}, "found"),
        (DocumentLink("urn:cdx:1/3#", "1", "3"), SECOND, "other version"),
        (DocumentLink("SPDXRef-x", "SPDXRef-x"), {"identifier": None}, "found"),
    ],
)  # fmt: skip
def test_a_link_means_a_document_by_name_version_and_bytes(
    link: DocumentLink, heading: dict[str, Any], outcome: str
) -> None:
    source = chapter("source", Component("a", "a"), link)
    links = Links(evidence_of(source, linked(**heading)))
    assert links.resolve(source, link).outcome == outcome


@pytest.mark.parametrize(
    ("ref", "refs", "lost"),
    [
        ("DocumentRef-l:SPDXRef-y", ("SPDXRef-y",), False),
        ("DocumentRef-l:SPDXRef-DOCUMENT", ("SPDXRef-x",), False),
        ("DocumentRef-l:SPDXRef-z", (), True),
    ],
)
def test_a_ref_is_followed_to_its_element(ref: str, refs: tuple[str, ...], lost: bool) -> None:
    source = chapter("source", Component("a", "a"), spdx_link())
    step = Links(evidence_of(source, linked())).follow(source, ref)
    assert step is not None
    assert (step.refs, step.lost) == (refs, lost)


def test_a_link_to_a_whole_document_leads_to_what_that_describes() -> None:
    link = DocumentLink("urn:cdx:1/1#", "1", "1")
    source = chapter("source", Component("a", "a"), link)
    links = Links(evidence_of(source, linked(identifier="urn:uuid:1")))
    step = links.follow(source, "urn:cdx:1/1")
    assert step is not None
    assert (step.refs, step.lost) == (("SPDXRef-x",), False)
    assert links.follow(source, "local") is None


def entries(evidence: Evidence) -> list[tuple[str, str, str]]:
    settle(evidence)
    return [(one.document.address, e.id, e.place) for one in evidence.chapters for e in one.defects]


def test_the_ledger_says_which_links_lead_nowhere() -> None:
    source = chapter(
        "source",
        Component("a", "a"),
        spdx_link(sha1(b"other")),
        DocumentLink("DocumentRef-m:", "https://acme.example/missing"),
    )
    assert entries(evidence_of(source, linked())) == [
        ("source", "document/link-digest-mismatch", "/1"),
        ("source", "document/unresolved-link", "/2"),
    ]


def test_the_ledger_says_which_elements_a_delivered_document_has_not() -> None:
    there = Relation("a", "dependsOn", ("DocumentRef-l:SPDXRef-x",))
    gone = Relation("a", "dependsOn", ("DocumentRef-l:SPDXRef-nope",))
    source = chapter("source", Component("a", "a"), spdx_link(), there, gone)
    told = evidence_of(source, linked())
    assert entries(told) == [("source", "document/missing-element", "/3")]
    assert "SPDXRef-nope" in told.chapters[0].defects[0].detail


def test_circles_of_documents_and_a_document_about_itself() -> None:
    names = {name: f"https://acme.example/{name}" for name in "abc"}
    made = [
        chapter(one, Component(one, one), DocumentLink("D:", names[other]), identifier=names[one])
        for one, other in ("ab", "ba", "cc")
    ]
    assert entries(evidence_of(*made)) == [
        ("a", "document/link-cycle", ""),
        ("b", "document/link-cycle", ""),
        ("c", "document/link-cycle", "/1"),
    ]


def test_a_serial_number_of_two_documents() -> None:
    one, other = (chapter(name, identifier="urn:uuid:1", revision="1") for name in "ab")
    newer = chapter("c", identifier="urn:uuid:1", revision="2")
    copy = chapter("a", identifier="urn:uuid:1", revision="1")
    assert entries(evidence_of(one, other, newer, copy)) == [
        ("a", "document/reused-serial-number", ""),
        ("b", "document/reused-serial-number", ""),
    ]


def test_many_documents_that_all_refer_to_each_other_take_linear_time() -> None:
    names = [f"https://acme.example/{at}" for at in range(300)]
    made = [
        chapter(
            name,
            *(DocumentLink(f"D{at}:", other) for at, other in enumerate(names)),
            identifier=name,
        )
        for name in names
    ]
    assert len(Links(evidence_of(*made)).circles) == 1


def test_reading_settles(tmp_path: Path) -> None:
    serial = "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79"
    for at, name in enumerate(("one", "two")):
        bom = {
            "bomFormat": "CycloneDX",
            "specVersion": "1.6",
            "serialNumber": serial,
            "version": 1,
            "components": [{"type": "library", "name": name, "version": str(at)}],
        }
        (tmp_path / f"{name}.json").write_text(json.dumps(bom))
    found = [e.id for chapter in read(tmp_path).chapters for e in chapter.defects]
    assert found.count("document/reused-serial-number") == 2

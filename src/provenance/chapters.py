"""A document's chapter: the facts that a reader yields, the blobs inside, and the ledger."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from types import ModuleType
from typing import Any, Final

from msgspec import Struct

from provenance.blobs import Blob
from provenance.decoding.ledger import Ledger
from provenance.decoding.sketch import Sketch
from provenance.errors import DecodingError
from provenance.graph.evidence import Chapter
from provenance.graph.plausibility import implausible
from provenance.graph.soundness import unsound
from provenance.model.batch import Batch
from provenance.model.component import Component
from provenance.model.digest import Digest
from provenance.model.document import Defect, Document, Heading, Status
from provenance.model.origin import Place

_MARKS: Final = {
    codecs.BOM_UTF8: "UTF-8",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}

_as_batch: Final[Callable[[tuple[list[Any], list[Place]]], Batch]] = partial(tuple.__new__, Batch)
"""Most documents state one fact of each kind, and there may be ten thousand documents."""

_MARKED: Final = frozenset(mark[:1] for mark in _MARKS)

Items = Iterable[tuple[Place, Any]]
"""What a reader yields: ledger entries, facts and blobs, each with its place; or facts in batches,
which have their places inside."""


class Task(Struct, frozen=True):
    """A blob that waits to be read; `parent` is the document that holds it, None for a file."""

    sketch: Sketch
    parent: Digest | None = None
    depth: int = 0


def write_chapter(task: Task, reader: ModuleType, items: Items) -> tuple[Chapter, list[Blob]]:
    """Collect what a reader yields; an error midway keeps what was read and says where it broke."""
    ledger = Ledger()
    _note_encoding(task.sketch, ledger)
    _note_text(task.sketch, reader, ledger)
    facts, blobs = _collect(items, ledger)
    headings = facts.pop(Heading, None)
    heading = Heading(reader.FORMAT) if headings is None else headings.facts[0]
    unread = ledger.broken and not facts and not blobs
    document = Document(
        task.sketch.digest,
        task.sketch.blob.address,
        heading.format,
        heading.version,
        task.parent,
        "unreadable" if unread else ledger.status,
        task.sketch.blob.size,
    )
    chapter = Chapter(document, heading=heading, facts=facts, role=reader.ROLE)
    for entry in _odd(chapter) if Component in facts else ():
        ledger.add(entry)
    chapter.defects = ledger.entries()
    return chapter, blobs


def _collect(items: Items, ledger: Ledger) -> tuple[dict[type, Batch], list[Blob]]:
    """The facts by type and the blobs, up to an error; ledger entries go where they belong."""
    facts: dict[type, Batch] = {}
    blobs: list[Blob] = []
    try:
        for place, item in items:
            kind = type(item)
            if kind is Defect:
                ledger.add(item)
            elif kind in facts:
                facts[kind].facts.append(item)
                facts[kind].places.append(place)
            elif isinstance(item, Blob):
                blobs.append(item)
            elif kind is Batch:
                _take_batch(item, facts)
            else:
                facts[kind] = _as_batch(([item], [place]))
    except DecodingError as error:
        ledger.add(fault_of(error))
    return facts, blobs


def _odd(chapter: Chapter) -> Iterator[Defect]:
    """What is odd about a bill of materials."""
    yield from unsound(chapter)
    yield from implausible(chapter)


def _take_batch(batch: Batch, facts: dict[type, Batch]) -> None:
    if not batch.facts:
        return
    before = facts.setdefault(type(batch.facts[0]), batch)
    if before is not batch:
        before.facts.extend(batch.facts)
        before.places.extend(batch.places)


def _note_encoding(sketch: Sketch, ledger: Ledger) -> None:
    if not sketch.looks_like_json:
        return
    if sketch.encoding != "utf-8":
        detail = f"is {sketch.encoding}; RFC 8259 section 8.1 wants UTF-8 without a byte order mark"
        ledger.add(Defect("json/encoding", "", detail, read_as="the same text in UTF-8"))
    if sketch.trailing:
        ledger.add(_junk(sketch))


def _note_text(sketch: Sketch, reader: ModuleType, ledger: Ledger) -> None:
    """Whoever compares texts or digests of a document wants to know; no format forbids them."""
    if reader.ROLE != "evidence" or not sketch.is_text:
        return
    mark = sketch.head[:1] in _MARKED and next(filter(sketch.head.startswith, _MARKS), None)
    if mark and not sketch.looks_like_json:
        detail = f"begins with the byte order mark of {_MARKS[mark]}"
        said = Defect("text/byte-order-mark", "", detail, "observation", "the text after it")
        ledger.add(said)
    if b"\r" in sketch.head and b"\r\n" in sketch.head.replace(b"\0", b""):
        detail = "lines end with CR LF, at the beginning at least"
        ledger.add(Defect("text/line-ends", "", detail, "observation", "the same lines"))


def _junk(sketch: Sketch) -> Defect:
    detail = f"{sketch.trailing} bytes stand behind the JSON value"
    return Defect("json/trailing-data", "", detail, read_as="the JSON value", whole=False)


def unrecognised_chapter(task: Task) -> Chapter:
    """The chapter of a blob that no reader knows; JSON that breaks is unreadable instead."""
    sketch = task.sketch
    if sketch.looks_like_json and sketch.trouble is not None:
        return blank_chapter(task, "unreadable", fault_of(sketch.trouble), "JSON")
    if sketch.looks_like_json and sketch.trailing:
        return blank_chapter(task, "unreadable", _junk(sketch), "JSON")
    return blank_chapter(task, "unrecognised", None)


def blank_chapter(task: Task, status: Status, fault: Defect | None, form: str = "") -> Chapter:
    """The chapter of a blob without facts, with the reason where there is one."""
    blob = task.sketch.blob
    document = Document(task.sketch.digest, blob.address, form, "", task.parent, status, blob.size)
    return Chapter(document, defects=[fault] if fault else [], role="")


def fault_of(error: DecodingError) -> Defect:
    """The ledger entry of an error that ended the reading."""
    return Defect(f"decoding/{error.id}", error.pointer, error.message, whole=False)

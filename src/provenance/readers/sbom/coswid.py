"""CoSWID (RFC 9393): software identification tags in CBOR, one or several in a row.

A tag is a map with a tag id and a software name, with or without the CBOR tag 1398229316. Several
stand one behind the other where a `.sbom` section or a uSWID header holds them; then the number of
each is the first step of its places.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from provenance import limits
from provenance.decoding import cbor
from provenance.decoding.sketch import Sketch
from provenance.errors import DecodingError, LimitExceededError
from provenance.model.document import Defect
from provenance.model.origin import Place
from provenance.readers.sbom._coswid_tag import read_tag
from provenance.readers.sbom._swid_notes import Notes
from provenance.readers.sbom._swid_tag import Tag, facts

FORMAT: Final = "CoSWID"
ROLE: Final = "evidence"

_TAG: Final = 1398229316  # "SWID"
_TAGGED: Final = b"\xda" + _TAG.to_bytes(4)
_MAPS: Final = (*range(0xA2, 0xB8), 0xB8, 0xB9, 0xBF)  # initial bytes of a map of two or more
_BESIDE: Final = frozenset({2, 5, 8, 9, 11, 12, 13, 14})


def recognise(sketch: Sketch) -> bool:
    """Whether the blob begins with a map that has the members of a tag."""
    head = sketch.head
    if head.startswith(_TAGGED):
        return head[5:6] not in (b"\xd2", b"\x84")  # a COSE envelope
    if head[:1] == b"" or head[0] not in _MAPS:
        return False
    try:
        return _is_tag(cbor.first_item(_content(sketch)).value)
    except DecodingError:
        return False  # an image may begin with any byte


def _is_tag(value: Any) -> bool:
    if type(value) is not dict:
        return False
    named = type(value.get(0)) in (str, bytes) and type(value.get(1)) is str
    return named and not _BESIDE.isdisjoint(value)


def _content(sketch: Sketch) -> bytes:
    """All bytes, which are few."""
    content = sketch.blob.head(limits.CBOR_BYTES + 1)
    if len(content) > limits.CBOR_BYTES:
        raise LimitExceededError(f"more than {limits.CBOR_BYTES} bytes of CBOR")
    return content


def read(sketch: Sketch) -> Iterator[tuple[Place, Any]]:
    """What each tag says; a tag that breaks ends the reading and keeps those in front of it."""
    notes, content = Notes(), _content(sketch)
    found, trouble = _items(content)
    alone = len(found) == 1 and trouble is None
    tags = [
        tag
        for number, item in enumerate(found)
        if (tag := _tag(item, "" if alone else f"/{number}", notes)) is not None
    ]
    if tags:
        yield from facts(FORMAT, "", tags)
    yield from _padding(found, content, trouble)
    yield from notes.entries()
    if trouble is not None:
        raise trouble


def _items(content: bytes) -> tuple[list[cbor.Item], DecodingError | None]:
    """The items, and why those after them cannot be had."""
    found: list[cbor.Item] = []
    try:
        for item in cbor.items(content):
            found.append(item)
    except DecodingError as error:
        return found, error
    return found, None


def _tag(item: cbor.Item, at: Place, notes: Notes) -> Tag | None:
    value = item.value
    if type(value) is cbor.Tagged and value.tag == _TAG:
        value = value.value
    if type(value) is not dict:
        notes.defect("not-a-tag", at or item.place, "is no map", "nothing", whole=False)
        return None
    if item.doubled:
        detail = "a map holds a name twice"
        notes.defect("duplicate-name", at, detail, "the last of them", whole=False)
    return read_tag(value, at, notes)


def _padding(
    found: list[cbor.Item], content: bytes, trouble: DecodingError | None
) -> Iterator[tuple[Place, Defect]]:
    end = found[-1].end if found else 0
    if trouble is None and end < len(content):
        place = f"byte={end}-{len(content)}"
        detail = f"{len(content) - end} zeros stand behind the last tag"
        yield place, Defect("swid/padding", place, detail, "observation")

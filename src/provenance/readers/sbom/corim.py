"""CoRIM: a manifest of reference values, with CoSWID tags among its parts (IETF RATS, draft).

A CoRIM is recognised and named, its CoSWIDs are documents of their own, and everything else that it
holds (CoMID: reference values and endorsements of an attester) is kept as it stands. So are a CoMID
alone, evidence (CoEV, tag 571 of TCG), and queries for reference values (CoSERV).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from provenance import limits
from provenance.blobs import Blob, MemoryBlob
from provenance.decoding import cbor
from provenance.decoding.sketch import Sketch
from provenance.errors import DecodingError
from provenance.model.component import Detail
from provenance.model.document import Defect, Heading
from provenance.model.origin import Place
from provenance.readers.sbom._corim_checks import check_triples
from provenance.readers.sbom._coswid_map import identifier_text

FORMAT: Final = "CoRIM"
ROLE: Final = "evidence"

_CORIM, _COSWID, _COMID, _COTL, _EVIDENCE, _COSERV = 501, 505, 506, 508, 571, 0
_MAPS: Final = frozenset(range(0xA2, 0xB8))
_MEMBERS: Final = {0: "id", 1: "tags", 2: "dependent-rims", 3: "profile", 4: "validity"} | {
    5: "entities"
}
_COMID_MEMBERS: Final = {0: "language", 1: "tag-identity", 2: "entities", 3: "linked-tags"} | {
    4: "triples"
}
_PARTS: Final = {_COMID: "CoMID", _COTL: "CoTL", _EVIDENCE: "CoEV", _COSERV: "CoSERV"}


def recognise(sketch: Sketch) -> bool:
    """Whether the blob is a CBOR value with the tags or the members of one of these."""
    head = sketch.head
    tagged = head.startswith((b"\xd9\x01\xf4", b"\xd9\x01\xf5", b"\xd9\x01\xfa", b"\xd9\x02\x3b"))
    if not tagged and (head[:1] == b"" or head[0] not in _MAPS):
        return False
    try:
        return _opened(cbor.first_item(_content(sketch)).value) is not None
    except DecodingError:
        return False  # an image may begin with any byte


def _content(sketch: Sketch) -> bytes:
    return sketch.blob.head(limits.CBOR_BYTES + 1)


def _opened(value: Any) -> tuple[int, dict[Any, Any]] | None:
    """The tag that says what it is, and the map behind it."""
    while type(value) is cbor.Tagged and value.tag == 500:
        value = value.value
    if type(value) is cbor.Tagged:
        inner = value.value
        if value.tag == _COMID and type(inner) is bytes:
            inner = cbor.decode(inner)
        known = value.tag in (_CORIM, _COMID, _EVIDENCE) and type(inner) is dict
        return (value.tag, inner) if known else None
    return _untagged(value) if type(value) is dict else None


def _untagged(value: dict[Any, Any]) -> tuple[int, dict[Any, Any]] | None:
    """A CoMID by its identity and triples, a CoSERV by its profile and query."""
    inner = value.get(1)
    if type(inner) is not dict or 0 not in inner:
        return None
    if type(value.get(4)) is dict:
        return _COMID, value
    asks = type(inner.get(0)) is int and type(inner.get(1)) is dict and type(inner.get(2)) is int
    return (_COSERV, value) if asks and type(value.get(0)) is str else None


def read(sketch: Sketch) -> Iterator[tuple[Place, Any]]:
    """The CoSWIDs as blobs, everything else as it stands."""
    item = cbor.first_item(_content(sketch))
    opened = _opened(item.value)
    assert opened is not None
    tag, content = opened
    if tag != _CORIM:
        identity = content.get(1) if tag == _COMID else None
        name = identity.get(0) if type(identity) is dict else None
        yield "", Heading(_PARTS[tag], identifier=_identifier(name))
        yield from _kept("", _PARTS[tag], content, "")
    else:
        yield "", Heading(FORMAT, identifier=_identifier(content.get(0)))
        yield from _manifest(sketch, content)
    if item.doubled:
        yield "", _loss("duplicate-name", "", "a map holds a name twice", "the last of them")
    trailing = sketch.blob.size - item.end
    if trailing:
        detail = f"{trailing} bytes stand behind the value"
        yield "", _loss("trailing-data", f"byte={item.end}-{sketch.blob.size}", detail, "nothing")


def _identifier(value: Any) -> str | None:
    return identifier_text(value) if type(value) is bytes else value if type(value) is str else None


def _loss(name: str, place: Place, detail: str, read_as: str) -> Defect:
    return Defect(f"corim/{name}", place, detail, "defect", read_as, whole=False)


def _manifest(sketch: Sketch, content: dict[Any, Any]) -> Iterator[tuple[Place, Any]]:
    profile = cbor.plain(content.get(3))
    profile = profile.get("value") if type(profile) is dict else profile
    for key, value in content.items():
        if key == 1 and type(value) is list:
            for number, part in enumerate(value):
                yield from _part(sketch, part, number, profile)
        elif key != 0 or _identifier(value) is None:
            name = _MEMBERS.get(key, str(key)) if type(key) is int else str(key)
            text = json.dumps(cbor.plain(value), ensure_ascii=False)
            yield f"/{key}", Detail(name, text)
    if type(content.get(1)) is not list or not content[1]:
        yield "", _loss("no-tags", "", "tags (1) is no list with something in it", "nothing")


def _part(
    sketch: Sketch, part: Any, number: int, profile: Any
) -> Iterator[tuple[Place, Blob | Detail | Defect]]:
    place = f"/1/{number}"
    tag, inner = (part.tag, part.value) if type(part) is cbor.Tagged else (0, part)
    if tag == _COSWID and type(inner) is bytes:
        yield place, MemoryBlob(f"{sketch.blob.address}!tags/{number}", inner)
        return
    try:
        value = cbor.decode(inner) if type(inner) is bytes else inner
    except DecodingError as error:
        yield place, _loss("bad-part", place, error.message, "bytes")
        value = inner
    yield from _kept(place, _PARTS.get(tag, f"tag {tag}"), value, profile)


def _kept(place: Place, kind: str, value: Any, profile: Any) -> Iterator[tuple[Place, Any]]:
    names = _COMID_MEMBERS if kind == "CoMID" else {}
    plain = cbor.plain(value)
    if type(value) is dict and type(plain) is dict:
        shown = [names.get(key, name) for key, name in zip(value, plain, strict=True)]
        plain = dict(zip(shown, plain.values(), strict=True))
    yield place, Detail(kind, json.dumps(plain, ensure_ascii=False))
    if kind == "CoMID" and type(value) is dict:
        for entry in check_triples(value.get(4), f"{place}/4", profile):
            yield entry.place, entry

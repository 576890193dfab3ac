"""COSE_Sign1 (RFC 9052, section 4.2): a signed payload, as signed CoRIM and signed CoSWID have it.

The payload is read as a document of its own. The signature is named and not checked.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from provenance import limits
from provenance.blobs import MemoryBlob
from provenance.decoding import cbor
from provenance.decoding.sketch import Sketch
from provenance.errors import DecodingError
from provenance.model.component import Detail
from provenance.model.document import Defect, Heading
from provenance.model.origin import Place

FORMAT: Final = "COSE_Sign1"
ROLE: Final = "stream"  # what is inside says what such a file is

_SIGN1: Final = 18
_WRAPPERS: Final = frozenset({1398229316, 500, 502})  # CoSWID, and CoRIM before its tags settled
_STARTS: Final = (b"\xd2\x84", b"\xda\x53\x57\x49\x44\xd2", b"\xd9\x01\xf4", b"\xd9\x01\xf6")


def recognise(sketch: Sketch) -> bool:
    """Whether the blob is a tagged list of headers, payload and signature, and nothing else."""
    if not sketch.head.startswith(_STARTS):
        return False
    try:
        return _envelope(sketch) is not None
    except DecodingError:
        return False  # an image may begin with any byte


def _envelope(sketch: Sketch) -> list[Any] | None:
    value = cbor.decode(sketch.blob.head(limits.CBOR_BYTES + 1))
    while type(value) is cbor.Tagged and value.tag in _WRAPPERS:
        value = value.value
    if type(value) is not cbor.Tagged or value.tag != _SIGN1:
        return None
    parts = value.value
    if type(parts) is not list or len(parts) != 4:
        return None
    protected, unprotected, payload, signature = map(type, parts)
    fits = protected is bytes and unprotected is dict and signature is bytes
    return parts if fits and payload in (bytes, type(None)) else None


def read(sketch: Sketch) -> Iterator[tuple[Place, Any]]:
    """The headers, and the payload as a blob."""
    parts = _envelope(sketch)
    assert parts is not None
    protected, unprotected, payload, _ = parts
    yield "", Heading(FORMAT)
    yield "/0", Detail("protected", _text(_headers(protected)))
    yield "/1", Detail("unprotected", _text(unprotected))
    detail = "the signature of the envelope is not checked in this version"
    yield "/3", Defect("cose/signature-not-checked", "/3", detail, "observation", whole=False)
    if payload is None:
        detail = "the payload is not in the envelope"
        yield "/2", Defect("cose/detached-payload", "/2", detail, "observation", whole=False)
    else:
        yield "/2", MemoryBlob(f"{sketch.blob.address}!payload", payload)


def _headers(protected: bytes) -> Any:
    """The protected headers, which are CBOR inside a byte string; the bytes where they are not."""
    try:
        return cbor.decode(protected) if protected else {}
    except DecodingError:
        return protected


def _text(value: Any) -> str:
    return json.dumps(cbor.plain(value), ensure_ascii=False)

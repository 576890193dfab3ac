"""uSWID: one header and behind it the SBOM, as python-uswid writes it for firmware.

Here the file is nothing else; a header somewhere inside an image is found by `embedded`. What the
payload is, is seen in its bytes and not believed from the header.
"""

from __future__ import annotations

import lzma
import zlib
from collections.abc import Iterator
from typing import Any, Final

from provenance import limits
from provenance.blobs import Blob, SpanBlob
from provenance.decoding.compressed import Codec, CompressedBlob, Inflate
from provenance.decoding.sketch import Sketch
from provenance.decoding.uswid import MAGIC, Header, read_header
from provenance.model.document import Defect, Heading
from provenance.model.origin import Place

FORMAT: Final = "uSWID"
ROLE: Final = "stream"

_CODECS: Final = {
    "zlib": Codec("zlib", lambda: Inflate(zlib.MAX_WBITS), (zlib.error,)),
    "lzma": Codec(
        "lzma",
        lambda: lzma.LZMADecompressor(lzma.FORMAT_AUTO, memlimit=limits.DECODER_MEMORY),
        (lzma.LZMAError,),
    ),
}


def recognise(sketch: Sketch) -> bool:
    """Whether the blob is one uSWID header with its payload, to the last byte."""
    if not sketch.head.startswith(MAGIC) or not sketch.blob.size_is_cheap:
        return False
    header = read_header(sketch.head)
    return header is not None and header.end == sketch.blob.size


def read(sketch: Sketch) -> Iterator[tuple[Place, Any]]:
    """The payload, decompressed."""
    header = read_header(sketch.head)
    assert header is not None
    yield "", Heading(FORMAT, str(header.version))
    place = f"byte={header.content}-{header.end}"
    for item in _payload(sketch, header, place):
        yield place, item


def _payload(sketch: Sketch, header: Header, place: Place) -> Iterator[Blob | Defect]:
    address = f"{sketch.blob.address}!payload"
    packed = SpanBlob(address, sketch.blob, header.content, header.payload)
    if header.compression == "none":
        yield packed
    elif header.compression == "unknown":
        detail = "is compressed in a way that uSWID does not know"
        yield Defect("uswid/unknown-compression", place, detail, read_as="nothing", whole=False)
    else:
        content = CompressedBlob(address, packed, _CODECS[header.compression])
        faults = list(content.faults())  # decodes to the end: what breaks midway is no document
        yield content
        yield from (fault for _, fault in faults)

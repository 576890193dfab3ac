"""gzip (RFC 1952): one or more members, with a CRC each; zeros behind the last one are padding."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any, Final

from provenance.decoding.compressed import Codec, CompressedBlob, Inflate
from provenance.decoding.sketch import Sketch
from provenance.model.origin import Place

FORMAT: Final = "gzip"
ROLE: Final = "compression"

_MAGIC: Final = b"\x1f\x8b\x08"
_RESERVED_FLAGS: Final = 0xE0  # RFC 1952, section 2.3.1.2: must be zero

CODEC: Final = Codec("gzip", lambda: Inflate(16 + zlib.MAX_WBITS), (zlib.error,), (_MAGIC,), True)


def recognise(sketch: Sketch) -> bool:
    """Whether the blob starts with a gzip member header."""
    head = sketch.head
    return head.startswith(_MAGIC) and len(head) > 3 and not head[3] & _RESERVED_FLAGS


def read(sketch: Sketch) -> Iterator[tuple[Place, Any]]:
    """The blob inside, not yet decoded; after it what stands behind the data."""
    blob = CompressedBlob(f"{sketch.blob.address}!gzip", sketch.blob, CODEC)
    yield "", blob
    yield from blob.faults()

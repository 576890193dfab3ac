"""bzip2: one or more streams, each with its CRC."""

from __future__ import annotations

import bz2
from collections.abc import Iterator
from typing import Any, Final

from provenance.decoding.compressed import Codec, CompressedBlob
from provenance.decoding.sketch import Sketch
from provenance.model.origin import Place

FORMAT: Final = "bzip2"
ROLE: Final = "compression"

_MAGIC: Final = b"BZh"
_BLOCKS: Final = (b"1AY&SY", b"\x17rE8P\x90")  # a block of data, or the end of an empty stream

CODEC: Final = Codec("bzip2", bz2.BZ2Decompressor, (OSError, ValueError), (_MAGIC,))


def recognise(sketch: Sketch) -> bool:
    """Whether the blob starts with a bzip2 stream header and its first block."""
    head = sketch.head
    return head.startswith(_MAGIC) and head[3:4] in b"123456789" and head[4:10] in _BLOCKS


def read(sketch: Sketch) -> Iterator[tuple[Place, Any]]:
    """The blob inside, not yet decoded; after it what stands behind the data."""
    blob = CompressedBlob(f"{sketch.blob.address}!bzip2", sketch.blob, CODEC)
    yield "", blob
    yield from blob.faults()

"""xz (the .xz file format 1.2.1): one or more streams, each with its check."""

from __future__ import annotations

import lzma
from collections.abc import Iterator
from typing import Any, Final

from provenance import limits
from provenance.decoding.compressed import Codec, CompressedBlob, Decoder
from provenance.decoding.sketch import Sketch
from provenance.model.origin import Place

FORMAT: Final = "xz"
ROLE: Final = "compression"

_MAGIC: Final = b"\xfd7zXZ\0"


def _new() -> Decoder:
    return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=limits.DECODER_MEMORY)


CODEC: Final = Codec("xz", _new, (lzma.LZMAError,), (_MAGIC,), True)


def recognise(sketch: Sketch) -> bool:
    """Whether the blob starts with an xz stream header."""
    return sketch.head.startswith(_MAGIC)


def read(sketch: Sketch) -> Iterator[tuple[Place, Any]]:
    """The blob inside, not yet decoded; after it what stands behind the data."""
    blob = CompressedBlob(f"{sketch.blob.address}!xz", sketch.blob, CODEC)
    yield "", blob
    yield from blob.faults()

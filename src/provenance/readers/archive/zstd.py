"""Zstandard (RFC 8878): one or more frames, skippable ones between them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any, Final

from provenance import limits
from provenance.decoding.compressed import Codec, CompressedBlob, Decoder
from provenance.decoding.sketch import Sketch
from provenance.model.origin import Place

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

FORMAT: Final = "zstd"
ROLE: Final = "compression"

_SKIPPABLE: Final = tuple(bytes([low]) + b"\x2a\x4d\x18" for low in range(0x50, 0x60))
_MAGICS: Final = (b"\x28\xb5\x2f\xfd", *_SKIPPABLE)
_WINDOW_LOG: Final = limits.DECODER_MEMORY.bit_length() - 2


def _new() -> Decoder:
    return zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: _WINDOW_LOG})


def _beside(start: bytes) -> str:
    """Whether a frame is one that decoders skip (section 3.1.2)."""
    return "a frame to be skipped" if start.startswith(_SKIPPABLE) else ""


CODEC: Final = Codec("zstd", _new, (zstd.ZstdError,), _MAGICS, beside=_beside)


def recognise(sketch: Sketch) -> bool:
    """Whether the blob starts with a Zstandard or skippable frame."""
    return sketch.head.startswith(_MAGICS)


def read(sketch: Sketch) -> Iterator[tuple[Place, Any]]:
    """The blob inside, not yet decoded; after it what stands behind the data."""
    blob = CompressedBlob(f"{sketch.blob.address}!zstd", sketch.blob, CODEC)
    yield "", blob
    yield from blob.faults()

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

_EXTRA, _NAME, _COMMENT = 1 << 2, 1 << 3, 1 << 4
_FIXED: Final = 10  # bytes in front of what the flags announce
_NAME_LENGTH: Final = 255
# Blocks of genomics tools say how long they are, and the last one is empty (SAM v1, section 4.1).
_BLOCK_EXTRA: Final = b"\x06\0BC\x02\0"
_BLOCK_END: Final = bytes.fromhex("1f8b08040000000000ff0600424302001b0003000000000000000000")


def _beside(start: bytes) -> str:
    """What the header of a member holds beside flags, time and a name (section 2.3.1)."""
    flags, at = start[3] if len(start) > _FIXED else 0, _FIXED
    if flags & _EXTRA:
        if not start.startswith(_BLOCK_EXTRA, at):
            return "an extra field"
        at += len(_BLOCK_EXTRA) + 2
    if flags & _NAME and b"\0" not in start[at : at + _NAME_LENGTH + 1]:
        return f"a name of more than {_NAME_LENGTH} bytes"
    return "a comment" if flags & _COMMENT else ""


CODEC: Final = Codec(
    "gzip",
    lambda: Inflate(16 + zlib.MAX_WBITS),
    (zlib.error,),
    (_MAGIC,),
    padded=True,
    beside=_beside,
    closing=_BLOCK_END,
)


def recognise(sketch: Sketch) -> bool:
    """Whether the blob starts with a gzip member header."""
    head = sketch.head
    return head.startswith(_MAGIC) and len(head) > 3 and not head[3] & _RESERVED_FLAGS


def read(sketch: Sketch) -> Iterator[tuple[Place, Any]]:
    """The blob inside, not yet decoded; after it what stands behind the data."""
    blob = CompressedBlob(f"{sketch.blob.address}!gzip", sketch.blob, CODEC)
    yield "", blob
    yield from blob.faults()

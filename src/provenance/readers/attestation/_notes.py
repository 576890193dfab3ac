"""What readers of notes share: a bounded text, and the lines that stand before a checkpoint."""

from __future__ import annotations

from typing import Final, NamedTuple

from provenance import limits
from provenance.decoding.notes import parse_checkpoint
from provenance.decoding.sketch import Sketch
from provenance.errors import DecodingError, LimitExceededError
from provenance.model.transparency import Checkpoint

BEFORE_CHECKPOINTS: Final = (b"c2sp.org/tlog-proof@", b"old ")
"""How documents begin that hold a checkpoint and are none themselves."""


class Led(NamedTuple):
    """The lines before a checkpoint, and the checkpoint; `line` is where that begins, from 1."""

    lines: list[str]
    checkpoint: Checkpoint
    line: int


def text_of(sketch: Sketch) -> str:
    """The whole text, or a `DecodingError`: notes are UTF-8 and nothing else."""
    size = sketch.blob.size
    if size > limits.NOTE_BYTES:
        raise LimitExceededError(f"has {size} bytes; at most {limits.NOTE_BYTES} are read as note")
    try:
        return bytes(sketch.blob.view()).decode()
    except UnicodeDecodeError as error:
        raise DecodingError("is not UTF-8") from error


def led_checkpoint(sketch: Sketch) -> Led:
    """Lines up to the first empty one, and the checkpoint behind it."""
    head, gap, note = text_of(sketch).partition("\n\n")
    if not gap:
        raise DecodingError("has no empty line before a checkpoint")
    lines = head.split("\n")
    line = len(lines) + 2
    try:
        return Led(lines, parse_checkpoint(note), line)
    except DecodingError as error:
        raise error.below(f"line={line}") from error

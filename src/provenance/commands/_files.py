"""What several commands read and write: a stored verdict, an output file, color."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from provenance import limits
from provenance.errors import DecodingError, UnreadableError, UsageError

if TYPE_CHECKING:
    from provenance.model.verdict import Verdict


def load_verdict(path: str) -> Verdict:
    """The verdict in a JSON file; a `UsageError` with file and pointer where it is none."""
    from provenance.decoding import json
    from provenance.decoding.verdict import verdict_from_plain

    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise UnreadableError(f"{path}: cannot be read: {error.strerror}") from error
    if len(data) > limits.MEMORY_BLOB:
        raise UsageError(f"{path}: {len(data)} bytes are more than any verdict has")
    try:
        return verdict_from_plain(json.decode(json.normalize_encoding(data).text))
    except DecodingError as error:
        raise UsageError(f"{path}: {error}") from error


def write_output(path: str | None, content: bytes) -> None:
    """To a file, or to standard output where none is named."""
    if path is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    try:
        Path(path).write_bytes(content)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}") from error


def wants_color() -> bool:
    """Whether standard output is a terminal, and nobody asked for none (NO_COLOR, dumb)."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return sys.stdout.isatty() and not plain

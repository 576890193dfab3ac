"""What every fuzz target holds: any bytes as a delivery give evidence, or an error with a name.

Two readers that recognise the same bytes are an error of ours, and so is every exception that is no
`ProvenanceError`.
"""

from __future__ import annotations

import random
from pathlib import Path
from types import ModuleType
from typing import Final

from provenance.errors import ProvenanceError
from provenance.intake import read
from provenance.linting import findings_of
from provenance.model.build import Layout

AT: Final = "2026-11-22T12:00:00Z"
_WORDS: Final = (b"", b"\0", b"\xff", b"\x7f", b"null", b"[", b"{", b'"', b"<", b"-1", b"1e999")


class Bench:
    """A folder in which one input after the other is delivered."""

    def __init__(self, folder: Path, reader: ModuleType) -> None:
        suffix = getattr(reader, "SUFFIX", "")
        self._file = folder / f"input{suffix}"
        self._given = folder if suffix else self._file
        if suffix:
            (folder / "input").write_bytes(b"what the other file is about")

    def deliver(self, content: bytes) -> None:
        """Read some bytes as a delivery; everything but a named error goes through."""
        self._file.write_bytes(content)
        try:
            evidence = read(self._given)
        except ProvenanceError as error:
            if type(error) is ProvenanceError:
                raise
            return
        assert evidence.chapters
        for chapter in evidence.chapters:
            assert chapter.counts["components"] >= 0
            for entry in chapter.defects:
                assert entry.id
                assert isinstance(entry.detail, str)
        for said in evidence.said(Layout):
            for finding in findings_of(said, AT):
                assert finding.id
                assert finding.fix


def changed(content: bytes, choice: random.Random) -> bytes:
    """The same bytes with a few small changes."""
    found = bytearray(content)
    for _ in range(choice.randint(1, 4)):
        start = choice.randint(0, len(found))
        end = min(len(found), start + choice.choice((0, 1, 1, 2, 4, 16)))
        kind = choice.randint(0, 3)
        if kind == 0:
            found[start:end] = choice.randbytes(end - start)
        elif kind == 1:
            found[start:end] = choice.choice(_WORDS)
        elif kind == 2:
            found[start:start] = found[start : start + choice.choice((1, 8, 64))]
        else:
            del found[start : start + choice.choice((1, 2, 8, len(found)))]
    return bytes(found)

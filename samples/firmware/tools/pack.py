# SPDX-License-Identifier: Apache-2.0
"""Packs programs into gateway.img: a header as in include/image.h, then each part at its offset."""

from __future__ import annotations

import argparse
import hashlib
import struct
from pathlib import Path
from typing import NamedTuple

MAGIC = 0x57464741  # "AGFW", little endian
FORMAT = 1
HEADER = struct.Struct("<IHH24s")
PART = struct.Struct("<8sII32s")
ERASED = b"\xff"  # what flash holds where nothing was written


class Part(NamedTuple):
    """A program and where it goes."""

    name: str
    offset: int
    content: bytes


def part_of(text: str) -> Part:
    """Read a part given as NAME=FILE@OFFSET."""
    name, _, place = text.partition("=")
    file, _, offset = place.rpartition("@")
    if not name or not file:
        raise argparse.ArgumentTypeError(f"expected NAME=FILE@OFFSET, not {text!r}")
    return Part(name, int(offset, 0), Path(file).read_bytes())


def header_of(version: str, parts: list[Part]) -> bytes:
    """Describe each part: its name, offset, size and SHA-256."""
    fixed = HEADER.pack(MAGIC, FORMAT, len(parts), version.encode("ascii"))
    rows = [
        PART.pack(
            part.name.encode("ascii"),
            part.offset,
            len(part.content),
            hashlib.sha256(part.content).digest(),
        )
        for part in parts
    ]
    return fixed + b"".join(rows)


def pack(version: str, parts: list[Part]) -> bytes:
    """Lay out the image; a part that would overlap what lies before it raises ValueError."""
    image = header_of(version, parts)
    for part in sorted(parts, key=lambda part: part.offset):
        if part.offset < len(image):
            raise ValueError(f"{part.name} at {part.offset:#x} overlaps what lies before it")
        image += ERASED * (part.offset - len(image)) + part.content
    return image


def main() -> None:
    """Read the command line and write the image."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--version", required=True)
    parser.add_argument("--output", required=True, type=Path)
    parser.add_argument("parts", nargs="+", type=part_of, metavar="NAME=FILE@OFFSET")
    given = parser.parse_args()
    given.output.write_bytes(pack(given.version, given.parts))


if __name__ == "__main__":
    main()

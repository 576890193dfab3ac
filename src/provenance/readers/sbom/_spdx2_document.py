"""What an SPDX 2 document says, whichever of its five serializations it came in.

A reader takes its document apart into *parts*: section, place, and a value in the shape that the
official JSON schema of SPDX 2.3 gives that section. `Spdx2` turns parts into facts and holds them
against the text of the specification (and, where asked, against the schema). Sections are

- `document`: everything at the top but the lists below (`SPDXID`, `spdxVersion`, `creationInfo`,
  `externalDocumentRefs`, `documentDescribes`, `revieweds` …), as one object, and before all others
- `packages`, `files`, `snippets`, `relationships`, `hasExtractedLicensingInfos`, `annotations`:
  one object of such a list each. An annotation that names its element (tag-value) has it in
  `spdxElementId`; one without is about the document.

Parts may come in any order after `document`; relationships may come before what they relate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from provenance.model.origin import Place

Items = Iterator[tuple[Place, Any]]


class Part(NamedTuple):
    """One object of an SPDX 2 document, decoded to plain Python values."""

    section: str
    place: Place
    value: Any


def below(place: Place, pointer: str) -> Place:
    """The place of something inside a part, in a document with JSON pointers."""
    return place + pointer


class Spdx2:
    """Reads one document.

    `spdx_version` is the `spdxVersion` as written. `schema` holds every part against the official
    JSON schema; without it, what is mandatory is held against the text of the specification only.
    `locate(place, pointer)` is the place of something inside a part: `pointer` is a JSON pointer
    in its value, such as `/checksums/0/checksumValue`.
    """

    def __init__(
        self,
        spdx_version: str | None,
        *,
        schema: bool = True,
        locate: Callable[[Place, str], Place] = below,
    ) -> None:
        self._written, self._schema, self._locate = spdx_version, schema, locate

    def read(self, parts: Iterable[Part]) -> Items:
        """Facts and ledger entries of all parts, then what only the whole shows, and the heading.

        Where the reader that gives the parts raises a `DecodingError`, the heading comes all the
        same before the error goes on.
        """
        for part in parts:
            yield from self.part(part)
        yield from self.end()

    def part(self, part: Part) -> Items:
        """Facts and entries of one part, for readers that would rather push than be pulled."""
        yield from ()

    def end(self) -> Items:
        """What only the whole shows, what was counted, and the heading; once, after all parts."""
        yield from ()

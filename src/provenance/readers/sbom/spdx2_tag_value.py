"""SPDX 2.0 to 2.3 in tag-value (clause 4 and the clauses of each tag).

A document is recognised by its tags: one of them is the first thing in it that is no comment, and
`SPDXVersion` or `SPDXID: SPDXRef-DOCUMENT` stands near the top. `spdxVersion` is how JSON, YAML and
XML spell it, and no tag. Lines are read one after the other; places are `line=N`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from provenance.decoding.sketch import Sketch
from provenance.errors import DecodingError
from provenance.model.origin import Place
from provenance.readers.sbom._spdx2_document import Spdx2
from provenance.readers.sbom._spdx2_faults import entries_of
from provenance.readers.sbom._spdx2_tag_parts import TagParts
from provenance.readers.sbom._spdx2_tags import SPELLINGS

FORMAT: Final = "SPDX"
ROLE: Final = "evidence"
Items = Iterator[tuple[Place, Any]]

_LONG_HEAD: Final = 1 << 16
"""Bytes that are looked at where the first ones are all comment: a license, at most."""
_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_FIRST: Final = re.compile(rb"(?:[ \t]*+(?:#[^\r\n]*+)?[\r\n]++)*+[ \t]*+([A-Za-z]+)[ \t]*+:")
_VERSION: Final = re.compile(
    rb"^(?!spdxVersion)spdxversion[ \t]*:[ \t]*(?:<text>)?[ \t]*SPDX-", re.MULTILINE | re.IGNORECASE
)
_JSON_SPELLING: Final = re.compile(rb"^[ \t-]*[\"']?spdxVersion[\"']?[ \t]*:", re.MULTILINE)
_DOCUMENT: Final = re.compile(
    rb"^[ \t]*SPDXID[ \t]*:[ \t]*SPDXRef-DOCUMENT[ \t]*\r?$", re.MULTILINE
)
_DOCUMENT_NAME: Final = re.compile(rb"^[ \t]*DocumentN", re.MULTILINE)


def recognise(sketch: Sketch) -> bool:
    """Whether the first lines are tags of SPDX 2, one of them its version or its own id."""
    if not sketch.is_text or sketch.looks_like_json:
        return False
    head = _plain(sketch.head)
    first = _FIRST.match(head)
    if first is None and head.lstrip()[:1] == b"#":
        head = _plain(sketch.blob.head(_LONG_HEAD))
        first = _FIRST.match(head)
    if first is None or first[1].decode().lower() not in SPELLINGS:
        return False
    return _is_spdx(head.replace(b"\r\n", b"\n").replace(b"\r", b"\n"))


def _is_spdx(head: bytes) -> bool:
    if _JSON_SPELLING.search(head):
        return False
    if re.search(rb"^[ \t]*SPDXVersion[ \t]*:", head, re.MULTILINE) or _VERSION.search(head):
        return True
    return bool(_DOCUMENT.search(head) and _DOCUMENT_NAME.search(head))


def _plain(head: bytes) -> bytes:
    """The first bytes in UTF-8, as far as they are whole."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return head[len(mark) :].decode(encoding, "ignore").encode()
    return head


def read(sketch: Sketch) -> Items:
    """The facts of all parts, the heading behind them, and what is wrong with the writing."""
    tags = TagParts(sketch.text)
    model: Spdx2 | None = None
    try:
        for part in tags.parts():
            if model is None:
                model = Spdx2(part.value.get("spdxVersion"), schema=False, locate=tags.locate)
            model.part(part)
            if tags.details:
                yield from _drain(tags)
    except DecodingError:
        yield from _rest(tags, model)
        raise
    yield from _rest(tags, model)


def _rest(tags: TagParts, model: Spdx2 | None) -> Items:
    yield from _drain(tags)
    if model is not None:
        yield from model.end()
    yield from entries_of(tags.faults)


def _drain(tags: TagParts) -> Items:
    details, tags.details = tags.details, []
    yield from details

"""A layout in YAML, as the first implementation of layouts over attestations has them.

It is named and not read: what is signed in in-toto is JSON, and a rule that two readers of YAML
take differently would be one that nobody signed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from provenance.decoding.sketch import Sketch
from provenance.errors import DecodingError
from provenance.model.document import Heading
from provenance.model.origin import Place

FORMAT: Final = "in-toto layout"
ROLE: Final = "evidence"
_START: Final = 1 << 20
_NAMES: Final = frozenset({"steps", "functionaries", "expires"})
_KEY: Final = re.compile(rb"^[\"']?([A-Za-z_]+)[\"']?[ \t]*:(?=\s|$)", re.MULTILINE)


def recognise(sketch: Sketch) -> bool:
    """Whether the names at the beginning of lines are those of such a layout."""
    if not sketch.is_text or sketch.looks_like_json or b"steps" not in sketch.blob.head(_START):
        return False
    return {name.encode() for name in _NAMES} <= set(_KEY.findall(sketch.blob.head(_START)))


def read(sketch: Sketch) -> Iterator[tuple[Place, Any]]:
    """What it is, and that it is not read."""
    yield "", Heading(FORMAT, "YAML")
    raise DecodingError("a layout in YAML is not read; write it as JSON, and sign that")

"""Public keys and certificates in a delivery: noted, and believed by nobody for lying there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from provenance import limits
from provenance.decoding import json
from provenance.decoding.sketch import Sketch
from provenance.errors import DecodingError, LimitExceededError
from provenance.model.document import Defect, Heading
from provenance.model.origin import Place

FORMAT: Final = "public key"
ROLE: Final = "key"
TELLING: Final = ("keyval",)

_BEGIN: Final = re.compile(rb"\s*-----BEGIN (?:PUBLIC KEY|CERTIFICATE)-----")
_FRAME: Final = re.compile(
    rb"\s*-----BEGIN (PUBLIC KEY|CERTIFICATE)-----[A-Za-z0-9+/=\s]+-----END \1-----"
)


def recognise(sketch: Sketch) -> bool:
    """Whether the blob begins as PEM of a public half, or is a JSON key without a private one."""
    if _BEGIN.match(sketch.head):
        return True
    return {"keytype", "scheme", "keyval"} <= sketch.members.keys() and _is_public(sketch)


def read(sketch: Sketch) -> Iterator[tuple[Place, Any]]:
    """What kind of file it is; the key itself comes from the trust root."""
    if sketch.members:
        yield "", Heading(FORMAT, "securesystemslib")
        return
    yield "", Heading(FORMAT, "PEM")
    if sketch.blob.size > limits.KEY_BYTES:
        size = sketch.blob.size
        raise LimitExceededError(f"{size} bytes; at most {limits.KEY_BYTES} are read as keys")
    text, end = bytes(sketch.text), 0
    while (frame := _FRAME.match(text, end)) is not None:
        end = frame.end()
    if text[end:].strip():
        place = f"byte={end}-{len(text)}"
        yield place, Defect("key/broken-frame", place, "is no whole PEM block", whole=False)


def _is_public(sketch: Sketch) -> bool:
    try:
        value = json.decode(sketch.members["keyval"])
    except DecodingError:
        return False
    return isinstance(value, dict) and bool(value.get("public")) and not value.get("private")

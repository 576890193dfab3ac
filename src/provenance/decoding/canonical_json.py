r"""Canonical JSON as in-toto signs it (OLPC): sorted names, no blanks, only `\"` and `\\` escaped.

The encoder writes the same, in C, except that it also escapes control characters; those escapes are
undone. Numbers with a fraction have no canonical form and are refused.
"""

from __future__ import annotations

import re
from typing import Any, Final

import msgspec

from provenance.errors import DecodingError, LimitExceededError


def _refuse(number: str) -> Any:
    raise ValueError(number)


_encode: Final = msgspec.json.Encoder(order="deterministic").encode
_look_for_fractions: Final = msgspec.json.Decoder(float_hook=_refuse).decode
_ESCAPE: Final = re.compile(rb"\\(?:[\"\\]|([bfnrt])|u00([0-9a-f]{2}))")
_SHORT: Final = {b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t"}


def canonical_json(value: Any) -> bytes:
    """The canonical bytes of a decoded JSON value; a `DecodingError` where it has none."""
    try:
        text = _encode(value)
        _look_for_fractions(text)
    except RecursionError as error:
        raise LimitExceededError("is nested too deeply for canonical JSON") from error
    except (msgspec.MsgspecError, ValueError, TypeError) as error:
        raise DecodingError(f"has no canonical JSON: {error}") from error
    if b"null" in text and _holds_float(value):
        raise DecodingError("has no canonical JSON: it holds a number that is none")
    return _ESCAPE.sub(_undo, text) if b"\\" in text else text


def _undo(escape: re.Match[bytes]) -> bytes:
    short, code = escape.groups()
    if short is not None:
        return _SHORT[short]
    return escape[0] if code is None else bytes.fromhex(code.decode())


def _holds_float(value: Any) -> bool:
    """Whether it holds a float: infinity and not-a-number were encoded as null."""
    pending = [value]
    while pending:
        node = pending.pop()
        if isinstance(node, float):
            return True
        if isinstance(node, dict):
            pending.extend(node.values())
        elif isinstance(node, list | tuple):
            pending.extend(node)
    return False

r"""Canonical JSON as in-toto signs it (OLPC): sorted names, no blanks, only `\"` and `\\` escaped.

The standard library's encoder writes the same, in C, except that it also escapes control
characters; those escapes are undone. Numbers with a fraction have no canonical form: refused.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final

from provenance.errors import DecodingError, LimitExceededError

_encode: Final = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
).encode
_ESCAPE: Final = re.compile(r"\\(?:[\"\\]|([bfnrt])|u([0-9a-f]{4}))")
_MAYBE_FLOAT: Final = re.compile(r"(?:^|[:,\[])-?[0-9]+[.e]")
_SHORT: Final = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


def canonical_json(value: Any) -> bytes:
    """The canonical bytes of a decoded JSON value; a `DecodingError` where it has none."""
    try:
        text = _encode(value)
        if _MAYBE_FLOAT.search(text) and _holds_float(value):
            raise DecodingError("holds a fraction, which canonical JSON does not have")
        if "\\" in text:
            text = _ESCAPE.sub(_undo, text)
        return text.encode()
    except RecursionError as error:
        raise LimitExceededError("is nested too deeply for canonical JSON") from error
    except ValueError as error:
        raise DecodingError(f"has no canonical JSON: {error}") from error


def _undo(escape: re.Match[str]) -> str:
    short, code = escape.groups()
    if short is not None:
        return _SHORT[short]
    return escape[0] if code is None else chr(int(code, 16))


def _holds_float(value: Any) -> bool:
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

"""Details: what a document says and no field of a fact has room for, as JSON text."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from provenance.model.component import Detail

_encode: Final = msgspec.json.Encoder().encode


def json_text(value: Any) -> str:
    """The JSON text of a value, as details hold it."""
    return _encode(value).decode()


def detail_of(kind: str, value: Any, about: tuple[str, ...] = ()) -> Detail:
    """A value that no field has room for."""
    return Detail(kind, json_text(value), about)


def says_something(value: Any) -> bool:
    """Whether a value is more than what a program writes where it has nothing to say."""
    return value is not None and value not in ("", [], {})

"""SPDX license expressions (SPDX 2.3, annex D): whether they parse, and which ids nobody knows.

Parsed by the license-expression library, which carries the SPDX license list; each spelling once.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec
from msgspec import Struct

from provenance import limits

if TYPE_CHECKING:
    from license_expression import Licensing

_LOCAL: Final = ("LicenseRef-", "DocumentRef-", "AdditionRef-")
_LIST: Final = "data/scancode-licensedb-index.json"
"""Where the library keeps its list of licenses."""
_is_id: Final = re.compile(r"(DocumentRef-[A-Za-z0-9.-]+:)?[A-Za-z0-9.-]+\+?").fullmatch
_FORMER: Final = {
    "ecos-2.0": "GPL-2.0-or-later WITH eCos-exception-2.0",
    "gpl-2.0-with-autoconf-exception": "GPL-2.0-only WITH Autoconf-exception-2.0",
    "gpl-2.0-with-bison-exception": "GPL-2.0-only WITH Bison-exception-2.2",
    "gpl-2.0-with-classpath-exception": "GPL-2.0-only WITH Classpath-exception-2.0",
    "gpl-2.0-with-font-exception": "GPL-2.0-only WITH Font-exception-2.0",
    "gpl-2.0-with-gcc-exception": "GPL-2.0-only WITH GCC-exception-2.0",
    "gpl-3.0-with-autoconf-exception": "GPL-3.0-only WITH Autoconf-exception-3.0",
    "gpl-3.0-with-gcc-exception": "GPL-3.0-only WITH GCC-exception-3.1",
    "wxwindows": "LGPL-2.0-or-later WITH WxWindows-exception-3.1",
}
"""Deprecated ids of the SPDX license list that are a license with an exception; the library takes
them for mere exceptions."""
_former: Final = re.compile(
    "(?<![A-Za-z0-9.+-])(?:" + "|".join(map(re.escape, _FORMER)) + ")(?![A-Za-z0-9.+-])",
    re.IGNORECASE,
)
_GAPS: Final = frozenset({"NOASSERTION", "NONE"})


@lru_cache(maxsize=1)
def _licensing() -> Licensing:
    from license_expression import get_spdx_licensing

    return get_spdx_licensing()


class _Listed(Struct):
    """A license of the library's list, as far as its id is concerned."""

    spdx_license_key: str | None = None
    is_exception: bool = False


@lru_cache(maxsize=1)
def _plain_ids() -> frozenset[str]:
    """Ids of licenses that stand for themselves: an expression that is one needs no parser.

    Making the parser takes longer than reading most documents, and most have no other expressions.
    """
    package = find_spec("license_expression")
    file = Path(package.origin if package is not None and package.origin else "").parent / _LIST
    try:
        listed = msgspec.json.decode(file.read_bytes(), type=list[_Listed])
    except (OSError, msgspec.MsgspecError):
        return frozenset()  # another version of the library: its parser still knows them all
    ids = (one.spdx_license_key for one in listed if not one.is_exception)
    return frozenset(one for one in ids if one and _is_plain(one) and one.lower() not in _FORMER)


def _is_plain(name: str) -> bool:
    return _is_id(name) is not None and "+" not in name and not name.startswith(_LOCAL)


@lru_cache(maxsize=1)
def _known_ids() -> frozenset[str]:
    """Every id of the SPDX lists of licenses and exceptions, in lower case: ids have no case."""
    return frozenset(key.lower() for key in _licensing().known_symbols)


class _Fault(Exception):
    """An expression that does not parse."""


def license_fault(text: str) -> str | None:
    """Why a text is no license expression, or None."""
    if len(text) > limits.LICENSE_EXPRESSION:
        return f"has {len(text)} characters; at most {limits.LICENSE_EXPRESSION} are parsed"
    return _fault(text)


@lru_cache(maxsize=16_384)
def _fault(text: str) -> str | None:
    if text in _plain_ids():
        return None
    try:
        symbols = _symbols(_parse(text))
    except _Fault as fault:
        return str(fault)
    odd = next((str(symbol) for symbol in symbols if not _is_id(str(symbol))), None)
    return None if odd is None else f"{odd[:80]!r} is no license id"


def unknown_ids(text: str) -> tuple[str, ...]:
    """Ids in an expression that are on no SPDX list and refer to no text of the document."""
    return () if license_fault(text) is not None else _unknown(text)


@lru_cache(maxsize=16_384)
def _unknown(text: str) -> tuple[str, ...]:
    if text in _plain_ids():
        return ()
    known = _known_ids()
    found = dict.fromkeys(str(symbol) for symbol in _symbols(_parse(text)))
    return tuple(
        key
        for key in found
        if key.lower() not in known and not key.startswith(_LOCAL) and key not in _GAPS
    )


def local_refs(text: str) -> tuple[str, ...]:
    """The `LicenseRef-…` of an expression, sorted: texts that the document has to hold."""
    if "Ref-" not in text or license_fault(text) is not None:
        return ()
    names = dict.fromkeys(str(symbol) for symbol in _symbols(_parse(text)))
    return tuple(name for name in names if name.startswith(_LOCAL))


def normal_expression(text: str) -> str:
    """An expression in its one spelling, so that two can be compared; else the text itself."""
    return text if license_fault(text) is not None else _normal(text)


@lru_cache(maxsize=16_384)
def _normal(text: str) -> str:
    try:
        return str(_parse(text).simplify())
    except RecursionError:
        return text


def _parse(text: str) -> Any:
    """The tree of an expression; `_Fault` where there is none."""
    from license_expression import ExpressionError, ParseError

    text = _former.sub(lambda found: _FORMER[found[0].lower()], text)
    strict = "AdditionRef-" not in text  # SPDX 3 has exceptions of one's own; the library has none
    try:
        tree = _licensing().parse(text, strict=strict)
    except (ExpressionError, ParseError) as error:
        raise _Fault(" ".join(str(error).split())[:200]) from error
    except RecursionError as error:
        raise _Fault("is nested too deeply") from error
    except (AssertionError, IndexError) as error:  # an operator or a bracket without its part
        raise _Fault("has an operator or a bracket with nothing beside it") from error
    if tree is None:
        raise _Fault("is empty")
    return tree


def _symbols(tree: Any) -> list[Any]:
    """The ids of a tree, sorted; a license with an exception is two."""
    try:
        return sorted((part for s in tree.symbols for part in s.decompose()), key=str)
    except RecursionError as error:
        raise _Fault("is nested too deeply") from error

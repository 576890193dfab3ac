"""The JSON Canonicalization Scheme (RFC 8785): one text for one value, so that it can be signed.

Not to be taken for `canonical_json`, which in-toto signs and which has no fractions.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from json.encoder import encode_basestring
from typing import Any, Final, NoReturn

import msgspec

from provenance.errors import DecodingError, LimitExceededError

_EXACT: Final = 1 << 53
"""Whole numbers up to here are exact in every reader; beyond it they are rounded to a double."""
_PLAIN_UP_TO: Final = 21
_PLAIN_FROM: Final = -6
"""Decimal points of numbers that ECMAScript writes without an exponent."""


_BEYOND_BMP: Final = re.compile(rb"[\xf0-\xf4]")
_DOUBTFUL: Final = re.compile(rb"(?:[:,\[]|^)(?:-?[0-9]{16}|null)")
"""Whole numbers that may not be exact, and what infinite numbers are encoded as."""


def _refuse(number: str) -> NoReturn:
    raise ValueError(number)


_encode: Final = msgspec.json.Encoder(order="deterministic").encode
_look_for_fractions: Final = msgspec.json.Decoder(float_hook=_refuse).decode


def jcs(value: Any) -> bytes:
    """The canonical bytes of a decoded JSON value; a `DecodingError` where it has none."""
    return _plainly(value) or _carefully(value)


def jcs_object(members: Mapping[str, bytes]) -> bytes:
    """The canonical bytes of an object of whose members there are those already."""
    try:
        parts = [_text(name).encode() + b":" + members[name] for name in _ordered(members)]
    except UnicodeEncodeError as error:
        raise DecodingError("has no canonical form: half a surrogate pair in a text") from error
    return b"{" + b",".join(parts) + b"}"


def _ordered(members: Iterable[str]) -> list[str]:
    """Section 3.2.3: by UTF-16 code units, which is not the order of code points."""
    return sorted(members, key=lambda name: name.encode("utf-16-be"))


def _plainly(value: Any) -> bytes | None:
    """The same in one go, where order and numbers are those of any sorted JSON."""
    try:
        text = _encode(value)
        _look_for_fractions(text)
    except (msgspec.MsgspecError, ValueError, TypeError, RecursionError):
        return None
    return None if _BEYOND_BMP.search(text) or _DOUBTFUL.search(text) else text


def _carefully(value: Any) -> bytes:
    try:
        return "".join(_pieces(value)).encode()
    except RecursionError as error:
        raise LimitExceededError("is nested too deeply for a canonical form") from error
    except UnicodeEncodeError as error:
        raise DecodingError("has no canonical form: half a surrogate pair in a text") from error


def _pieces(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield _text(value)
    elif value is None or isinstance(value, bool):
        yield {None: "null", True: "true", False: "false"}[value]
    elif isinstance(value, int | float):
        yield _number(value)
    elif isinstance(value, dict):
        yield from _object(value)
    elif isinstance(value, list | tuple):
        yield "["
        for position, part in enumerate(value):
            if position:
                yield ","
            yield from _pieces(part)
        yield "]"
    else:
        raise DecodingError(f"has no canonical form: it holds a {type(value).__name__}")


def _object(value: dict[str, Any]) -> Iterator[str]:
    yield "{"
    for position, name in enumerate(_ordered(value)):
        yield f"{',' if position else ''}{_text(name)}:"
        yield from _pieces(value[name])
    yield "}"


def _text(text: str) -> str:
    """Section 3.2.2.2, which escapes the same characters as Python does, and in the same way."""
    return encode_basestring(text)


def _number(number: int | float) -> str:
    """Section 3.2.2.3: as ECMAScript writes a double, the shortest text that gives it back."""
    try:
        double = float(number)
    except OverflowError as error:
        raise DecodingError("has no canonical form: a number is too large") from error
    if not math.isfinite(double):
        raise DecodingError("has no canonical form: it holds a number that is none")
    if double == 0:
        return "0"
    if isinstance(number, int) and int(double) != number:
        raise DecodingError(f"has no canonical form: {number} is no exact double (RFC 7493)")
    if double.is_integer() and abs(double) <= _EXACT:
        return str(int(double))
    return _shortest(double)


def _shortest(double: float) -> str:
    sign = "-" if double < 0 else ""
    mantissa, _, exponent = repr(abs(double)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    fraction = fraction.rstrip("0")
    digits = (whole + fraction).lstrip("0")
    leading = len(whole + fraction) - len((whole + fraction).lstrip("0"))
    point = len(whole) - leading + int(exponent or 0)
    digits = digits.rstrip("0")
    return sign + _placed(digits, point)


def _placed(digits: str, point: int) -> str:
    """Digits with the decimal point after so many of them (ECMA-262, Number::toString)."""
    if len(digits) <= point <= _PLAIN_UP_TO:
        return digits + "0" * (point - len(digits))
    if 0 < point <= _PLAIN_UP_TO:
        return f"{digits[:point]}.{digits[point:]}"
    if _PLAIN_FROM < point <= 0:
        return f"0.{'0' * -point}{digits}"
    tail = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{digits[0]}{tail}e{point - 1:+d}"

"""What a schema validator's error means, in words that the author of a document understands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from jsonschema_rs import ValidationError

_SHOWN: Final = 80
_NAMED: Final = 8
"""Allowed values or unknown fields that a message lists."""
_WEIGHED: Final = 100
"""Errors of one form that are looked at to see how far a value is from it."""
_LONGEST: Final = 400
_DEPTH: Final = 32
"""Forms inside forms that are looked into for the error that tells most."""

_TYPES: Final = {
    "object": "an object",
    "array": "a list",
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "null",
}
_FORMATS: Final = {
    "date-time": "date and time (RFC 3339)",
    "date": "date (RFC 3339)",
    "email": "mail address",
    "idn-email": "mail address",
    "iri-reference": "URL or reference (RFC 3987)",
    "uri": "absolute URL (RFC 3986)",
}


def show(value: Any) -> str:
    """A value of a document as messages show it, of bounded length."""
    if isinstance(value, str):
        return repr(value) if len(value) <= _SHOWN else f"{value[:_SHOWN]!r}…"
    if isinstance(value, bool | None):
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    text = str(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _several(values: list[Any]) -> str:
    shown = ", ".join(map(show, values[:_NAMED]))
    return f"{shown} and {len(values) - _NAMED} more" if len(values) > _NAMED else shown


def _type(kind: Any, value: Any) -> str:
    wanted = " or ".join(_TYPES.get(name, name) for name in kind.types)
    return f"is {show(value)}, not {wanted}"


def _unknown(kind: Any, _: Any) -> str:
    return f"has {_several(kind.unexpected)}, which the schema does not know"


_WORDS: Final[dict[str, Callable[[Any, Any], str]]] = {
    "additionalProperties": _unknown,
    "unevaluatedProperties": _unknown,
    "const": lambda kind, value: f"is {show(value)}, not {show(kind.expected_value)}",
    "contains": lambda kind, value: "lists nothing of what it has to list",
    "enum": lambda kind, value: (
        f"is {show(value)}, which is not allowed here; allowed is {_several(kind.options)}"
    ),
    "falseSchema": lambda kind, value: "is not allowed here",
    "format": lambda kind, value: (
        f"is {show(value)}, which is no {_FORMATS.get(kind.format, kind.format)}"
    ),
    "exclusiveMaximum": lambda kind, value: f"is {show(value)}; less than {kind.limit} is allowed",
    "exclusiveMinimum": lambda kind, value: f"is {show(value)}; more than {kind.limit} is allowed",
    "maximum": lambda kind, value: f"is {show(value)}; at most {kind.limit} is allowed",
    "minimum": lambda kind, value: f"is {show(value)}; at least {kind.limit} is allowed",
    "maxItems": lambda kind, value: f"lists {len(value)}; at most {kind.limit} are allowed",
    "minItems": lambda kind, value: f"lists {len(value)}; at least {kind.limit} are required",
    "maxLength": lambda kind, value: f"is longer than {kind.limit} characters",
    "minLength": lambda kind, value: (
        "is empty" if not value else f"is shorter than {kind.limit} characters"
    ),
    "maxProperties": lambda kind, value: f"has more than {kind.limit} fields",
    "minProperties": lambda kind, value: f"has less than {kind.limit} fields",
    "not": lambda kind, value: f"is {show(value)} in a form that is not allowed",
    "pattern": lambda kind, value: (
        f"is {show(value)}, which has not the form {kind.pattern[:_SHOWN]}"
    ),
    "propertyNames": lambda kind, value: "has a field whose name is not allowed",
    "required": lambda kind, value: f"has no {kind.property!r}, which is required",
    "type": _type,
    "uniqueItems": lambda kind, value: "lists the same thing twice",
}


def describe(error: ValidationError) -> str:
    """One sentence without a subject: what the value is, and what it should be."""
    kind = error.kind
    words = _WORDS.get(kind.name)
    if words is not None:
        return words(kind, error.instance)
    if kind.name in ("oneOf", "anyOf"):
        return _forms(error)
    return error.message[: 2 * _SHOWN]


def _forms(error: ValidationError) -> str:
    context: list[list[ValidationError]] = getattr(error.kind, "context", [])
    fitting = sum(not errors for errors in context)
    what = f"is {show(error.instance)}, which has"
    if fitting > 1:
        return f"{what} {fitting} forms at once; only one of them is allowed"
    reasons = "; ".join(dict.fromkeys(_reasons(error, len(error.instance_path))))
    return f"{what} none of the {len(context)} forms that are allowed: {reasons}"[:_LONGEST]


def _reasons(error: ValidationError, outer: int, depth: int = _DEPTH) -> Iterator[str]:
    """Why a value has none of some forms, with the place below it; `outer` is how deep it lies."""
    for errors in getattr(error.kind, "context", []):
        first = errors[0]
        if depth and getattr(first.kind, "context", None):
            yield from _reasons(first, outer, depth - 1)
            continue
        below = "".join(f"/{step}" for step in first.instance_path[outer:])
        reason = describe(first).removeprefix(f"is {show(first.instance)}, which ")
        yield f"{below} {reason}".lstrip()


def most_telling(error: ValidationError, depth: int = _DEPTH) -> Iterator[ValidationError]:
    """The error itself, or those of the one form which the value was plainly meant to have."""
    context: list[list[ValidationError]] = getattr(error.kind, "context", [])
    if depth == 0 or not context or not all(context):
        yield error
        return
    distances = [_distance(errors, error) for errors in context]
    nearest = min(distances)
    if distances.count(nearest) > 1:
        yield error
        return
    for inner in context[distances.index(nearest)]:
        yield from most_telling(inner, depth - 1)


def _distance(errors: list[ValidationError], whole: ValidationError) -> tuple[int, int]:
    """How far a value is from one form: another type is farthest, then the number of errors."""
    at = len(whole.instance_path)
    here = [one for one in errors[:_WEIGHED] if len(one.instance_path) == at]
    wrong_type = any(one.kind.name in ("type", "const", "enum") for one in here)
    return (2 if wrong_type else int(bool(here)), len(errors))

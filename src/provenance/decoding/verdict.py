"""A verdict as plain values and back: the members of `schemas/verdict.schema.json`.

- Members are the fields of `model.verdict` in camel case; what is `None` is left out.
- A digest is `algorithm:value`. What it hashed follows from where it stands: `file`, except for
  policies, trust roots, lists of subjects or of what lacks a field, and whole deliveries.
- An origin is `document`, `digest`, `pointer`; a listed subject is one object with its detail.
- A rule also has its `outcome`, so that nobody needs our arithmetic to read it.
"""

from __future__ import annotations

import json
from functools import lru_cache
from types import NoneType, UnionType
from typing import Any, Final, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Struct
from msgspec.structs import FieldInfo

from provenance.errors import DecodingError
from provenance.model.digest import Digest, algorithm_name, check_digest
from provenance.model.finding import Finding, Subject, Tally
from provenance.model.origin import Origin, escape_pointer
from provenance.model.profile import FieldCount
from provenance.model.statement import VERDICT_TYPE
from provenance.model.verdict import BaselineUsed, PolicyUsed, TrustUsed, Verdict

S = TypeVar("S", bound=Struct)

_SCHEMA: Final = "$schema"
_NOT_FILES: Final = frozenset({PolicyUsed, TrustUsed, BaselineUsed, Finding, FieldCount, Verdict})
_RENAMED: Final[dict[tuple[type[Struct], str], str]] = {(Origin, "path"): "document"}


def verdict_to_plain(verdict: Verdict) -> dict[str, Any]:
    """The members of a verdict, in the order in which people read them."""
    return {_SCHEMA: VERDICT_TYPE, **_struct_to_plain(verdict)}


def verdict_from_plain(plain: Any) -> Verdict:
    """The verdict that `verdict_to_plain` wrote; a `DecodingError` with a pointer where it is none.

    An unknown member is an error too: what would be lost on the way back is not read at all.
    """
    if not isinstance(plain, dict) or plain.get(_SCHEMA) != VERDICT_TYPE:
        raise DecodingError(
            f'is not a verdict of ours: "{_SCHEMA}" is not "{VERDICT_TYPE}"; '
            "`provenance audit DELIVERY --output VERDICT.json` writes one"
        )
    members = {name: value for name, value in plain.items() if name != _SCHEMA}
    return _struct_from_plain(members, Verdict)


def canonical_verdict(verdict: Verdict) -> bytes:
    """One sequence of bytes for one verdict: members sorted, no blanks, UTF-8."""
    plain = verdict_to_plain(verdict)
    return json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


# -- to plain ----------------------------------------------------------------------------------


def _struct_to_plain(value: Struct) -> dict[str, Any]:
    kind, plain = type(value), {}
    for field in msgspec.structs.fields(kind):
        found = getattr(value, field.name)
        if isinstance(found, Subject):
            plain.update(_struct_to_plain(found))
        elif found is not None:
            plain[_member(kind, field.name)] = _to_plain(found)
    if isinstance(value, Tally):
        plain["outcome"] = value.outcome
    return plain


def _to_plain(value: Any) -> Any:
    if isinstance(value, Digest):
        return str(value)
    if isinstance(value, Struct):
        return _struct_to_plain(value)
    if isinstance(value, tuple):
        return [_to_plain(part) for part in value]
    return spelled(value) if isinstance(value, str) else value


def spelled(text: str) -> str:
    """A text as a verdict spells it: a file name that is not Unicode must not keep it unsigned."""
    return text.encode(errors="backslashreplace").decode()


@lru_cache(maxsize=256)
def _member(kind: type[Struct], name: str) -> str:
    head, *rest = _RENAMED.get((kind, name), name).split("_")
    return head + "".join(part.capitalize() for part in rest)


# -- from plain --------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def _shape(kind: type[Struct]) -> tuple[tuple[FieldInfo, str, Any], ...]:
    hints = get_type_hints(kind)
    fields = msgspec.structs.fields(kind)
    return tuple((field, _member(kind, field.name), hints[field.name]) for field in fields)


def _struct_from_plain(plain: Any, kind: type[S]) -> S:
    if not isinstance(plain, dict):
        raise DecodingError("is not an object")
    left = dict(plain)
    outcome = left.pop("outcome", None) if kind is Tally else None
    values = _take_fields(left, kind)
    if left:
        raise DecodingError("is not a member that this version knows", f"/{min(left)}")
    made = kind(**values)
    if isinstance(made, Tally) and outcome != made.outcome:
        raise DecodingError(f"does not follow from the counts: they say {made.outcome}", "/outcome")
    return made


def _take_fields(left: dict[str, Any], kind: type[Struct]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field, member, hint in _shape(kind):
        if hint is Subject:
            values[field.name] = _take_subject(left)
        elif member in left:
            scope = "unknown" if kind in _NOT_FILES else "file"
            values[field.name] = _below(member, left.pop(member), hint, scope)
        elif NoneType in get_args(hint):
            values[field.name] = None
        else:  # what has a default is written all the same
            raise DecodingError("is missing", f"/{member}")
    return values


def _take_subject(members: dict[str, Any]) -> Subject:
    names = [member for _, member, _ in _shape(Subject) if member in members]
    return _struct_from_plain({name: members.pop(name) for name in names}, Subject)


def _below(member: str, value: Any, hint: Any, scope: str) -> Any:
    try:
        return _from_plain(value, hint, scope)
    except DecodingError as error:
        raise error.below(f"/{escape_pointer(member)}") from error


def _from_plain(value: Any, hint: Any, scope: str) -> Any:
    if get_origin(hint) in (Union, UnionType):
        (hint,) = (part for part in get_args(hint) if part is not NoneType)
    if get_origin(hint) is tuple:
        if not isinstance(value, list):
            raise DecodingError("is not a list")
        part = get_args(hint)[0]
        return tuple(_below(str(at), item, part, scope) for at, item in enumerate(value))
    if hint is Digest:
        return _digest(value, scope)
    if isinstance(hint, type) and issubclass(hint, Struct):
        return _struct_from_plain(value, hint)
    return _scalar(value, hint)


def _scalar(value: Any, hint: Any) -> Any:
    if get_origin(hint) is Literal:
        if value not in get_args(hint):
            raise DecodingError(f"is none of {', '.join(get_args(hint))}")
    elif type(value) is not hint:
        raise DecodingError(f"is not of type {hint.__name__}")
    return value


def _digest(value: Any, scope: Any) -> Digest:
    algorithm, colon, rest = value.partition(":") if isinstance(value, str) else ("", "", "")
    problem = check_digest(algorithm, rest) if colon else "is not algorithm:value"
    if problem or algorithm != algorithm_name(algorithm):
        raise DecodingError(problem or "has an algorithm that is not spelled as in-toto does")
    return Digest(algorithm, rest, scope)

"""Entries of a trust root file: each table read strictly, every fault with its line and key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final, TypeVar

from provenance import limits
from provenance.decoding.time import parse_time
from provenance.decoding.toml import Step, TomlFile
from provenance.errors import UsageError
from provenance.model.authority import Authority
from provenance.trust.keys import KeyFile, declarable_schemes, key_hints, read_key
from provenance.trust.root import ROLES

T = TypeVar("T")

_KEY_NAMES: Final = frozenset(
    {
        "name",
        "path",
        "pem",
        "roles",
        "platform",
        "verifier",
        "products",
        "from",
        "until",
        "scheme",
    }
)
_STEP: Final = "step:"


def read_key_entry(file: TomlFile, position: int) -> tuple[Authority, Path | None]:
    """One `[[key]]`, and the file that its key was read from."""
    place: tuple[Step, ...] = ("key", position)
    table = _table(file, place, file.value["key"][position])
    if "spki-sha256" in table:
        message = "a digest is not enough to check a signature; give the key with path or pem"
        raise file.error(message, *place, "spki-sha256")
    _refuse_unknown(file, place, table, _KEY_NAMES)
    name = _required(file, place, table, "name", _text)
    roles = _roles(file, place, _required(file, place, table, "roles", _texts))
    found, path = _material(file, place, table)
    scheme = _scheme(file, place, table, found)
    since, until = _validity(file, place, table, found)
    authority = Authority(
        name,
        found.der,
        roles,
        (*key_hints(found.der, scheme), name),
        scheme,
        platform=_optional(file, place, table, "platform", _text),
        products=_optional(file, place, table, "products", _texts) or (),
        valid_from=since,
        valid_until=until,
        verifier=_optional(file, place, table, "verifier", _text),
    )
    return authority, path


def read_role_entry(file: TomlFile, role: str) -> tuple[str, int]:
    """One `[role.NAME]`: how many distinct keys must agree."""
    place: tuple[Step, ...] = ("role", role)
    if role.startswith(_STEP) or role == "*":
        raise file.error("has no threshold of its own; those of steps stand in the layout", *place)
    if role not in ROLES:
        raise file.error(f"is no role; roles are {', '.join(ROLES)}", *place)
    table = _table(file, place, file.value["role"][role])
    _refuse_unknown(file, place, table, frozenset({"threshold"}))
    threshold = _required(file, place, table, "threshold", _count)
    if not 1 <= threshold <= limits.SIGNATURES_PER_MESSAGE:
        message = f"is {threshold}; it must be 1 to {limits.SIGNATURES_PER_MESSAGE}"
        raise file.error(message, *place, "threshold")
    return role, threshold


def _table(file: TomlFile, place: tuple[Step, ...], value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise file.error("is not a table", *place)
    return value


def _refuse_unknown(
    file: TomlFile, place: tuple[Step, ...], table: dict[str, Any], known: frozenset[str]
) -> None:
    for name in table:
        if name not in known:
            message = f"is not known here; known are {', '.join(sorted(known))}"
            raise file.error(message, *place, name)


def _optional(
    file: TomlFile,
    place: tuple[Step, ...],
    table: dict[str, Any],
    name: str,
    check: Callable[[object], T | None],
) -> T | None:
    """The value of a key that may be left out; `check` gives None for a value of a wrong kind."""
    if name not in table:
        return None
    value = check(table[name])
    if value is None:
        raise file.error(f"is not {_WANTED[check]}", *place, name)
    return value


def _required(
    file: TomlFile,
    place: tuple[Step, ...],
    table: dict[str, Any],
    name: str,
    check: Callable[[object], T | None],
) -> T:
    value = _optional(file, place, table, name, check)
    if value is None:
        raise file.error(f"has no {name}", *place)
    return value


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _texts(value: object) -> tuple[str, ...] | None:
    if not isinstance(value, list) or not value or not all(_text(part) for part in value):
        return None
    return tuple(sorted(set(value)))


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _day_or_moment(value: object) -> tuple[datetime, bool] | None:
    """A moment in UTC, and whether it was written as a whole day."""
    if isinstance(value, datetime):
        return None if value.tzinfo is None else (value.astimezone(UTC), False)
    text = value.isoformat() if isinstance(value, date) else value
    moment = parse_time(text) if isinstance(text, str) else None
    return None if moment is None else (moment, len(str(text)) == len("2026-01-01"))


_WANTED: Final[dict[Callable[..., Any], str]] = {
    _text: "text",
    _texts: "a list of one or more texts",
    _count: "a whole number",
    _day_or_moment: "a date, or a time with its offset from UTC",
}


def _roles(file: TomlFile, place: tuple[Step, ...], roles: tuple[str, ...]) -> tuple[str, ...]:
    for role in roles:
        step = role.startswith(_STEP) and len(role) > len(_STEP)
        if not step and role not in ROLES and role != "*":
            known = f"{', '.join(ROLES)}, step:NAME or *"
            raise file.error(f"{role!r} is no role; roles are {known}", *place, "roles")
    return roles


def _material(
    file: TomlFile, place: tuple[Step, ...], table: dict[str, Any]
) -> tuple[KeyFile, Path | None]:
    inline = _optional(file, place, table, "pem", _text)
    written = _optional(file, place, table, "path", _text)
    if (inline is None) == (written is None):
        raise file.error("needs either path or pem, and not both", *place)
    if inline is not None:
        try:
            return read_key(inline.encode()), None
        except UsageError as error:
            raise file.error(str(error), *place, "pem") from error
    path = file.path.parent / str(written)
    try:
        return read_key_file(path), path
    except UsageError as error:
        raise file.error(f"{written}: {error}", *place, "path") from error


def read_key_file(path: Path) -> KeyFile:
    """The key in a file; a `UsageError` says why it cannot be had."""
    try:
        with path.open("rb") as stream:
            return read_key(stream.read(limits.KEY_BYTES + 1))
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}") from error
    except ValueError as error:  # a path with a null character
        raise UsageError(f"cannot be read: {error}") from error


def _scheme(file: TomlFile, place: tuple[Step, ...], table: dict[str, Any], key: KeyFile) -> str:
    written = _optional(file, place, table, "scheme", _text)
    scheme = written or key.scheme
    known = declarable_schemes(key.der)
    if scheme and scheme not in known:
        where = "scheme" if written else "path"
        raise file.error(f"{scheme!r} is none of {', '.join(known)}", *place, where)
    return scheme


def _validity(
    file: TomlFile, place: tuple[Step, ...], table: dict[str, Any], key: KeyFile
) -> tuple[str | None, str | None]:
    """From and until in UTC, narrowed to a certificate's; a day counts to its last second."""
    since = _optional(file, place, table, "from", _day_or_moment)
    until = _optional(file, place, table, "until", _day_or_moment)
    starts = [*_given(since, last=False), *_given(_bound(key.valid_from), last=False)]
    ends = [*_given(until, last=True), *_given(_bound(key.valid_until), last=True)]
    start, end = max(starts, default=None), min(ends, default=None)
    if start is not None and end is not None and start > end:
        raise file.error(f"ends at {end}, before it starts at {start}", *place, "until")
    return start, end


def _bound(text: str | None) -> tuple[datetime, bool] | None:
    return None if text is None else _day_or_moment(text)


def _given(moment: tuple[datetime, bool] | None, *, last: bool) -> list[str]:
    if moment is None:
        return []
    time, whole_day = moment
    if last and whole_day:
        time = time.replace(hour=23, minute=59, second=59)
    return [time.replace(microsecond=0, tzinfo=None).isoformat() + "Z"]

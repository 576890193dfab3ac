"""Entries of a trust root file: each table read strictly, every fault with its line and key."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from provenance import limits
from provenance.decoding.toml import Step, TomlFile
from provenance.errors import UsageError
from provenance.model.authority import Authority
from provenance.trust.keys import KeyFile, declarable_schemes, key_hints, read_key
from provenance.trust.root import ROLES
from provenance.trust.tables import (
    count,
    optional,
    read_validity,
    refuse_unknown,
    required,
    table_at,
    text,
    texts,
)

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
    table = table_at(file, place, file.value["key"][position])
    if "spki-sha256" in table:
        message = "a digest is not enough to check a signature; give the key with path or pem"
        raise file.error(message, *place, "spki-sha256")
    refuse_unknown(file, place, table, _KEY_NAMES)
    name = required(file, place, table, "name", text)
    roles = read_roles(file, place, required(file, place, table, "roles", texts))
    found, path = _material(file, place, table)
    scheme = _scheme(file, place, table, found)
    since, until = read_validity(file, place, table, found.valid_from, found.valid_until)
    authority = Authority(
        name,
        found.der,
        roles,
        (*key_hints(found.der, scheme), name),
        scheme,
        platform=optional(file, place, table, "platform", text),
        products=optional(file, place, table, "products", texts) or (),
        valid_from=since,
        valid_until=until,
        verifier=optional(file, place, table, "verifier", text),
    )
    return authority, path


def read_role_entry(file: TomlFile, role: str) -> tuple[str, int]:
    """One `[role.NAME]`: how many distinct keys must agree."""
    place: tuple[Step, ...] = ("role", role)
    if role.startswith(_STEP) or role == "*":
        raise file.error("has no threshold of its own; those of steps stand in the layout", *place)
    if role not in ROLES:
        raise file.error(f"is no role; roles are {', '.join(ROLES)}", *place)
    table = table_at(file, place, file.value["role"][role])
    refuse_unknown(file, place, table, frozenset({"threshold"}))
    threshold = required(file, place, table, "threshold", count)
    if not 1 <= threshold <= limits.SIGNATURES_PER_MESSAGE:
        message = f"is {threshold}; it must be 1 to {limits.SIGNATURES_PER_MESSAGE}"
        raise file.error(message, *place, "threshold")
    return role, threshold


def read_roles(file: TomlFile, place: tuple[Step, ...], roles: tuple[str, ...]) -> tuple[str, ...]:
    """Roles that exist; `step:NAME` names one of a layout."""
    for role in roles:
        step = role.startswith(_STEP) and len(role) > len(_STEP)
        if not step and role not in ROLES and role != "*":
            known = f"{', '.join(ROLES)}, step:NAME or *"
            raise file.error(f"{role!r} is no role; roles are {known}", *place, "roles")
    return roles


def _material(
    file: TomlFile, place: tuple[Step, ...], table: dict[str, Any]
) -> tuple[KeyFile, Path | None]:
    inline = optional(file, place, table, "pem", text)
    written = optional(file, place, table, "path", text)
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
    written = optional(file, place, table, "scheme", text)
    scheme = written or key.scheme
    known = declarable_schemes(key.der)
    if scheme and scheme not in known:
        where = "scheme" if written else "path"
        raise file.error(f"{scheme!r} is none of {', '.join(known)}", *place, where)
    return scheme

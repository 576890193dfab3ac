"""Logs and witnesses of a trust root file: whose checkpoints are believed, and who must agree.

[[log]]
name = "acme"                       # for people
origin = "log.acme.example"         # first line of its checkpoints; left out: its key's name
key = "log.acme.example+3f1c…+AW…"  # or a file that holds it, or a public key; or several
witnesses = ["w1", "w2", "w3"]
quorum = 2

[[witness]]
name = "w1"
key = "witness.example/w1+51b0…+BA…"
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from provenance import limits
from provenance.decoding.toml import TomlFile
from provenance.errors import UsageError
from provenance.trust.keys import read_key
from provenance.trust.note_keys import (
    COSIGNATURE,
    ECDSA,
    ED25519,
    ML_DSA_COSIGNATURE,
    looks_like_note_key,
    note_key_of,
    read_note_key,
    spki,
)
from provenance.trust.root import NoteKey, TrustedLog, Witness
from provenance.trust.tables import (
    Place,
    count,
    optional,
    refuse_unknown,
    required,
    table_at,
    text,
    texts,
)

_LOG_NAMES: Final = frozenset({"name", "origin", "key", "witnesses", "quorum"})
_WITNESS_NAMES: Final = frozenset({"name", "key"})
_LOG_KINDS: Final = (ED25519, ECDSA, COSIGNATURE, ML_DSA_COSIGNATURE)
_WITNESS_KINDS: Final = (COSIGNATURE, ML_DSA_COSIGNATURE)


def read_witness_entries(file: TomlFile) -> tuple[tuple[Witness, ...], list[Path]]:
    """Every `[[witness]]`, and the files that their keys were read from."""
    witnesses: list[Witness] = []
    paths: list[Path] = []
    owners: dict[bytes, str] = {}
    for position, value in enumerate(file.value.get("witness", ())):
        place: Place = ("witness", position)
        table = table_at(file, place, value)
        refuse_unknown(file, place, table, _WITNESS_NAMES)
        name = required(file, place, table, "name", text)
        if any(witness.name == name for witness in witnesses):
            raise file.error(f"{name!r} is another witness's name", *place, "name")
        keys = _keys(file, place, table, _WITNESS_KINDS, "", paths)
        _claim(file, place, keys, name, owners)
        witnesses.append(Witness(name, keys))
    return tuple(witnesses), paths


def read_log_entries(
    file: TomlFile, witnesses: tuple[Witness, ...]
) -> tuple[tuple[TrustedLog, ...], list[Path]]:
    """Every `[[log]]`, and the files that their keys were read from."""
    logs: list[TrustedLog] = []
    paths: list[Path] = []
    owners = {spki(key): one.name for one in witnesses for key in one.keys}
    for position, value in enumerate(file.value.get("log", ())):
        place: Place = ("log", position)
        table = table_at(file, place, value)
        refuse_unknown(file, place, table, _LOG_NAMES)
        name = required(file, place, table, "name", text)
        written = optional(file, place, table, "origin", text)
        keys = _keys(file, place, table, _LOG_KINDS, written or "", paths)
        origin = _origin(file, place, written, keys)
        if any(origin == log.origin or name == log.name for log in logs):
            raise file.error(f"{name!r} has the name or origin of another log", *place, "name")
        _claim(file, place, keys, name, owners)
        asked, quorum = _quorum(file, place, table, witnesses)
        logs.append(TrustedLog(name, origin, keys, asked, quorum))
    return tuple(logs), paths


def _origin(file: TomlFile, place: Place, written: str | None, keys: tuple[NoteKey, ...]) -> str:
    """What the log calls itself, which is what it calls its key unless the file says otherwise."""
    if written is not None:
        if "\n" in written or "\r" in written:
            raise file.error("is more than one line", *place, "origin")
        return written
    names = sorted({key.name for key in keys})
    if len(names) > 1:
        raise file.error(f"has keys of several names, {', '.join(names)}, and no origin", *place)
    return names[0]


def _quorum(
    file: TomlFile, place: Place, table: dict[str, Any], witnesses: tuple[Witness, ...]
) -> tuple[tuple[str, ...], int]:
    """Which witnesses are asked, and how many of them must have signed."""
    if "witnesses" not in table:
        if "quorum" in table:
            raise file.error("needs witnesses to count", *place, "quorum")
        return (), 0
    named = required(file, place, table, "witnesses", texts)
    known = sorted(witness.name for witness in witnesses)
    for name in named:
        if name not in known:
            told = f"{name!r} is no witness; witnesses are {', '.join(known) or 'not given'}"
            raise file.error(told, *place, "witnesses")
    quorum = required(file, place, table, "quorum", count)
    if not 1 <= quorum <= len(named):
        raise file.error(f"is {quorum}; it must be 1 to {len(named)}", *place, "quorum")
    return named, quorum


def _keys(
    file: TomlFile,
    place: Place,
    table: dict[str, Any],
    kinds: tuple[int, ...],
    origin: str,
    paths: list[Path],
) -> tuple[NoteKey, ...]:
    """The keys of one entry; during a change of keys there are two."""
    several = isinstance(table.get("key"), list)
    written = (
        required(file, place, table, "key", texts)
        if several
        else (required(file, place, table, "key", text),)
    )
    try:
        keys = tuple(_key(file, one, origin, paths) for one in written)
    except UsageError as error:
        raise file.error(str(error), *place, "key") from error
    for key in keys:
        if key.kind not in kinds:
            usual = ", ".join(f"{kind:#04x}" for kind in kinds)
            told = f"is of type {key.kind:#04x}; types for this entry are {usual}"
            raise file.error(told, *place, "key")
    return keys


def _key(file: TomlFile, written: str, origin: str, paths: list[Path]) -> NoteKey:
    if looks_like_note_key(written):
        return read_note_key(written)
    path = file.path.parent / written
    try:
        with path.open("rb") as stream:
            data = stream.read(limits.KEY_BYTES + 1)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise UsageError(f"{written}: cannot be read: {why}") from error
    paths.append(path)
    return _read(data, written, origin)


def _read(data: bytes, written: str, origin: str) -> NoteKey:
    """A key in a file: in the spelling of notes, or a public key as Rekor publishes its own."""
    try:
        spelled = data.decode("utf-8", "replace")
        if looks_like_note_key(spelled):
            return read_note_key(spelled)
        if not origin:
            raise UsageError("is no key with a name in it; give the log's origin too")
        # Rekor signs as the first word of its origin, `rekor.example - 123`.
        return note_key_of(origin.split()[0], read_key(data).der)
    except UsageError as error:
        raise UsageError(f"{written}: {error}") from error


def _claim(
    file: TomlFile,
    place: Place,
    keys: tuple[NoteKey, ...],
    name: str,
    owners: dict[bytes, str],
) -> None:
    """One key is one log or one witness: who holds both ends of it would agree with himself."""
    for key in keys:
        owner = owners.setdefault(spki(key), name)
        if owner != name:
            raise file.error(f"is the key of {owner!r} too", *place, "key")

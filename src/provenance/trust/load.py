"""A trust root from what an auditor wrote: a TOML file, or public keys on the command line.

- Nothing is guessed: unknown names, roles and unusable keys are errors with file, line and key.
- Names are for people and must differ; whether two keys are one is decided by their material.
- A trust root that lies inside a delivery is used, but whoever made the delivery chose it: the
  report says so first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from os import PathLike
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from provenance.decoding.toml import TomlFile, load_toml
from provenance.errors import UsageError
from provenance.model.authority import Authority
from provenance.trust.entries import read_key_entry, read_key_file, read_role_entry
from provenance.trust.keys import declarable_schemes, key_hints, key_note
from provenance.trust.purposes import role_covers
from provenance.trust.root import NOBODY, TrustRoot, content_digest

_TOP: Final = ("key", "role")
_LATER: Final = ("certificate", "sigstore")
_EVERY_ROLE: Final = (
    "every key given on the command line has every role: fit for a first look, not for a decision"
)


def trust_root(trust: TrustRoot | str | PathLike[str]) -> TrustRoot:
    """A trust root as it is, or that of the TOML file at a path."""
    return trust if isinstance(trust, TrustRoot) else load_trust(trust)


def load_trust(path: str | PathLike[str]) -> TrustRoot:
    """The trust root of a TOML file; a `ConfigurationError` names file, line and key of a fault."""
    file = load_toml(Path(path))
    _check_top(file)
    authorities: list[Authority] = []
    files = [str(path)]
    for position in range(len(file.value["key"])):
        authority, key_path = read_key_entry(file, position)
        if any(other.name == authority.name for other in authorities):
            raise file.error(f"{authority.name!r} is another key's name", "key", position, "name")
        authorities.append(authority)
        files += [] if key_path is None else [str(key_path)]
    thresholds = tuple(read_role_entry(file, role) for role in sorted(file.value.get("role", {})))
    for role, threshold in thresholds:
        _check_threshold(file, authorities, role, threshold)
    return _root(authorities, thresholds, _shared_material(authorities), files)


def trust_of_keys(paths: Iterable[str | PathLike[str]]) -> TrustRoot:
    """Keys or certificates with every role: for a first look, and said so in a warning."""
    authorities: list[Authority] = []
    files: list[str] = []
    for path in paths:
        files.append(str(path))
        try:
            found = read_key_file(Path(path))
        except UsageError as error:
            raise UsageError(f"{path}: {error}") from error
        if any(other.key == found.der for other in authorities):
            continue
        # A scheme that we do not know restricts nothing: the key itself is what was given.
        scheme = found.scheme if found.scheme in declarable_schemes(found.der) else ""
        hints = key_hints(found.der, scheme)
        name = Path(path).name
        if any(other.name == name for other in authorities):
            name = f"{name} ({hints[0][:8]})"
        authorities.append(
            Authority(
                name,
                found.der,
                ("*",),
                (*hints, name),
                scheme,
                valid_from=found.valid_from,
                valid_until=found.valid_until,
            )
        )
    return _root(authorities, (), [_EVERY_ROLE], files) if authorities else NOBODY


def merge(roots: Sequence[TrustRoot]) -> TrustRoot:
    """Several trust roots as one: every authority of each, and for a role the highest threshold."""
    if len(roots) <= 1:
        return roots[0] if roots else NOBODY
    authorities: list[Authority] = []
    thresholds: dict[str, int] = {}
    for root in roots:
        authorities += [one for one in root.authorities if one not in authorities]
        for role, threshold in root.thresholds:
            thresholds[role] = max(threshold, thresholds.get(role, 1))
    if not authorities:
        return NOBODY
    warnings = [warning for root in roots for warning in root.warnings]
    files = [file for root in roots for file in root.files]
    return _root(authorities, tuple(sorted(thresholds.items())), warnings, files)


def warn_if_inside(
    trust: TrustRoot,
    paths: Iterable[str | PathLike[str]],
    deliveries: Iterable[str | PathLike[str]],
) -> TrustRoot:
    """The trust root with a warning for each of its files, or of `paths`, inside a delivery.

    The warning names the place inside the delivery only, so that it is the same on any machine.
    """
    files = [Path(path).resolve() for path in (*trust.files, *paths)]
    found = set()
    for delivery in (Path(delivery).resolve() for delivery in deliveries):
        for file in files:
            if file == delivery or file.is_relative_to(delivery):
                inside = file.name if file == delivery else file.relative_to(delivery).as_posix()
                found.add(
                    f"trust was read from {inside} inside the delivery {delivery.name}: "
                    "whoever made the delivery chose it"
                )
    return replace(trust, warnings=(*trust.warnings, *sorted(found))) if found else trust


def _root(
    authorities: Iterable[Authority],
    thresholds: tuple[tuple[str, int], ...],
    warnings: Iterable[str],
    files: Iterable[str],
) -> TrustRoot:
    ordered = tuple(sorted(authorities, key=lambda one: (one.name, one.key, one.roles)))
    return TrustRoot(
        ordered,
        thresholds,
        content_digest(ordered, thresholds),
        tuple(dict.fromkeys((*warnings, *_notes(ordered)))),
        tuple(dict.fromkeys(files)),
    )


def _check_top(file: TomlFile) -> None:
    for name in file.value:
        if name in _LATER:
            raise file.error("is not in this version; pin the key itself with [[key]]", name)
        if name not in _TOP:
            raise file.error("is not known here; known are [[key]] and [role.NAME]", name)
    keys = file.value.get("key", [])
    if not isinstance(keys, list):
        raise file.error("is one table; write [[key]] with two brackets for each key", "key")
    if not isinstance(file.value.get("role", {}), dict):
        raise file.error("is not a table; write [role.NAME]", "role")
    if not keys:
        raise file.error("names no key, so it believes nobody; add a [[key]]")


def _check_threshold(
    file: TomlFile, authorities: Iterable[Authority], role: str, threshold: int
) -> None:
    """Distinct keys by material: one key under two names is one signer."""
    holders = {
        authority.key
        for authority in authorities
        if any(role_covers(held, role) for held in authority.roles)
    }
    if threshold > len(holders):
        message = f"is {threshold}, but {len(holders)} distinct keys have the role {role}"
        raise file.error(message, "role", role, "threshold")


def _shared_material(authorities: Iterable[Authority]) -> list[str]:
    """A key that stands twice may be meant (two platforms), but it never counts twice."""
    names: dict[bytes, list[str]] = {}
    for authority in authorities:
        names.setdefault(authority.key, []).append(authority.name)
    return [
        f"{' and '.join(sorted(shared))} are one key: a threshold counts it once"
        for shared in names.values()
        if len(shared) > 1
    ]


def _notes(authorities: Iterable[Authority]) -> list[str]:
    notes = ((authority.name, key_note(authority.key)) for authority in authorities)
    return [f"{name} is {note}" for name, note in notes if note]

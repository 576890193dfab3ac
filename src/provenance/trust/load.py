"""A trust root from what an auditor wrote: a TOML file, or public keys on the command line.

- Nothing is guessed: unknown names, roles and unusable keys are errors with file, line and key.
- Names are for people and must differ; whether two keys are one is decided by their material.
- A trust root that lies inside a delivery is used, but whoever made the delivery chose it: the
  report says so first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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
from provenance.trust.root import (
    NOBODY,
    SigstoreSigner,
    TrustedLog,
    TrustRoot,
    Witness,
    content_digest,
)

_TABLES: Final = ("key", "sigstore", "log", "witness")
_LATER: Final = ("certificate",)
_Entry = Authority | SigstoreSigner | TrustedLog | Witness
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
    for position in range(len(file.value.get("key", ()))):
        authority, key_path = read_key_entry(file, position)
        authorities.append(authority)
        files += [] if key_path is None else [str(key_path)]
    sigstores, logs, witnesses = _read_others(file, files)
    entries: dict[str, Sequence[_Entry]] = {"key": authorities, "sigstore": sigstores}
    entries |= {"log": logs, "witness": witnesses}
    _check_names(file, entries)
    thresholds = tuple(read_role_entry(file, role) for role in sorted(file.value.get("role", {})))
    for role, threshold in thresholds:
        _check_threshold(file, (*authorities, *sigstores), role, threshold)
    warnings = [*_shared_material(authorities), *_anybody(sigstores)]
    return _root(authorities, thresholds, warnings, files, sigstores, logs, witnesses)


def _read_others(
    file: TomlFile, files: list[str]
) -> tuple[tuple[SigstoreSigner, ...], tuple[TrustedLog, ...], tuple[Witness, ...]]:
    """What a trust root believes beside keys; what reads it is loaded where it is used."""
    value = file.value
    if not any(name in value for name in ("sigstore", "log", "witness")):
        return (), (), ()
    from provenance.trust.log_entries import read_log_entries, read_witness_entries
    from provenance.trust.sigstore_entries import read_sigstore_entry

    sigstores = []
    for position in range(len(value.get("sigstore", ()))):
        signer, paths = read_sigstore_entry(file, position)
        sigstores.append(signer)
        files += [str(path) for path in paths]
    witnesses, more = read_witness_entries(file)
    logs, others = read_log_entries(file, witnesses)
    files += [str(path) for path in (*more, *others)]
    return tuple(sigstores), logs, witnesses


def _check_names(
    file: TomlFile,
    tables: Mapping[str, Iterable[Authority | SigstoreSigner | TrustedLog | Witness]],
) -> None:
    """Names are for people: two entries of one name would be one to whoever reads a report."""
    seen: dict[str, str] = {}
    for table, entries in tables.items():
        for position, entry in enumerate(entries):
            if entry.name in seen:
                told = f"{entry.name!r} is another {seen[entry.name]}'s name"
                raise file.error(told, table, position, "name")
            seen[entry.name] = table


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
    if not authorities and not any(root.sigstores for root in roots):
        return NOBODY
    warnings = [warning for root in roots for warning in root.warnings]
    files = [file for root in roots for file in root.files]
    return _root(
        authorities,
        tuple(sorted(thresholds.items())),
        warnings,
        files,
        tuple(dict.fromkeys(one for root in roots for one in root.sigstores)),
        tuple(dict.fromkeys(one for root in roots for one in root.logs)),
        tuple(dict.fromkeys(one for root in roots for one in root.witnesses)),
    )


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
    sigstores: tuple[SigstoreSigner, ...] = (),
    logs: tuple[TrustedLog, ...] = (),
    witnesses: tuple[Witness, ...] = (),
) -> TrustRoot:
    ordered = tuple(sorted(authorities, key=lambda one: (one.name, one.key, one.roles)))
    return TrustRoot(
        ordered,
        thresholds,
        content_digest(ordered, thresholds, _with_roots(sigstores), logs, witnesses),
        tuple(dict.fromkeys((*warnings, *_notes(ordered)))),
        tuple(dict.fromkeys(files)),
        sigstores,
        logs,
        witnesses,
    )


def _with_roots(signers: tuple[SigstoreSigner, ...]) -> tuple[SigstoreSigner, ...]:
    """The signers with the root that stands for none given: another release may embed another."""
    if all(signer.trusted_root is not None for signer in signers):
        return signers
    from provenance.trust.sigstore_root import embedded_root

    text = embedded_root()
    return tuple(replace(one, trusted_root=one.trusted_root or text) for one in signers)


def _check_top(file: TomlFile) -> None:
    for name in file.value:
        if name in _LATER:
            raise file.error("is not in this version; pin the key itself with [[key]]", name)
        if name not in (*_TABLES, "role"):
            known = ", ".join(f"[[{table}]]" for table in _TABLES)
            raise file.error(f"is not known here; known are {known} and [role.NAME]", name)
    for name in _TABLES:
        if not isinstance(file.value.get(name, []), list):
            told = f"is one table; write [[{name}]] with two brackets for each {name}"
            raise file.error(told, name)
    if not isinstance(file.value.get("role", {}), dict):
        raise file.error("is not a table; write [role.NAME]", "role")
    if not file.value.get("key") and not file.value.get("sigstore"):
        raise file.error("names no signer, so it believes nobody; add a [[key]] or [[sigstore]]")


def _check_threshold(
    file: TomlFile, entries: Iterable[Authority | SigstoreSigner], role: str, threshold: int
) -> None:
    """Distinct keys by material: one key under two names is one signer.

    A glob of identities may stand for any number of signers.
    """
    able = [entry for entry in entries if any(role_covers(held, role) for held in entry.roles)]
    if any(isinstance(entry, SigstoreSigner) and "*" in entry.identity for entry in able):
        return
    holders = {entry.key or entry.identity for entry in able}
    if threshold > len(holders):
        message = f"is {threshold}, but {len(holders)} distinct signers have the role {role}"
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


def _anybody(signers: Iterable[SigstoreSigner]) -> list[str]:
    """Whoever can get a certificate at all is nobody in particular."""
    return [
        f"{one.name} is anybody to whom {one.issuer} speaks: its identity is a bare wildcard"
        for one in signers
        if one.identity and not one.identity.strip("*?")
    ]


def _notes(authorities: Iterable[Authority]) -> list[str]:
    notes = ((authority.name, key_note(authority.key)) for authority in authorities)
    return [f"{name} is {note}" for name, note in notes if note]

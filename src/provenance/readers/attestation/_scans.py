"""What a vulnerability scanner found: in-toto vulns v0.1 and v0.2, cosign's vuln v1."""

from __future__ import annotations

from typing import Any, Final

from provenance.decoding.fields import Fields, quote
from provenance.model.artifact import Listing
from provenance.model.predicate import Resource, Scan
from provenance.readers.attestation._kept import Kept, stated_time

_SCANNER: Final = ("uri", "version", "db", "database", "result")
_DATABASE: Final = ("uri", "version", "lastUpdate", "lastUpdated")
_METADATA: Final = ("scanStartedOn", "scanFinishedOn")
_FINDING: Final = ("id", "severity")


def vulns_v01(predicate: Fields, subjects: Listing, kept: Kept) -> None:
    """Findings that lie one level deeper, below `vulnerability`, as vuln.md has them."""
    _scan(predicate, kept, "vulnerability", strict=True)


def vulns_v02(predicate: Fields, subjects: Listing, kept: Kept) -> None:
    """Findings as vulns_02.md has them."""
    _scan(predicate, kept, None, strict=True)


def cosign_v1(predicate: Fields, subjects: Listing, kept: Kept) -> None:
    """Findings in the scanner's own words, which are kept; and how it was started."""
    _scan(predicate, kept, None, strict=False)


def _scan(predicate: Fields, kept: Kept, below: str | None, *, strict: bool) -> None:
    scanner = predicate.inner("scanner", required=True)
    metadata = predicate.inner("metadata", required=not strict)
    found = _findings(scanner, below, kept) if strict else ()
    database, updated = _database(scanner, kept)
    scan = Scan(
        "scan",
        scanner.text("uri", required=type(predicate.value.get("scanner")) is dict),
        scanner.text("version"),
        stated_time(metadata, _METADATA[0]),
        stated_time(metadata, _METADATA[1]),
        database,
        updated,
        found,
    )
    kept.add(predicate.pointer, scan)
    kept.rest(scanner, _SCANNER if strict else _SCANNER[:-1], frozenset(("result",)), "scanner")
    kept.rest(metadata, _METADATA, kind="metadata")
    invocation = frozenset(() if strict else ("invocation",))
    kept.rest(predicate, ("scanner", "metadata"), invocation)


def _database(scanner: Fields, kept: Kept) -> tuple[Resource | None, str | None]:
    """The database and when it was brought up to date."""
    name = "db" if scanner.value.get("db") is not None else "database"
    if not scanner.get(name, dict):
        return None, None
    holder = scanner.inner(name)
    time = "lastUpdate" if "lastUpdate" in holder.value else "lastUpdated"
    kept.rest(holder, _DATABASE, kind=name)
    database = Resource(holder.text("uri"), holder.text("version"))
    return database, stated_time(holder, time) if time in holder.value else None


def _findings(scanner: Fields, below: str | None, kept: Kept) -> tuple[tuple[str, str], ...]:
    """Pairs of an id and the severity, as `method: score`."""
    result = scanner.value.get("result")
    holder, name = scanner, "result"
    if type(result) is dict:  # as the protocol buffers of v0.1 have it
        holder, name = scanner.inner("result"), "vulnerabilities"
    found = []
    for part in holder.objects(name, required=True):
        one = part
        if below is not None and type(part.value.get(below)) is dict:
            one = part.inner(below)
            kept.rest(part, (below,))
        kept.rest(one, _FINDING, frozenset(("annotations",)))
        found.append((one.text("id", required=True) or "", _severity(one)))
    return tuple(found)


def _severity(one: Fields) -> str:
    """A list of scores, or a single one."""
    value: Any = one.value.get("severity")
    listed = value if type(value) is list else [] if value is None else [value]
    scores = []
    for part in listed:
        if type(part) is not dict:
            one.note("wrong-type", "severity", f"holds {quote(str(part))}, no score", whole=False)
            continue
        scores.append(f"{part.get('method', '')}: {part.get('score', '')}")
    return ", ".join(scores)

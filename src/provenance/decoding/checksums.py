"""Digest sets as documents write them, one small object of algorithm and value per artifact."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final, Literal

from provenance.decoding.fields import Fields
from provenance.model.digest import HEX_LENGTHS, Digest, Scope, algorithm_name, check_digest

Row = tuple[Digest, ...]

PLAIN_ROWS: Final[dict[str, Row]] = {}
"""Rows of one SHA-256 by its value: an artifact is the output of one step and the input of the
next, so rows are shared, and equal ones are found to be so without a look at them.
"""
_PLAIN_ROWS_KEPT: Final = 1 << 17

_GIT: Final = frozenset({"gitCommit", "gitTree", "gitBlob", "gitTag"})
_GIT_LENGTHS: Final = (40, 64)
_ALGORITHMS: Final = 32  # in one digest set; the specification names 27
_SPELLING: Final = 32  # characters of the name of an algorithm


def plain_row(value: str) -> Row | None:
    """The row for one well-written SHA-256, or None where `read_digest_set` must look."""
    if check_digest("sha256", value) is not None:
        return None
    if len(PLAIN_ROWS) >= _PLAIN_ROWS_KEPT:
        PLAIN_ROWS.clear()
    row = PLAIN_ROWS[value] = (Digest("sha256", value, "file"),)
    return row


def _only_row(only: dict[str, Any], scope: Scope) -> Row | None:
    """The row of one well-written digest of the usual kind, or None where somebody must look."""
    value = only.get("sha256")
    if type(value) is str:
        return (PLAIN_ROWS.get(value) or plain_row(value)) if scope == "file" else None
    commit = only.get("gitCommit")
    if type(commit) is str and len(commit) in _GIT_LENGTHS:
        return _commit_row(commit)
    return None


@lru_cache(maxsize=4_096)
def _commit_row(value: str) -> Row | None:
    """The row for one well-written commit: thousands of builds are of the same one."""
    if _problem("gitCommit", value) is not None:
        return None
    return (Digest("gitCommit", value, "source"),)


def read_digest_set(
    holder: Fields, name: str, *, scope: Scope = "file", lower: bool = False
) -> Row:
    """The digests of one field, sorted as written; what cannot be used is noted at its pointer.

    `lower`: the format wants lower-case hexadecimal, so that capitals are a defect. Git object ids
    always have the scope `source`. Of two values of one algorithm neither is kept.
    """
    only = holder.value.get(name)
    if type(only) is dict and len(only) == 1:  # as nearly every digest set is written
        row = _only_row(only, scope)
        if row is not None:
            return row
    entries = holder.inner(name)
    if len(entries.value) > _ALGORITHMS:
        detail = f"holds {len(entries.value)} digests; at most {_ALGORITHMS} are read"
        holder.note("too-many-digests", name, detail, read_as="nothing", whole=False)
        return ()
    found: dict[str, Digest | None] = {}
    for spelling, value in entries.value.items():
        digest = _read_digest(entries, spelling, value, scope, lower)
        if digest is None:
            continue
        other = found.setdefault(digest.algorithm, digest)
        if other != digest:
            found[digest.algorithm] = None
            detail = f"gives {digest.algorithm} two values"
            entries.note("contradicting-digest", spelling, detail, read_as="neither", whole=False)
    return tuple(digest for digest in found.values() if digest is not None)


def _read_digest(
    entries: Fields, spelling: str, value: Any, scope: Scope, lower: bool
) -> Digest | None:
    if type(value) is not str:
        entries.note("bad-digest", spelling, "is not a text", read_as="nothing", whole=False)
        return None
    if len(spelling) > _SPELLING:
        _note_unknown(entries, spelling, "is named at too great length")
        return None
    algorithm, plain = algorithm_name(spelling), value.lower()
    problem = _problem(algorithm, plain)
    if problem and algorithm not in HEX_LENGTHS and algorithm not in _GIT and value:
        _note_unknown(entries, spelling, f"{problem}; nothing is known of this algorithm")
        return None
    if problem:
        entries.note("bad-digest", spelling, problem, read_as="nothing", whole=False)
        return None
    if plain != value:
        _note_capitals(entries, spelling, lower)
    return Digest(algorithm, plain, _scope(algorithm, scope))


def _note_capitals(entries: Fields, spelling: str, lower: bool) -> None:
    kind: Literal["defect", "observation"] = "defect" if lower else "observation"
    detail = "is hexadecimal with capitals"
    entries.note("upper-case-digest", spelling, detail, kind=kind, read_as="lower case")


def _note_unknown(entries: Fields, spelling: str, detail: str) -> None:
    entries.note(
        "unknown-algorithm", spelling, detail, kind="observation", read_as="nothing", whole=False
    )


def _problem(algorithm: str, value: str) -> str | None:
    if algorithm in _GIT:
        # Git writes SHA-1 or SHA-256 object ids under one name.
        fits = len(value) in _GIT_LENGTHS and not value.strip("0123456789abcdef")
        return None if fits else "is no Git object id in hexadecimal"
    return check_digest(algorithm, value)


def _scope(algorithm: str, scope: Scope) -> Scope:
    return "source" if algorithm in _GIT else scope

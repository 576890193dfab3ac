"""provenance read: which documents a delivery holds, and what is wrong with them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import click

from provenance.commands._formats import text_or_json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from provenance.graph.evidence import Chapter
    from provenance.graph.identity import Alike

_UNREADABLE: Final = 2
_LISTED: Final = 20
"""Ledger entries of one document in the text; the JSON has them all."""
_PASSED_ON: Final = ("stream", "compression")
"""Roles of documents that say nothing themselves."""

Row = dict[str, Any]


@click.command("read", short_help="List the documents of a delivery and what is wrong with them.")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@text_or_json
def command(paths: tuple[str, ...], form: str) -> int:
    """List the documents of deliveries: directories, archives or single documents.

    Each given path comes first, in the order given, then what was found inside them: format,
    status, counts, and a ledger of defects and observations. Nothing is judged.

    Status 0 when every path could be read, 2 otherwise.
    """
    found = [_read_one(path) for path in paths]
    documents = [part.given for part in found]
    documents += [row for part in found for row in part.inside]
    if form == "json":
        click.echo(json.dumps({"documents": documents}, indent=2))
    else:
        click.echo("\n".join(_text(row) for row in documents))
    return 0 if all(part.readable for part in found) else _UNREADABLE


class _Found(NamedTuple):
    """A given path as a document, those inside it, and whether it could be read at all."""

    given: Row
    inside: list[Row]
    readable: bool


def _read_one(path: str) -> _Found:
    """Read one given path. Each is a delivery of its own, so that a bad one stops nobody."""
    from provenance.commands._progress import progress_on_terminal
    from provenance.errors import ProvenanceError, UnreadableError
    from provenance.graph.identity import alike
    from provenance.intake import read

    try:
        if not path:  # which would be the current directory
            raise UnreadableError("an empty path was given")
        with progress_on_terminal("reading") as show:
            evidence = read(path, progress=show)
    except (ProvenanceError, OSError) as error:
        return _Found(_missing(path, error), [], False)
    outer = evidence.given[0].chapter
    others = [chapter for chapter in evidence.chapters if chapter is not outer]
    same = alike(evidence.chapters)
    inside = [
        _row(_address(path, outer, other), other) | _related(same.get(id(other), ()))
        for other in others
    ]
    return _Found(_row(path, outer), inside, _is_readable(outer, others))


def _related(rows: Iterable[Alike]) -> Row:
    """Components that may be those of an earlier document, with the first two places."""
    found = [
        {
            "document": row.other.document.address,
            "because": row.because,
            "first": [row.one.pointer, row.its.pointer],
        }
        for row in rows
    ]
    return {"maybeSame": found} if found else {}


def _is_readable(outer: Chapter, others: list[Chapter]) -> bool:
    """Whether anything could be read: of a compressed document, what it holds is what was given."""
    passed_on = outer.role in _PASSED_ON and others
    meant = others if passed_on else [outer]
    return any(chapter.document.status != "unreadable" for chapter in meant)


def _address(path: str, outer: Chapter, inner: Chapter) -> str:
    """Where an inner document lies, as seen from where the caller stands."""
    address = inner.document.address
    if outer.role == "container":
        return f"{path.rstrip('/')}/{address}"
    return path + address.removeprefix(outer.document.address)


def _row(path: str, chapter: Chapter) -> Row:
    document = chapter.document
    return {
        "path": path,
        "digest": str(document.digest),
        "format": document.format,
        "specVersion": document.version,
        "status": document.status,
        "counts": chapter.counts,
        "ledger": [_entry(entry) for entry in chapter.defects],
    }


def _entry(entry: Any) -> Row:
    row = {"id": entry.id, "pointer": entry.place, "kind": entry.kind, "detail": entry.detail}
    if entry.read_as:
        row["readAs"] = entry.read_as
    return row | {"whole": entry.whole, "count": entry.count}


def _missing(path: str, error: Exception) -> Row:
    """A path that could not be read at all, as a document without content."""
    fault = {
        "id": "delivery/unreadable-path",
        "pointer": "",
        "kind": "defect",
        "detail": str(error),
        "whole": False,
        "count": 1,
    }
    return {
        "path": path,
        "digest": None,
        "format": "",
        "specVersion": "",
        "status": "unreadable",
        "counts": {},
        "ledger": [fault],
    }


# -- text ------------------------------------------------------------------------------------------


def _text(row: Row) -> str:
    from provenance.model.summary import visible

    counts = ", ".join(f"{number} {name}" for name, number in row["counts"].items() if number)
    form = f"{row['format']} {row['specVersion']}".strip()
    facts = [form, row["status"], counts, row["digest"] or ""]
    lines = [row["path"], "  " + " · ".join(fact for fact in facts if fact)]
    ledger = sorted(row["ledger"], key=lambda entry: str(entry["kind"]))  # defects first
    lines += [_line(entry) for entry in ledger[:_LISTED]]
    if len(ledger) > _LISTED:
        lines.append(f"  … and {len(ledger) - _LISTED} more entries; --format json lists them all")
    lines += [_same(one) for one in row.get("maybeSame", [])[:_LISTED]]
    return "\n".join(visible(line) for line in lines)


def _same(one: Row) -> str:
    why = ", ".join(f"{count} by {because}" for because, count in one["because"].items())
    here, there = one["first"]
    return f"  maybe same components as {one['document']}: {why}; first {here} and {there}"


def _line(entry: Row) -> str:
    times = f" (×{entry['count']})" if entry["count"] > 1 else ""
    instead = str(entry.get("readAs", "")).removeprefix("as ")
    read_as = f"; read as {instead}" if instead else ""
    where = f" at {entry['pointer']}" if entry["pointer"] else ""
    kept = "" if entry["whole"] else "; the graph is not whole"
    return f"  {entry['kind']} {entry['id']}{where}: {entry['detail']}{read_as}{kept}{times}"

"""Our own manifest: path, size and digests of every file (`schemas/manifest.schema.json`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from provenance.decoding.checksums import Row, read_digest_set
from provenance.decoding.fields import Fields, object_of, quote
from provenance.decoding.folder import unsafe_name
from provenance.decoding.ledger import Ledger
from provenance.decoding.sketch import Sketch
from provenance.model.artifact import Listing
from provenance.model.document import Heading
from provenance.model.manifest import MANIFEST_TYPE
from provenance.model.origin import Place

FORMAT: Final = "delivery manifest"
ROLE: Final = "evidence"
TELLING: Final = ("type",)

_MEMBERS: Final = ("type", "files")
_FILE_MEMBERS: Final = ("path", "size", "digests")

_Entry = tuple[Row, int | None]


def recognise(sketch: Sketch) -> bool:
    """Whether the blob is a JSON object that calls itself our manifest."""
    return sketch.string_member("type") == MANIFEST_TYPE


def read(sketch: Sketch) -> Iterator[tuple[Place, Any]]:
    """One listing of the files, in the order of the document."""
    yield "", Heading(FORMAT, "v1")
    notes = Ledger()
    manifest = object_of(sketch.value, "manifest", notes)
    manifest.note_unknown(_MEMBERS)
    found: dict[str, _Entry] = {}
    numbers: dict[str, int] = {}
    for entry in manifest.objects("files", required=True):
        path = _read_entry(entry, found)
        if path is not None:
            numbers.setdefault(path, entry.number)
    if not found:
        manifest.note("no-files", "files", "lists no file", kind="observation")
    rows, sizes = zip(*found.values(), strict=True) if found else ((), ())
    numbered = tuple(numbers[path] for path in found)
    listing = Listing("manifest", tuple(found), tuple(rows), tuple(sizes), "/files/", numbered)
    yield "/files", listing
    for note in notes.entries():
        yield note.place, note


def _read_entry(entry: Fields, found: dict[str, _Entry]) -> str | None:
    """Put a row into its place and say which; None where it cannot be used."""
    entry.note_unknown(_FILE_MEMBERS)
    path = entry.text("path", required=True)
    if path is None:
        return None
    problem = unsafe_name(path)
    if problem is not None:
        entry.note("unsafe-name", "path", problem, read_as="nothing", whole=False)
        return None
    row = read_digest_set(entry, "digests", lower=True)
    if not row:
        entry.note("file-without-digest", "digests", "has no usable digest")
    this = (row, _size(entry))
    other = found.setdefault(path, this)
    if other != this:
        detail = f"{quote(path)} stands twice, with other digests or another size"
        entry.note("contradicting-row", "path", detail, read_as="neither", whole=False)
        found[path] = ((), None)
    elif other is not this:
        entry.note("duplicate-row", "path", f"{quote(path)} stands twice", read_as="once")
    return path


def _size(entry: Fields) -> int | None:
    size = entry.get("size", int, required=True)
    if size is not None and size < 0:
        entry.note("bad-size", "size", f"is {size}", read_as="nothing", whole=False)
        return None
    return size

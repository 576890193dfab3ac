"""convert(): the merged graph of a delivery as one bill of materials, and what that cannot say.

A writer says what it can. Its document is held against the official schema and read like any other,
and what schema or specification refuse is taken out; every fact that then does not come back as it
was is a `Loss`. So nothing gets lost that is not listed, whatever a writer forgets.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from types import ModuleType
from typing import Any, Final, NamedTuple
from uuid import NAMESPACE_URL, uuid5

import msgspec

from provenance.blobs import MemoryBlob
from provenance.catalogue import load_entries
from provenance.chapters import Task, write_chapter
from provenance.decoding.schema import Schema, SchemaError, schema_of
from provenance.decoding.sketch import Sketch
from provenance.decoding.time import parse_time
from provenance.errors import ProvenanceError, UsageError
from provenance.graph.evidence import Chapter, Evidence
from provenance.graph.losses import Loss, losses_between
from provenance.graph.merging import Merged, merge
from provenance.model.document import Defect, Heading, Tool
from provenance.model.origin import escape_pointer, unescape_pointer

_PRUNINGS: Final = 60
"""Rounds of taking out what a format refuses; each goes one level further up at most."""
_PRUNED: Final = 100_000
"""Errors of a schema that are looked at in one round."""
_PATIENCE: Final = 2
"""How often a defect may come at places of one shape before every such place is emptied."""
_NUMBER: Final = re.compile(r"/[0-9]+(?=/|$)")


class Converted(NamedTuple):
    """The document, what it cannot say, and the name of each component in it."""

    content: bytes
    losses: tuple[Loss, ...]
    names: dict[str, str]


def targets() -> dict[str, ModuleType]:
    """What can be written, by name, and the writer of each."""
    found = {}
    for _, writer in load_entries("provenance.writers"):
        for target in getattr(writer, "TARGETS", ()):
            found[target] = writer
    return dict(sorted(found.items()))


def writer_of(target: str) -> ModuleType:
    """What writes a format; a `UsageError` with the formats that there are for any other."""
    writers = targets()
    if target not in writers:
        raise UsageError(f"{target!r} cannot be written; one of {', '.join(writers)} can")
    return writers[target]


def convert(evidence: Evidence, to: str) -> Converted:
    """Write all bills of materials of a delivery as one document in the format `to`.

    Raises `UsageError` for a format that cannot be written, or where there is nothing to write.
    """
    writer = writer_of(to)
    merged = merge(evidence)
    if not merged.components:
        raise UsageError(f"{evidence.name}: no document says what is inside; give it an SBOM")
    heading = _heading(evidence, merged, to)
    plain, names = writer.write(merged, heading, to)
    content, again = _settle(plain, schema_of(to))
    spelled = getattr(writer, "SPELLED", {})
    losses = tuple(losses_between(merged, heading, again, names, spelled))
    return Converted(content, losses, names)


def _heading(evidence: Evidence, merged: Merged, to: str) -> Heading:
    """What the new document says of itself: its id depends on the delivery and the format."""
    first, *others = merged.headings or (Heading(""),)
    times = [text for h in merged.headings if (text := h.timestamp) and parse_time(text)]
    identifier = uuid5(NAMESPACE_URL, f"urn:firmware-provenance:{to}:{evidence.digest}").urn
    tools = tuple(t for heading in merged.headings for t in heading.tools or ())
    united = {
        name: tuple(dict.fromkeys(v for h in merged.headings for v in getattr(h, name) or ()))
        for name in ("authors", "contexts", "properties", "gaps")
    }
    stated = {
        name: next((v for h in merged.headings if (v := getattr(h, name)) is not None), None)
        for name in ("supplier", "license", "comment")
    }
    return msgspec.structs.replace(
        first,
        **stated,
        identifier=identifier,
        revision="1",
        roots=merged.roots,
        timestamp=max(times, key=_moment) if times else None,
        tools=tuple(dict.fromkeys([*tools, Tool("provenance")])),
        name=next((h.name for h in merged.headings if h.name), None),
        authors=united["authors"] or first.authors,
        contexts=united["contexts"] or first.contexts,
        properties=united["properties"],
        gaps=united["gaps"],
        ref=None if others else first.ref,
    )


def _moment(text: str) -> datetime:
    found = parse_time(text)
    assert found is not None  # those that are none were left out
    return found


# -- what the format does not allow --------------------------------------------------------------


def _settle(plain: dict[str, Any], schema: Schema) -> tuple[bytes, Chapter]:
    """Take out what the schema or the specification refuses, until nothing is left of that.

    Reading the document back then lists it as lost.
    """
    seen: Counter[tuple[str, str]] = Counter()
    for _ in range(_PRUNINGS):
        errors = list(schema.errors(plain, limit=_PRUNED))
        if errors:
            _prune(plain, errors)
            continue
        content = msgspec.json.format(msgspec.json.encode(plain), indent=2) + b"\n"
        chapter = _read_back(content)
        defects = [defect for defect in chapter.defects if defect.kind == "defect"]
        if not defects:
            return content, chapter
        _remove_all(plain, {place for defect in defects for place in _places(plain, defect, seen)})
    raise ProvenanceError("what was written does not fit its format, which is our error")


def _prune(plain: dict[str, Any], errors: list[SchemaError]) -> None:
    twins = {error.pointer for error in errors if error.keyword == "uniqueItems"}
    for pointer in sorted(twins):
        _drop_twins(_at(plain, _tokens(pointer)))
    _remove_all(plain, {error.pointer for error in errors} - twins)


def _drop_twins(values: Any) -> None:
    """Of equal elements of a list only the first stays."""
    if isinstance(values, list):
        first: dict[str, Any] = {}
        for value in values:
            first.setdefault(json.dumps(value, sort_keys=True), value)
        values[:] = first.values()


def _places(plain: Any, defect: Defect, seen: Counter[tuple[str, str]]) -> Iterator[str]:
    """Where a defect is. A reader counts equal ones and names the first place only: what comes
    again and again is taken out wherever it may be, as every look at the document costs a reading.
    """
    shape = _NUMBER.sub("/*", defect.place)
    seen[defect.id, shape] += 1
    if seen[defect.id, shape] <= _PATIENCE or shape.endswith("/*"):
        yield defect.place
    else:
        yield from _matching(plain, _tokens(shape), "")


def _matching(value: Any, tokens: list[str], place: str) -> Iterator[str]:
    """Every place of a shape, in which `*` is any number."""
    if not tokens:
        yield place
    elif tokens[0] == "*" and isinstance(value, list):
        for number, part in enumerate(value):
            yield from _matching(part, tokens[1:], f"{place}/{number}")
    elif isinstance(value, dict) and tokens[0] in value:
        below = f"{place}/{escape_pointer(tokens[0])}"
        yield from _matching(value[tokens[0]], tokens[1:], below)


def _read_back(content: bytes) -> Chapter:
    sketch = Sketch(MemoryBlob("converted", content))
    readers = (reader for _, reader in load_entries("provenance.readers"))
    reader = next(r for r in readers if not hasattr(r, "SUFFIX") and r.recognise(sketch))
    return write_chapter(Task(sketch), reader, reader.read(sketch))[0]


def _tokens(pointer: str) -> list[str]:
    return [unescape_pointer(token) for token in pointer.split("/")[1:]]


def _remove_all(plain: dict[str, Any], places: set[str]) -> None:
    """Take out several values; elements of one list at once, as each removal moves the others."""
    numbers: dict[tuple[str, ...], set[int]] = {}
    for tokens in sorted(map(_tokens, places), key=len, reverse=True):
        if not tokens:
            raise ProvenanceError("what was written is no such document, which is our error")
        outer = _at(plain, tokens[:-1])
        if isinstance(outer, dict):
            outer.pop(tokens[-1], None)
        elif isinstance(outer, list) and tokens[-1].isdigit():
            numbers.setdefault(tuple(tokens[:-1]), set()).add(int(tokens[-1]))
    # inner lists first, so that the pointers to them still hold
    for path, gone in sorted(numbers.items(), key=lambda row: len(row[0]), reverse=True):
        values = _at(plain, list(path))
        if isinstance(values, list):  # what it stood in may be gone by now
            values[:] = [value for number, value in enumerate(values) if number not in gone]


def _at(value: Any, tokens: list[str]) -> Any:
    """What stands at a pointer, or None."""
    for token in tokens:
        if isinstance(value, dict):
            value = value.get(token)
        elif isinstance(value, list) and token.isdigit() and int(token) < len(value):
            value = value[int(token)]
        else:
            return None
    return value

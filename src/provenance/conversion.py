"""convert(): the merged graph of a delivery as one bill of materials, and what that cannot say.

A writer says what it can. Its document is held against the official schema and read like any other,
and what schema or specification refuse is taken out; every fact that then does not come back as it
was is a `Loss`. So nothing gets lost that is not listed, whatever a writer forgets.
"""

from __future__ import annotations

import json
from types import ModuleType
from typing import Any, Final, NamedTuple
from uuid import NAMESPACE_URL, uuid5

import msgspec

from provenance.blobs import MemoryBlob
from provenance.catalogue import load_entries
from provenance.chapters import Task, write_chapter
from provenance.decoding.schema import Schema, schema_of
from provenance.decoding.sketch import Sketch
from provenance.errors import ProvenanceError, UsageError
from provenance.graph.evidence import Chapter, Evidence
from provenance.graph.losses import Loss, losses_between
from provenance.graph.merging import Merged, merge
from provenance.model.document import Heading, Tool

_PRUNINGS: Final = 20
"""Rounds of taking out what a format refuses; each goes one level further up at most."""
_PRUNED: Final = 10_000
"""Errors of a schema that are looked at in one round."""


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


def convert(evidence: Evidence, to: str) -> Converted:
    """Write all bills of materials of a delivery as one document in the format `to`.

    Raises `UsageError` for a format that cannot be written, or where there is nothing to write.
    """
    writers = targets()
    if to not in writers:
        raise UsageError(f"{to!r} cannot be written; one of {', '.join(writers)} can")
    merged = merge(evidence)
    if not merged.components:
        raise UsageError(f"{evidence.name}: no document says what is inside; give it an SBOM")
    heading = _heading(evidence, merged, to)
    plain, names = writers[to].write(merged, heading, to)
    content, again = _settle(plain, schema_of(to))
    if not any(one.name for one in merged.headings):
        heading = msgspec.structs.replace(heading, name=None)  # no document said it
    losses = tuple(losses_between(merged, heading, again, names))
    return Converted(content, losses, names)


def _heading(evidence: Evidence, merged: Merged, to: str) -> Heading:
    """What the new document says of itself: its id depends on the delivery and the format."""
    first = merged.headings[0] if merged.headings else Heading("")
    times = [heading.timestamp for heading in merged.headings if heading.timestamp]
    identifier = uuid5(NAMESPACE_URL, f"urn:firmware-provenance:{to}:{evidence.digest}").urn
    tools = tuple(t for heading in merged.headings for t in heading.tools or ())
    united = {
        name: tuple(dict.fromkeys(v for h in merged.headings for v in getattr(h, name) or ()))
        for name in ("authors", "contexts", "properties", "gaps")
    }
    return msgspec.structs.replace(
        first,
        identifier=identifier,
        revision="1",
        roots=merged.roots,
        timestamp=max(times) if times else None,
        tools=tuple(dict.fromkeys([*tools, Tool("provenance")])),
        name=first.name or evidence.name,
        authors=united["authors"] or first.authors,
        contexts=united["contexts"] or first.contexts,
        properties=united["properties"],
        gaps=united["gaps"],
    )


# -- what the format does not allow --------------------------------------------------------------


def _settle(plain: dict[str, Any], schema: Schema) -> tuple[bytes, Chapter]:
    """Take out what the schema or the specification refuses, until nothing is left of that.

    Reading the document back then lists it as lost.
    """
    for _ in range(_PRUNINGS):
        pointers = {error.pointer for error in schema.errors(plain, limit=_PRUNED)}
        if not pointers:
            content = (json.dumps(plain, indent=2, ensure_ascii=False) + "\n").encode()
            chapter = _read_back(content)
            pointers = {d.place for d in chapter.defects if d.kind == "defect"}
            if not pointers:
                return content, chapter
        # the last elements of a list first, so that the numbers of the others stay
        for tokens in sorted(map(_tokens, pointers), key=_order, reverse=True):
            _remove(plain, tokens)
    raise ProvenanceError("what was written does not fit its format, which is our error")


def _read_back(content: bytes) -> Chapter:
    sketch = Sketch(MemoryBlob("converted", content))
    readers = (reader for _, reader in load_entries("provenance.readers"))
    reader = next(r for r in readers if not hasattr(r, "SUFFIX") and r.recognise(sketch))
    return write_chapter(Task(sketch), reader, reader.read(sketch))[0]


def _tokens(pointer: str) -> list[str]:
    return [t.replace("~1", "/").replace("~0", "~") for t in pointer.split("/")[1:]]


def _order(tokens: list[str]) -> list[tuple[int, str]]:
    return [(int(t), "") if t.isdigit() else (-1, t) for t in tokens]


def _remove(value: Any, tokens: list[str]) -> None:
    if not tokens:
        raise ProvenanceError("what was written is no such document, which is our error")
    for token in tokens[:-1]:
        value = _child(value, token)
        if value is None:
            return
    last = tokens[-1]
    if isinstance(value, dict):
        value.pop(last, None)
    elif isinstance(value, list) and last.isdigit() and int(last) < len(value):
        del value[int(last)]


def _child(value: Any, token: str) -> Any:
    if isinstance(value, dict):
        return value.get(token)
    if isinstance(value, list) and token.isdigit() and int(token) < len(value):
        return value[int(token)]
    return None

"""What tests of all readers of JSON share: reading, the corpus, pointers, and faults anywhere."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from provenance.blobs import MemoryBlob
from provenance.decoding.ledger import Ledger
from provenance.decoding.sketch import Sketch
from provenance.errors import DecodingError
from provenance.model.batch import Batch
from provenance.model.document import Defect, Heading
from provenance.model.origin import escape_pointer

ROOT = Path(__file__).resolve().parents[3]
CORPUS = Path(os.environ.get("PROVENANCE_CORPUS", ROOT.parent / "shared" / "corpus"))

Facts = list[tuple[str, Any]]


def one_by_one(items: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, Any]]:
    """What a reader yields, with batches taken apart."""
    for place, item in items:
        if isinstance(item, Batch):
            yield from zip(item.places, item.facts, strict=True)
        else:
            yield place, item


class ReadDocument:
    """What a reader made of a document: heading, facts and blobs with places, ledger."""

    def __init__(self, reader: ModuleType, content: bytes) -> None:
        sketch = Sketch(MemoryBlob("sbom.json", content))
        assert reader.recognise(sketch)
        ledger = Ledger()
        self.facts: Facts = []
        self.heading: Heading | None = None
        for place, item in one_by_one(reader.read(sketch)):
            if isinstance(item, Defect):
                assert item.place == place
                ledger.add(item)
            elif isinstance(item, Heading):
                assert self.heading is None
                self.heading = item
            else:
                self.facts.append((place, item))
        self.ledger = ledger.entries()
        self.status = ledger.status

    def of(self, kind: type) -> Facts:
        return [(place, fact) for place, fact in self.facts if type(fact) is kind]

    def only(self, kind: type) -> Any:
        ((_, fact),) = self.of(kind)
        return fact

    def entries(self, name: str) -> list[Defect]:
        return [entry for entry in self.ledger if entry.id == name]


def bytes_of(document: Any) -> bytes:
    return document if isinstance(document, bytes) else json.dumps(document).encode()


def needs_corpus() -> None:
    if not (CORPUS / "index.csv").is_file():
        pytest.skip(f"corpus absent: {CORPUS.name} is not beside the repository")


def resolve(document: Any, pointer: str) -> Any:
    """The value at a JSON pointer, written apart from the readers."""
    for token in pointer.split("/")[1:]:
        name = token.replace("~1", "/").replace("~0", "~")
        document = document[int(name)] if isinstance(document, list) else document[name]
    return document


# -- faults ----------------------------------------------------------------------------------------


def objects(value: Any, pointer: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object of a document with its pointer."""
    if isinstance(value, dict):
        yield pointer, value
        for name, part in value.items():
            yield from objects(part, f"{pointer}/{escape_pointer(name)}")
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from objects(part, f"{pointer}/{number}")


def containers(value: Any) -> Iterator[Any]:
    """Every object and list of a document."""
    yield value
    for part in value.values() if isinstance(value, dict) else value:
        if isinstance(part, dict | list):
            yield from containers(part)


def put_anywhere(plain: Any, choose: random.Random, value: Any) -> None:
    """Put a value in the place of any other one."""
    holder = choose.choice([found for found in containers(plain) if found])
    keys = list(holder) if isinstance(holder, dict) else range(len(holder))
    holder[choose.choice(list(keys))] = value


def insert_anywhere(content: bytes, choose: random.Random, inserted: bytes) -> bytes:
    """Insert bytes anywhere, perhaps over others."""
    start = choose.randrange(len(content))
    end = start + choose.choice([0, 1, len(inserted)])
    return content[:start] + inserted + content[end:]


def attempt(reader: ModuleType, content: bytes) -> None:
    """Read to the end, or to an error with a name."""
    sketch = Sketch(MemoryBlob("a", content))
    try:
        if reader.recognise(sketch):
            list(reader.read(sketch))
    except DecodingError:
        pass

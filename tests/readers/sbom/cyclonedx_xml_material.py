"""CycloneDX XML for tests: small documents, those of the corpus, and how they are read."""

from __future__ import annotations

import csv
import json
import lzma
import os
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from provenance.blobs import MemoryBlob
from provenance.decoding.ledger import Ledger
from provenance.decoding.sketch import Sketch
from provenance.errors import DecodingError
from provenance.model.component import Detail
from provenance.model.document import Defect, Heading
from provenance.readers.sbom import cyclonedx_json, cyclonedx_xml
from provenance.readers.sbom._cyclonedx_xml_items import Translated
from provenance.readers.sbom._cyclonedx_xml_places import Places

ROOT = Path(__file__).resolve().parents[3]
CORPUS = Path(os.environ.get("PROVENANCE_CORPUS", ROOT.parent / "shared" / "corpus"))
NO_CORPUS = "the shared corpus is not beside this checkout"
SPACE = "http://cyclonedx.org/schema/bom/"


class Read:
    """What the reader made of a document: heading, facts with places, ledger, and what broke it."""

    def __init__(self, content: bytes) -> None:
        sketch = Sketch(MemoryBlob("sbom.xml", content))
        assert cyclonedx_xml.recognise(sketch)
        self.ledger = Ledger()
        self.facts: list[tuple[str, Any]] = []
        self.error: DecodingError | None = None
        try:
            for place, item in cyclonedx_xml.read(sketch):
                if isinstance(item, Defect):
                    assert item.place == place
                    self.ledger.add(item)
                else:
                    self.facts.append((place, item))
        except DecodingError as error:
            self.error = error

    @property
    def heading(self) -> Heading:
        found: Heading = self.of(Heading)[0][1]
        return found

    def of(self, kind: type) -> list[tuple[str, Any]]:
        return [(place, fact) for place, fact in self.facts if type(fact) is kind]

    def defects(self) -> list[Defect]:
        return [entry for entry in self.ledger.entries() if entry.kind == "defect"]

    def entries(self, name: str) -> list[Defect]:
        return [entry for entry in self.ledger.entries() if entry.id == name]


def bom(inside: str, version: str = "1.6", attributes: str = "") -> bytes:
    """A document of a version with something inside."""
    return f'<bom xmlns="{SPACE}{version}" version="1"{attributes}>{inside}</bom>'.encode()


def components(*inside: str, version: str = "1.6") -> bytes:
    """A document with components, each of which has a name and something else inside."""
    made = (f'<component type="library"><name>n</name>{one}</component>' for one in inside)
    return bom(f"<components>{''.join(made)}</components>", version)


@cache
def rows() -> dict[str, dict[str, str]]:
    """The CycloneDX documents of the corpus by their path; none where it is absent."""
    index = CORPUS / "index.csv"
    if not index.is_file():
        return {}
    with index.open(newline="", encoding="utf-8") as stream:
        return {row["path"]: row for row in csv.DictReader(stream) if _is_ours(row)}


def _is_ours(row: dict[str, str]) -> bool:
    return row["kind"] == "sbom-cyclonedx"


def xml_paths(*expected: str) -> list[str]:
    """The XML documents of the corpus that are marked so."""
    return [
        path
        for path, row in rows().items()
        if row["spec_version"].endswith(("XML", "ext")) and row["expected"] in expected
    ]


def twins() -> Iterator[tuple[str, str]]:
    """Documents that the corpus has in XML and in JSON."""
    for path in xml_paths("accept"):
        other = path.replace(".xml", ".json")
        if rows().get(other, {}).get("expected") == "accept":
            yield path, other


def content_of(path: str) -> bytes:
    content = (CORPUS / path).read_bytes()
    return lzma.decompress(content) if path.endswith(".xz") else content


def facts_of_json(content: bytes) -> Counter[Any]:
    """The facts of a JSON document, with elements that have no ref called as in the XML."""
    items = cyclonedx_json.read(Sketch(MemoryBlob("sbom.xml", content)))
    return _counted(item for _, item in Translated(Places({})).items(items))


def facts_of_xml(content: bytes) -> Counter[Any]:
    return _counted(item for _, item in Read(content).facts)


def _counted(items: Iterator[Any]) -> Counter[Any]:
    return Counter(_sorted(item) for item in items if not isinstance(item, (Defect, MemoryBlob)))


def _sorted(fact: Any) -> Any:
    """A detail with its members in order; how JSON is spaced says nothing."""
    if type(fact) is Detail and fact.content[:1] in ("{", "["):
        ordered = json.dumps(json.loads(fact.content), sort_keys=True)
        return msgspec.structs.replace(fact, content=ordered)
    return fact


def nodes(root: Any, place: str) -> list[Any]:
    """What the path of a place selects in a tree, by names without their namespaces."""
    path = re.sub(r"/(@?)([\w.-]+)", r"/\1*[local-name()='\2']", place)
    found: list[Any] = root.xpath(path)
    return found

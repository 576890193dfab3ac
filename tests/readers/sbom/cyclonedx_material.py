"""CycloneDX documents for tests: one with everything, those of the samples, those of the corpus."""

from __future__ import annotations

import csv
import json
import lzma
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sbom_material import CORPUS, ROOT, ReadDocument, bytes_of

from provenance.readers.sbom import cyclonedx_json

SHA256 = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
SHA1 = "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d"


class Read(ReadDocument):
    """What the reader made of a document."""

    def __init__(self, content: bytes) -> None:
        super().__init__(cyclonedx_json, content)


def read(document: Any) -> Read:
    return Read(bytes_of(document))


def document(*components: Any, version: str = "1.6", **members: Any) -> dict[str, Any]:
    """A document without anything to remark, apart from what is given."""
    head = {
        "bomFormat": "CycloneDX",
        "specVersion": version,
        "serialNumber": "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79",
        "version": 1,
        "metadata": {
            "timestamp": "2026-01-02T03:04:05Z",
            "component": {"type": "firmware", "bom-ref": "root", "name": "fw", "version": "1"},
        },
        "components": list(components),
        "dependencies": [{"ref": "root", "dependsOn": []}],
    }
    return head | members


def component(**fields: Any) -> dict[str, Any]:
    found = {"type": "library", "name": "zlib", "version": "1.3"} | fields
    return {name.replace("_", "-"): value for name, value in found.items()}


def everything(version: str = "1.6") -> dict[str, Any]:
    """A document that uses every field that is read, and some that are not."""
    organization = {"name": "Acme", "url": ["https://acme.example"], "contact": [{"name": "A"}]}
    hashes = [{"alg": "SHA-256", "content": SHA256}, {"alg": "SHA-1", "content": SHA1}]
    part = component(
        bom_ref="zlib",
        purl="pkg:generic/zlib@1.3",
        cpe="cpe:2.3:a:zlib:zlib:1.3:*:*:*:*:*:*:*",
        hashes=hashes,
        supplier=organization,
        author="Mark",
        licenses=[{"license": {"id": "Zlib", "url": "https://zlib.example"}}],
        externalReferences=[
            {"type": "vcs", "url": "https://git.example/zlib", "comment": "upstream"},
            {"type": "distribution", "url": "https://example/zlib.tar"},
        ],
        copyright="(c) Mark",
        pedigree={"commits": [{"uid": "1", "author": {"name": "M"}}]},
        properties=[{"name": "layer", "value": "meta"}],
        components=[component(bom_ref="inner", components=[component(name="innermost")])],
    )
    service = {
        "bom-ref": "update",
        "name": "update server",
        "provider": organization,
        "endpoints": ["https://update.example"],
        "services": [{"name": "mirror"}],
    }
    members: dict[str, Any] = {
        "services": [service],
        "dependencies": [
            {"ref": "root", "dependsOn": ["zlib", "inner", "update"]},
            {"ref": "zlib"},
        ],
    }
    if version >= "1.3":
        part["externalReferences"][1]["hashes"] = hashes
        part["evidence"] = {"copyright": [{"text": "(c)"}]}
        members["compositions"] = [{"aggregate": "complete", "assemblies": ["root", "zlib"]}]
    if version >= "1.4":
        members["vulnerabilities"] = [
            {"id": "CVE-1", "bom-ref": "v1", "affects": [{"ref": "zlib"}]}
        ]
    if version >= "1.6":
        part["manufacturer"] = organization
        members["dependencies"].append({"ref": "inner", "provides": ["zlib"]})
    tagged = component(name="tagged", swid={"tagId": "tag-1", "name": "tagged"}, licenses=[])
    whole = document(part, tagged, component(name="plain"), version=version, **members)
    return json.loads(json.dumps(whole))  # so that no two parts are one object


def samples() -> list[Path]:
    return sorted((ROOT / "samples" / "deliveries").glob("*/*.cdx.json"))


def corpus_rows() -> list[dict[str, str]]:
    """Every CycloneDX JSON document of the corpus; none where the corpus is absent."""
    index = CORPUS / "index.csv"
    if not index.is_file():
        return []
    with index.open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    return [row for row in rows if row["kind"] == "sbom-cyclonedx" and _is_json(row)]


def _is_json(row: dict[str, str]) -> bool:
    return row["path"].startswith("sbom/") and "JSON" in row["spec_version"]


def corpus_documents() -> Iterator[tuple[str, bytes]]:
    """Path and bytes of every document of the corpus that is CycloneDX JSON, well-formed or not."""
    for row in corpus_rows():
        content = (CORPUS / row["path"]).read_bytes()
        if row["path"].endswith(".xz"):
            content = lzma.decompress(content)
        if b"SPDXRef" not in content:
            yield row["path"], content


def plain_documents() -> list[tuple[str, dict[str, Any]]]:
    """Every well-formed document there is: of the samples, of the corpus, and our own."""
    found = [(f"everything {v}", everything(v)) for v in ("1.2", "1.3", "1.4", "1.5", "1.6", "1.7")]
    found += [(path.parent.name, json.loads(path.read_bytes())) for path in samples()]
    for path, content in corpus_documents():
        try:
            found.append((path, json.loads(content.decode("utf-8-sig"))))
        except ValueError:  # the malformed ones are asked elsewhere
            continue
    return found

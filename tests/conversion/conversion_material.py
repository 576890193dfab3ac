"""Small documents and deliveries, and what of them comes back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from provenance.conversion import Converted
from provenance.graph.evidence import Chapter, Evidence
from provenance.graph.losses import Loss
from provenance.intake import read

TARGETS = ("cyclonedx-1.6", "cyclonedx-1.7", "spdx-2.3", "spdx-3.0.1")
SHA = {"alg": "SHA-256", "content": "ab" * 32}
OTHER_SHA = {"alg": "SHA-256", "content": "cd" * 32}
SHA512 = {"alg": "SHA-512", "content": "ef" * 64}
OTHER_SHA512 = {"alg": "SHA-512", "content": "12" * 64}
Plain = dict[str, Any]


def component(ref: str, name: str, **more: Any) -> Plain:
    return {"type": "library", "bom-ref": ref, "name": name, **more}


def serial(number: int) -> str:
    return f"5f0c4c1e-7a52-4d0e-9b1d-{number:012x}"


def bom(number: int, components: list[Plain], **more: Any) -> Plain:
    """A CycloneDX 1.6 document."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{serial(number)}",
        "version": 1,
        "metadata": {
            "timestamp": "2026-10-01T08:00:00Z",
            "component": {"type": "firmware", "bom-ref": f"root-{number}", "name": "gateway"},
        },
        "components": components,
        **more,
    }


def package(name: str, **more: Any) -> Plain:
    """An SPDX 2.3 package."""
    return {
        "SPDXID": f"SPDXRef-{name}",
        "name": name,
        "downloadLocation": "NOASSERTION",
        "filesAnalyzed": False,
        **more,
    }


def spdx(name: str, packages: list[Plain], **more: Any) -> Plain:
    """An SPDX 2.3 document that describes its first package."""
    first = packages[0]["SPDXID"]
    relations = [related("SPDXRef-DOCUMENT", "DESCRIBES", first), *more.pop("relationships", [])]
    return {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": name,
        "documentNamespace": f"https://example.org/spdx/{name}",
        "creationInfo": {
            "created": "2026-10-01T08:00:00Z",
            "creators": ["Organization: Example (sbom@example.org)", "Tool: maker-1.0"],
        },
        "packages": packages,
        "relationships": relations,
        **more,
    }


def related(source: str, kind: str, target: str) -> Plain:
    return {"spdxElementId": source, "relationshipType": kind, "relatedSpdxElement": target}


def delivery(folder: Path, *documents: Plain) -> Evidence:
    for number, document in enumerate(documents):
        (folder / f"{number}.json").write_text(json.dumps(document))
    return read(folder)


def read_again(found: Converted, folder: Path) -> Chapter:
    path = folder / "converted.json"
    path.write_bytes(found.content)
    return read(path).chapters[0]


def plain(found: Converted) -> Plain:
    value: Plain = json.loads(found.content)
    return value


def lost(found: Converted, what: str) -> list[Loss]:
    return [loss for loss in found.losses if loss.what == what]

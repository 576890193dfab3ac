"""Packages that are read many at a time say what they say one by one."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import provenance
from provenance.model.component import Component, Detail, Relation
from provenance.readers.sbom._spdx2_packages import Packages

Json = dict[str, Any]
ODDITIES: tuple[Json, ...] = (
    {"SPDXID": "SPDXRef-a_b"},
    {"SPDXID": "SPDXRef-a\nSPDXRef-b"},
    {"SPDXID": "SPDXRef-part-7"},
    {"name": "a\nb"},
    {"name": "NONE", "downloadLocation": "NONE"},
    {"versionInfo": "NOASSERTION"},
    {"supplier": "Tool: scanner"},
    {"supplier": "NOASSERTION", "originator": "Person: Jo (jo@firm.example)"},
    {"downloadLocation": "https://firm.example/\npart"},
    {"downloadLocation": "git+https://firm.example/part", "homepage": "https://firm.example"},
    {"downloadLocation": "NOASSERTION", "homepage": "NONE"},
    {"licenseConcluded": "LicenseRef-own", "licenseDeclared": "MIT AND"},
    {"copyrightText": "NONE", "packageFileName": "NOASSERTION"},
    {"summary": "short", "description": "long"},
    {"checksums": [{"algorithm": "SHA1", "checksumValue": "A" * 40}]},
    {"checksums": []},
    {"filesAnalyzed": True, "comment": "looked at"},
    {"hasFiles": ["SPDXRef-none"], "filesAnalyzed": False},
    {"primaryPackagePurpose": "FILE"},
    {"primaryPackagePurpose": "SOURCE", "validUntilDate": "2030-01-01"},
    {"externalRefs": [{"referenceCategory": "OTHER", "referenceType": "vcs",
                       "referenceLocator": "https://firm.example", "comment": "why"}]},
    {"externalRefs": [{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl",
                       "referenceLocator": "npm/part"}]},
    {"attributionTexts": [], "invented": 1},
)  # fmt: skip


def package(number: int) -> Json:
    name = f"part-{number}"
    return {
        "SPDXID": f"SPDXRef-{name}",
        "name": name,
        "versionInfo": f"1.{number}",
        "supplier": "Organization: Firm",
        "downloadLocation": f"https://firm.example/{name}",
        "filesAnalyzed": False,
        "checksums": [{"algorithm": "SHA256", "checksumValue": f"{number:064x}"}],
        "licenseConcluded": "MIT",
        "licenseDeclared": "MIT",
        "copyrightText": "2026 Firm",
        "externalRefs": [
            {
                "referenceCategory": "PACKAGE-MANAGER",
                "referenceType": "purl",
                "referenceLocator": f"pkg:generic/{name}@1.{number}",
            }
        ],
    }


def document(odd: int, version: str) -> Json:
    chance = random.Random(f"{odd} {version}")
    packages = [package(number) for number in range(300)]
    for at in chance.sample(range(300), odd):
        packages[at].update(chance.choice(ODDITIES))
    return {
        "spdxVersion": version,
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": "device",
        "dataLicense": "CC0-1.0",
        "documentNamespace": "https://firm.example/device",
        "creationInfo": {"created": "2026-01-01T00:00:00Z", "creators": ["Tool: t-1"]},
        "packages": packages,
        "relationships": [
            {
                "spdxElementId": "SPDXRef-part-0",
                "relationshipType": "DEPENDS_ON",
                "relatedSpdxElement": f"SPDXRef-part-{number}",
            }
            for number in range(1, 320)
        ],
    }


def said(path: Path) -> list[Any]:
    chapter = provenance.read(path).chapters[0]
    facts = [[*chapter.said(kind)] for kind in (Component, Relation, Detail)]
    return [chapter.heading, chapter.defects, [[one[:2] for one in those] for those in facts]]


@pytest.mark.parametrize("version", ["SPDX-2.2", "SPDX-2.3"])
@pytest.mark.parametrize("odd", [0, 1, 12, 300])
def test_together_and_one_by_one(
    odd: int, version: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "device.spdx.json"
    path.write_text(json.dumps(document(odd, version)))
    together = said(path)
    never: Callable[..., bool] = lambda *_: False  # noqa: E731
    monkeypatch.setattr(Packages, "_together", never)
    assert together == said(path)

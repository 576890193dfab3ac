"""Whatever an SBOM says at whatever length, a report stays readable."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "judgment"))
from full_sboms import Plain, cyclonedx, spdx2

from provenance.judgment import audit
from provenance.reports import csv, markdown, sarif, text
from provenance.reports import json as plain_json

AT = "2026-11-22T12:00:00Z"
BIG = "A" * 300_000
PROFILES = ("baseline", "bsi-2.1", "fda-2026", "openchain-telco-1.1")


def part(document: Plain) -> Plain:
    return document["components"][0]  # type: ignore[no-any-return]


def _name(document: Plain) -> None:
    part(document).update(name=BIG)


def _version(document: Plain) -> None:
    part(document).update(version=BIG)


def _purl(document: Plain) -> None:
    part(document).update(purl=f"pkg:generic/{BIG}@2", name="")


def _cpe(document: Plain) -> None:
    part(document).update(cpe=f"cpe:2.3:a:{BIG}")
    del part(document)["purl"]


def _ref(document: Plain) -> None:
    part(document)["bom-ref"] = BIG
    document["dependencies"] = [{"ref": "gateway", "dependsOn": [f"{BIG}B", f"{BIG}C"]}]


def _license(document: Plain) -> None:
    part(document)["licenses"] = [{"license": {"name": BIG}}, {"expression": f"LicenseRef-{BIG}"}]


def _party(document: Plain) -> None:
    part(document)["supplier"] = part(document)["manufacturer"] = {"name": BIG}
    document["metadata"]["authors"] = [{"name": BIG}]
    del document["metadata"]["manufacturer"]


def _heading(document: Plain) -> None:
    document["metadata"]["timestamp"] = BIG
    document["metadata"]["lifecycles"] = [{"name": BIG}]
    document["metadata"]["tools"]["components"] = [{"type": "application", "name": BIG}]
    document["serialNumber"] = BIG


def _values(document: Plain) -> None:
    for row in part(document)["properties"]:
        row["value"] = BIG
    for reference in part(document)["externalReferences"]:
        reference["url"] = BIG


CHANGES = [_name, _version, _purl, _cpe, _ref, _license, _party, _heading, _values]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__.strip("_"))
@pytest.mark.parametrize("policy", PROFILES)
def test_a_report_does_not_grow_with_what_a_document_says(
    policy: str, change: Callable[[Plain], None], tmp_path: Path
) -> None:
    document = cyclonedx()
    change(document)
    (tmp_path / "sbom.cdx.json").write_text(json.dumps(document))
    verdict = audit(tmp_path, policy=policy, at=AT)
    for report in (text, markdown, csv):
        assert len(report.render(verdict)) < 60_000, report.__name__
    for report in (plain_json, sarif):
        assert len(report.render(verdict)) < 1_000_000, report.__name__


def test_nor_with_the_namespaces_of_spdx(tmp_path: Path) -> None:
    document = spdx2()
    document["documentNamespace"] = f"https://acme.example/{BIG}"
    document["packages"][1]["SPDXID"] = f"SPDXRef-{BIG}"
    document["externalDocumentRefs"] = [
        {
            "externalDocumentId": f"DocumentRef-{BIG}",
            "spdxDocument": f"https://acme.example/{BIG}/2",
            "checksum": {"algorithm": "SHA1", "checksumValue": "ab" * 20},
        }
    ]
    (tmp_path / "sbom.spdx.json").write_text(json.dumps(document))
    verdict = audit(tmp_path, policy="baseline", at=AT)
    for report in (text, markdown, csv):
        assert len(report.render(verdict)) < 60_000, report.__name__

"""Claims of CycloneDX attestations, in JSON and XML alike, with their places."""

from __future__ import annotations

import json
import os
from pathlib import Path

import msgspec
import pytest

from provenance.conversion import convert
from provenance.intake import read
from provenance.model.predicate import Claim, Resource

CORPUS = Path(os.environ.get("PROVENANCE_CORPUS", Path(__file__).parents[4] / "shared" / "corpus"))
SUITE = CORPUS / "sbom" / "cyclonedx" / "spec-suite"
DOCUMENT = {
    "bomFormat": "CycloneDX",
    "specVersion": "1.6",
    "version": 1,
    "components": [{"type": "firmware", "bom-ref": "fw", "name": "fw"}],
    "declarations": {
        "claims": [
            {
                "bom-ref": "c1",
                "target": "fw",
                "predicate": "was tested",
                "evidence": ["e1", "e2", "nowhere"],
                "counterEvidence": ["e3"],
            },
            {"predicate": "has nothing"},
        ],
        "evidence": [
            {
                "bom-ref": "e1",
                "propertyName": "p",
                "expires": "2027-02-01T00:00:00Z",
                "data": [{"contents": {"attachment": {"content": "report"}}}],
            },
            {
                "bom-ref": "e2",
                "expires": "2027-01-01T00:00:00Z",
                "data": [{"contents": {"url": "https://x.example/report"}}],
            },
            {"bom-ref": "e3"},
        ],
    },
}


def claims(path):
    return [(said.place, said.fact) for said in read(path).said(Claim)]


@pytest.fixture
def document(tmp_path):
    path = tmp_path / "bom.json"
    path.write_text(json.dumps(DOCUMENT))
    return path


def test_a_claim_with_its_evidence(document):
    (place, claim), (other, bare) = claims(document)
    assert place == "/declarations/claims/0"
    assert claim == Claim(
        "c1",
        "was tested",
        Resource(name="fw"),
        (
            Resource(name="p", held=True),
            Resource("https://x.example/report", "e2"),
            Resource(name="nowhere"),
        ),
        (Resource(name="e3"),),
        expires="2027-01-01T00:00:00Z",
    )
    assert other == "/declarations/claims/1"
    assert bare == Claim("#/declarations/claims/1", "has nothing")


def test_conversion_loses_no_declaration(document):
    written = convert(read(document), "cyclonedx-1.6")
    assert json.loads(written.content)["declarations"] == DOCUMENT["declarations"]


@pytest.mark.skipif(not SUITE.is_dir(), reason="the shared corpus is not here")
@pytest.mark.parametrize("version", ["1.6", "1.7"])
def test_json_and_xml_say_the_same(version):
    name = f"{version}/valid-attestation-{version}"
    ((in_json, one),) = claims(SUITE / f"{name}.json")
    ((in_xml, other),) = claims(SUITE / f"{name}.xml")
    assert msgspec.to_builtins(one) == msgspec.to_builtins(other)
    assert in_json == "/declarations/claims/0"
    assert in_xml == "/bom/declarations/claims/claim[1]"
    assert one.stands == "Predicate here"
    assert one.evidence == (Resource(name="internal.com.acme.someProperty", held=True),)
    assert one.expires == "2023-05-25T00:00:00+00:00"

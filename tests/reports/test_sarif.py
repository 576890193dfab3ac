"""The SARIF report, by the clauses of the OASIS standard (2.1.0) that it names."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from handmade import BAD, GOOD, VERDICTS, sha

from provenance.model.finding import ListedSubject, Subject
from provenance.reports.sarif import render

KINDS = {"pass", "open", "fail", "notApplicable", "review", "informational"}


def run_of(verdict: Any) -> dict[str, Any]:
    log = json.loads(render(verdict))
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-schema-2.1.0.json")
    (run,) = log["runs"]
    return run  # type: ignore[no-any-return]


@pytest.mark.parametrize("name", sorted(VERDICTS))
def test_what_the_standard_requires_is_there(name: str) -> None:
    run = run_of(VERDICTS[name])
    driver = run["tool"]["driver"]
    assert driver["name"] == "provenance"
    rules = [rule["id"] for rule in driver["rules"]]
    assert len(set(rules)) == len(rules)
    for result in run["results"]:
        assert result["message"]["text"]
        assert result["kind"] in KINDS
        assert (result["level"] == "none") == (result["kind"] != "fail")
        assert rules[result["ruleIndex"]] == result["ruleId"]
        for location in [*result.get("locations", []), *result.get("relatedLocations", [])]:
            place = location["physicalLocation"]["artifactLocation"]
            assert place["uriBaseId"] in run["originalUriBaseIds"]
            if "index" in place:
                assert run["artifacts"][place["index"]]["location"]["uri"] == place["uri"]


def test_files_are_there_with_hashes_and_percent_encoded_paths() -> None:
    artifacts = {file["location"]["uri"]: file for file in run_of(GOOD)["artifacts"]}
    assert artifacts["gateway.img"]["hashes"]["sha-256"] == sha("gateway.img").value
    assert len(artifacts["gateway.img"]["hashes"]["sha-512"]) == 128
    assert "docs/read%20me.txt" in artifacts


def test_places_become_logical_locations_or_regions() -> None:
    by_rule = {result["ruleId"]: result for result in run_of(BAD)["results"]}
    (first,) = by_rule["artifact/digest-mismatch"]["locations"]
    assert first["logicalLocations"] == [{"fullyQualifiedName": "/signed/products/gateway.img"}]
    (inner,) = by_rule["artifact/digest-mismatch"]["relatedLocations"]
    assert inner["physicalLocation"]["artifactLocation"]["uri"] == "release.jsonl"
    assert inner["logicalLocations"] == [{"fullyQualifiedName": "!2!payload#/subject/0"}]
    (line,) = by_rule["source/mutable-source"]["locations"]
    assert line["physicalLocation"]["region"] == {"startLine": 7}
    (missing,) = by_rule["provenance/missing-provenance"]["locations"]
    assert missing["physicalLocation"]["artifactLocation"]["uri"] == "bootloader.bin"


def test_a_place_that_is_named_twice_stands_once() -> None:
    finding = BAD.findings[0]
    (listed,) = finding.subjects
    twice = msgspec.structs.replace(listed, origins=listed.origins * 2)
    doubled = msgspec.structs.replace(finding, subjects=(twice,))
    (result, *_) = run_of(msgspec.structs.replace(BAD, findings=(doubled,)))["results"]
    assert len(result["relatedLocations"]) == 1


def test_a_waiver_suppresses_and_is_shown() -> None:
    results = {result["ruleId"]: result for result in run_of(BAD)["results"]}
    (suppression,) = results["source/mutable-source"]["suppressions"]
    assert suppression["kind"] == "external"
    assert "psirt@acme.example" in suppression["justification"]
    assert results["artifact/digest-mismatch"]["suppressions"] == []
    dead = msgspec.structs.replace(BAD.findings[3], waiver_expired=True)
    (result, *_) = run_of(msgspec.structs.replace(BAD, findings=(dead,)))["results"]
    assert result["suppressions"] == []


def test_fingerprints_are_stable_and_tell_subjects_apart() -> None:
    results = [r for r in run_of(BAD)["results"] if "partialFingerprints" in r]
    prints = [result["partialFingerprints"]["ruleAndSubject/v1"] for result in results]
    assert len(set(prints)) == len(prints)
    later = msgspec.structs.replace(BAD, at="2027-01-01T00:00:00Z", inputs=())
    again = [r for r in run_of(later)["results"] if "partialFingerprints" in r]
    assert [r["partialFingerprints"]["ruleAndSubject/v1"] for r in again] == prints


def test_text_of_a_delivery_is_no_link_and_no_placeholder() -> None:
    listed = ListedSubject(Subject("x"), "see [here](1) {0}", ())
    finding = msgspec.structs.replace(BAD.findings[0], subjects=(listed,))
    (result, *_) = run_of(msgspec.structs.replace(BAD, findings=(finding,)))["results"]
    assert result["message"]["text"] == "x: see \\[here\\](1) {{0}}"

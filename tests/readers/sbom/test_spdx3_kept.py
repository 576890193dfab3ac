"""What SPDX 3 says beside what a fact has room for is kept."""

from __future__ import annotations

import json
from typing import Any

import pytest
from spdx3_material import HERE, graph, package, read, relation

from provenance.model.component import Component, Detail


@pytest.mark.parametrize(
    ("field", "part"),
    [
        (
            "externalIdentifier",
            {
                "type": "ExternalIdentifier",
                "externalIdentifierType": "cpe23",
                "identifier": "cpe:2.3:a:a:a:1:*:*:*:*:*:*:*",
                "issuingAuthority": "NIST",
            },
        ),
        (
            "software_contentIdentifier",
            {
                "type": "software_ContentIdentifier",
                "software_contentIdentifierType": "gitoid",
                "software_contentIdentifierValue": "gitoid:blob:sha1:261eeb9e9f8b2b4b0d1193",
                "comment": "of the sources",
            },
        ),
    ],
)
def test_what_an_identifier_says_beside_its_value_is_kept(field: str, part: Any) -> None:
    found = read(graph(package(**{field: [part]})))
    (component,) = found.of(Component)
    assert len(component.identifiers or ()) == 1
    kept = [detail.content for detail in found.of(Detail) if detail.kind == field]
    assert [json.loads(content) for content in kept] == [part]


def test_whether_a_list_of_licenses_is_whole_is_kept() -> None:
    edge = relation("r", "image", "hasDeclaredLicense", "l", completeness="incomplete")
    found = read(graph(package(), edge))
    kept = [detail.content for detail in found.of(Detail) if detail.kind == "completeness"]
    assert kept == ['"incomplete"']


def test_elements_that_nothing_describes_are_counted() -> None:
    document = graph(package())
    (whole,) = [one for one in document["@graph"] if one["type"] == "SpdxDocument"]
    whole["element"] = [f"{HERE}image", f"{HERE}gone", f"{HERE}lost", "https://other/x"]
    whole["import"] = [{"type": "ExternalMap", "externalSpdxId": "https://other/x"}]
    (entry,) = read(document).entries("spdx/element-missing")
    assert entry.kind == "observation"
    assert "gone" in entry.detail
    assert "1 more" in entry.detail

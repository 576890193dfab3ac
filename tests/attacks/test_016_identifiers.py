"""016: names that look empty, or like the one of a purl, and are not."""

from __future__ import annotations

from pathlib import Path

import pytest
from attack_material import Workshop, complaints

RULE = "sbom/missing-identifier"


def _named(folder: Path, name: str) -> Workshop:
    workshop = Workshop(folder)
    workshop.parts.discard("manifest")
    workshop.sbom["components"][0]["name"] = name
    return workshop


@pytest.mark.parametrize("name", ["\0", "a\0b", "gateway-source\n", "...", "\u6e90", "\u202e"])
def test_016_a_name_without_letters_is_the_name_of_no_purl(name: str, tmp_path: Path) -> None:
    verdict = _named(tmp_path, name).audit()
    assert verdict.verdict == "FAILED"
    assert [outcome for _, outcome in complaints(verdict, RULE)] == ["fail"]


@pytest.mark.parametrize("name", ["Gateway Source", "gateway_source", "acme/gateway-source"])
def test_016_a_name_may_be_written_in_another_way(name: str, tmp_path: Path) -> None:
    verdict = _named(tmp_path, name).audit()
    assert complaints(verdict, RULE) == []
    assert verdict.verdict == "PASSED"


def test_016_a_script_of_its_own_is_no_offense(tmp_path: Path) -> None:
    workshop = _named(tmp_path, "\u6e90")
    workshop.sbom["components"][0]["purl"] = "pkg:generic/%E6%BA%90@1.0"
    verdict = workshop.audit()
    assert complaints(verdict, RULE) == []


def test_016_a_purl_that_mentions_another_one_is_of_neither_name(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    workshop.parts.discard("manifest")
    hidden = "pkg:generic/openssl@1.1.1k?download_url=https://x.example/gateway-source@1.0"
    workshop.sbom["components"][0]["purl"] = hidden
    verdict = workshop.audit()
    assert [outcome for _, outcome in complaints(verdict, RULE)] == ["fail"]

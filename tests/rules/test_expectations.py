"""042: built from elsewhere, in another way, or as another package, beside what was not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from samples_of_rules import Workshop

RULE = "provenance/unexpected-parameters"
REPOSITORY = "https://git.acme.example/gateway"


def from_repository(workshop: Workshop, repository: str, ref: str) -> None:
    """A build that a workflow of a repository asked for."""
    definition = workshop.statements[0]["predicate"]["buildDefinition"]
    workflow = {"repository": repository, "ref": ref, "path": "release.yml"}
    definition["externalParameters"] = {"workflow": workflow}


def complaints(workshop: Workshop) -> list[tuple[str, str]]:
    return [(f.outcome, f.message) for f in workshop.audit().findings if f.rule == RULE]


@pytest.mark.parametrize(
    ("repository", "ref", "wrong"),
    [
        (REPOSITORY, "refs/tags/v2.4.0", []),
        (f"{REPOSITORY}-evil", "refs/tags/v2.4.0", ["nobody expects a build of this repository"]),
        ("https://evil.test/gateway", "refs/tags/v2.4.0", ["nobody expects a build of this repos"]),
        (REPOSITORY, "refs/tags/v3.0.0", ["nobody expects a build of this ref"]),
        (REPOSITORY, "refs/heads/v2.4.0", ["nobody expects a build of this ref"]),
    ],
)
def test_042_repository_and_ref(
    repository: str, ref: str, wrong: list[str], tmp_path: Path
) -> None:
    workshop = Workshop(tmp_path)
    sources = ["https://git.acme.example/gateway", "https://downloads.zlib.example/"]
    sources.append("git+https://git.acme.example/gateway")
    workshop.policy["expect"] = {"sources": sources, "refs": ["refs/tags/v2.*"]}
    from_repository(workshop, repository, ref)
    found = complaints(workshop)
    assert [outcome for outcome, _ in found] == ["fail"] * len(wrong)
    assert all(message.startswith(text) for (_, message), text in zip(found, wrong, strict=True))


def test_042_a_build_that_does_not_say_is_open(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    workshop.policy["expect"] = {"refs": ["refs/tags/v2.*"]}
    assert complaints(workshop) == [("open", "it does not say from which ref it was made")]
    workshop.parts -= {"statement"}
    (workshop.delivery / "provenance-0.dsse.json").unlink()
    assert complaints(workshop) == [("open", "there is nothing to judge by this rule")]


def test_sources_alone_ask_nothing_of_a_layout(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    workshop.parts -= {"statement"}
    workshop.policy["expect"] = {"sources": ["https://git.acme.example/"]}
    verdict = workshop.audit()
    tally = next(tally for tally in verdict.rules if tally.rule == RULE)
    assert tally.outcome == "notApplicable"
    assert verdict.verdict == "PASSED"


@pytest.mark.parametrize(
    ("platforms", "passes"),
    [
        (["https://ci.acme.example/gateway"], True),
        (["https://ci.acme.example/*"], True),
        (["https://*/gateway"], True),
        (["https://ci.acme.example/gate"], False),
        (["https://ci.acme.example"], False),
    ],
)
def test_042_platforms_are_globs(platforms: list[str], passes: bool, tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    workshop.policy["expect"] = {"platforms": platforms}
    assert (workshop.audit().verdict == "PASSED") is passes


def about_package(workshop: Workshop, name: str, signers: list[str]) -> None:
    """A release statement about the same bytes, under the name of a package."""
    statement: dict[str, Any] = {
        **workshop.statements[0],
        "predicateType": "https://in-toto.io/attestation/release/v0.1",
        "predicate": {"purl": name, "releaseId": "1"},
    }
    statement["subject"] = [{**statement["subject"][0], "name": name}]
    workshop.statements[0]["subject"][0]["name"] = "pkg:npm/%40acme/gateway@2.4.0"
    workshop.trust["registry"] = {"roles": ["claim"]}
    workshop.signers["release"] = signers
    workshop.extra["release.json"] = workshop._in_toto(statement, "release")


@pytest.mark.parametrize(
    ("name", "signers", "outcomes"),
    [
        ("pkg:npm/%40acme/gateway@2.4.0", ["registry"], []),
        ("pkg:npm/%40acme/gateway@2.4.1", ["registry"], ["fail"]),
        ("pkg:npm/%40evil/gateway@2.4.0", ["registry"], ["fail"]),
        ("pkg:npm/%40acme/gateway@2.4.0", ["stranger"], ["open"]),
        ("pkg:npm/%40acme/gateway@2.4.0", ["build"], ["fail"]),
    ],
)
def test_042_packages(name: str, signers: list[str], outcomes: list[str], tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    workshop.policy["expect"] = {"packages": ["pkg:npm/@acme/gateway@2.4.0"]}
    about_package(workshop, name, signers)
    assert [outcome for outcome, _ in complaints(workshop)] == outcomes


def test_042_a_file_is_no_package(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    workshop.policy["expect"] = {"packages": ["pkg:npm/@acme/gateway"]}
    assert complaints(workshop) == [("open", "it does not say of which package it is")]

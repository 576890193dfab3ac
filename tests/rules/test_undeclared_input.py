"""What `provenance/undeclared-input` says where one of the two sides is missing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from samples_of_rules import Workshop

from samples.workshop import sha256

RULE = "provenance/undeclared-input"


def _asked(workshop: Workshop) -> tuple[list[str], list[str]]:
    verdict = workshop.audit()
    messages = [finding.message for finding in verdict.findings if finding.rule == RULE]
    return messages, [request.text for request in verdict.requests if RULE in request.rules]


def test_with_links_alone_it_is_the_sbom_that_is_missing(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    workshop.parts -= {"sbom", "statement"}
    messages, requests = _asked(workshop)
    assert messages == ["there is no SBOM to compare the builds with"]
    assert [text.partition(",")[0] for text in requests] == ["an SBOM of the delivery gateway-1.0"]


def test_with_links_and_an_sbom_there_is_nothing_to_ask_for(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    workshop.links[0]["materials"] = {
        f"{name}.c": {"sha256": component["hashes"][0]["content"]}
        for name, component in zip("ab", workshop.sbom["components"], strict=True)
    }
    workshop.parts.discard("statement")
    assert _asked(workshop) == ([], [])


def test_with_an_sbom_alone_it_is_the_provenance_that_is_missing(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    workshop.parts -= {"statement", "layout"}
    messages, requests = _asked(workshop)
    assert messages == ["there is nothing to judge by this rule"]
    assert [text.partition(",")[0] for text in requests] == [
        "provenance (SLSA or in-toto links) of gateway.img"
    ]


COMMIT = "1f2e3d4c5b6a79880716253443526170a1b2c3d4"


@pytest.mark.parametrize("algorithm", ["gitCommit", "sha1"])
@pytest.mark.parametrize(
    ("change", "joined"),
    [
        (
            {"externalReferences": [{"type": "vcs", "url": f"git+https://a.test/lib@{COMMIT}"}]},
            True,
        ),
        ({"version": COMMIT, "purl": f"pkg:generic/ringlog@{COMMIT}"}, True),
        ({"externalReferences": [{"type": "vcs", "url": "git+https://a.test/lib@main"}]}, False),
        ({}, False),
    ],
)
def test_a_commit_joins_a_repository_with_its_component(
    algorithm: str, change: dict[str, Any], joined: bool, tmp_path: Path
) -> None:
    """047: an input that the SBOM knows under another name, by the commit of both."""
    workshop = Workshop(tmp_path)
    definition = workshop.statements[0]["predicate"]["buildDefinition"]
    read = {"uri": "git+https://git.test/log@refs/tags/v9", "digest": {algorithm: COMMIT}}
    definition["resolvedDependencies"].append(read)
    component = workshop.component("ringlog", "1.3", sha256("ringlog"))
    workshop.sbom["components"].append({**component, **change})
    messages, _ = _asked(workshop)
    missing = ["a build read it and no SBOM lists it", "no build says that it read or made it"]
    assert sorted(messages) == ([] if joined else missing)


def test_a_sha1_of_an_archive_is_no_commit(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    definition = workshop.statements[0]["predicate"]["buildDefinition"]
    found = []
    for uri in ("git+https://git.test/log@refs/heads/main", "https://git.test/log.tar.gz"):
        definition["resolvedDependencies"][1:] = [{"uri": uri, "digest": {"sha1": COMMIT}}]
        rules = {finding.rule for finding in workshop.audit().findings}
        found.append("source/mutable-source" in rules)
    assert found == [False, True]


@pytest.mark.parametrize(
    ("hashes", "messages"),
    [
        (sha256("zlib source"), []),
        (None, []),
        (sha256("a back door"), ["the SBOM has its name, and digests that cannot be compared"]),
    ],
)
def test_047_the_same_name_with_other_digests(
    hashes: str | None, messages: list[str], tmp_path: Path
) -> None:
    """A digest of a library may be of its source or of what was built of it: nobody says."""
    workshop = Workshop(tmp_path)
    workshop.parts -= {"layout"}
    zlib = workshop.sbom["components"][1]
    if hashes is None:
        del zlib["hashes"]
    else:
        zlib["hashes"][0]["content"] = hashes
    assert _asked(workshop)[0] == messages

"""What `provenance/undeclared-input` says where one of the two sides is missing."""

from __future__ import annotations

from pathlib import Path

from samples_of_rules import Workshop

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

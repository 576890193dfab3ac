"""What rules about completeness, depth, pedigree and contacts say beyond their samples."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from samples_of_rules import Workshop

Finding = tuple[str, str, str]


def judged(workshop: Workshop, rule: str, **parameters: Any) -> list[Finding]:
    """Outcome, message and subject of every finding of one rule."""
    workshop.policy["rules"] = {f'"{rule}"': "warning"}
    if parameters:
        workshop.policy[f'parameters."{rule}"'] = parameters
    return [
        (finding.outcome, finding.message, listed.subject.label)
        for finding in workshop.audit().findings
        if finding.rule == rule
        for listed in finding.subjects
    ]


@pytest.mark.parametrize(
    ("aggregate", "expected"),
    [(one, []) for one in ("complete", "incomplete", "unknown", "not_specified")],
)
def test_every_declared_state_is_an_answer(
    tmp_path: Path, aggregate: str, expected: list[Finding]
) -> None:
    workshop = Workshop(tmp_path)
    workshop.sbom["compositions"][0]["aggregate"] = aggregate
    del workshop.sbom["dependencies"][1:]
    assert judged(workshop, "dependency/unstated-completeness") == expected


def test_a_leaf_by_omission_is_no_leaf_by_declaration(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    del workshop.sbom["compositions"]
    del workshop.sbom["dependencies"][2]
    assert sorted(judged(workshop, "dependency/unstated-completeness")) == [
        ("fail", "its list may go on", "gateway 1.0"),
        ("fail", "nothing is said about what it needs", "zlib 1.3.1"),
    ]


@pytest.mark.parametrize(
    ("depth", "flat", "messages"),
    [
        ("top-level", True, []),
        ("transitive", True, ["it is a flat list"]),
        ("transitive", False, []),
        ("every-end", False, ["it ends without saying so"]),
    ],
)
def test_depth_is_what_the_policy_asks(
    tmp_path: Path, depth: str, flat: bool, messages: list[str]
) -> None:
    workshop = Workshop(tmp_path)
    del workshop.sbom["compositions"]
    del workshop.sbom["dependencies"][1 if flat else 2 :]
    rule = "dependency/insufficient-depth"
    assert [message for _, message, _ in judged(workshop, rule, depth=depth)] == messages


@pytest.mark.parametrize(
    ("version", "pedigree", "failed"),
    [
        ("1.3.1-vendor", None, True),
        ("1.3.1+patched.2", None, True),
        ("1.3.1-rc1", None, False),
        ("1.3.1-1+deb12u1", None, False),
        ("1.3.1-forklift", None, False),
        ("1.3.1", {"patches": [{"type": "backport"}]}, True),
        (
            "1.3.1-vendor",
            {
                "ancestors": [{"type": "library", "name": "zlib", "version": "1.3.1"}],
                "commits": [{"uid": "1f2e3d4c"}],
            },
            False,
        ),
    ],
)
def test_only_what_was_changed_needs_a_pedigree(
    tmp_path: Path, version: str, pedigree: Any, failed: bool
) -> None:
    workshop = Workshop(tmp_path)
    zlib = workshop.sbom["components"][1]
    zlib |= {"version": version, "purl": "pkg:generic/zlib"}
    if pedigree is not None:
        zlib["pedigree"] = pedigree
    assert bool(judged(workshop, "source/missing-pedigree")) is failed


@pytest.mark.parametrize(
    ("notice", "message"),
    [
        ("Contact: mailto:psirt@acme.example\nExpires: 2027-01-01T00:00:00Z\n", None),
        ("contact: mailto:psirt@acme.example\nExpires: 2026-01-01T00:00:00Z\n", "not in force"),
        ("Contact: mailto:psirt@acme.example\n", "not in force"),
        ("# Contact: nobody\nExpires: 2027-01-01T00:00:00Z\n", "not in force"),
    ],
)
def test_a_security_txt_counts_while_it_is_in_force(
    tmp_path: Path, notice: str, message: str | None
) -> None:
    workshop = Workshop(tmp_path)
    workshop.extra["security.txt"] = notice.encode()
    workshop.policy["product"] = {"images": ["*.img"], "other": ["security.txt"]}
    found = judged(workshop, "lifecycle/missing-disclosure-contact")
    assert [message for _, message, _ in found] == (
        [] if message is None else ["the notice where to report vulnerabilities is not in force"]
    )

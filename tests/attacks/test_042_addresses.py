"""042: addresses that two programs read as two, and refs that hide behind another one."""

from __future__ import annotations

from pathlib import Path

import pytest
from attack_answers import ours
from attack_delivery import Delivery

REPOSITORY = "https://git.acme.example/acme/gateway"
TAG, BRANCH = "refs/tags/v2.4.0", "refs/heads/feature"


def verdict(folder: Path, repository: str, ref: str) -> str:
    plan = Delivery(folder)
    plan.by_statement()
    plan.rule("source/disallowed-origin", "off")
    workflow = {"repository": repository, "ref": ref}
    definition = plan.statements[0]["predicate"]["buildDefinition"]
    definition["externalParameters"] = {"workflow": workflow}
    plan.policy["expect"] = {"sources": [REPOSITORY], "refs": ["refs/tags/v2.*"]}
    plan.write()
    return ours(plan).verdict


@pytest.mark.parametrize(
    ("repository", "ref", "expected"),
    [
        (REPOSITORY, TAG, "PASSED"),
        (f"{REPOSITORY}.git", TAG, "PASSED"),
        (f"git+{REPOSITORY}", TAG, "PASSED"),
        (f"{REPOSITORY}@{TAG}", TAG, "PASSED"),
        (REPOSITORY, BRANCH, "FAILED"),
        (f"{REPOSITORY}@{TAG}", BRANCH, "INCONCLUSIVE"),
        (f"{REPOSITORY}@{TAG}?", BRANCH, "INCONCLUSIVE"),
        (f"{REPOSITORY}@{TAG}#", BRANCH, "INCONCLUSIVE"),
        ("https://evil.example\\@git.acme.example/acme/gateway", TAG, "FAILED"),
        ("https://git.a\tcme.example/acme/gateway", TAG, "FAILED"),
        (f"{REPOSITORY}\n", TAG, "FAILED"),
        (f"{REPOSITORY}.gitx", TAG, "FAILED"),
        ("https://git.acme.example/acme/gateway/../evil.git", TAG, "FAILED"),
    ],
)
def test_42_one_address_is_one_place(
    repository: str, ref: str, expected: str, tmp_path: Path
) -> None:
    assert verdict(tmp_path, repository, ref) == expected

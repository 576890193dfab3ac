"""Every case of the catalogue: nothing hostile is accepted, no twin is refused, peers beside it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from attack_answers import ours
from attack_cases import ACCEPT, Case, all_cases
from attack_peers import peers


def _test_of(one: Case) -> Callable[..., None]:
    @pytest.mark.parametrize("hostile", [True, False], ids=["hostile", "twin"])
    def test(hostile: bool, tmp_path: Path) -> None:
        plan = one.build(tmp_path, hostile=hostile)
        answer = ours(plan)
        if hostile:
            assert answer.verdict != "PASSED"
            assert answer.lacks(*one.says) == [], "\n".join(answer.said)
        else:
            assert answer.verdict == "PASSED", "\n".join(answer.said)
        for peer in one.peers:
            known = one.hostile[peer] if hostile else one.twin.get(peer, ACCEPT)
            found = peers().judge(peer, plan)
            assert found.answer in (known, "absent"), f"{peer}: {found}"

    test.__doc__ = one.title
    return test


for _case in all_cases():
    globals()[f"test_{_case.name}"] = _test_of(_case)


def test_every_case_says_what_must_be_named() -> None:
    assert [one.name for one in all_cases() if not one.says or not one.title] == []

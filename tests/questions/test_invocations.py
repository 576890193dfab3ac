"""One invocation in many statements: which of them cannot be of one run."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from provenance.graph.evidence import Chapter, Said
from provenance.model.artifact import Listing
from provenance.model.build import Build
from provenance.model.digest import Digest
from provenance.model.document import Document
from provenance.questions.invocations import Invocations

CountCalls = Callable[[Callable[[], object]], int]
DIGEST = Digest("sha256", "77" * 32, "file")
CHAPTER = Chapter(Document("s.json", DIGEST, 2, "SLSA provenance"))


def said(name: str, started: str = "") -> Said[Build]:
    outputs = Listing("outputs", (name,), ((DIGEST,),))
    build = Build("build", platform="p", invocation="1", started=started, outputs=outputs)
    return Said(build, "/predicate", CHAPTER)


@pytest.mark.parametrize("several", [False, True])
def test_the_same_said_twice_contradicts_nothing(several: bool) -> None:
    builds = [said("a"), said("a")]
    assert Invocations(builds, several).contradicting(builds[0].fact) is None


def test_other_subjects_contradict_unless_one_run_may_be_stated_in_parts() -> None:
    builds = [said("a"), said("b")]
    assert Invocations(builds, False).contradicting(builds[0].fact) is builds[1]
    assert Invocations(builds, False).contradicting(builds[1].fact) is builds[0]
    assert Invocations(builds, True).contradicting(builds[0].fact) is None


def test_parts_of_one_run_agree_on_everything_else() -> None:
    builds = [said("a", "monday"), said("b", "monday"), said("c", "tuesday")]
    known = Invocations(builds, True)
    assert known.contradicting(builds[0].fact) is builds[2]
    assert known.contradicting(builds[2].fact) is builds[0]


def test_many_statements_of_one_invocation_are_work_in_proportion(count_calls: CountCalls) -> None:
    calls = []
    for count in (200, 400):
        builds = [said(f"part{number}") for number in range(count)]
        known = Invocations(builds, True)
        calls.append(count_calls(lambda: [known.contradicting(one.fact) for one in builds]))  # noqa: B023
    assert calls[1] < 2.2 * calls[0]

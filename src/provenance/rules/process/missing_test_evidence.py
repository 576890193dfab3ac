"""Somebody who may says of every image that its tests passed.

*Why it matters.* A release process that tests can show it: a signed result, about exactly the
bytes that are delivered. One of other bytes, of an earlier build, or by somebody who may not speak
for tests shows nothing.

*Fix.* Let the test system sign an in-toto test result (`PASSED`) with the digest of each image, and
give its key the role `test`. Name in `tests` those that must be among the passed ones.

*References*

- in-toto attestation predicates, test result 0.1 [read]
- NIST SSDF PW.7, PW.8 [general knowledge]
- CRA Annex I, part II (3) [read]
- IEC 62443-4-1 SVV-3 [general knowledge]
"""

from __future__ import annotations

from collections.abc import Iterable

from provenance.graph.evidence import Said
from provenance.model.artifact import Artifact
from provenance.model.finding import Observation
from provenance.model.predicate import TestResult
from provenance.questions.ask import Ask
from provenance.questions.globs import text_matches
from provenance.questions.places import cite
from provenance.questions.tests import results_for

LEVEL = "warning"
NEEDS = "test"
PARAMETERS = {"tests": "texts"}


def subjects(ask: Ask) -> Iterable[Artifact]:
    """Every image."""
    return ask.images


def judge(ask: Ask, subject: Artifact) -> Observation | None:
    """A believed failure accuses; otherwise one believed pass with all wanted tests suffices."""
    request = f"a signed test result, PASSED, about {subject.path}, {subject.digest}"
    found = results_for(ask, subject)
    seen = [_judge_result(ask, said, request) for said in found]
    failed = [one for one in seen if one is not None and one.outcome == "fail"]
    if failed:
        return failed[0]
    if any(one is None for one in seen):
        return None
    if seen:
        return seen[0]
    message, detail = "no test result is about these bytes", str(subject.digest)
    return Observation("open", message, detail, (), request)


def _judge_result(ask: Ask, said: Said[TestResult], request: str) -> Observation | None:
    standing = ask.signatures.standing(said.chapter, "test")
    if standing.outcome != "pass":
        message = "nobody who is trusted with tests stands behind the result"
        request = ask.signatures.or_keys(f"{request}, in place of {cite(said.chapter)}")
        origins = (said.origin, *standing.origins)
        return Observation("open", message, standing.reason, origins, request)
    result = said.fact.result
    if result == "FAILED" or said.fact.failed:
        detail = f"{result}: {', '.join(said.fact.failed) or 'no test is named'}"
        return Observation("fail", "its tests failed", detail, (said.origin,))
    if result != "PASSED":
        detail = f"the result is {result or 'missing'}"
        return Observation("open", "its tests did not simply pass", detail, (said.origin,), request)
    wanted = ask.parameter("process/missing-test-evidence", "tests", [])
    passed = said.fact.passed
    lacks = [one for one in wanted if not any(text_matches(one, name) for name in passed)]
    if not lacks:
        return None
    detail = f"{', '.join(lacks)} is not among the {len(passed)} that passed"
    return Observation(
        "open", "a test that is asked for is missing", detail, (said.origin,), request
    )

"""audit(): proof and policy to a verdict.

1. The delivery is read, and verified under the trust root as of the stated time.
2. The policy and the delivery say which files are images. An earlier delivery, where one is given,
   is read and verified beside this one; it may say what the policy leaves open about builds.
3. Every rule of the policy is asked about every subject that it has; passes are counted, everything
   else is kept, and waivers are matched.
4. What was seen is grouped into findings; they, the counts and the policy give the answer, for the
   delivery and for each image.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from os import PathLike
from typing import TYPE_CHECKING

from provenance.decoding.time import parse_time
from provenance.errors import UsageError
from provenance.graph.evidence import Evidence
from provenance.intake import collector_off, read
from provenance.judgment.coverage import count_coverage
from provenance.judgment.earlier import Auditor, Earlier, Given
from provenance.judgment.findings import group_findings
from provenance.judgment.notes import delivered_inputs, notes_on, policy_used, tool_used, trust_used
from provenance.judgment.policies import load_policy, shipped_policies
from provenance.judgment.profiles import count_profiles
from provenance.judgment.requests import collect_requests
from provenance.judgment.subjects import choose_images, with_long_digests
from provenance.judgment.tally import Asked, ask_rules
from provenance.judgment.waivers import Waivers
from provenance.model.authority import Outcome
from provenance.model.policy import Policy
from provenance.model.verdict import Answer, JudgedSubject, Verdict, answer_of
from provenance.questions.ask import Ask
from provenance.trust.load import trust_root
from provenance.trust.root import NOBODY, TrustRoot
from provenance.verification import verify

if TYPE_CHECKING:
    from provenance.model.artifact import Artifact
    from provenance.model.digest import Digest

__all__ = ["audit", "load_policy", "shipped_policies"]


def audit(
    delivery: Evidence | str | PathLike[str],
    *,
    policy: Policy | str | PathLike[str] = "baseline",
    trust: TrustRoot | str | PathLike[str] = NOBODY,
    at: str,
    progress: Callable[[str], None] | None = None,
    baseline: Given = None,
    expect_from: Given = None,
) -> Verdict:
    """Judge a delivery by a policy, under a trust root, as of a stated time (RFC 3339).

    Policy and trust root are values or the paths of their files; a shipped policy goes by name.
    `baseline` is an earlier delivery to compare with, `expect_from` an accepted one whose verified
    builds say what the policy does not about platform, source and parameters; it is the baseline
    where no other is given. Raises `UsageError` for what cannot be used, `UnreadableError` for a
    delivery.
    """
    moment = _canonical_time(at)
    rules = policy if isinstance(policy, Policy) else load_policy(policy)
    root = trust_root(trust)
    if not isinstance(delivery, Evidence):
        delivery = read(delivery, progress=progress)
    with collector_off():
        earlier = Earlier(baseline, expect_from, Auditor(rules, root, moment), progress, delivery)
        return _judge(delivery, rules, root, moment, progress, earlier)


def _judge(
    delivery: Evidence,
    own: Policy,
    trust: TrustRoot,
    moment: str,
    progress: Callable[[str], None] | None,
    earlier: Earlier,
) -> Verdict:
    rules = earlier.complete(own)
    compared = earlier.compared
    before = None if compared is None else compared.evidence
    proof = verify(delivery, trust, moment, product=rules.product, baseline=before)
    images = choose_images(delivery, rules)
    ask = Ask(delivery, proof, rules, images, trust.thresholds, compared)
    waivers = Waivers(rules.waivers, moment)
    asked = ask_rules(ask, waivers, progress)
    return Verdict(
        verdict=_answer(asked, images),
        at=moment,
        delivery=delivery.name,
        input_digest=delivery.digest,
        subjects=_judge_images(with_long_digests(delivery, images), asked),
        policy=policy_used(rules),
        trust=trust_used(trust),
        tool=tool_used(),
        inputs=delivered_inputs(delivery, images),
        rules=tuple(one.tally for one in asked),
        findings=group_findings(asked),
        coverage=count_coverage(ask),
        requests=collect_requests(asked, delivery),
        notes=notes_on(ask, trust),
        unused_waivers=waivers.unused(),
        profiles=count_profiles(ask),
        baseline=earlier.baseline_used(),
        expected_from=earlier.expectations_used(),
    )


def _canonical_time(at: str) -> str:
    moment = parse_time(at)
    if moment is None:
        raise UsageError(f"{at!r} is no time; write it as 2026-11-22T12:00:00Z")
    text = moment.isoformat().removesuffix("+00:00")
    return f"{text}Z"


def _answer(asked: tuple[Asked, ...], images: tuple[Artifact, ...]) -> Answer:
    """The answer for the delivery; where there is nothing to judge, nothing was shown."""
    outcomes: list[tuple[Outcome, bool]] = []
    for one in asked:
        tally = one.tally
        counts: tuple[tuple[Outcome, int], ...] = (
            ("pass", tally.passed),
            ("fail", tally.failed),
            ("open", tally.open),
        )
        outcomes += [(outcome, tally.blocking) for outcome, count in counts if count]
    answer = answer_of(outcomes)
    return "INCONCLUSIVE" if answer == "PASSED" and not images else answer


def _judge_images(
    images: Iterable[tuple[Artifact, tuple[Digest, ...]]], asked: tuple[Asked, ...]
) -> tuple[JudgedSubject, ...]:
    """An image has every observation that concerns it, and every pass that nothing takes away."""
    named = tuple(images)
    outcomes: dict[str, set[tuple[Outcome, bool]]] = {image.path: set() for image, _ in named}
    for one in asked:
        concerned = _concerned(one)
        for path, found in outcomes.items():
            seen = concerned.get(path)
            if seen is not None:
                found.update((outcome, one.tally.blocking) for outcome in seen)
            elif one.tally.passed:
                found.add(("pass", one.tally.blocking))
    return tuple(
        JudgedSubject(image.path, digests, image.size, answer_of(sorted(outcomes[image.path])))
        for image, digests in named
    )


def _concerned(one: Asked) -> dict[str, set[Outcome]]:
    """By path of an image, the outcomes that nobody accepted; empty where all were accepted.

    What concerns every image shares one tuple of paths, which is gone over once.
    """
    groups: dict[int, tuple[tuple[str, ...], set[Outcome]]] = {}
    for seen in one.seen:
        outcomes = groups.setdefault(id(seen.images), (seen.images, set()))[1]
        if not seen.settled:
            outcomes.add(seen.outcome)
    for crowd in one.crowds:
        outcomes = groups.setdefault(id(crowd.images), (crowd.images, set()))[1]
        outcomes.add(crowd.observation.outcome)
    found: dict[str, set[Outcome]] = {}
    for paths, outcomes in groups.values():
        for path in paths:
            found.setdefault(path, set()).update(outcomes)
    return found

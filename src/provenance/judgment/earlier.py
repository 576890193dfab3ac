"""Earlier deliveries beside the one that is judged: read and verified on their own, never merged.

A baseline is compared with; one that expectations come from was accepted before, and only what is
verified in it under the same trust root, as of the same time, counts. What the policy itself says
stands. A delivery whose builds are all those that are judged is not an earlier one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from os import PathLike
from typing import Final, NamedTuple

from msgspec.structs import replace

from provenance.errors import UsageError
from provenance.graph.evidence import Evidence
from provenance.intake import read
from provenance.judgment.notes import delivered_inputs
from provenance.judgment.subjects import choose_images
from provenance.model.policy import Expectations, Policy
from provenance.model.verdict import BaselineUsed, Derived
from provenance.questions.ask import Ask
from provenance.questions.baseline import expectations_from, merged, verified_builds
from provenance.trust.root import TrustRoot
from provenance.verification import verify

Given = Evidence | str | PathLike[str] | None

_LISTS: Final = {
    "platforms": "platforms",
    "build_types": "build-types",
    "repositories": "sources",
    "refs": "refs",
}
"""Fields of expectations, and what `[expect]` calls them."""


class Auditor(NamedTuple):
    """By whose rules, trust and time earlier deliveries are looked at."""

    policy: Policy
    trust: TrustRoot
    at: str


class Earlier:
    """The baseline, and the delivery that expectations come from: often one and the same."""

    def __init__(
        self,
        baseline: Given,
        expect_from: Given,
        auditor: Auditor,
        progress: Callable[[str], None] | None,
        delivery: Evidence,
    ) -> None:
        self._auditor, self._progress = auditor, progress
        self._delivered = delivery.chapters_by_digest
        self._expected = self._open(expect_from)
        same = baseline is None or baseline is expect_from or baseline == expect_from
        self._baseline = (
            (self._expected if baseline is not None else None) if same else self._open(baseline)
        )
        self._derived = None if self._expected is None else self._derive(self._expected)

    @property
    def compared(self) -> Ask | None:
        """The earlier delivery that this one is compared with."""
        return self._baseline or self._expected

    def complete(self, policy: Policy) -> Policy:
        """The policy, with what an earlier delivery gives where it expects nothing itself."""
        if self._derived is None:
            return policy
        return replace(policy, expect=merged(policy.expect, self._derived))

    def baseline_used(self) -> BaselineUsed | None:
        """The baseline, as the verdict records it."""
        return None if self._baseline is None else _used(self._baseline)

    def expectations_used(self) -> BaselineUsed | None:
        """The delivery that expectations came from, with those that counted."""
        if self._expected is None or self._derived is None:
            return None
        own = self._auditor.policy.expect
        counted = merged(own, self._derived)
        return replace(_used(self._expected), expectations=tuple(_plain(own, counted)))

    def _open(self, given: Given) -> Ask | None:
        if given is None:
            return None
        policy, trust, at = self._auditor
        evidence = given if isinstance(given, Evidence) else read(given, progress=self._progress)
        proof = verify(evidence, trust, at, product=policy.product)
        return Ask(evidence, proof, policy, choose_images(evidence, policy), trust.thresholds)

    def _derive(self, ask: Ask) -> Expectations:
        builds = verified_builds(ask)
        if not builds:
            some = len(ask.builds.claimed)
            several = f"none of its {some} build statements" if some else "no build statement in it"
            raise UsageError(
                f"nothing can be expected from {ask.evidence.name}: {several} is verified under "
                f"this trust root as of {self._auditor.at}"
            )
        if all(said.chapter.document.digest in self._delivered for said in builds):
            raise UsageError(
                f"nothing can be expected from {ask.evidence.name}: every verified build in it is "
                "one of the delivery that is judged, and would be compared with itself"
            )
        return expectations_from(builds)


def _used(ask: Ask) -> BaselineUsed:
    inputs = delivered_inputs(ask.evidence, ask.images)
    return BaselineUsed(ask.evidence.name, ask.evidence.digest, inputs)


def _plain(own: Expectations, counted: Expectations) -> Iterator[Derived]:
    """What was added to the policy's own expectations, in its words."""
    for field, word in _LISTS.items():
        values = getattr(counted, field)
        if values is not None and getattr(own, field) is None:
            yield Derived(word, values)
    if own.parameters is None:
        for name, text in counted.parameters or ():
            yield Derived(f"parameters.{name}", (str(json.loads(text)),) if text else ())

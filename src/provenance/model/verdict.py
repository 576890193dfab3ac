"""The answer, with everything that a report or a statement needs."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from provenance.model.authority import Outcome
from provenance.model.digest import Digest
from provenance.model.finding import Finding, Request, Tally
from provenance.model.policy import Waiver
from provenance.model.profile import ProfileCount

Answer = Literal["PASSED", "FAILED", "INCONCLUSIVE"]


class JudgedSubject(Struct, frozen=True, gc=False):
    """An image of the delivery with its own answer."""

    path: str
    digests: tuple[Digest, ...]
    size: int
    verdict: Answer


class InputFile(Struct, frozen=True, gc=False):
    """One delivered file: `role` is `image`, `evidence`, `signature`, `key`, `other` or
    `unread`.
    """

    path: str
    digest: Digest
    size: int
    role: str
    format: str = ""
    status: str = ""


class Ratio(Struct, frozen=True, gc=False):
    """n of m, with the unit that is counted."""

    n: int
    m: int
    unit: str


class Coverage(Struct, frozen=True, gc=False):
    """How much of what is there stands on verified evidence."""

    components: Ratio
    bytes: Ratio
    signatures: Ratio


class PolicyUsed(Struct, frozen=True, gc=False):
    """`images_from` is `policy` or `delivery`: who said which files are images."""

    name: str
    digest: Digest
    images_from: Literal["policy", "delivery"]
    verifier: str | None = None
    images: tuple[str, ...] = ()
    other: tuple[str, ...] = ()


class TrustUsed(Struct, frozen=True, gc=False):
    """The trust root of a verdict; `digest` None means that nothing was believed."""

    digest: Digest | None
    keys: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


class Derived(Struct, frozen=True, gc=False):
    """One expectation that an earlier delivery gave: `what` in the words of `[expect]`.

    `values` are those that are allowed; none where any value is, as long as there is one.
    """

    what: str
    values: tuple[str, ...]


class BaselineUsed(Struct, frozen=True, gc=False):
    """An earlier delivery that was looked at beside this one, and what was expected because of it.

    `digest` is over its files, as the input digest of the verdict is over those that were judged.
    """

    name: str
    digest: Digest
    inputs: tuple[InputFile, ...]
    expectations: tuple[Derived, ...] = ()


class Tool(Struct, frozen=True, gc=False):
    """What computed the verdict."""

    name: str
    version: str


class Verdict(Struct, frozen=True, gc=False):
    """PASSED, FAILED or INCONCLUSIVE, as of a stated time, and why.

    `input_digest` is over the sorted paths and digests of all delivered files: it ties the verdict
    to this delivery. `notes` are sentences that belong at the top of a report (nothing was believed
    …). `profiles` count the fields that the policy's profile asks of SBOMs. `baseline` is the
    earlier delivery that this one was compared with, `expected_from` the one that expectations came
    from.
    """

    verdict: Answer
    at: str
    delivery: str
    input_digest: Digest
    subjects: tuple[JudgedSubject, ...]
    policy: PolicyUsed
    trust: TrustUsed
    tool: Tool
    inputs: tuple[InputFile, ...]
    rules: tuple[Tally, ...]
    findings: tuple[Finding, ...]
    coverage: Coverage
    requests: tuple[Request, ...]
    notes: tuple[str, ...] = ()
    unused_waivers: tuple[Waiver, ...] = ()
    profiles: tuple[ProfileCount, ...] = ()
    baseline: BaselineUsed | None = None
    expected_from: BaselineUsed | None = None


def answer_of(outcomes: list[tuple[Outcome, bool]]) -> Answer:
    """FAILED, INCONCLUSIVE or PASSED from unwaived (outcome, blocking) pairs; none judged is no
    pass.
    """
    blocking = {outcome for outcome, blocks in outcomes if blocks}
    if "fail" in blocking:
        return "FAILED"
    judged = any(outcome in ("pass", "fail") for outcome, _ in outcomes)
    return "PASSED" if judged and "open" not in blocking else "INCONCLUSIVE"

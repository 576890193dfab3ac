"""Whether the parts of a verdict, and the summaries beside it, say one thing.

Who signs for several verdicts may be made to sign one that says PASSED above findings that fail, or
the summary of another. None of it needs the delivery, a policy or a key to be seen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from provenance.decoding import json
from provenance.decoding.verdict import spelled
from provenance.model.finding import Tally
from provenance.model.profile import FieldCount
from provenance.model.verdict import JudgedSubject, Verdict
from provenance.writers import vsa as summaries

_COPIED: Final = (
    "timeVerified",
    "policy",
    "inputAttestations",
    "verificationResult",
    "verifiedLevels",
)
"""Members of a VSA that follow from its verdict, whatever it is for."""


def contradictions(verdict: Verdict) -> Iterator[str]:
    """What in a verdict cannot be true together."""
    for what, paths in (("image", verdict.subjects), ("input", verdict.inputs)):
        counts = Counter(one.path for one in paths)
        yield from (
            f"the {what} {path} stands in it {n} times" for path, n in counts.items() if n > 1
        )
    blocking = [tally for tally in verdict.rules if tally.blocking]
    failed, undecided = any(t.failed for t in blocking), any(t.open for t in blocking)
    if failed != (verdict.verdict == "FAILED") or (undecided and verdict.verdict == "PASSED"):
        counted = (
            "something fails" if failed else "something is open" if undecided else "nothing fails"
        )
        yield f"the verdict says {verdict.verdict}, but by its counts {counted}"
    for image in verdict.subjects:
        wrong = image.verdict == "FAILED" or verdict.verdict == "PASSED"
        if wrong and image.verdict != verdict.verdict:
            yield f"the image {image.path} is {image.verdict}, but the verdict {verdict.verdict}"
    yield from _uncounted(verdict)
    for profile in verdict.profiles:
        yield from (f"{profile.name} {odd}" for odd in map(_miscounted, profile.fields) if odd)


def _miscounted(count: FieldCount) -> str:
    """What in the counts of one field cannot be true together."""
    said = (count.present, count.unknown, count.withheld, count.none, count.not_said)
    if sum(said) + count.not_applicable != count.asked or count.lacking_count > count.asked:
        return f"counts {count.asked} for {count.field.title}, which is not the sum of its replies"
    listed = len(count.lacking)
    more = listed > count.lacking_count or (count.lacking_count and not listed)
    return f"lists {listed} of {count.lacking_count} that lack {count.field.title}" if more else ""


def _uncounted(verdict: Verdict) -> Iterator[str]:
    """Rules whose counts and findings do not agree; one subject may be in several findings."""
    found: dict[str, set[str]] = {}
    for finding in verdict.findings:
        if finding.waiver is None or finding.waiver_expired:
            found.setdefault(finding.rule, set()).add(finding.outcome)
    for tally in verdict.rules:
        yield from (f"{tally.rule} {odd}" for odd in _odd(tally, found.pop(tally.rule, set())))
    yield from (f"{rule} has a finding, and is no rule of the verdict" for rule in sorted(found))


def _odd(tally: Tally, outcomes: set[str]) -> Iterator[str]:
    for word, count in (("fail", tally.failed), ("open", tally.open)):
        if count and word not in outcomes:
            yield f"counts {count} as {word}, and no finding says which"
    if "fail" in outcomes and not tally.failed:
        yield "has a finding that fails, and counts none"
    if "open" in outcomes and tally.outcome not in ("fail", "open"):
        yield "has a finding that is open, and counts none"


def summary_problems(
    found: Sequence[tuple[int, dict[str, Any]]], verdict: Verdict
) -> Iterator[str]:
    """What is wrong with the VSAs of a bundle, each with its line, and which are missing."""
    images = {spelled(image.path): image for image in verdict.subjects}
    lines: dict[tuple[str, str], int] = {}
    for line, statement in found:
        image, predicate = images.get(_name(statement)), statement.get("predicate")
        if image is None or not isinstance(predicate, dict):
            yield f"line {line}: is a statement about something that the verdict does not judge"
            continue
        resource = str(predicate.get("resourceUri"))
        earlier = lines.setdefault((image.path, resource), line)
        if earlier != line:
            yield f"line {line}: is a second VSA for {resource}, after line {earlier}"
        yield from (f"line {line}: {fault}" for fault in _faults(statement, verdict, image))
    has = {path for path, _ in lines}
    for image in verdict.subjects:
        if image.path not in has and summaries.reason_to_withhold(verdict, image) is None:
            yield f"the VSA for {image.path} is missing"


def _name(statement: dict[str, Any]) -> str:
    subjects = statement.get("subject")
    if not isinstance(subjects, list) or len(subjects) != 1 or not isinstance(subjects[0], dict):
        return ""
    return str(subjects[0].get("name", ""))


def _faults(statement: dict[str, Any], verdict: Verdict, image: JudgedSubject) -> Iterable[str]:
    predicate = statement["predicate"]
    resource = predicate.get("resourceUri")
    yield from summaries.find_faults(
        statement,
        image,
        verifier=verdict.policy.verifier or "",
        resource=str(resource),
        levels=(),
    )
    if summaries.reason_to_withhold(verdict, image) is not None:
        return  # said: no such statement can hold
    wanted = json.decode(summaries.write(verdict, image, str(resource)))["predicate"]
    differing = [name for name in _COPIED if predicate.get(name) != wanted[name]]
    if differing:
        yield f"differs from the verdict in {', '.join(differing)}"

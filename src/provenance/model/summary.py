"""What every report says of a verdict in the same words."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from provenance.model.authority import Outcome
from provenance.model.finding import Finding
from provenance.model.policy import Waiver
from provenance.model.profile import FieldCount, ProfileCount, Reply
from provenance.model.verdict import BaselineUsed, Ratio, Verdict

_LEVELS: Final = ("error", "warning", "note", "off")
_OUTCOMES: Final = ("fail", "open", "pass", "notApplicable")
_COUNTED: Final[tuple[tuple[Outcome, str], ...]] = (
    ("pass", "passed"),
    ("fail", "failed"),
    ("open", "open"),
    ("notApplicable", "not applicable"),
)
_REPLIES: Final[dict[Reply, str]] = {
    "present": "not as the field needs it",
    "unknown": "declared not to be known",
    "withheld": "withheld",
    "none": "stated that there is none",
    "notSaid": "nothing is said",
    "notApplicable": "not applicable",
}
_IMAGES_FROM: Final = {
    "policy": "named by the policy",
    "delivery": "taken from the delivery itself, not named by the policy",
}
# C0 and C1 controls, line and paragraph separators, bidirectional controls, lone surrogates.
_UNSEEN: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def visible(text: str) -> str:
    """The text with every character escaped that a terminal obeys instead of showing it."""
    return _UNSEEN.sub(lambda found: ascii(found[0])[1:-1], text)


def is_waived(finding: Finding) -> bool:
    """Whether somebody accepted the finding, and still does."""
    return finding.waiver is not None and not finding.waiver_expired


def ordered_findings(verdict: Verdict) -> tuple[Finding, ...]:
    """What blocks first, what fails before what is open, and waived findings last."""

    def rank(finding: Finding) -> tuple[bool, bool, int, int, str, str]:
        level, outcome = _LEVELS.index(finding.level), _OUTCOMES.index(finding.outcome)
        blocks = finding.blocking
        return is_waived(finding), not blocks, outcome, level, finding.rule, finding.message

    return tuple(sorted(verdict.findings, key=rank))


def sum_up_rules(verdict: Verdict) -> str:
    """For example `26 rules: 22 passed, 1 failed, 2 open, 1 not applicable`."""
    counts = Counter(tally.outcome for tally in verdict.rules)
    parts = [f"{counts[outcome]} {word}" for outcome, word in _COUNTED if counts[outcome]]
    return f"{_counted(len(verdict.rules), 'rule')}: {', '.join(parts)}" if parts else "0 rules"


def sum_up_coverage(verdict: Verdict) -> tuple[str, ...]:
    """Signatures that hold, components that are traced, documents with defects: always n of m."""
    signatures = _of(verdict.coverage.signatures, "signature", "hold")
    components = _of(verdict.coverage.components, "component", "traced to a source")
    defective = sum(file.status in ("defective", "unreadable") for file in verdict.inputs)
    parts = (signatures, components)
    return (*parts, f"{_counted(defective, 'document')} with defects") if defective else parts


def sum_up_images(verdict: Verdict) -> str:
    """Who said which files are images, and how many of their bytes verified builds made."""
    if not verdict.subjects:
        return "none found"
    names = [visible(subject.path) for subject in verdict.subjects]
    if verdict.verdict != "PASSED":
        names = [f"{visible(subject.path)} {subject.verdict}" for subject in verdict.subjects]
    ratio = verdict.coverage.bytes
    source = _IMAGES_FROM[verdict.policy.images_from]
    return f"{_some(names)} ({source}); {ratio.n} of {ratio.m} bytes built verifiably"


def other_files(verdict: Verdict) -> str:
    """The files that are neither images nor evidence, as the policy or nobody says."""
    return _some([visible(file.path) for file in verdict.inputs if file.role == "other"])


def earlier_deliveries(verdict: Verdict) -> tuple[tuple[str, str], ...]:
    """What the verdict has from earlier deliveries, as pairs of a word and a sentence."""
    found = []
    if verdict.baseline is not None:
        found.append(("baseline", _name_of(verdict.baseline)))
    expected = verdict.expected_from
    if expected is not None:
        words = [one.what.partition(".")[0] for one in expected.expectations]
        what = ", ".join(dict.fromkeys(words)) or "nothing that the policy does not say itself"
        found.append(("expected", f"{what}, from verified builds of {_name_of(expected)}"))
    return tuple(found)


def _name_of(earlier: BaselineUsed) -> str:
    return f"{visible(earlier.name)} {earlier.digest}"


def describe_waiver(waiver: Waiver, *, expired: bool = False) -> str:
    """Until when a finding is accepted, by whom and why."""
    state = "waiver expired" if expired else "waived until"
    return visible(f"{state} {waiver.until}, {waiver.owner}: {waiver.reason}")


def why_unused(waiver: Waiver, at: str) -> str:
    """Why a waiver settles nothing: its last day has passed, or nothing is what it names."""
    return "is over" if waiver.until < at[:10] else "matches nothing"


def spoken_time(at: str) -> str:
    """`2026-11-22T12:00:00Z` as people say it: `2026-11-22 12:00 UTC`."""
    return at.replace("T", " ").replace(":00Z", " UTC").replace("Z", " UTC")


_TYPED: Final = 500
"""Characters of what somebody may type or copy into a command."""


def next_commands(verdict: Verdict) -> tuple[str, ...]:
    """What to type to see more about the first finding that is not accepted."""
    for finding in ordered_findings(verdict):
        if is_waived(finding):
            continue
        keys = [key for listed in finding.subjects if 0 < len(key := listed.subject.key) < _TYPED]
        what = visible((finding.images or tuple(keys) or ("IMAGE",))[0])
        quoted = what if re.fullmatch(r"[\w@%+=:,./-]+", what) else f'"{what}"'
        return (f"provenance explain {finding.rule}", f"provenance trace DELIVERY {quoted}")
    return ()


def _counted(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"


def _of(ratio: Ratio, noun: str, what: str) -> str:
    return f"{ratio.n} of {ratio.m} {noun}s {what}"


def _some(names: list[str], most: int = 8) -> str:
    more = [f"{len(names) - most} more"] if len(names) > most else []
    return ", ".join([*names[:most], *more])


def spoken_reply(reply: Reply) -> str:
    """What was said instead of a field, as people say it."""
    return _REPLIES[reply]


def profile_title(profile: ProfileCount) -> str:
    """Title and edition of a profile, and how it is known where it was not read."""
    known = "" if profile.mark == "read" else f", known {profile.mark}"
    return f"{profile.title} {profile.edition}{known}".replace(" ,", ",")


def sum_up_profile(profile: ProfileCount) -> str:
    """For example `14 of 16 fields are complete`."""
    whole = sum(not count.lacking_count for count in profile.fields)
    return f"{whole} of {len(profile.fields)} fields are complete"


def sum_up_field(count: FieldCount) -> str:
    """For example `39 of 41 components have it, 1 withheld, 1 nothing is said`."""
    noun = "SBOM" if count.field.of == "document" else "component"
    asked = count.asked - count.not_applicable
    has = f"{count.present} of {_counted(asked, noun)} {'has' if asked == 1 else 'have'} it"
    rest = (
        (count.unknown, "declared unknown"),
        (count.withheld, "withheld"),
        (count.none, "stated to have none"),
        (count.not_said, "not said"),
        (count.not_applicable, "not applicable"),
    )
    return ", ".join([has, *(f"{n} {words}" for n, words in rest if n)])

"""The verdict as GitHub-flavored Markdown, for a ticket or a message to the supplier."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from provenance.model.finding import Finding
from provenance.model.profile import FieldCount, ProfileCount
from provenance.model.summary import (
    describe_waiver,
    earlier_deliveries,
    is_waived,
    ordered_findings,
    other_files,
    profile_title,
    spoken_reply,
    spoken_time,
    sum_up_coverage,
    sum_up_images,
    sum_up_profile,
    sum_up_rules,
    visible,
    why_unused,
)
from provenance.model.verdict import Verdict

_LISTED: Final = 20
_MARKS: Final = {"fail": "✗ fail", "open": "? open"}
_SPECIAL: Final = re.compile(r"([\\`*_\[\]<>|~&]|:(?=//)|(?<=www)\.)")
# GitHub looks for mentions and references after Markdown is done, so only an element parts them.
_REFERENCE: Final = re.compile(r"(?<!\w)([@#])(?=\w)")
_TICKS: Final = re.compile("`+")


def render(verdict: Verdict, *, color: bool = False) -> str:
    """The verdict as Markdown with full digests. Never colored."""
    sections = [
        list(_head(verdict)),
        list(_findings(verdict)),
        list(_requests(verdict)),
        *(list(_profile(profile)) for profile in verdict.profiles),
        list(_rest(verdict)),
    ]
    return "\n\n".join("\n".join(section) for section in sections if section) + "\n"


def _plain(text: str) -> str:
    """Text of a delivery as text: no markup, no mention, no link comes from it."""
    return _REFERENCE.sub(r"\1<!-- -->", _SPECIAL.sub(r"\\\1", visible(text)))


def _code(text: str) -> str:
    """Text of a delivery as code, with more backticks around it than any run within."""
    shown = visible(text)
    fence = "`" * (max(map(len, _TICKS.findall(shown)), default=0) + 1)
    pad = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def _head(verdict: Verdict) -> Iterator[str]:
    yield f"## {verdict.verdict}: {_plain(verdict.delivery)}"
    yield ""
    yield f"As of {spoken_time(verdict.at)}, by policy {_code(verdict.policy.name)}."
    for sentence in (*verdict.notes, *verdict.trust.warnings):
        yield ""
        yield f"> **Note:** {_plain(sentence)}"


def _findings(verdict: Verdict) -> Iterator[str]:
    findings = ordered_findings(verdict)
    if not findings:
        return
    yield "| outcome | rule | level | subject | count |"
    yield "|---|---|---|---|---:|"
    for finding in findings:
        outcome = "~ waived" if is_waived(finding) else _MARKS.get(finding.outcome, finding.outcome)
        level = finding.level if finding.blocking else f"{finding.level}, does not block"
        first = _code(finding.subjects[0].subject.label) if finding.subjects else ""
        first = first.replace("|", "\\|")  # even code does not protect it in a table
        more = " …" if finding.count > 1 else ""
        yield f"| {outcome} | {_code(finding.rule)} | {level} | {first}{more} | {finding.count} |"
    for finding in findings:
        yield ""
        yield from _details(finding)


def _details(finding: Finding) -> Iterator[str]:
    yield f"### {_code(finding.rule)}"
    yield ""
    yield f"{_plain(finding.message)}."
    if finding.waiver is not None:
        yield ""
        yield f"*{_plain(describe_waiver(finding.waiver, expired=finding.waiver_expired))}*"
    yield ""
    for listed in finding.subjects:
        detail = f": {_plain(listed.detail)}" if listed.detail else ""
        yield f"- {_code(listed.subject.label)}{detail}"
        for origin in dict.fromkeys(listed.origins):
            yield f"  - {_code(str(origin))} in document {_code(str(origin.digest))}"
    hidden = finding.count - len(finding.subjects)
    if hidden > 0:
        yield f"- … and {hidden} more; the whole list has the digest {_code(str(finding.digest))}"


def _requests(verdict: Verdict) -> Iterator[str]:
    if not verdict.requests:
        return
    yield "### Ask the supplier for"
    yield ""
    for number, request in enumerate(verdict.requests, 1):
        rules = ", ".join(_code(rule) for rule in request.rules)
        yield f"{number}. {_plain(request.text)}{f' ({rules})' if rules else ''}"


def _profile(profile: ProfileCount) -> Iterator[str]:
    """Every field with its count, and below who lacks it."""
    yield f"### {_plain(profile_title(profile))}"
    yield ""
    yield f"{sum_up_profile(profile)}. Source: {_plain(profile.source)}."
    yield ""
    yield "| field | of | needs | has it | unknown | withheld | none | not said | n/a | clause |"
    yield "|---|---|---|---:|---:|---:|---:|---:|---:|---|"
    for count in profile.fields:
        yield _field_row(count)
    for count in profile.fields:
        if count.lacking_count:
            yield ""
            yield from _lacking(count)


def _field_row(count: FieldCount) -> str:
    field = count.field
    has = f"{count.present} of {count.asked - count.not_applicable}"
    numbers = (count.unknown, count.withheld, count.none, count.not_said, count.not_applicable)
    cells = [_plain(field.title), field.of, field.needs, has, *map(str, numbers)]
    return f"| {' | '.join(cells)} | {_plain(field.clause)} ({field.mark}) |"


def _lacking(count: FieldCount) -> Iterator[str]:
    """The first who lack a field, by the place where it is missing."""
    yield f"{_plain(count.field.title)} is missing in {count.lacking_count}:"
    yield ""
    for lack in count.lacking[:_LISTED]:
        place = f"{_code(str(lack.origin))} in document {_code(str(lack.origin.digest))}"
        yield f"- {_code(lack.label)}: {spoken_reply(lack.reply)}, at {place}"
    rest = count.lacking_count - len(count.lacking[:_LISTED])
    if rest > 0:
        yield f"- … and {rest} more; the whole list has the digest {_code(str(count.digest))}"


def _rest(verdict: Verdict) -> Iterator[str]:
    yield "### Basis"
    yield ""
    yield f"- Images: {_plain(sum_up_images(verdict))}"
    for image in verdict.subjects:
        yield f"  - {_code(image.path)} {_code(str(image.digests[0]))}: {image.verdict}"
    if others := other_files(verdict):
        yield f"- Other files: {_plain(others)}"
    yield f"- Delivery: {len(verdict.inputs)} files, {_code(str(verdict.input_digest))}"
    yield f"- Policy: {_code(verdict.policy.name)} {_code(str(verdict.policy.digest))}"
    trust = verdict.trust.digest
    yield f"- Trust root: {_code(str(trust)) if trust else 'none, nothing was believed'}"
    for word, sentence in earlier_deliveries(verdict):
        yield f"- {word.capitalize()}: {_plain(sentence)}"
    yield f"- Rules: {sum_up_rules(verdict)}"
    yield f"- Evidence: {', '.join(sum_up_coverage(verdict))}"
    for waiver in verdict.unused_waivers:
        subject = f"{_code(waiver.rule)} for {_code(waiver.subject)}"
        why = f"{why_unused(waiver, verdict.at)} ({waiver.owner}, until {waiver.until})"
        yield f"- Unused waiver: {subject} {_plain(why)}"
    yield f"- Computed by {_plain(verdict.tool.name)} {_plain(verdict.tool.version)}"

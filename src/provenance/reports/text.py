"""The verdict as a busy person reads it: the answer, why, what to do next, then the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from shutil import get_terminal_size
from textwrap import wrap
from typing import Final

from provenance.model.finding import Finding, ListedSubject
from provenance.model.profile import ProfileCount
from provenance.model.summary import (
    describe_waiver,
    earlier_deliveries,
    is_waived,
    next_commands,
    ordered_findings,
    other_files,
    profile_title,
    spoken_time,
    sum_up_coverage,
    sum_up_field,
    sum_up_images,
    sum_up_profile,
    sum_up_rules,
    visible,
    why_unused,
)
from provenance.model.verdict import Verdict
from provenance.reports._grouping import alike_findings, alike_requests, describe_listed

_PIPED_WIDTH: Final = 100
_SHOWN_SUBJECTS: Final = 5
_SHOWN_ASIDE: Final = 2
"""Subjects of a finding that does not stand in the way."""

_SHOWN_ORIGINS: Final = 3
_RULE_WIDTH: Final = 34
_WIDEST_RULE: Final = 40
_INDENT: Final = " " * 5
_LONG_DIGEST: Final = re.compile(r"([a-z0-9_]+:[0-9a-f]{8})[0-9a-f]{24,}")
_GLUE: Final = "\N{NO-BREAK SPACE}"
_DOT: Final = f"{_GLUE}· "
_MARKS: Final = {"fail": "✗", "open": "?"}
_BOLD, _DIM, _RED, _GREEN, _YELLOW = "1", "2", "31", "32", "33"
_ANSWER_COLORS: Final = {"PASSED": "1;32", "FAILED": "1;31", "INCONCLUSIVE": "1;33"}
_MARK_COLORS: Final = {"✗": _RED, "?": _YELLOW, "~": _DIM}


def render(verdict: Verdict, *, color: bool = False) -> str:
    """The verdict as text: in color with short digests, or plain with full ones."""
    columns = get_terminal_size((_PIPED_WIDTH, 24)).columns if color else _PIPED_WIDTH
    page = _Page(min(max(columns, 60), 120), color)
    widest = max((len(finding.rule) for finding in verdict.findings), default=0)
    page.rule_width = min(max(widest, _RULE_WIDTH), _WIDEST_RULE)
    sections = [
        list(_head(page, verdict)),
        [
            line
            for group in alike_findings(ordered_findings(verdict))
            for line in _said(page, group)
        ],
        list(_requests(page, verdict)),
        [line for profile in verdict.profiles for line in _profile(page, profile)],
        list(_rest(page, verdict)),
        list(_commands(page, verdict)),
    ]
    if not any(sections[1:4]):
        # Nothing to explain and nothing to do: five lines in one piece.
        sections = [[line for section in sections for line in section]]
    return "\n\n".join("\n".join(section) for section in sections if section) + "\n"


class _Page:
    """How wide, and whether in color."""

    def __init__(self, width: int, color: bool) -> None:
        self.width, self._color = width, color
        self.rule_width = _RULE_WIDTH

    def paint(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self._color and text else text

    def short(self, text: str) -> str:
        """Digests are shortened only where a person looks at a screen."""
        return _LONG_DIGEST.sub(r"\1…", text) if self._color else text

    def paragraph(
        self, text: str, first: str = "", rest: str | None = None, code: str = ""
    ) -> list[str]:
        """Lines of `text`; a digest or a path is never broken."""
        lines = wrap(
            self.short(visible(text)),
            self.width,
            initial_indent=first,
            subsequent_indent=first if rest is None else rest,
            break_long_words=False,
            break_on_hyphens=False,
        )
        lines = [line.replace(_GLUE, " ") for line in lines]
        return [self.paint(line, code) if code else line for line in lines]

    def spread(self, left: str, right: str) -> tuple[str, str]:
        """`left`, and `right` with the blanks that move it to the margin."""
        return left, " " * max(self.width - len(left) - len(right), 2) + right


def _head(page: _Page, verdict: Verdict) -> Iterator[str]:
    title = f"{visible(verdict.delivery)} as of {spoken_time(verdict.at)}"
    left, right = page.spread(title, verdict.verdict)
    yield page.paint(left, _BOLD) + page.paint(right, _ANSWER_COLORS[verdict.verdict])
    for note in verdict.notes:
        yield from page.paragraph(note, " ! ", "   ", _YELLOW)
    for warning in verdict.trust.warnings:
        yield from page.paragraph(warning, " ! ", "   ", _YELLOW)


def _said(page: _Page, findings: tuple[Finding, ...]) -> Iterator[str]:
    first, *others = findings
    yield from _finding(page, first, f"{len(findings)} rules" if others else first.rule)
    if others:
        yield from page.paragraph(", ".join(one.rule for one in findings), _INDENT, code=_DIM)


def _finding(page: _Page, finding: Finding, title: str) -> Iterator[str]:
    mark = "~" if is_waived(finding) else _MARKS.get(finding.outcome, " ")
    single = finding.subjects[0] if finding.count == 1 and finding.subjects else None
    what = single.subject.label if single else f"{finding.count} subjects"
    level = finding.level if finding.blocking else f"{finding.level}, does not block"
    if is_waived(finding):
        level = "waived"
    name = f"{title:<{page.rule_width}}"
    left, right = page.spread(f" {mark} {name} {page.short(visible(what))}", level)
    painted = left.replace(mark, page.paint(mark, _MARK_COLORS.get(mark, _DIM)), 1)
    yield painted.replace(title, page.paint(title, _BOLD), 1) + right
    if finding.waiver is not None:
        text = describe_waiver(finding.waiver, expired=finding.waiver_expired)
        yield from page.paragraph(text, _INDENT, _INDENT + "  ")
    yield from _single(page, finding, single) if single else _group(page, finding)


def _single(page: _Page, finding: Finding, listed: ListedSubject) -> Iterator[str]:
    detail = "" if listed.detail == listed.subject.label else listed.detail
    yield from page.paragraph(detail or finding.message, _INDENT, _INDENT + "  ")
    places = tuple(dict.fromkeys(map(str, listed.origins)))
    for place in places[:_SHOWN_ORIGINS]:
        yield from page.paragraph(place, _INDENT, _INDENT + "  ", _DIM)
    hidden = len(places) - _SHOWN_ORIGINS
    if hidden > 0:
        yield page.paint(f"{_INDENT}… and {hidden} more", _DIM)


def _group(page: _Page, finding: Finding) -> Iterator[str]:
    yield from page.paragraph(finding.message, _INDENT, _INDENT + "  ")
    shown = _SHOWN_SUBJECTS if finding.blocking else _SHOWN_ASIDE
    for listed in finding.subjects[:shown]:
        yield from page.paragraph(describe_listed(listed), f"{_INDENT}- ", _INDENT + "    ")
    known = len(finding.subjects)
    hidden = finding.count - min(known, shown)
    if hidden > 0 and known == finding.count:
        yield from page.paragraph(f"… and {hidden} more, listed by --format json", _INDENT)
    elif hidden > 0:
        text = f"… and {hidden} more; --format json lists {known}, the whole list is"
        yield from page.paragraph(f"{text} {finding.digest}", _INDENT, _INDENT + "  ")


def _requests(page: _Page, verdict: Verdict) -> Iterator[str]:
    if verdict.requests:
        yield page.paint("Ask the supplier for", _BOLD)
    for number, asked in enumerate(alike_requests(verdict.requests), 1):
        first = f"  {number}. "
        blank = " " * len(first)
        yield from page.paragraph(asked.text, first, blank)
        for part in asked.parts:
            yield from page.paragraph(part, f"{blank}- ", f"{blank}    ")


def _profile(page: _Page, profile: ProfileCount) -> Iterator[str]:
    """Fields that somebody lacks; nothing where all have all."""
    incomplete = [count for count in profile.fields if count.lacking_count]
    if not incomplete:
        return
    yield page.paint(f"{profile_title(profile)}: {sum_up_profile(profile)}", _BOLD)
    for count in incomplete:
        yield from page.paragraph(f"{count.field.title}: {sum_up_field(count)}", "  ", "    ")
    yield page.paint("  who lacks what is listed by --format csv", _DIM)


def _rest(page: _Page, verdict: Verdict) -> Iterator[str]:
    yield from _entry(page, "images", sum_up_images(verdict))
    if others := other_files(verdict):
        yield from _entry(page, "other", others)
    yield from _entry(page, "policy", f"{verdict.policy.name} {verdict.policy.digest}")
    trust = verdict.trust.digest
    yield from _entry(page, "trust", f"root {trust}" if trust else "nothing was believed")
    for word, sentence in earlier_deliveries(verdict):
        yield from page.paragraph(sentence, f"{word} ", " " * 8)
    summary = [sum_up_rules(verdict), *sum_up_coverage(verdict)]
    yield from page.paragraph(_DOT.join(summary), "", "  ")
    for waiver in verdict.unused_waivers:
        text = f"{waiver.rule} for {waiver.subject} {why_unused(waiver, verdict.at)}"
        yield from _entry(page, "waiver", f"{text} ({waiver.owner}, until {waiver.until})")


def _entry(page: _Page, name: str, text: str) -> list[str]:
    return page.paragraph(text, f"{name:<7} ", " " * 8)


def _commands(page: _Page, verdict: Verdict) -> Iterator[str]:
    commands = next_commands(verdict)
    if commands:
        yield from page.paragraph(f"details: {_DOT.join(commands)}", "", " " * 9, _DIM)

"""provenance explain: what a rule asks, why, how to satisfy it, and how it came out."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from textwrap import wrap
from typing import TYPE_CHECKING

import click

from provenance.catalogue import entry_ids
from provenance.commands._files import load_verdict
from provenance.errors import UsageError

if TYPE_CHECKING:
    from provenance.model.finding import Finding
    from provenance.model.verdict import Verdict
    from provenance.pages import RulePage

_WIDTH = 100


@click.command("explain", short_help="Say what a rule asks, why, and how it came out.")
@click.argument("rule", required=False)
@click.option("--verdict", "path", metavar="VERDICT.json", help="How it came out there.")
def command(rule: str | None, path: str | None) -> None:
    """Explain a RULE, or list all rules."""
    from provenance.pages import explain

    verdict = load_verdict(path) if path is not None else None
    if rule is not None:
        _refuse_unknown(rule)
    lines = _table(verdict) if rule is None else _page(explain(rule), verdict)
    click.echo("\n".join(lines))


def _refuse_unknown(rule: str) -> None:
    """A rule that nobody knows is most often half a name, or one that was mistyped."""
    known = entry_ids("provenance.rules")
    if rule in known:
        return
    close = [name for name in known if rule and rule in name] or get_close_matches(rule, known)
    meant = f"did you mean {' or '.join(close[:3])}? " if close else ""
    raise UsageError(f"no rule is called {rule!r}; {meant}`provenance explain` lists them all")


def _table(verdict: Verdict | None) -> Iterator[str]:
    from provenance.pages import explain_all

    outcomes = {tally.rule: tally.outcome for tally in verdict.rules} if verdict else {}
    for page in explain_all():
        outcome = f"{outcomes.get(page.rule, 'not asked'):<14}" if verdict else ""
        first = f"{page.rule:<38} {page.level:<8} {outcome}"
        yield from wrap(page.requirement, _WIDTH, initial_indent=first, subsequent_indent=" " * 48)


def _page(page: RulePage, verdict: Verdict | None) -> Iterator[str]:
    yield f"{page.rule}  ({page.level})"
    yield ""
    yield from _paragraphs(page.requirement)
    for title, text in (("Why it matters", page.why), ("Fix", page.fix)):
        if text:
            yield from ("", title, *_paragraphs(text))
    if page.references:
        yield from ("", "References")
        for reference in page.references:
            yield from wrap(reference, _WIDTH, initial_indent="  - ", subsequent_indent="    ")
    if verdict is not None:
        yield from ("", *_outcome(page.rule, verdict))


def _paragraphs(text: str) -> Iterator[str]:
    for position, paragraph in enumerate(text.split("\n\n")):
        if position:
            yield ""
        for line in paragraph.split("\n"):
            yield from wrap(line, _WIDTH, initial_indent="  ", subsequent_indent="  ")


def _outcome(rule: str, verdict: Verdict) -> Iterator[str]:
    from provenance.model.summary import ordered_findings, visible

    tally = next((tally for tally in verdict.rules if tally.rule == rule), None)
    if tally is None:
        yield f"The verdict on {visible(verdict.delivery)} did not ask it."
        return
    yield f"In the verdict on {visible(verdict.delivery)}: {tally.outcome}"
    if tally.not_applicable:
        yield f"  does not arise: {visible(tally.not_applicable)}"
        return
    counts = f"{tally.passed} passed, {tally.failed} failed, {tally.open} open"
    waived = f", {tally.waived} waived" if tally.waived else ""
    yield f"  {tally.asked} subjects: {counts}{waived}"
    for finding in ordered_findings(verdict):
        if finding.rule == rule:
            yield from _finding(finding)


def _finding(finding: Finding) -> Iterator[str]:
    from provenance.model.summary import describe_waiver, is_waived, visible

    state = "waived" if is_waived(finding) else finding.outcome
    yield from wrap(
        visible(f"{state}: {finding.message}"),
        _WIDTH,
        initial_indent="  ",
        subsequent_indent="    ",
    )
    if finding.waiver is not None:
        yield f"    {describe_waiver(finding.waiver, expired=finding.waiver_expired)}"
    for listed in finding.subjects:
        text = f"{listed.subject.label}: {listed.detail}" if listed.detail else listed.subject.label
        yield f"    - {visible(text)}"
        yield from (f"      {visible(str(origin))}" for origin in listed.origins)
    hidden = finding.count - len(finding.subjects)
    if hidden > 0:
        yield f"    … and {hidden} more"

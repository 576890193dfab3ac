"""Rows of slsa-verifier's policy tables as part of the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from slsa_scores import Judged, group_of

TITLE: Final = "## slsa-verifier's policy tables\n"
_ABOUT: Final = """\
Each row of the three tables, over every folder that has its files, with the builder given by
name, with a short and a long version, and not at all, as the regression test of slsa-verifier
runs them. Each trial is a policy (`[expect]` platforms, sources, refs, packages) and one trust
root with `[[sigstore]]` entries, judged by the whole pipeline. **Accepted** means that no rule
has anything to say; **refused** that the rule speaks to which the error of slsa-verifier
belongs. Bare envelopes without a log entry and images of Google Cloud Build, whose keys the
corpus has not, stay open and say what they lack. Where the corpus has an artifact with bytes in
it, it is delivered and has to be what the provenance is about.
"""


def slsa_goal(judged: Sequence[Judged]) -> tuple[str, int, int]:
    """The line among the goals: what is wanted, how many trials came out so, of how many."""
    held = sum(one.agrees for one in judged)
    return "slsa-verifier's policy tables: as each row says", held, len(judged)


def slsa_lines(judged: Sequence[Judged]) -> Iterator[str]:
    """The section, table and what is not as it should be; nothing where no row was judged."""
    if not judged:
        return
    yield TITLE
    yield _ABOUT
    yield "| files | rows | trials | to accept | accepted | open, named | to refuse | refused |"
    yield "|---|--:|--:|--:|--:|--:|--:|--:|"
    for group in dict.fromkeys(group_of(one.trial) for one in judged):
        yield _row(group, [one for one in judged if group_of(one.trial) == group])
    yield ""
    wrong = [one for one in judged if not one.agrees]
    if wrong:
        yield f"Not as they should be ({len(wrong)}):\n"
        yield from (f"- {one.trial.name}: {one.answer}" for one in wrong)
        yield ""


def _row(group: str, judged: Sequence[Judged]) -> str:
    counts = Counter(one.trial.expected for one in judged)
    agreeing = [one for one in judged if one.agrees]
    accepted = sum(one.trial.expected == "accept" and not one.said for one in agreeing)
    named = sum(one.trial.expected == "accept" and bool(one.said) for one in agreeing)
    refused = sum(one.trial.expected == "reject" for one in agreeing)
    rows = len({one.trial.row for one in judged})
    cells = (rows, len(judged), counts["accept"], accepted, named, counts["reject"], refused)
    return f"| {group} | {' | '.join(map(str, cells))} |"

"""The goals as ratios of what was measured in the same run."""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import programs
from measure import Series


@dataclass(frozen=True)
class Goal:
    """`over` divided by `under`, held against a bound."""

    part: str
    text: str
    over: str
    under: str
    bound: float
    sense: Literal["at least", "at most"]
    measure: Literal["cpu", "peak per file"] = "cpu"


@dataclass(frozen=True)
class Answer:
    """A goal with the median ratio of the rounds and the lowest and highest one."""

    goal: Goal
    ratio: float | None
    low: float = 0.0
    high: float = 0.0
    why: str = ""
    """Why there is no ratio."""

    @property
    def met(self) -> bool | None:
        """Whether the median is within the bound; None when there is no ratio."""
        if self.ratio is None:
            return None
        if self.goal.sense == "at least":
            return self.ratio >= self.goal.bound
        return self.ratio <= self.goal.bound


def _verify(under: str, over: str, text: str, bound: float) -> Goal:
    return Goal("links", text, f"{programs.THEIRS}, {over}", under, bound, "at least")


_OURS_ONCE = f"{programs.OURS}, once"
_OURS_DOUBLED = f"{programs.OURS}, doubled"

GOALS = (
    Goal("start", "`--help` against bare Python", programs.HELP, programs.PASS, 14, "at most"),
    Goal("sbom", "SBOM to a queryable graph, every check on, against lib4sbom",
         programs.LIB4SBOM, programs.GRAPH, 4, "at least"),
    Goal("sbom", "the same, against `json.loads` with the collector off",
         programs.GRAPH, programs.JSON, 4, "at most"),
    Goal("sbom", "its peak memory against the file's size",
         programs.GRAPH, "", 5, "at most", "peak per file"),
    Goal("sbom", "reading and judging, against reading", programs.JUDGED, programs.GRAPH,
         1.25, "at most"),
    Goal("xml", "CycloneDX XML, against cyclonedx-python-lib",
         programs.XML_PEER, programs.XML, 3, "at least"),
    Goal("spdx", "SPDX 2.3 JSON, against spdx-tools",
         programs.SPDX_TOOLS, programs.SPDX, 10, "at least"),
    Goal("spdx", "the same, against lib4sbom",
         programs.SPDX_LIB4SBOM, programs.SPDX, 6, "at least"),
    Goal("spdx", "its peak memory against the file's size",
         programs.SPDX, "", 5, "at most", "peak per file"),
    Goal("tags", "SPDX 2.3 tag-value, against spdx-tools",
         programs.TAGS_PEER, programs.TAGS, 50, "at least"),
    Goal("spdx3", "SPDX 3.0.1, against spdx-python-model",
         programs.SPDX3_PEER, programs.SPDX3, 3, "at least"),
    *(
        Goal(f"large-{form}", f"{name}: peak memory against the file's size",
             programs.large(form), "", 5, "at most", "peak per file")
        for form, name in programs.LARGE.items()
    ),
    *(
        Goal("growth", f"{form}: time from {times // 2}x to {times}x",
             programs.grown(form, times), programs.grown(form, times // 2), 2.3, "at most")
        for form in ("CycloneDX JSON", "SPDX 2.3 JSON") for times in (2, 4)
    ),
    _verify(f"{programs.OURS}, Metablock", "Metablock", "layout verification, Metablock", 4),
    _verify(f"{programs.OURS}, DSSE", "DSSE", "layout verification, DSSE", 2),
    *(
        Goal("sublayouts", f"layouts inside a layout: time from {times // 2}x to {times}x",
             programs.nested(times), programs.nested(times // 2), 2.3, "at most")
        for times in (2, 4)
    ),
    Goal("statements", "signed statements into the graph and verified, against bare verification",
         programs.STATEMENTS, programs.STATEMENTS_BARE, 2.5, "at most"),
    Goal("bundles", "Sigstore bundles into the graph and verified, against the library's verifier",
         programs.BUNDLES, programs.BUNDLES_PEER, 1.2, "at most"),
    Goal("ruled", "one rule per artifact: time when the artifacts double",
         _OURS_DOUBLED, _OURS_ONCE, 2.3, "at most"),
)  # fmt: skip


def answer(goal: Goal, measured: Mapping[str, Series], file_mb: float) -> Answer:
    """The goal against one run; pairs the rounds, since a drift meets both of a round."""
    over = measured[goal.over]
    if over.missing:
        return Answer(goal, None, why=f"{over.label} {over.missing}")
    if goal.measure == "peak per file":
        return _spread(goal, [run.peak / file_mb for run in over.runs])
    under = measured[goal.under]
    if under.missing:
        return Answer(goal, None, why=f"{under.label} {under.missing}")
    pairs = zip(over.runs, under.runs, strict=True)
    return _spread(goal, [first.cpu / second.cpu for first, second in pairs])


def _spread(goal: Goal, ratios: list[float]) -> Answer:
    return Answer(goal, statistics.median(ratios), min(ratios), max(ratios))

"""The measured figures as Markdown: benchmarks/README.md, and what a terminal shows."""

from __future__ import annotations

import importlib.metadata
import os
import platform
from collections.abc import Iterable, Mapping, Sequence

from goals import Answer
from measure import Series
from programs import LARGE, PARTS, Part, Sizes

_HEAD = """\
# Benchmarks

Written by `make bench`; do not edit. Inputs come from the `generate*.py` and
depend on their arguments only. Each figure is one whole process, start-up included unless its table
says otherwise: CPU seconds (user and system) and peak resident memory as the kernel reports them
when it ends. The programs of
a table run in turns; figures are medians, and a ratio is the median of the rounds' ratios with the
lowest and the highest beside it. Seconds move with the machine and its load, ratios hardly.
"""

_TAIL = """\
## Again

    make bench                        # rewrites this page
    make bench BENCH=--quick          # small inputs in seconds, prints only
    make bench BENCH="--only links"   # one table, prints only

A peer that cannot be installed is shown as absent and its ratio left open.
"""


def whole(
    measured: Mapping[str, Mapping[str, Series]],
    answers: Sequence[Answer],
    sizes: Sizes,
    rounds: int,
    file_mb: Mapping[str, float],
) -> str:
    """The page."""
    tables = [table(part, measured[part.name], sizes, file_mb) for part in PARTS]
    machine = [_machine(rounds)]
    return "\n".join([_HEAD, *machine, "## Goals\n", goal_table(answers), *tables, _TAIL])


def goal_table(answers: Iterable[Answer]) -> str:
    """One row a goal."""
    rows = ["| | goal | measured | |", "|---|---|---|---|"]
    for answer in answers:
        goal = answer.goal
        wanted = f"{goal.sense} {goal.bound:g}x"
        if answer.ratio is None:
            rows.append(f"| {goal.text} | {wanted} | open: {answer.why} | not measured |")
            continue
        found = f"{answer.ratio:.2f}x ({answer.low:.2f}-{answer.high:.2f})"
        met = "goal met" if answer.met else "**goal not met**"
        rows.append(f"| {goal.text} | {wanted} | {found} | {met} |")
    return "\n".join(rows) + "\n"


def table(
    part: Part, measured: Mapping[str, Series], sizes: Sizes, file_mb: Mapping[str, float]
) -> str:
    """One row a program."""
    rows = [f"## {part.title}\n", _about(part.name, sizes, file_mb.get(part.name, 0.0)) + "\n"]
    rows += ["| | CPU s | peak MB |", "|---|---:|---:|"]
    for series in measured.values():
        if series.missing:
            rows.append(f"| {series.label} | {series.missing} | |")
        else:
            rows.append(f"| {series.label} | {series.cpu():.3f} | {series.peak():.0f} |")
    return "\n".join(rows) + "\n"


def _about(name: str, sizes: Sizes, file_mb: float) -> str:
    """What a table's input is."""
    return {
        "start": "Commands that read nothing.",
        "sbom": (
            f"CycloneDX 1.6 JSON of {sizes.components:,} components, {file_mb:.1f} MB. The work "
            "differs: lib4sbom keeps dictionaries and validates nothing; `provenance` hashes the "
            "file, refuses duplicate keys, lists defects by pointer and keeps each fact's place."
        ),
        "xml": (
            f"CycloneDX 1.6 XML of {sizes.elements:,} components, {file_mb:.1f} MB, with the "
            "official XSD checked; the peer checks nothing."
        ),
        "spdx": (
            f"SPDX 2.3 JSON of {sizes.components:,} packages, {file_mb:.1f} MB, with the official "
            "schema and the specification's own text checked; the peers only parse."
        ),
        "tags": f"SPDX 2.3 tag-value of {sizes.packages:,} packages, {file_mb:.1f} MB.",
        "spdx3": f"SPDX 3.0.1 JSON-LD of {sizes.elements:,} packages, {file_mb:.1f} MB.",
        **{
            f"large-{form}": f"{title} of {sizes.components:,} components, {file_mb:.1f} MB."
            for form, title in LARGE.items()
        },
        "growth": (
            f"{sizes.components:,} components, then twice and four times as many; the same three "
            "questions."
        ),
        "links": (
            f"{sizes.steps:,} links of {sizes.artifacts:,} artifacts each (inputs and outputs), "
            "Ed25519, one MATCH pattern per step."
        ),
        "sublayouts": (
            f"A layout of {sizes.sublayouts:,} steps, then twice and four times as many, each "
            "handed to a layout of another supplier with two links of "
            f"{sizes.artifacts:,} artifacts."
        ),
        "statements": (
            f"{sizes.statements:,} DSSE envelopes with SLSA provenance of one file each, in one "
            "file of JSON lines, one Ed25519 key. CPU seconds inside the process, after it has "
            "loaded what it needs."
        ),
        "bundles": (
            f"{sizes.bundles:,} Sigstore bundles v0.3 with SLSA provenance of one file each, in "
            "one file of JSON lines, with certificate, promise and proof of inclusion. CPU seconds "
            "inside the process, after it has loaded what it needs."
        ),
        "ruled": (
            f"Two steps, one MATCH rule per artifact: {sizes.ruled:,} and then {2 * sizes.ruled:,} "
            f"artifacts for `provenance`; {sizes.ruled_peer:,} and then {2 * sizes.ruled_peer:,} "
            "for in-toto-verify, whose time and memory grow with the square."
        ),
    }[name]


def _machine(rounds: int) -> str:
    """Facts that the figures depend on; nothing that names a machine."""
    version = importlib.metadata.version("firmware-provenance")
    return (
        f"provenance {version}, Python {platform.python_version()} on {platform.system()} "
        f"{platform.machine()} with {os.cpu_count()} cores; {rounds} rounds, start-up more often.\n"
    )

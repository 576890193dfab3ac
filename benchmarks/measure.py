"""Runs whole processes in turns and keeps what the kernel says they cost."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

_NO_CACHE = "PYTHONDONTWRITEBYTECODE"


@dataclass(frozen=True)
class Program:
    """A command to measure; it must end with the expected status."""

    label: str
    argv: tuple[str, ...]
    folder: Path
    missing: str = ""
    """Why it cannot run here, when it cannot; a peer that is absent is reported so."""
    inside: bool = False
    """It prints the CPU seconds that count: those after it has loaded what it needs."""


@dataclass(frozen=True)
class Run:
    """CPU seconds (user and system) and peak resident memory in MB (10^6 bytes) of one process."""

    cpu: float
    peak: float


@dataclass
class Series:
    """All runs of one program, or why there are none."""

    label: str
    runs: list[Run] = field(default_factory=list)
    missing: str = ""
    broken: bool = False
    """It ran and ended with another status than expected: what it cost means nothing."""

    def cpu(self) -> float:
        """The median of the CPU seconds."""
        return statistics.median(run.cpu for run in self.runs)

    def peak(self) -> float:
        """The median of the peaks in MB."""
        return statistics.median(run.peak for run in self.runs)


def interleave(programs: Sequence[Program], rounds: int) -> dict[str, Series]:
    """Every program once a round, so that a drift of the machine meets all of them alike."""
    measured = {
        program.label: Series(program.label, missing=program.missing) for program in programs
    }
    for turn in range(rounds):
        for program in programs:
            series = measured[program.label]
            if series.missing:
                continue
            run, problem = once(program)
            if problem:
                series.missing, series.broken, series.runs = problem, True, []
            else:
                series.runs.append(run)
                say(f"  {turn + 1}/{rounds}  {program.label}: {run.cpu:.3f} s, {run.peak:.0f} MB")
    return measured


def once(program: Program) -> tuple[Run, str]:
    """Runs it and returns the cost, and what went wrong if its status is not 0.

    A child starts with the peak of the process that started it, so this one stays small: inputs
    are made elsewhere and nothing is imported here.
    """
    # compiled modules are kept, as where people use a program twice
    kept = {name: value for name, value in os.environ.items() if name != _NO_CACHE}
    with tempfile.TemporaryFile() as errors, tempfile.TemporaryFile() as told:
        process = subprocess.Popen(
            program.argv, cwd=program.folder, env=kept, stdout=told, stderr=errors
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        complaint = errors.read().decode(errors="replace").strip().splitlines()
        told.seek(0)
        figure = told.read().split()[-1:] if program.inside else []
    # the kernel counts KiB on Linux and bytes on macOS
    unit = 1 if sys.platform == "darwin" else 1024
    run = Run(used.ru_utime + used.ru_stime, used.ru_maxrss * unit / 1e6)
    if process.returncode == 0:
        return (Run(float(figure[0]), run.peak) if figure else run), ""
    say(f"  {program.label} ended {process.returncode}: " + " / ".join(complaint[-3:]))
    return run, f"ended with status {process.returncode}"


def say(line: str) -> None:
    """Progress, on standard error."""
    print(line, file=sys.stderr, flush=True)

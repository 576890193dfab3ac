"""Measures the product against its peers and writes benchmarks/README.md."""

from __future__ import annotations

import argparse
from dataclasses import fields, replace
from pathlib import Path

import page
from goals import GOALS, answer
from measure import Series, interleave, say
from peers import HERE
from programs import PARTS, QUICK, Inputs, Sizes


def arguments() -> argparse.Namespace:
    """Sizes may be given one by one; the page is written only for a run of everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small inputs, one round, print only")
    parser.add_argument("--only", choices=[part.name for part in PARTS], help="one table")
    parser.add_argument("--rounds", type=int, help="rounds of each table (3; 1 with --quick)")
    parser.add_argument("--data", type=Path, default=HERE / ".data", help="where inputs are kept")
    for size in fields(Sizes):
        parser.add_argument("--" + size.name.replace("_", "-"), type=int)
    return parser.parse_args()


def sizes_of(given: argparse.Namespace) -> Sizes:
    """The default or the quick sizes, with those that were given."""
    base = QUICK if given.quick else Sizes()
    own = {size.name: getattr(given, size.name) for size in fields(Sizes)}
    return replace(base, **{name: value for name, value in own.items() if value is not None})


def main() -> int:
    """Ends with 1 when one of the programs broke; a goal that is not met is a result."""
    given = arguments()
    sizes, inputs = sizes_of(given), Inputs(given.data)
    rounds = given.rounds or (1 if given.quick else 3)
    measured: dict[str, dict[str, Series]] = {}
    for part in PARTS:
        if given.only in (None, part.name):
            say(part.title)
            found = part.programs(inputs, sizes)
            measured[part.name] = interleave(found, rounds * part.repeat)
    file_mb = {
        part.name: part.document(inputs, sizes).stat().st_size / 1e6
        for part in PARTS
        if part.name in measured and part.document is not None
    }
    answers = [
        answer(goal, measured[goal.part], file_mb.get(goal.part, 0.0))
        for goal in GOALS
        if goal.part in measured
    ]
    for part in PARTS:
        if part.name in measured:
            print(page.table(part, measured[part.name], sizes, file_mb))
    print(page.goal_table(answers))
    if sizes == Sizes() and given.only is None:
        text = page.whole(measured, answers, sizes, rounds, file_mb)
        (HERE / "README.md").write_text(text, encoding="utf-8")
    else:
        print("The goals are stated for the default sizes; benchmarks/README.md is as it was.")
    return int(any(series.broken for part in measured.values() for series in part.values()))


if __name__ == "__main__":
    raise SystemExit(main())

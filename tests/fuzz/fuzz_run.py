"""`make fuzz SECONDS=60`: every target for an equal part of the time, and a line about each.

The inputs that a run found worth keeping stay in `build/fuzz` and are where the next one begins. A
crash, a hang or too much memory leaves its input in `build/fuzz/crashes` and makes the status 1.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, NamedTuple

from fuzz_seeds import CORPUS, READERS, ROOT, seeds

WORK: Final = ROOT / "build" / "fuzz"
CRASHES: Final = WORK / "crashes"
_RUNS: Final = re.compile(r"stat::number_of_executed_units: (\d+)")
_SECONDS_PER_INPUT: Final = 20
_MEGABYTES: Final = 2_048
_LONGEST_INPUT: Final = 32 << 10


class Result(NamedTuple):
    """How one target came out; `log` ends with what libFuzzer says of a crash."""

    reader: str
    seeds: int
    runs: int
    crashed: bool
    log: str


def fuzz(reader: str, content: list[bytes], seconds: int) -> Result:
    """Run one target for some seconds."""
    slug = reader.replace("/", "-")
    kept, begin = WORK / slug / "kept", WORK / slug / "seeds"
    shutil.rmtree(begin, ignore_errors=True)
    for folder in (kept, begin, CRASHES):
        folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(content):
        (begin / f"{number:04}").write_bytes(seed)
    options = [
        f"-max_total_time={seconds}",
        f"-timeout={_SECONDS_PER_INPUT}",
        f"-rss_limit_mb={_MEGABYTES}",
        f"-max_len={_LONGEST_INPUT}",
        f"-artifact_prefix={CRASHES}/{slug}-",
        "-print_final_stats=1",
        "-verbosity=0",
    ]
    target = Path(__file__).with_name("fuzz_target.py")
    command = [sys.executable, str(target), reader, *options, str(kept), str(begin)]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    log = done.stdout + done.stderr
    runs = _RUNS.search(log)
    return Result(reader, len(content), int(runs[1]) if runs else 0, done.returncode != 0, log)


def main() -> int:
    """Fuzz all readers, or those that are named, and say what was done."""
    if len(sys.argv) < 2 or not sys.argv[1].isdecimal():
        print("usage: make fuzz SECONDS=60 [TARGETS='sbom/coswid sbom/uswid']", file=sys.stderr)
        return 2
    total, wanted = int(sys.argv[1]), sys.argv[2:]
    unknown = sorted(set(wanted) - READERS.keys())
    if unknown:
        print(f"no target is called {', '.join(unknown)}; there are:", file=sys.stderr)
        print("\n".join(f"  {name}" for name in READERS), file=sys.stderr)
        return 2
    found = {name: each for name, each in seeds().items() if not wanted or name in wanted}
    workers = os.cpu_count() or 1
    each = max(total * workers // len(found), 1)
    where = "with" if CORPUS.is_dir() else "without"
    print(f"{len(found)} targets, {each} s each, {workers} at a time, {where} the shared corpus")
    crashed = 0
    with ThreadPoolExecutor(workers) as pool:
        for result in pool.map(lambda item: fuzz(*item, each), found.items()):
            crashed += result.crashed
            outcome = "CRASHED" if result.crashed else "no crash"
            print(f"{result.reader}: {result.seeds} seeds, {result.runs} inputs, {outcome}")
            if result.crashed:
                print("\n".join(result.log.splitlines()[-40:]))
            sys.stdout.flush()
    print(f"{crashed} of {len(found)} targets crashed; inputs lie in {CRASHES.relative_to(ROOT)}")
    return 1 if crashed else 0


if __name__ == "__main__":
    sys.exit(main())

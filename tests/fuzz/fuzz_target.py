"""One fuzz target: `fuzz_target.py READER [options of libFuzzer] FOLDERS`, run by `fuzz_run.py`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["provenance"]):
    from fuzz_delivery import Bench

    from provenance.catalogue import load_entry


def main() -> None:
    """Fuzz one reader until libFuzzer ends the process."""
    reader = load_entry("provenance.readers", sys.argv.pop(1))
    memory = Path("/dev/shm")
    folder = tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None)
    bench = Bench(Path(folder.name), reader)
    atheris.Setup(sys.argv, bench.deliver)
    atheris.Fuzz()


if __name__ == "__main__":
    main()

"""The samples are made as they say: compiled, recorded, signed, and judged by the real audit."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from acceptance_runs import AT, DELIVERIES, JUDGED, SAMPLES, Run

ANSWERS = {"gateway-2.4.0": 0, "gateway-2.4.1": 0, "gateway-2.4.1-tampered": 1}
TOOLS = ("make", "gcc", "ld", "objcopy", "tar")
MISSING = next((tool for tool in TOOLS if shutil.which(tool) is None), None)


@pytest.mark.parametrize("name", ANSWERS)
def test_a_sample_comes_out_as_its_name_says(name: str, run: Run) -> None:
    assert run("audit", DELIVERIES / name, *JUDGED).status == ANSWERS[name]


def test_one_byte_was_changed_after_signing() -> None:
    good, bad = DELIVERIES / "gateway-2.4.1", DELIVERIES / "gateway-2.4.1-tampered"
    files = {path.relative_to(good) for path in good.rglob("*") if path.is_file()}
    assert files == {path.relative_to(bad) for path in bad.rglob("*") if path.is_file()}
    changed = [path for path in files if (good / path).read_bytes() != (bad / path).read_bytes()]
    assert changed == [Path("gateway.img")]
    pairs = zip((good / changed[0]).read_bytes(), (bad / changed[0]).read_bytes(), strict=True)
    assert sum(one != other for one, other in pairs) == 1


def test_every_time_in_a_delivery_lies_in_the_past_of_the_audit() -> None:
    stamp = re.compile(rb"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d")
    for path in DELIVERIES.rglob("*"):
        if path.is_file():
            stamps = {found.decode() for found in stamp.findall(path.read_bytes())}
            assert all(one < "2026-11-22T00:00:00" or one >= "2036" for one in stamps), path


@pytest.mark.skipif(MISSING is not None, reason=f"missing tool: {MISSING}")
def test_deliveries_made_anew_come_out_the_same(tmp_path: Path, run: Run) -> None:
    made = tmp_path / "samples"
    shutil.copytree(SAMPLES, made, ignore=shutil.ignore_patterns("deliveries", "rules"))
    command = [sys.executable, str(made / "build.py")]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    judged = ("--policy", made / "gateway.policy.toml", "--trust", made / "trust.toml", *AT)
    found = {name: run("audit", made / "deliveries" / name, *judged).status for name in ANSWERS}
    assert found == ANSWERS
    files = [path for path in made.rglob("*") if path.is_file() and path.suffix != ".py"]
    assert [path for path in files if b"PRIVATE KEY" in path.read_bytes()] == []

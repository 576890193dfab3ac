"""Same delivery, policy, trust root and time: the same bytes, on any machine."""

from __future__ import annotations

import base64
import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from acceptance_runs import AT, DELIVERIES, SAMPLES, KeyPair

WRITTEN = ("v.txt", "v.json", "v.md", "v.sarif", "v.intoto.jsonl")


def copy_shuffled(source: Path, target: Path, seed: int) -> None:
    """The same files, made in another order."""
    paths = [path for path in source.rglob("*") if path.is_file()]
    random.Random(seed).shuffle(paths)
    for path in paths:
        copy = target / path.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())


def audit_elsewhere(folder: Path, name: str, seed: int, key: Path) -> dict[str, bytes]:
    """Everything that one run writes, with all its files in a place of their own."""
    desk = folder / f"machine-{seed}" / ("deeper/" * (seed % 3))
    copy_shuffled(DELIVERIES / name, desk / "in" / name, seed)
    shutil.copytree(SAMPLES / "keys", desk / "keys")
    for file in ("gateway.policy.toml", "trust.toml"):
        shutil.copy(SAMPLES / file, desk)
    words = ["audit", f"in/{name}", "--policy", "gateway.policy.toml", "--trust", "trust.toml"]
    outputs = [word for file in WRITTEN for word in ("--output", file)]
    ran = subprocess.run(
        [sys.executable, "-m", "provenance", *words, *AT, *outputs, "--sign", str(key)],
        capture_output=True,
        cwd=desk,
        env={**os.environ, "PYTHONHASHSEED": str(seed)},
        timeout=120,
    )
    assert ran.returncode in (0, 1), ran.stderr.decode()
    return {"stdout": ran.stdout} | {file: (desk / file).read_bytes() for file in WRITTEN}


@pytest.mark.parametrize("name", ["gateway-2.4.0", "gateway-2.4.1-tampered"])
def test_every_report_and_every_signed_payload(name: str, tmp_path: Path, auditor: KeyPair) -> None:
    first, *others = (
        audit_elsewhere(tmp_path, name, seed, auditor.private) for seed in (0, 1, 4711)
    )
    assert all(first.values())
    assert others == [first, first]
    assert first["stdout"] == first["v.txt"]
    for line in first["v.intoto.jsonl"].splitlines():
        payload = base64.b64decode(json.loads(line)["payload"])
        assert str(tmp_path).encode() not in payload

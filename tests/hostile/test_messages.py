"""What people get wrong most often: the message names the file, what was expected, what to do."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SAMPLES = Path(__file__).parents[2] / "samples"
GOOD = str(SAMPLES / "deliveries" / "gateway-2.4.0")
IMAGE = f"{GOOD}/gateway.img"
SBOM = f"{GOOD}/sbom.cdx.json"
PUBLIC = str(SAMPLES / "keys" / "acme-build.pub")
TRUST = str(SAMPLES / "trust.toml")

MISTAKES: dict[str, tuple[list[str], list[str]]] = {
    "half a rule": (["explain", "unsigned-image"], ["did you mean signature/unsigned-image?"]),
    "a mistyped rule": (["explain", "sbom/missing-digets"], ["did you mean sbom/missing-digest"]),
    "no such rule": (["explain", "zzz"], ["'zzz'", "`provenance explain` lists them"]),
    "an SBOM as verdict": (["report", SBOM], [SBOM, "--output VERDICT.json"]),
    "a mistyped policy": (["audit", GOOD, "--policy", "strikt"], ["'strikt'", "strict"]),
    "a manifest as trust root": (["audit", GOOD, "--trust", f"{GOOD}/SHA256SUMS"], ["SUMS:1:"]),
    "an image as key": (["verify", GOOD, "--key", IMAGE], [IMAGE, "no public key in PEM"]),
    "a trust root as key": (["verify", GOOD, "--key", TRUST], [TRUST, "no public key in PEM"]),
    "a public key that signs": (["audit", GOOD, "--sign", PUBLIC], [PUBLIC, "cannot sign"]),
    "a time in words": (["audit", GOOD, "--at", "today"], ["'today'", "2026-11-22T12:00:00Z"]),
    "a missing delivery": (["audit", "gateway"], ["gateway: does not exist"]),
    "an unknown report": (["audit", GOOD, "--output", "a.pdf"], ["a.pdf", ".sarif"]),
    "a mistyped option": (["audit", GOOD, "--polcy", "x"], ["--policy"]),
    "two deliveries": (["audit", GOOD, GOOD], ["unexpected extra argument"]),
    "a bundle without key": (["audit", GOOD, "--output", "a.jsonl"], ["--sign PRIVATE_KEY"]),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_answered_by_a_sentence(name: str) -> None:
    words, said = MISTAKES[name]
    done = subprocess.run(
        [sys.executable, "-m", "provenance", *words],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert not done.stdout
    for part in said:
        assert part in done.stderr
    assert len(done.stderr) < 500


def test_a_document_without_a_pointer_is_not_said_to_be_at_a_slash(tmp_path: Path) -> None:
    (tmp_path / "verdict.json").write_text("{")
    done = subprocess.run(
        [sys.executable, "-m", "provenance", "report", tmp_path / "verdict.json"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "verdict.json: is not JSON: " in done.stderr

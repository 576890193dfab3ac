"""Our own check of a summary: the seven steps of the specification and slsa-verifier's limits."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from handmade import GOOD

from provenance.writers.vsa import find_faults, level_of, write

IMAGE = GOOD.subjects[1]
WANTED = {
    "verifier": "https://audit.example/procurement",
    "resource": "gateway.img",
    "levels": ("PROVENANCE_ACME_GATEWAY_PASS",),
}


def faults(statement: Any) -> list[str]:
    return find_faults(statement, IMAGE, **WANTED)  # type: ignore[arg-type]


def test_what_we_write_has_no_fault() -> None:
    assert faults(json.loads(write(GOOD, IMAGE))) == []


CHANGES: list[tuple[tuple[Any, ...], Any, str]] = [
    (("subject",), [], "step 2"),
    (("subject",), [1], "step 2"),
    (("subject", 0, "digest"), {"sha512": "00"}, "step 2"),
    (("subject", 0, "digest", "sha256"), "00", "step 2"),
    (("predicateType",), "https://slsa.dev/verification_summary/v0.2", "step 3"),
    (("predicate", "verifier", "id"), "https://other.example", "step 4"),
    (("predicate", "verifier"), [], "step 4"),
    (("predicate", "resourceUri"), "bootloader.bin", "step 5"),
    (("predicate", "verificationResult"), "FAILED", "step 6"),
    (("predicate", "verifiedLevels"), [], "step 7"),
    (("predicate", "verifiedLevels"), None, "step 7"),
    (("predicate", "verifier", "version"), "0.1.0", "verifier.version"),
    (("predicate", "timeVerified"), "yesterday", "timeVerified"),
    (("predicate", "verifiedLevels", 0), "SLSA_BUILD_REPRODUCED", "refused by slsa-verifier"),
    (("predicate", "inputAttestations", 0, "digest"), {}, "inputAttestations"),
    (("predicate", "inputAttestations", 0), "x", "inputAttestations"),
    (("predicate",), [], "is not a statement"),
]


@pytest.mark.parametrize(("path", "value", "expected"), CHANGES)
def test_each_change_is_found(path: tuple[Any, ...], value: Any, expected: str) -> None:
    statement = copy.deepcopy(json.loads(write(GOOD, IMAGE)))
    node = statement
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = value
    assert any(expected in fault for fault in faults(statement))


def test_level_names_are_ours() -> None:
    assert level_of("acme-gateway") == "PROVENANCE_ACME_GATEWAY_PASS"
    assert level_of("slsa build/3") == "PROVENANCE_SLSA_BUILD_3_PASS"

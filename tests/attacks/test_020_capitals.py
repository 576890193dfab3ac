"""020: digests in capitals are the same digests, and those of other bytes are no better for it."""

from __future__ import annotations

from pathlib import Path

from attack_material import EVIL, Workshop, complaints, sha256


def _shout(workshop: Workshop, value: str) -> None:
    """Subjects and resolved inputs with capitals; the subject with a given digest."""
    workshop.parts.discard("layout")
    statement = workshop.statements[0]
    statement["subject"][0]["digest"] = {"sha256": value.upper()}
    definition = statement["predicate"]["buildDefinition"]
    for entry in definition["resolvedDependencies"]:
        entry["digest"] = {name: digest.upper() for name, digest in entry["digest"].items()}


def test_020_capitals_alone_are_no_offense(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    _shout(workshop, sha256(workshop.images["gateway.img"]))
    verdict = workshop.audit()
    assert complaints(verdict, "provenance/malformed-statement") == []
    assert verdict.verdict == "PASSED"


def test_020_capitals_of_other_bytes_acquit_nobody(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    _shout(workshop, sha256(EVIL))
    assert workshop.audit().verdict != "PASSED"

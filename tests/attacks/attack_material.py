"""What the attacks share: the workshop, an image that nobody vouches for, and who complains."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from provenance.model.verdict import Verdict
from samples.workshop import (
    AT,
    COMMIT,
    IN_TOTO,
    MANIFEST,
    PLATFORM,
    SOURCE,
    Plain,
    Workshop,
    sha256,
)

__all__ = [
    "AT",
    "COMMIT",
    "EVIL",
    "IN_TOTO",
    "MANIFEST",
    "PLATFORM",
    "SOURCE",
    "Plain",
    "Workshop",
    "complaints",
    "encode",
    "manifest_of",
    "sha256",
    "statement_of",
]

EVIL = b"\x7fELF\x02\x01\x01\0" + bytes(range(256)) * 8
"""A program that nobody built, signed or lists as what it is."""


def complaints(verdict: Verdict, rule: str) -> list[tuple[str, str]]:
    """Subjects and outcomes of what one rule found."""
    return [
        (listed.subject.label, finding.outcome)
        for finding in verdict.findings
        if finding.rule == rule
        for listed in finding.subjects
    ]


def encode(document: Any) -> bytes:
    """A document as bytes."""
    return json.dumps(document).encode()


def statement_of(predicate_type: str, predicate: Any, **subjects: bytes | dict[str, str]) -> Plain:
    """An in-toto statement about some bytes or digests by name; `__` in a name is a dot."""
    rows = [
        {
            "name": name.replace("__", "."),
            "digest": content if isinstance(content, dict) else {"sha256": sha256(content)},
        }
        for name, content in subjects.items()
    ]
    return {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": rows,
        "predicateType": predicate_type,
        "predicate": predicate,
    }


def manifest_of(**files: bytes) -> bytes:
    """A manifest of some files; `__` in a name is a dot."""
    rows = [
        {
            "path": name.replace("__", "."),
            "size": len(content),
            "digests": {"sha256": sha256(content)},
        }
        for name, content in files.items()
    ]
    return encode({"type": "urn:firmware-provenance:manifest:v1", "files": rows})

"""How a layout is written: what in it was not read, and the type of its envelope."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from provenance.graph.evidence import Said
from provenance.linting.finding import LintFinding
from provenance.model.build import Layout
from provenance.model.statement import Signature
from provenance.verification.signatures import IN_TOTO

_NAMED_ELSEWHERE: Final = frozenset(
    {
        *("bad-threshold", "duplicate-step", "bad-step-name", "two-kinds-of-signers"),
        *("bad-time", "no-steps", "openpgp-key"),
    }
)
"""Entries of the ledger that other parts of the linter explain in their own words."""


def lint_writing(said: Said[Layout], signatures: Iterable[Signature]) -> Iterator[LintFinding]:
    """Entries of the ledger, such as a rule that is none, and the type of the envelope."""
    for entry in said.chapter.defects:
        slug = entry.id.rpartition("/")[2]
        if slug in _NAMED_ELSEWHERE or (entry.kind != "defect" and slug != "unknown-member"):
            continue
        if entry.place.endswith("/expires"):  # the schedule tells of it in any case
            continue
        read_as = f"; it is read as {entry.read_as}" if entry.read_as else ""
        more = f" ({entry.count} times)" if entry.count > 1 else ""
        told = f"{entry.detail}{more}{read_as}"
        yield LintFinding("not-as-specified", told, "write it as in-toto has it", entry.place)
    for signature in signatures:
        if signature.envelope == "dsse" and signature.payload_type != IN_TOTO:
            told = f"its envelope has the type {signature.payload_type[:80]!r}, not a layout's"
            yield LintFinding("payload-type", told, f"sign it as {IN_TOTO}", said.place)
            return

"""lint(): what a layout does not actually forbid.

Nothing is verified here, and nothing of a delivery is looked at: a layout by itself says whom it
believes and which artifacts it lets through, and a layout that lets everything through holds for
every delivery. Signatures are counted, not checked: a layout is best looked at before it is signed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from os import PathLike

from provenance.decoding.time import parse_time
from provenance.errors import UsageError
from provenance.graph.evidence import Evidence, Said
from provenance.linting.finding import Linted, LintFinding
from provenance.linting.flow import lint_flow
from provenance.linting.people import lint_people
from provenance.linting.schedule import lint_schedule
from provenance.linting.writing import lint_writing
from provenance.model.build import Layout
from provenance.model.digest import Digest
from provenance.model.statement import Signature

__all__ = ["LintFinding", "Linted", "findings_of", "lint"]


def lint(path: str | PathLike[str], at: str | None = None) -> tuple[Linted, ...]:
    """What each layout at a path does not forbid; `at` (RFC 3339) asks whether it expires in time.

    Metablock, DSSE or bare, over links and over statements. A `UsageError` where there is no layout
    that can be read, or no such time.
    """
    from provenance.intake import read

    if at is not None and parse_time(at) is None:
        raise UsageError(f"{at!r} is no time; write it as 2026-11-22T12:00:00Z")
    evidence = read(path)
    signatures: dict[Digest, list[Signature]] = {}
    for said in evidence.said(Signature):
        signatures.setdefault(said.fact.signs, []).append(said.fact)
    found = tuple(
        _linted(said, signatures.get(said.chapter.document.digest, ()), at)
        for said in evidence.said(Layout)
    )
    if not found:
        raise UsageError(f"{path}: holds no layout{_why(evidence)}")
    return found


def _linted(said: Said[Layout], signatures: Sequence[Signature], at: str | None) -> Linted:
    document = said.chapter.document
    return Linted(
        document.address.removesuffix("!payload"),
        document.digest,
        len(said.fact.steps),
        len(signatures),
        (*lint_writing(said, signatures), *findings_of(said, at)),
    )


def findings_of(said: Said[Layout], at: str | None = None) -> Iterator[LintFinding]:
    """What one layout does not forbid; `at` as in `lint`."""
    yield from lint_schedule(said.fact, said.place, at)
    yield from lint_people(said.fact, said.place)
    yield from lint_flow(said.fact)


def _why(evidence: Evidence) -> str:
    """What is wrong with the first document at hand, where that is why there is no layout."""
    defects = (
        defect for chapter in evidence.chapters for defect in chapter.defects if not defect.whole
    )
    first = next((defect for defect in defects if defect.kind == "defect"), None)
    return "" if first is None else f"; {first.place} {first.detail}".replace(";  ", "; ")

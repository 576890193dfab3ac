"""Results of tests that are about delivered bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.graph.evidence import Said
from provenance.model.artifact import Artifact
from provenance.model.predicate import TestResult
from provenance.model.statement import Statement

if TYPE_CHECKING:
    from provenance.questions.ask import Ask


def results_for(ask: Ask, image: Artifact) -> tuple[Said[TestResult], ...]:
    """Test results of statements that have exactly these bytes among their subjects."""
    return tuple(ask.once(_by_image).get(image.path, ()))


def _by_image(ask: Ask) -> dict[str, list[Said[TestResult]]]:
    """By path; a result that names an image twice counts once."""
    found: dict[str, list[Said[TestResult]]] = {}
    for said in ask.evidence.said(TestResult):
        rows = (row for one in said.chapter.facts(Statement) for row in one.subjects.digests)
        for path in dict.fromkeys(i.path for row in rows for i in ask.bytes.images_with(row)):
            found.setdefault(path, []).append(said)
    return found

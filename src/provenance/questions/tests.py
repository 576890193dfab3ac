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
    return tuple(
        said
        for said in ask.evidence.said(TestResult)
        for stated in said.chapter.facts(Statement)
        if any(ask.bytes.agreement(image, row) == "same" for row in stated.subjects.digests)
    )

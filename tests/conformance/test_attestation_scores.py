"""Attestations of the corpus come out as their index says, and the page tells what that shows."""

from __future__ import annotations

import os
from collections import Counter

import pytest
from attestation_page import attestation_sections
from attestation_scores import AttestationScore, score_attestations
from conformance_scores import corpus_is_there


@pytest.mark.skipif(not corpus_is_there(), reason="corpus absent")
def test_attestations() -> None:
    scores = score_attestations()
    assert [one.name for one in scores if not one.fits] == []
    groups = Counter((one.expected, one.group) for one in scores)
    assert groups["accept", "read"] == 35
    assert groups["reject", "named defect"] == 9
    assert groups["reject", "believed"] == 0
    page = "\n".join(attestation_sections(scores))
    assert "| accept | 35 | 10 |" in page, os.linesep.join(page.splitlines()[:20])


def test_what_is_believed_and_must_be_refused_does_not_fit() -> None:
    bad = AttestationScore("attestations/x", "reject", "DSSE", ("Build",), ("clean",), (), True)
    assert not bad.fits
    assert bad.group == "believed"
    assert not bad._replace(expected="accept", facts=()).fits
